import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openRepository } from '../../../src/git/repository';
import { type Diagnosis, examine } from '../../../src/hooks/install/examine';
import { install } from '../../../src/hooks/install/install';
import { Sandbox, standInProgram } from './sandbox';

/** A clone with a linked worktree, and what doctor says about it after `spoil`. */
async function diagnose(
  spoil: (sandbox: Sandbox, current: string) => void,
  env: Record<string, string> = {},
): Promise<Diagnosis> {
  using sandbox = new Sandbox();
  const clone = sandbox.repository();
  sandbox.lendEnvironment();
  const program = standInProgram(join(sandbox.root, 'program'));
  sandbox.git(clone, 'worktree', 'add', '-q', '--detach', '../linked');
  await install(await openRepository(join(sandbox.root, clone)), { program, version: '1.0.0' });
  spoil(sandbox, `${clone}/.git/git-kvm/current`);
  Object.assign(process.env, env);
  try {
    return await examine(await openRepository(join(sandbox.root, 'linked')), '1.0.0');
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
  }
}

describe('doctor', () => {
  it('finds nothing wrong after an installation, in each worktree', async () => {
    const { problems, healthy } = await diagnose(() => {});
    assert.deepEqual(problems, []);
    assert.equal(healthy.length, 2);
    for (const line of healthy) {
      assert.match(
        line,
        /^commit-msg, post-commit, prepare-commit-msg, sendemail-validate, pre-publish-send-email run in .*\/(clone|linked)$/,
      );
    }
  });

  const faults: [string, (sandbox: Sandbox, current: string) => void, RegExp, Record<string, string>?][] = [
    [
      'a clone without git-kvm',
      (sandbox) => rmSync(join(sandbox.root, 'clone/.git/git-kvm'), { recursive: true }),
      /not installed/,
    ],
    [
      'an installation without its record',
      (sandbox, current) => rmSync(join(sandbox.root, current, 'record.json')),
      /installation is damaged/,
    ],
    [
      'a hook that is not executable',
      (sandbox) => sandbox.run('clone', 'chmod', ['-x', '.git/hooks/commit-msg']),
      /commit-msg does not run in .*linked: .*is not executable/,
    ],
    [
      'a stub that was changed',
      (sandbox) => sandbox.write('clone/.git/hooks/sendemail-validate', '#!/bin/sh\nexit 0\n'),
      /sendemail-validate does not run in .*linked/,
    ],
    [
      'a program that was changed',
      (sandbox, current) => sandbox.write(`${current}/program/hook.cjs`, ''),
      /hook\.cjs is modified/,
    ],
    [
      'a core.hooksPath that was changed',
      (sandbox) => sandbox.git('clone', 'config', 'core.hooksPath', '/elsewhere'),
      /takes its hooks from \/elsewhere, .* set by file:.*\(local\)/,
    ],
    [
      'a core.hooksPath of one worktree',
      (sandbox) => {
        sandbox.git('linked', 'config', 'extensions.worktreeConfig', 'true');
        sandbox.git('linked', 'config', '--worktree', 'core.hooksPath', '/elsewhere');
      },
      /linked git takes its hooks from \/elsewhere, .*config\.worktree \(worktree\)/,
    ],
    [
      'a core.hooksPath of the environment',
      () => {},
      /takes its hooks from \/elsewhere, .* set by command line: \(command\)/,
      { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.hooksPath', GIT_CONFIG_VALUE_0: '/elsewhere' },
    ],
    ['HUSKY=0', () => {}, /HUSKY=0 is set/, { HUSKY: '0' }],
    [
      'sendemail.validate=false',
      (sandbox) => sandbox.git('clone', 'config', 'sendemail.validate', 'no'),
      /sendemail\.validate is false in .*linked/,
    ],
    [
      'a hook that another tool wrote over',
      (sandbox) => sandbox.loggingHook('clone/.git/hooks/sendemail-validate'),
      /sendemail-validate does not run in .*linked/,
    ],
  ];
  for (const [fault, spoil, words, env] of faults) {
    it(`names ${fault}`, async () => {
      const { problems } = await diagnose(spoil, env);
      assert.ok(problems.length > 0);
      assert.match(problems.map(({ what }) => what).join('\n'), words);
      assert.ok(problems.every(({ remedy }) => remedy !== ''));
    });
  }

  it('names a hook of core.hooksPath that came later and has no stub', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.git(clone, 'config', 'core.hooksPath', '.husky/_');
    sandbox.lendEnvironment();
    const repository = await openRepository(join(sandbox.root, clone));
    const program = standInProgram(join(sandbox.root, 'program'));
    await install(repository, { program, version: '1.0.0' });
    sandbox.loggingHook(`${clone}/.husky/_/reference-transaction`);
    const { problems } = await examine(repository, '1.0.0');
    assert.match(
      problems.map(({ what }) => what).join('\n'),
      /reference-transaction was added after git-kvm/,
    );
  });

  it('notes that the copies of the scripts are old', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.write(`${clone}/scripts/checkpatch.pl`, 'exit 0;\n');
    sandbox.lendEnvironment();
    const repository = await openRepository(join(sandbox.root, clone));
    const program = standInProgram(join(sandbox.root, 'program'));
    await install(repository, { program, version: '1.0.0' });
    assert.deepEqual(
      (await examine(repository, '1.0.0')).notes.filter((note) => /scripts/.test(note)),
      [],
    );
    sandbox.write(`${clone}/scripts/checkpatch.pl`, 'exit 1;\n');
    const { notes, problems } = await examine(repository, '1.0.0');
    assert.deepEqual(problems, []);
    assert.match(notes.join('\n'), /^checkpatch\.pl: the installed copies differ from/m);
  });

  it('names the sections of the guide that have changed', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    const guide = 'Documentation/process/maintainer-kvm-x86.rst';
    sandbox.write(`${clone}/${guide}`, 'Testing\n-------\nTest it.\n\nMail\n----\nSend it.\n');
    sandbox.git(clone, 'add', guide);
    sandbox.git(clone, 'commit', '-q', '-m', 'Add a guide');
    sandbox.lendEnvironment();
    const repository = await openRepository(join(sandbox.root, clone));
    const program = standInProgram(join(sandbox.root, 'program'));
    await install(repository, { program, version: '1.0.0' });
    const { notes } = await examine(repository, '1.0.0');
    assert.match(
      notes.join('\n'),
      /maintainer-kvm-x86\.rst .*\(changed: Testing; new: Mail; gone: KVM x86, /,
    );
  });

  it('names a node that is gone or too old, and another version', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.lendEnvironment();
    const program = standInProgram(join(sandbox.root, 'program'));
    const node = sandbox.write('node', `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, 0o755);
    const repository = await openRepository(join(sandbox.root, clone));
    await install(repository, { program, version: '1.0.0', node });
    sandbox.write('node', '#!/bin/sh\necho 18.1.0\n', 0o755);
    const words = async () =>
      (await examine(repository, '1.1.0')).problems.map(({ what }) => what).join('\n');
    assert.match(await words(), /is version 18\.1\.0; the hooks need 20/);
    assert.match(await words(), /git-kvm 1\.0\.0 is installed here; this is 1\.1\.0/);
    rmSync(node);
    assert.match(await words(), /does not start/);
  });
});
