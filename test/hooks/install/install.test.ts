import assert from 'node:assert/strict';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { REFUSED_FOLDER } from '../../../src/git/left-behind';
import { openRepository } from '../../../src/git/repository';
import { install, uninstall } from '../../../src/hooks/install/install';
import { listing, Sandbox, standInProgram } from './sandbox';

async function installed(sandbox: Sandbox, path: string, version = '1.0.0') {
  const program = join(sandbox.root, 'program');
  if (!existsSync(program)) standInProgram(program);
  sandbox.lendEnvironment();
  const repository = await openRepository(join(sandbox.root, path));
  return { repository, ...(await install(repository, { program, version })) };
}

/** A commit that the stand-in passes and one that it refuses. */
function assertChecks(sandbox: Sandbox, worktree: string) {
  const good = sandbox.run(worktree, 'git', ['commit', '-q', '--allow-empty', '-m', 'Good']);
  assert.equal(good.status, 0, good.stderr);
  assert.equal(good.stdout + good.stderr, '', 'a clean commit says nothing');
  const bad = sandbox.run(worktree, 'git', ['commit', '-q', '--allow-empty', '-m', 'BAD']);
  assert.notEqual(bad.status, 0);
  assert.match(bad.stderr, /BAD in COMMIT_EDITMSG/);
}

describe('install and uninstall', () => {
  it('checks commits, and leaves the git directory byte for byte as it was', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    const before = listing(join(sandbox.root, clone, '.git'));
    const { repository } = await installed(sandbox, clone);
    const status = sandbox.git(clone, 'status', '--porcelain', '--ignored');
    assert.equal(status, '');
    assert.equal((await uninstall(repository)).wasThere, true);
    assert.deepEqual(listing(join(sandbox.root, clone, '.git')), before);
    assert.equal((await uninstall(repository)).wasThere, false);
    assert.deepEqual(listing(join(sandbox.root, clone, '.git')), before);
    await installed(sandbox, clone);
    assertChecks(sandbox, clone);
    sandbox.write(`${clone}/.git/${REFUSED_FOLDER}/message.txt`, 'KVM: Refused\n');
    await uninstall(repository);
    assert.doesNotMatch(listing(join(sandbox.root, clone, '.git')).join('\n'), /^git-kvm/m);
  });

  for (const [layout, make] of layouts()) {
    it(`works in ${layout}`, async () => {
      using sandbox = new Sandbox();
      const { at, gitDir, worktrees } = make(sandbox);
      const before = listing(join(sandbox.root, gitDir));
      const { repository } = await installed(sandbox, at);
      for (const worktree of worktrees) {
        const hooks = sandbox.git(worktree, 'rev-parse', '--git-path', 'hooks');
        assert.equal(
          realpathSync(resolve(sandbox.root, worktree, hooks)),
          realpathSync(join(repository.commonDir, 'hooks')),
        );
        const help = sandbox.run(worktree, 'git', ['kvm', '--version']);
        assert.equal(help.status, 0, help.stderr);
      }
      await uninstall(repository);
      assert.deepEqual(listing(join(sandbox.root, gitDir)), before);
      await installed(sandbox, at);
      for (const worktree of worktrees) assertChecks(sandbox, worktree);
    });
  }

  it('keeps other settings that came since, and the hooksPath and alias that stood before', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.git(clone, 'config', 'core.hooksPath', '~/my hooks');
    sandbox.git(clone, 'config', 'alias.kvm', 'status');
    const { repository, record } = await installed(sandbox, clone);
    assert.equal(record.chain, join(sandbox.home, 'my hooks'));
    sandbox.git(clone, 'config', 'remote.kvm.url', 'https://example.org/kvm.git');
    await uninstall(repository);
    assert.equal(sandbox.git(clone, 'config', 'core.hooksPath'), '~/my hooks');
    assert.equal(sandbox.git(clone, 'config', 'alias.kvm'), 'status');
    assert.equal(sandbox.git(clone, 'config', 'remote.kvm.url'), 'https://example.org/kvm.git');
  });

  it('installs twice and upgrades without touching the configuration again', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    const before = listing(join(sandbox.root, clone, '.git'));
    await installed(sandbox, clone);
    const config = readFileSync(join(sandbox.root, clone, '.git/config'), 'utf8');
    assert.equal((await installed(sandbox, clone)).replaced, '1.0.0');
    const { repository, replaced, record } = await installed(sandbox, clone, '2.0.0');
    assert.equal(replaced, '1.0.0');
    assert.equal(record.version, '2.0.0');
    assert.equal(record.chain, '', 'never its own hooks');
    assert.equal(readFileSync(join(sandbox.root, clone, '.git/config'), 'utf8'), config);
    assertChecks(sandbox, clone);
    await uninstall(repository);
    const own = (line: string) => !/^(objects|logs|COMMIT_EDITMSG|refs|index)/.test(line);
    assert.deepEqual(listing(join(sandbox.root, clone, '.git')).filter(own), before.filter(own));
  });
});

function layouts(): [string, (sandbox: Sandbox) => { at: string; gitDir: string; worktrees: string[] }][] {
  const linked = (sandbox: Sandbox, repository: string, name = 'linked') => {
    sandbox.git(repository, 'worktree', 'add', '-q', '--detach', join(sandbox.root, name));
    return name;
  };
  return [
    [
      'a linked worktree',
      (sandbox) => {
        const clone = sandbox.repository();
        return { at: linked(sandbox, clone), gitDir: `${clone}/.git`, worktrees: [clone, 'linked'] };
      },
    ],
    [
      'a subdirectory',
      (sandbox) => {
        const clone = sandbox.repository();
        sandbox.write(`${clone}/a/b/c`, '');
        return { at: `${clone}/a/b`, gitDir: `${clone}/.git`, worktrees: [clone, `${clone}/a/b`] };
      },
    ],
    [
      'a bare clone with worktrees',
      (sandbox) => {
        sandbox.git('.', 'clone', '-q', '--bare', sandbox.repository('origin'), 'bare.git');
        return { at: 'bare.git', gitDir: 'bare.git', worktrees: [linked(sandbox, 'bare.git')] };
      },
    ],
    [
      '.bare and a .git file',
      (sandbox) => {
        sandbox.git('.', 'clone', '-q', '--bare', sandbox.repository('origin'), 'clone/.bare');
        sandbox.write('clone/.git', 'gitdir: ./.bare\n');
        return { at: 'clone', gitDir: 'clone/.bare', worktrees: [linked(sandbox, 'clone', 'clone/master')] };
      },
    ],
    [
      'a submodule',
      (sandbox) => {
        const outer = sandbox.repository('outer');
        const origin = join(sandbox.root, sandbox.repository('origin'));
        sandbox.git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', origin, 'sub');
        return { at: 'outer/sub', gitDir: 'outer/.git', worktrees: ['outer/sub'] };
      },
    ],
    [
      'a clone with a separate git directory',
      (sandbox) => {
        const origin = sandbox.repository('origin');
        sandbox.git(
          '.',
          'clone',
          '-q',
          `--separate-git-dir=${join(sandbox.root, 'git-dir')}`,
          origin,
          'clone',
        );
        return { at: 'clone', gitDir: 'git-dir', worktrees: ['clone'] };
      },
    ],
    [
      'a path of more than two thousand characters',
      (sandbox) => {
        const clone = sandbox.repository(Array.from({ length: 10 }, () => 'long'.repeat(52)).join('/'));
        return { at: clone, gitDir: `${clone}/.git`, worktrees: [clone] };
      },
    ],
    [
      'a path with blanks, quotes, a newline and letters beyond ASCII',
      (sandbox) => {
        const clone = sandbox.repository(`a 'b' "c" $HOME \`d\` \\e\nf é 内核`);
        return { at: clone, gitDir: `${clone}/.git`, worktrees: [clone] };
      },
    ],
  ];
}
