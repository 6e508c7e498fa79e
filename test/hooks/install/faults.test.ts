import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openRepository } from '../../../src/git/repository';
import { install, uninstall } from '../../../src/hooks/install/install';
import { UsageError } from '../../../src/model/errors';
import { watchCalls } from '../../faults/calls';
import { listing, Sandbox, standInProgram } from './sandbox';

interface Prepared {
  clone: string;
  git: string;
  program: string;
}

function prepare(sandbox: Sandbox): Prepared {
  const clone = sandbox.repository();
  sandbox.loggingHook(`${clone}/.git/hooks/commit-msg`);
  sandbox.lendEnvironment();
  const program = standInProgram(join(sandbox.root, 'program'));
  return { clone, git: join(sandbox.root, clone, '.git'), program };
}

/** Install in a process of its own. */
function inProcess(sandbox: Sandbox, { clone, program }: Prepared, under: readonly string[] = []) {
  const script = `
    const { install } = require(${JSON.stringify(join(__dirname, '../../../src/hooks/install/install.js'))});
    const { openRepository } = require(${JSON.stringify(join(__dirname, '../../../src/git/repository.js'))});
    openRepository(${JSON.stringify(join(sandbox.root, clone))})
      .then((repository) => install(repository, { program: ${JSON.stringify(program)}, version: '2.0.0' }))
      .catch((error) => { process.stderr.write(error.name + ': ' + error.message); process.exitCode = 2; });`;
  const options = { env: sandbox.env };
  const [command = process.execPath, ...args] = [...under, process.execPath, '-e', script];
  return {
    wait: () => spawnSync(command, args, { ...options, encoding: 'utf8' }),
    start: () =>
      new Promise<{ status: number | null; stderr: string }>((resolve) => {
        const child = spawn(command, args, options);
        let stderr = '';
        child.stderr.on('data', (data) => {
          stderr += data;
        });
        child.on('close', (status) => resolve({ status, stderr }));
      }),
  };
}

const checks = (sandbox: Sandbox, clone: string): boolean => {
  sandbox.clearLog();
  const { status } = sandbox.run(clone, 'git', ['commit', '-q', '--allow-empty', '--dry-run', '-m', 'BAD']);
  assert.ok(status !== null);
  const hook = sandbox.git(clone, 'rev-parse', '--git-path', 'hooks');
  sandbox.write(`${clone}/message`, 'BAD\n');
  const refused = sandbox.run(clone, `${hook}/commit-msg`, ['message']).status !== 0;
  assert.match(sandbox.log(), /theirs:commit-msg/, 'the earlier hook runs all the time');
  return refused;
};

describe('a failure', () => {
  it('to write (a git directory that is read-only) says so and changes nothing', async (test) => {
    using sandbox = new Sandbox();
    const prepared = prepare(sandbox);
    chmodSync(prepared.git, 0o555);
    const before = listing(prepared.git);
    // Root may write everywhere, unless that is taken from it. Another user might not get as far as the clone.
    const powers = '-dac_override,-dac_read_search';
    const asAnybody = ['setpriv', `--bounding-set=${powers}`, `--inh-caps=${powers}`];
    const { status, stderr } = inProcess(sandbox, prepared, process.getuid?.() === 0 ? asAnybody : []).wait();
    chmodSync(prepared.git, 0o755);
    test.diagnostic(stderr);
    assert.equal(status, 2);
    assert.match(stderr, /^UsageError: .*is not writable/);
    assert.deepEqual(listing(prepared.git), before);
  });

  it('to get the lock on the configuration changes nothing', async () => {
    using sandbox = new Sandbox();
    const prepared = prepare(sandbox);
    writeFileSync(join(prepared.git, 'config.lock'), '');
    const before = listing(prepared.git);
    const repository = await openRepository(join(sandbox.root, prepared.clone));
    await assert.rejects(
      install(repository, { program: prepared.program, version: '1.0.0' }),
      /Another git process/,
    );
    assert.deepEqual(listing(prepared.git), before);
  });

  it('of an installation to be whole is not handed on to the next one, which its own program makes', async () => {
    using sandbox = new Sandbox();
    const prepared = prepare(sandbox);
    const repository = await openRepository(join(sandbox.root, prepared.clone));
    await install(repository, { program: prepared.program, version: '1.0.0' });
    assert.equal(sandbox.run(prepared.clone, 'git', ['kvm', 'install']).status, 0);
    writeFileSync(join(prepared.git, 'git-kvm/current/program/hook.cjs'), '// cut off');
    const before = listing(prepared.git);
    const { status, stderr } = sandbox.run(prepared.clone, 'git', ['kvm', 'install']);
    assert.equal(status, 2, stderr);
    assert.match(stderr, /hook\.cjs is damaged or missing[\s\S]*npm start/);
    assert.deepEqual(listing(prepared.git), before);
    await install(repository, { program: prepared.program, version: '1.0.0' });
    assert.equal(checks(sandbox, prepared.clone), true);
  });

  it('of the program to be whole is seen before anything changes', async () => {
    using sandbox = new Sandbox();
    const prepared = prepare(sandbox);
    const before = listing(prepared.git);
    rmSync(join(prepared.program, 'hook.cjs'));
    const repository = await openRepository(join(sandbox.root, prepared.clone));
    await assert.rejects(
      install(repository, { program: prepared.program, version: '1.0.0' }),
      /incomplete: hook\.cjs is missing/,
    );
    assert.deepEqual(listing(prepared.git), before);
  });
});

describe('at once', () => {
  it('two installations end in one whole one', async () => {
    using sandbox = new Sandbox();
    const prepared = prepare(sandbox);
    const before = listing(prepared.git);
    const runs = await Promise.all(Array.from({ length: 3 }, () => inProcess(sandbox, prepared).start()));
    assert.ok(runs.some(({ status }) => status === 0));
    for (const { status, stderr } of runs) {
      if (status !== 0) assert.match(stderr, /Another install or uninstall is running/);
    }
    assert.equal(checks(sandbox, prepared.clone), true);
    assert.equal(readdirSync(join(prepared.git, 'git-kvm')).length, 2);
    await uninstall(await openRepository(join(sandbox.root, prepared.clone)));
    assert.deepEqual(listing(prepared.git), before);
  });

  it('an installation and a change of the configuration lose nothing', async () => {
    using sandbox = new Sandbox();
    const prepared = prepare(sandbox);
    const repository = await openRepository(join(sandbox.root, prepared.clone));
    let done = false;
    const restore = watchCalls(({ site }) => {
      // At the last moment before the new configuration is put in place.
      if (!done && site.startsWith('linkSync takeLock')) {
        done = true;
        sandbox.git(prepared.clone, 'config', 'kvm.test', 'theirs');
      }
      return undefined;
    });
    try {
      await assert.rejects(
        install(repository, { program: prepared.program, version: '1.0.0' }),
        /changed by another process/,
      );
    } finally {
      restore();
    }
    assert.equal(sandbox.git(prepared.clone, 'config', 'kvm.test'), 'theirs');
    await install(repository, { program: prepared.program, version: '1.0.0' });
    await uninstall(repository);
    assert.equal(sandbox.git(prepared.clone, 'config', 'kvm.test'), 'theirs');
  });
});

describe('a refusal', () => {
  it('of git, to open a clone of somebody else, is handed on with the remedy', async (test) => {
    using sandbox = new Sandbox();
    const prepared = prepare(sandbox);
    if (process.getuid?.() === 0) {
      spawnSync('chown', ['-R', '65534', join(sandbox.root, prepared.clone)]);
      assert.equal(statSync(prepared.git).uid, 65534);
      await assert.rejects(openRepository(join(sandbox.root, prepared.clone)), (error) => {
        return (
          error instanceof UsageError &&
          /dubious ownership/.test(error.message) &&
          /safe\.directory/.test(error.hint)
        );
      });
    } else {
      test.diagnostic('needs root to give a clone to somebody else');
    }
  });

  it('of a clone whose path is not UTF-8, which node cannot hand on, changes nothing', () => {
    using sandbox = new Sandbox();
    const { clone, git, program } = prepare(sandbox);
    const before = listing(git);
    const script = `mv '${clone}' "$(printf 'odd\\377')" && cd odd* && '${process.execPath}' '${program}/git-kvm.cjs' install .; s=$?; cd .. && mv odd* '${clone}'; exit $s`;
    const { status, stderr } = sandbox.run('.', 'sh', ['-c', script]);
    assert.equal(status, 2, stderr);
    assert.match(stderr, /git-kvm: .*(?:not UTF-8|No such directory)/);
    assert.deepEqual(listing(git), before);
  });

  it("of a folder without a clone says so, and of a worktree's own hooksPath names the file", async () => {
    using sandbox = new Sandbox();
    const prepared = prepare(sandbox);
    await assert.rejects(openRepository(sandbox.home), /not in a git repository/);
    await assert.rejects(openRepository(join(sandbox.root, 'none')), /No such directory/);
    sandbox.git(prepared.clone, 'worktree', 'add', '-q', '--detach', '../linked');
    sandbox.git('linked', 'config', 'extensions.worktreeConfig', 'true');
    sandbox.git('linked', 'config', '--worktree', 'core.hooksPath', 'theirs');
    const before = listing(prepared.git);
    const repository = await openRepository(join(sandbox.root, prepared.clone));
    const attempt = install(repository, { program: prepared.program, version: '1.0.0' });
    await assert.rejects(attempt, /worktrees\/linked\/config\.worktree sets core\.hooksPath to theirs/);
    assert.deepEqual(listing(prepared.git), before);
  });

  it('where an included file wins, with everything as before', async () => {
    using sandbox = new Sandbox();
    const prepared = prepare(sandbox);
    const extra = sandbox.write('extra', '[core]\n\thooksPath = theirs\n');
    sandbox.git(prepared.clone, 'config', 'include.path', extra);
    const before = listing(prepared.git);
    const repository = await openRepository(join(sandbox.root, prepared.clone));
    await assert.rejects(
      install(repository, { program: prepared.program, version: '1.0.0' }),
      /theirs by file:.*extra/,
    );
    assert.deepEqual(listing(prepared.git), before);
    assert.equal(readFileSync(extra, 'utf8'), '[core]\n\thooksPath = theirs\n');
  });
});
