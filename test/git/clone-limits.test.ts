/** What a clone that lacks something answers, and what it is not asked for. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openClone } from '../../src/git/git-clone';
import { scratch } from './scratch';

const NOWHERE = '1234567890abcdef1234567890abcdef12345678';
const KVM = { 'arch/x86/kvm/x86.c': 'int a;\n' };

test('a bare repository is one, whatever has only some of its parts is not', (t) => {
  const repo = scratch(t, '--bare');
  const open = () => openClone(join(repo.dir, 'objects'), { env: repo.env });
  assert.ok(open());
  rmSync(join(repo.dir, 'HEAD'));
  assert.equal(open(), null);
  assert.ok(openClone(repo.dir, { env: { ...repo.env, GIT_DIR: repo.dir } }));
});

test('where the parts of a clone lie is asked of git, or known', (t) => {
  const repo = scratch(t);
  repo.commit('one', KVM);
  const commonDir = join(repo.dir, '.git');
  const other = join(repo.dir, 'other');
  mkdirSync(other);
  const [asked, known] = [{ env: repo.env }, { env: repo.env, where: { top: repo.dir, commonDir } }];
  const missing = () => [asked, known].map((options) => openClone(repo.dir, options)!.commit(NOWHERE));
  assert.deepEqual(missing(), ['missing', 'missing']);
  writeFileSync(join(other, 'shallow'), '');
  const elsewhere = { env: repo.env, where: { top: repo.dir, commonDir: other } };
  assert.equal(openClone(repo.dir, elsewhere)!.commit(NOWHERE), 'unknown');
  writeFileSync(join(commonDir, 'shallow'), `${repo.git('rev-parse', 'HEAD')}\n`);
  assert.deepEqual(missing(), ['unknown', 'unknown']);
});

test('a kernel tree with the history of Linux, or a tree of KVM alone, says missing', (t) => {
  const repo = scratch(t);
  const answer = () => openClone(repo.dir, { env: repo.env })!.commit(NOWHERE);
  repo.commit('one', { 'arch/x86/boot/compressed/head_64.S': 'start:\n', ...KVM });
  assert.equal(answer(), 'unknown');
  repo.git('rm', '-rq', 'arch/x86/boot');
  repo.commit('two');
  assert.equal(answer(), 'missing');
  repo.git('config', 'remote.o.promisor', 'true');
  assert.equal(answer(), 'unknown');
});

test('files that are known to be asked for come along with the first commit', (t) => {
  const repo = scratch(t);
  const id = repo.commit('one', { a: 'of a\n', b: 'of b\n' });
  const clone = openClone(repo.dir, { env: repo.env, files: ['a', 'b', 'gone'] })!;
  assert.equal(clone.file('a'), 'of a\n');
  assert.deepEqual(clone.commit(id), { id, shortlog: 'one' });
  repo.commit('two', { a: 'other\n', b: 'other\n', c: 'of c\n', gone: 'x' });
  assert.deepEqual(
    ['a', 'b', 'gone', 'c', ''].map((path) => clone.file(path)),
    ['of a\n', 'of b\n', null, 'of c\n', null],
  );
});

test('commits that will be asked for come along with the first', (t) => {
  const repo = scratch(t);
  const [one, two] = [repo.commit('one'), repo.commit('two')];
  const clone = openClone(repo.dir, { env: repo.env })!;
  clone.prefetch([two.toUpperCase()]);
  assert.deepEqual(clone.commit(one), { id: one, shortlog: 'one' });
  rmSync(join(repo.dir, '.git'), { recursive: true });
  assert.deepEqual(clone.commit(two), { id: two, shortlog: 'two' });
  assert.deepEqual(clone.commit(one.toUpperCase()), { id: one, shortlog: 'one' });
  assert.equal(clone.commit(one.slice(0, 12)), 'unknown');
});

test('a shallow clone knows what it has, and cannot say what it has not', (t) => {
  const origin = scratch(t);
  origin.commit('one', { f: '1\n' });
  origin.commit('two', { f: '2\n' });
  const third = origin.commit('three', { g: '3\n' });
  const copy = scratch(t, 'clone', '-q', '--depth=2', `file://${origin.dir}`);
  const own = copy.commit('own', { g: '4\n' });
  const clone = openClone(copy.dir, { env: copy.env })!;
  assert.equal(clone.isPublic(third), true);
  assert.equal(clone.isPublic(own), 'unknown');
  assert.equal(clone.changedSince(third, own, { path: 'g', from: 1, to: 1 }), 'unknown');
  copy.git('fetch', '-q', '--unshallow');
  const whole = openClone(copy.dir, { env: copy.env })!;
  assert.equal(whole.isPublic(own), false);
  assert.equal(whole.changedSince(third, own, { path: 'g', from: 1, to: 1 }), true);
});

test('history is not walked where that takes too long', (t) => {
  const repo = scratch(t);
  const base = repo.commit('one', { 'virt/kvm/kvm_main.c': 'int a;\n' });
  const id = repo.commit('two');
  repo.git('tag', 'v6.1');
  repo.git('remote', 'add', 'x', 'https://github.com/kvm-x86/linux');
  repo.git('update-ref', 'refs/remotes/x/next', id);
  const answers = (walk: boolean) => {
    const clone = openClone(repo.dir, { env: repo.env, walk })!;
    return [
      typeof clone.commit(id),
      clone.isPublic(id),
      clone.isStable(id),
      clone.isIn(id, 'kvm-x86/next'),
      clone.isIn(base, 'earlier release'),
      clone.isUsedPrefix('KVM: x86:'),
      clone.changedSince(id, id, { path: 'count', from: 1, to: 1 }),
      typeof clone.commitsByShortlog('two'),
      clone.definitions(id, ['kvm_one']),
      typeof clone.uses(['kvm_one']),
    ];
  };
  assert.deepEqual(answers(true), ['object', true, true, true, true, false, true, 'object', [], 'object']);
  assert.deepEqual(answers(false), [
    'object',
    ...Array.from({ length: 6 }, () => 'unknown'),
    'string',
    [],
    'string',
  ]);
});

test('a shortlog is looked for among all that is here, but for merges', (t) => {
  const repo = scratch(t);
  const base = repo.commit('base');
  const find = (text: string) => openClone(repo.dir, { env: repo.env })!.commitsByShortlog(text);
  const ids = ['refs/remotes/x/a', 'refs/tags/b', 'refs/heads/c'].map((ref) => {
    repo.git('reset', '-q', '--hard', base);
    const id = repo.commit(`In ${ref}`);
    repo.git('update-ref', ref, id);
    return id;
  });
  repo.git('reset', '-q', '--hard', base);
  repo.git('merge', '-q', '--no-ff', '-m', 'A merge', 'b');
  repo.git('tag', 'merge');
  repo.git('reset', '-q', '--hard', base);
  const shortlogs = ['In refs/remotes/x/a', 'In refs/tags/b', 'In refs/heads/c', 'A merge', 'base'];
  assert.deepEqual(
    shortlogs.map((text) => (find(text) as readonly { id: string }[]).map(({ id }) => id)),
    [[ids[0]], [ids[1]], [], [], [base]],
  );
  for (const text of ['', ' ', 'base\n', 'a\0b']) assert.equal(find(text), 'unknown');
  for (let i = 0; i < 3; i += 1) repo.commit('again');
  assert.equal(find('again').length, 2);
});

test('a prefix is looked for as it stands, in what is upstream alone', (t) => {
  const repo = scratch(t);
  const used = (prefix: string) => openClone(repo.dir, { env: repo.env })!.isUsedPrefix(prefix);
  for (let i = 0; i < 3; i += 1) repo.commit(`KVM: a[b]^$\\: Do ${i}`);
  for (let i = 0; i < 2; i += 1) repo.commit(`KVM: two: Do ${i}`);
  repo.git('tag', 'v6.1');
  for (let i = 0; i < 3; i += 1) repo.commit(`KVM: later: Do ${i}`);
  assert.deepEqual(['KVM: a[b]^$\\:', 'KVM: two:', 'KVM: later:', '', ' ', 'KVM:\n', 'KVM\0'].map(used), [
    true,
    false,
    false,
    'unknown',
    'unknown',
    'unknown',
    'unknown',
  ]);
  repo.git('tag', 'v6.2');
  assert.equal(used('KVM: later:'), true, 'the newest release counts');
});

test('lines older than the root of a range, or of no commit, are not newer', (t) => {
  const repo = scratch(t);
  repo.commit('root', { f: 'one\n' });
  const id = repo.commit('two', { g: 'two\n' });
  const since = (first: string, revision: string) =>
    openClone(repo.dir, { env: repo.env })!.changedSince(first, revision, { path: 'f', from: 1, to: 1 });
  assert.equal(since(id, id), false);
  assert.equal(since('HEAD', id), 'unknown');
  assert.equal(since(id, 'HEAD'), 'unknown');
  assert.equal(since(id, id.slice(0, 20)), 'unknown');
});

test('the cycle is that of release tags, while they are fresh', (t) => {
  const repo = scratch(t);
  const cycle = () => openClone(repo.dir, { env: repo.env })!.cycle();
  repo.commit('one');
  repo.git('tag', '-a', '-m', 'x', 'v6.12-rc3');
  assert.equal(cycle(), 'unknown', 'of long ago');
  repo.env.GIT_COMMITTER_DATE = `${Math.floor(Date.now() / 1000) - 86_400} +0000`;
  repo.git('tag', '-a', '-m', 'x', 'my-v6.13');
  assert.equal(cycle(), 'unknown', 'no release');
  repo.git('tag', '-a', '-m', 'x', 'v6.12-rc4');
  const found = cycle();
  assert.ok(found !== 'unknown');
  assert.deepEqual([found.tag, found.days], ['v6.12-rc4', 1]);
});
