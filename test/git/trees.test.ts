/** Which tree a commit is in, told by the remotes' URLs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openClone } from '../../src/git/git-clone';
import { scratch } from './scratch';

const KVM_X86 = 'https://github.com/kvm-x86/linux.git';
const KVM = 'git://git.kernel.org/pub/scm/virt/kvm/kvm.git';

test('the remotes are told by URL, not by name', (t) => {
  const { dir, env, git, commit } = scratch(t);
  const old = commit('One');
  git('tag', 'v6.12-rc2');
  const next = commit('Two');
  const mine = commit('Three');
  git('remote', 'add', 'origin', KVM_X86);
  git('remote', 'add', 'kvm-x86', 'https://example.org/somebody/else.git');
  git('update-ref', 'refs/remotes/origin/next', next);
  git('update-ref', 'refs/remotes/kvm-x86/next', mine);
  const clone = openClone(dir, { env })!;
  assert.equal(clone.isIn(next, 'kvm-x86/next'), true);
  assert.equal(clone.isIn(old, 'kvm-x86/next'), true);
  assert.equal(clone.isIn(mine, 'kvm-x86/next'), false);
  assert.equal(clone.isIn(old, 'release'), true);
  assert.equal(clone.isIn(next, 'release'), false);
});

test('a tree that the clone does not follow is unknown', (t) => {
  const { dir, env, git, commit } = scratch(t);
  const one = commit('One');
  git('remote', 'add', 'kvm', KVM);
  const clone = openClone(dir, { env })!;
  assert.equal(clone.isIn(one, 'kvm-x86/next'), 'unknown');
  assert.equal(clone.isIn(one, 'kvm/master'), 'unknown', 'never fetched');
  assert.equal(clone.isIn(one, 'release'), 'unknown', 'no tag');
});

test('where next once stood is tagged, and still a base', (t) => {
  const { dir, env, git, commit } = scratch(t);
  const one = commit('One');
  const before = commit('Two, as it was');
  git('tag', 'kvm-x86-next-2024.05.01');
  git('reset', '-q', '--hard', one);
  const now = commit('Two, as it is');
  git('remote', 'add', 'x', KVM_X86);
  git('update-ref', 'refs/remotes/x/next', now);
  const clone = openClone(dir, { env })!;
  assert.equal(clone.isIn(before, 'kvm-x86/next'), true);
  assert.equal(clone.isIn(now, 'kvm-x86/next'), true);
});

test("a URL that only looks like KVM's is not it", (t) => {
  const { dir, env, git, commit } = scratch(t);
  const one = commit('One');
  git('remote', 'add', 'a', 'https://example.org/notkvm-x86/linux');
  git('remote', 'add', 'b', 'https://example.org/virt/kvm/kvm-unit-tests.git');
  git('update-ref', 'refs/remotes/a/next', one);
  git('update-ref', 'refs/remotes/b/master', one);
  const clone = openClone(dir, { env })!;
  assert.equal(clone.isIn(one, 'kvm-x86/next'), 'unknown');
  assert.equal(clone.isIn(one, 'kvm/master'), 'unknown');
});

test('a branch or a tree that only the guide of the clone names is a base as well', (t) => {
  const { dir, env, git, commit } = scratch(t);
  const guide = (trees: string, bases: string) => ({
    'Documentation/process/maintainer-kvm-x86.rst': `Trees\n-----\n${trees}\n\nBase Tree/Branch\n~~~~~~~~~~~~~~~~\n${bases}\n`,
  });
  const one = commit('One', guide('``github.com/kvm-x86/linux.git``', '``kvm-x86/next``'));
  const moved = commit('Two');
  git('remote', 'add', 'x', 'https://example.org/pub/scm/virt/kvm/x86.git');
  git('update-ref', 'refs/remotes/x/base', moved);
  assert.equal(openClone(dir, { env })!.isIn(one, 'kvm-x86/next'), 'unknown');
  commit(
    'Three',
    guide('``github.com/kvm-x86/linux.git``, ``example.org/pub/scm/virt/kvm/x86.git``', '``kvm-x86/base``'),
  );
  assert.equal(openClone(dir, { env })!.isIn(moved, 'kvm-x86/next'), true);
  assert.equal(openClone(dir, { env })!.isIn(moved, 'kvm/master'), 'unknown');
});

test('what was in an earlier release is too old a base', (t) => {
  const { dir, env, git, commit } = scratch(t);
  const old = commit('One');
  git('tag', 'v6.11');
  const rc = commit('Two');
  git('tag', 'v6.12-rc2');
  const next = commit('Three');
  git('reset', '-q', '--hard', rc);
  commit('Four');
  git('tag', 'v6.12');
  git('remote', 'add', 'x', KVM_X86);
  const without = openClone(dir, { env })!;
  assert.equal(without.isIn(old, 'earlier release'), 'unknown', 'never fetched');
  git('update-ref', 'refs/remotes/x/next', next);
  git('update-ref', 'refs/remotes/x/fixes', rc);
  const clone = openClone(dir, { env })!;
  assert.equal(clone.isIn(old, 'earlier release'), true);
  assert.equal(clone.isIn(rc, 'earlier release'), false);
  assert.equal(clone.isIn(next, 'earlier release'), false);
  assert.equal(clone.isIn(rc, 'kvm-x86/fixes'), true);
  assert.equal(clone.isIn(next, 'kvm-x86/fixes'), false);
});
