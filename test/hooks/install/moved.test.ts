/** A clone keeps its gate wherever it goes, and nothing in it names its path. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sh writes parameters so
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openRepository } from '../../../src/git/repository';
import { install, uninstall } from '../../../src/hooks/install/install';
import { listing, Sandbox, standInProgram } from './sandbox';

async function installIn(sandbox: Sandbox, path: string) {
  sandbox.lendEnvironment();
  const program = standInProgram(join(sandbox.root, `program ${readdirSync(sandbox.root).length}`));
  const repository = await openRepository(join(sandbox.root, path));
  await install(repository, { program, version: '1.0.0' });
  sandbox.clearLog();
  return repository;
}

/** Git commits and sends here as in a clone with git-kvm, with its own program in `gitDir`. */
function assertGated(sandbox: Sandbox, worktree: string): void {
  const commit = (message: string) =>
    sandbox.run(worktree, 'git', ['commit', '-q', '--allow-empty', '-m', message]);
  assert.equal(commit('Good').status, 0);
  const bad = commit('BAD');
  assert.notEqual(bad.status, 0, `${worktree}: the commit is not checked`);
  assert.match(bad.stderr, /BAD in COMMIT_EDITMSG/);
  sandbox.git(worktree, 'commit', '-q', '--allow-empty', '--no-verify', '-m', 'BAD');
  sandbox.write(`${worktree}/file`, `${Math.random()}`);
  sandbox.git(worktree, 'commit', '-q', '-a', '--no-verify', '-m', 'BAD');
  const patch = sandbox.git(worktree, 'format-patch', '-1', '-o', join(sandbox.root, 'out'));
  const send = ['send-email', '--to=kvm@example.org', '--confirm=never', '--smtp-server=/bin/true', patch];
  const { stderr, status } = sandbox.run(worktree, 'git', send);
  assert.notEqual(status, 0);
  assert.match(stderr, /BAD in 0001/, `${worktree}: the send is not checked`);
  assert.equal(sandbox.run(worktree, 'git', ['kvm', '--version']).status, 0);
}

describe('a clone that', () => {
  it('is moved, or its folder renamed, keeps its hooks and git kvm', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    await installIn(sandbox, clone);
    renameSync(join(sandbox.root, clone), join(sandbox.root, 'else where'));
    assertGated(sandbox, 'else where');
  });

  it('is copied has hooks that do not need the original', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    await installIn(sandbox, clone);
    execFileSync('cp', ['-a', join(sandbox.root, clone), join(sandbox.root, 'copy')]);
    renameSync(join(sandbox.root, clone), join(sandbox.root, 'gone'));
    assertGated(sandbox, 'copy');
    const state = await openRepository(join(sandbox.root, 'copy'));
    assert.equal((await uninstall(state)).wasThere, true);
    assert.equal(sandbox.run('copy', 'git', ['commit', '-q', '--allow-empty', '-m', 'BAD']).status, 0);
    assertGated(sandbox, 'gone');
  });

  it('is moved with its linked worktree, which git repairs, has its gate in both', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository('dir/clone');
    await installIn(sandbox, clone);
    sandbox.git(clone, 'worktree', 'add', '-q', '--detach', join(sandbox.root, 'dir/linked'));
    renameSync(join(sandbox.root, 'dir'), join(sandbox.root, 'new'));
    sandbox.git('new/clone', 'worktree', 'repair', join(sandbox.root, 'new/linked'));
    assertGated(sandbox, 'new/clone');
    assertGated(sandbox, 'new/linked');
  });

  it('is bare, with worktrees, and is moved has its gate in them, and where no worktree is', async () => {
    using sandbox = new Sandbox();
    sandbox.git('.', 'clone', '-q', '--bare', sandbox.repository('origin'), 'dir/bare.git');
    await installIn(sandbox, 'dir/bare.git');
    sandbox.git('dir/bare.git', 'worktree', 'add', '-q', '--detach', join(sandbox.root, 'dir/linked'));
    renameSync(join(sandbox.root, 'dir'), join(sandbox.root, 'new'));
    sandbox.git('new/bare.git', 'worktree', 'repair', join(sandbox.root, 'new/linked'));
    assertGated(sandbox, 'new/linked');
    const hook = ['hook', 'run', 'sendemail-validate', '--', join(sandbox.root, 'new/linked/file')];
    sandbox.write('new/linked/file', 'BAD\n');
    assert.equal(sandbox.run('new/bare.git', 'git', hook).status, 1, 'in the git directory itself');
  });

  it('has git-kvm names its own path nowhere', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository('a-name-of-its-own');
    sandbox.git(clone, 'config', 'core.hooksPath', '.husky/_');
    await installIn(sandbox, clone);
    const { stdout } = sandbox.run(clone, 'grep', ['-rlF', 'a-name-of-its-own', '.git']);
    assert.equal(stdout, '');
  });
});

describe('core.hooksPath', () => {
  it('of the clone gives way, and its hooks run in each worktree; those that it had hidden stay silent', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.git(clone, 'config', 'core.hooksPath', '.husky/_');
    const config = readFileSync(join(sandbox.root, clone, '.git/config'), 'utf8');
    for (const name of ['post-commit', 'reference-transaction', 'commit-msg'])
      sandbox.write(`${clone}/.git/hooks/${name}`, '#!/bin/sh\necho hidden >>"$GIT_KVM_TEST_LOG"\n', 0o755);
    const hidden = listing(join(sandbox.root, clone, '.git/hooks'));
    sandbox.loggingHook(`${clone}/.husky/_/post-commit`);
    const repository = await installIn(sandbox, clone);
    assert.equal(sandbox.run(clone, 'git', ['config', 'core.hooksPath']).status, 1);
    sandbox.git(clone, 'commit', '-q', '--allow-empty', '-m', 'Good');
    assert.match(sandbox.log(), /theirs:post-commit/);
    assert.doesNotMatch(sandbox.log(), /hidden/);
    renameSync(join(sandbox.root, clone), join(sandbox.root, 'moved'));
    assertGated(sandbox, 'moved');
    renameSync(join(sandbox.root, 'moved'), join(sandbox.root, clone));
    await uninstall(repository);
    assert.equal(readFileSync(join(sandbox.root, clone, '.git/config'), 'utf8'), config);
    assert.deepEqual(listing(join(sandbox.root, clone, '.git/hooks')), hidden);
  });

  it('that is the hooks folder itself makes no difference', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.git(clone, 'config', 'core.hooksPath', '.git/hooks');
    sandbox.loggingHook(`${clone}/.git/hooks/commit-msg`);
    await installIn(sandbox, clone);
    assertGated(sandbox, clone);
    assert.match(sandbox.log(), /theirs:commit-msg/);
  });

  it('of the user is overridden by the clone with its path; a move is said by the next command', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.git(clone, 'config', '--global', 'core.hooksPath', '~/hooks');
    sandbox.loggingHook('home/hooks/commit-msg');
    await installIn(sandbox, clone);
    assertGated(sandbox, clone);
    assert.match(sandbox.log(), /theirs:commit-msg/);
    renameSync(join(sandbox.root, clone), join(sandbox.root, 'moved'));
    const { stderr } = sandbox.run('moved', 'git', ['kvm', 'rules']);
    assert.match(stderr, /^git-kvm: commits and sends are not checked: .*takes its hooks from/);
    await installIn(sandbox, 'moved');
    assertGated(sandbox, 'moved');
  });

  it('that `npm install` of a husky tree sets is said by the next command, and repaired by install', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    await installIn(sandbox, clone);
    const husky = `file:${join(process.cwd(), 'node_modules/husky')}`;
    const tree = { name: 'tree', scripts: { prepare: 'husky' }, devDependencies: { husky } };
    sandbox.write(`${clone}/package.json`, JSON.stringify(tree));
    sandbox.loggingHook(`${clone}/.husky/commit-msg`);
    const warned = () => sandbox.run(clone, 'git', ['kvm', 'rules']).stderr;
    for (const _ of ['once', 'again']) {
      const npm = sandbox.run(clone, 'npm', ['install', '--offline', '--no-audit', '--no-fund']);
      assert.equal(npm.status, 0, npm.stderr);
      assert.equal(sandbox.git(clone, 'config', 'core.hooksPath'), '.husky/_');
      assert.match(
        warned(),
        /not checked: .*takes its hooks from \.husky\/_, .*set by file.*\n {2}.*git kvm install/,
      );
      await installIn(sandbox, clone);
      assert.equal(warned(), '');
      assertGated(sandbox, clone);
    }
    assert.match(sandbox.log(), /theirs:commit-msg/);
  });
});

describe('a hooks folder that', () => {
  it('is a link to one of many clones is not written to', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.loggingHook('shared/commit-msg');
    sandbox.loggingHook('shared/pre-rebase');
    const shared = listing(join(sandbox.root, 'shared'));
    sandbox.run(clone, 'rm', ['-r', '.git/hooks']);
    symlinkSync('../../shared', join(sandbox.root, clone, '.git/hooks'));
    const before = listing(join(sandbox.root, clone, '.git'));
    const repository = await installIn(sandbox, clone);
    assert.deepEqual(listing(join(sandbox.root, 'shared')), shared);
    assertGated(sandbox, clone);
    assert.match(sandbox.log(), /theirs:commit-msg/);
    await uninstall(repository);
    const own = (line: string) => !/^(objects|logs|COMMIT_EDITMSG|refs|index)/.test(line);
    assert.deepEqual(listing(join(sandbox.root, clone, '.git')).filter(own), before.filter(own));
  });

  it('is not there, and one with hooks, links, helpers and what cannot be run, come back byte for byte', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    const gitDir = join(sandbox.root, clone, '.git');
    sandbox.run(clone, 'rm', ['-r', '.git/hooks']);
    const none = listing(gitDir);
    await uninstall(await installIn(sandbox, clone));
    assert.deepEqual(listing(gitDir), none);

    sandbox.loggingHook(`${clone}/scripts/dispatch`, 'cat "${0%/*}/words" >>"$GIT_KVM_TEST_LOG"');
    sandbox.run(clone, 'mkdir', ['.git/hooks']);
    symlinkSync('../../scripts/dispatch', join(gitDir, 'hooks', 'commit-msg'));
    writeFileSync(join(gitDir, 'hooks', 'words'), 'helped\n');
    sandbox.write(`${clone}/.git/hooks/sendemail-validate`, '#!/bin/sh\nexit 1\n', 0o644);
    sandbox.loggingHook(`${clone}/.git/hooks/pre-commit`);
    const before = listing(gitDir);
    const repository = await installIn(sandbox, clone);
    assert.equal(sandbox.run(clone, '.git/hooks/commit-msg', ['scripts/dispatch']).status, 0);
    assert.match(sandbox.log(), /theirs:commit-msg \[scripts\/dispatch\]\nhelped\n/);
    await uninstall(repository);
    assert.deepEqual(listing(gitDir), before);
  });
});

describe('a hook that cannot be run', () => {
  it('is skipped with the hint that git gives, unless the user turned that off', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.write(`${clone}/.git/hooks/commit-msg`, '#!/bin/sh\nexit 1\n', 0o644);
    const hint = /hint: The '.*commit-msg' hook was ignored because it's not set as executable/;
    const commit = () => sandbox.run(clone, 'git', ['commit', '-q', '--allow-empty', '-m', 'Good']);
    assert.match(commit().stderr, hint);
    await installIn(sandbox, clone);
    const { status, stderr } = commit();
    assert.equal(status, 0);
    assert.match(stderr, hint);
    sandbox.git(clone, 'config', 'advice.ignoredHook', 'false');
    assert.equal(commit().stderr, '');
  });
});
