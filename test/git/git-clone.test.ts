import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isUpstream, openClone } from '../../src/git/git-clone';
import { committerDateOf, parseBatch, shortlogOf } from '../../src/git/objects';
import { FakeCloneFacts } from './fake-clone';
import { scratch } from './scratch';

test('no repository, no clone', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'git-kvm-none-'));
  t.after(() => rmSync(dir, { recursive: true }));
  assert.equal(openClone(dir, { env: {} }), null);
});

test('commits are found by whole and by short ids, and nothing else is a commit', (t) => {
  const repo = scratch(t);
  const id = repo.commit('KVM: x86: Do one\nthing more\n\nBody.\n', {
    'a/b': 'text\n',
    'arch/x86/kvm/x86.c': 'int a;\n',
  });
  repo.git('tag', '-a', '-m', 'a tag', 'v1');
  const clone = openClone(join(repo.dir, 'a'), { env: repo.env })!;
  const tag = repo.git('rev-parse', 'v1');
  clone.prefetch([id, id.slice(0, 8), tag, 'not an id', '0000000000000000000000000000000000000000']);
  const fact = { id, shortlog: 'KVM: x86: Do one thing more' };
  assert.deepEqual(clone.commit(id), fact);
  assert.deepEqual(clone.commit(id.slice(0, 8).toUpperCase()), fact);
  assert.equal(clone.commit(tag), 'missing');
  assert.equal(clone.commit(repo.git('rev-parse', 'HEAD^{tree}')), 'missing');
  assert.equal(clone.commit(repo.git('rev-parse', 'HEAD:a/b').slice(0, 12)), 'missing');
  assert.equal(clone.commit('0000000000000000000000000000000000000000'), 'missing');
  assert.equal(clone.commit('not an id'), 'missing');
  assert.equal(clone.commit('HEAD'), 'missing');
});

test('a repository that is no tree of KVM cannot tell of its commits', (t) => {
  const repo = scratch(t);
  repo.commit('Do one thing', { 'src/a.ts': 'text\n' });
  const clone = openClone(repo.dir, { env: repo.env })!;
  assert.equal(clone.commit('0123456789abcdef0123456789abcdef01234567'), 'unknown');
});

test('an id that fits two commits is ambiguous; one that fits a commit and a blob is the commit', (t) => {
  const repo = scratch(t);
  const stream: string[] = [];
  for (let i = 0; i < 900; i += 1) {
    const text = `m ${i}`;
    stream.push(
      `commit refs/heads/many\ncommitter a <a@b> ${1700000000 + i} +0000\ndata ${text.length}\n${text}\n`,
    );
    stream.push(`blob\ndata ${text.length}\n${text}\n`);
  }
  repo.gitWith(stream.join(''), 'fast-import', '--quiet');
  const all = repo.git('cat-file', '--batch-all-objects', '--batch-check').split('\n');
  const byPrefix = new Map<string, string[]>();
  for (const line of all) {
    const [id, type] = line.split(' ');
    byPrefix.set(id!.slice(0, 4), [...(byPrefix.get(id!.slice(0, 4)) ?? []), type!]);
  }
  const clone = openClone(repo.dir, { env: repo.env })!;
  const prefixOf = (wanted: string) =>
    [...byPrefix].find(([, types]) => [...types].sort().join(' ') === wanted)?.[0] ?? assert.fail(wanted);
  assert.equal(clone.commit(prefixOf('commit commit')), 'ambiguous');
  assert.equal(typeof clone.commit(prefixOf('blob commit')), 'object');
});

test('a branch that is named like an id does not answer for it', (t) => {
  const repo = scratch(t);
  repo.commit('one');
  repo.git('branch', 'deadbeefcafe');
  assert.equal(openClone(repo.dir, { env: repo.env })!.commit('deadbeefcafe'), 'unknown');
});

test('shallow and partial clones do not say missing', (t) => {
  const origin = scratch(t);
  const first = origin.commit('one');
  origin.commit('two');
  origin.git('config', 'uploadpack.allowFilter', 'true');
  const nowhere = '1234567890abcdef1234567890abcdef12345678';
  for (const how of ['--depth=1', '--filter=tree:0']) {
    const copy = scratch(t, 'clone', '-q', '--no-checkout', how, `file://${origin.dir}`);
    const clone = openClone(copy.dir, { env: copy.env })!;
    clone.prefetch([nowhere, first]);
    assert.equal(clone.commit(nowhere), 'unknown', how);
    if (how === '--depth=1') assert.equal(clone.commit(first), 'unknown');
  }
});

test('a kernel tree without the history of Linux does not say missing', (t) => {
  const repo = scratch(t);
  repo.commit('Import', { 'arch/x86/boot/compressed/head_64.S': 'start:\n' });
  assert.equal(openClone(repo.dir, { env: repo.env })!.commit('1234567890ab'), 'unknown');
});

test('once the time is used up, or git is not there, every answer is unknown', (t) => {
  const repo = scratch(t);
  const id = repo.commit('one');
  for (const clone of [
    openClone(repo.dir, { env: repo.env, budgetMs: 0 })!,
    openClone(repo.dir, { env: { ...repo.env, PATH: '/nonexistent' } })!,
  ]) {
    assert.equal(clone.commit(id), 'unknown');
    assert.equal(clone.isPublic(id), 'unknown');
    assert.equal(clone.isStable(id), 'unknown');
    assert.equal(clone.file('count'), null);
    assert.equal(clone.commitsByShortlog('one'), 'unknown');
    assert.equal(clone.isUsedPrefix('KVM: x86/one:'), 'unknown');
    assert.deepEqual(clone.remotes(), []);
  }
});

test('public is what a remote or a tag leads to, stable what a release or upstream leads to', (t) => {
  const repo = scratch(t);
  const released = repo.commit('released');
  repo.git('tag', 'v6.1');
  // As in the real tree, where v2.6.11-tree is the tag of a tree.
  repo.git('tag', 'v2.6.11-tree', 'HEAD^{tree}');
  const upstream = repo.commit('upstream');
  repo.git('update-ref', 'refs/remotes/korg/master', 'HEAD');
  repo.git('config', 'remote.korg.url', 'kernel:torvalds/linux.git');
  repo.git('config', 'url.git://git.kernel.org/pub/scm/linux/kernel/git/.insteadOf', 'kernel:');
  const topic = repo.commit('topic');
  repo.git('update-ref', 'refs/remotes/mine/next', 'HEAD');
  repo.git('config', 'remote.mine.url', 'https://example.org/me/linux.git');
  const own = repo.commit('own');
  const clone = openClone(repo.dir, { env: repo.env })!;
  assert.deepEqual(
    [released, upstream, topic, own].map((id) => [clone.isPublic(id), clone.isStable(id)]),
    [
      [true, true],
      [true, true],
      [true, false],
      [false, false],
    ],
  );
  assert.equal(clone.remotes()[0]?.url, 'git://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git');
  assert.equal(openClone(repo.dir, { env: repo.env, walk: false })!.isPublic(own), 'unknown');
});

test('a commit is stable by a release long after it, and not by tags of before', (t) => {
  const repo = scratch(t);
  const at = (date: string) => Object.assign(repo.env, { GIT_COMMITTER_DATE: `${date}T10:00:00 +0000` });
  at('2020-01-01');
  const first = repo.commit('first');
  repo.git('tag', '-a', '-m', 'x', 'v5.5');
  at('2021-01-01');
  const second = repo.commit('second');
  repo.git('tag', '-a', '-m', 'x', 'v5.11-rc1');
  at('2021-02-01');
  const third = repo.commit('third');
  repo.git('tag', '-a', '-m', 'x', 'my-v5.11');
  repo.git('tag', '-a', '-m', 'x', 'v2-of-my-series');
  const clone = openClone(repo.dir, { env: repo.env })!;
  assert.deepEqual(
    [first, second, third].map((id) => clone.isStable(id)),
    [true, true, false],
  );
});

test('without remotes and tags nobody can tell what is public', (t) => {
  const repo = scratch(t);
  const id = repo.commit('one');
  const clone = openClone(repo.dir, { env: repo.env })!;
  assert.equal(clone.isPublic(id), 'unknown');
  assert.equal(clone.isStable(id), 'unknown');
});

test('a commit is found by its whole shortlog only', (t) => {
  const repo = scratch(t);
  const id = repo.commit('KVM: x86: Do [one] thing.*\n\nBody.\n');
  repo.commit('KVM: x86: Do [one] thing.* again\n\nKVM: x86: Do [one] thing.*\n');
  const clone = openClone(repo.dir, { env: repo.env })!;
  assert.deepEqual(clone.commitsByShortlog('KVM: x86: Do [one] thing.*'), [
    { id, shortlog: 'KVM: x86: Do [one] thing.*' },
  ]);
  assert.deepEqual(clone.commitsByShortlog('KVM: x86: Do'), []);
});

test('a prefix is in use if three commits upstream have it', (t) => {
  const repo = scratch(t);
  const used = (prefix: string) => openClone(repo.dir, { env: repo.env })!.isUsedPrefix(prefix);
  repo.commit('KVM: x86/a.*b: Do one');
  repo.commit('KVM: x86/a.*b: Do two\n\nKVM: x86/a: Do what a changelog says\n');
  repo.commit('KVM: x86/axxb: Do three\n\nKVM: x86/a: Do what a changelog says\n');
  repo.commit('KVM: x86/a.*b: Do four');
  const base = repo.git('rev-parse', 'HEAD');
  assert.equal(used('KVM: x86/a.*b:'), 'unknown', 'nothing tells upstream from the branch');
  repo.git('tag', 'v6.1');
  assert.equal(used('KVM: x86/a.*b:'), true);
  assert.equal(used('KVM: x86/a:'), false);
  assert.equal(used('KVM: x86/a.*:'), false);
  // A branch, and a stable release of it, are not upstream.
  for (const n of [1, 2, 3]) repo.commit(`KVM: x86/own: Do ${n}`);
  repo.git('tag', 'v6.1.2');
  assert.equal(used('KVM: x86/own:'), false);
  repo.git('update-ref', 'refs/remotes/kvm/master', 'HEAD');
  repo.git('config', 'remote.kvm.url', 'git://git.kernel.org/pub/scm/virt/kvm/kvm.git');
  assert.equal(used('KVM: x86/own:'), true);
  repo.git('update-ref', 'refs/remotes/kvm/master', base);
  assert.equal(used('KVM: x86/own:'), false);
  assert.equal(
    openClone(repo.dir, { env: repo.env, walk: false })!.isUsedPrefix('KVM: x86/a.*b:'),
    'unknown',
  );
});

test('lines are told to be older or newer than a commit', (t) => {
  const repo = scratch(t);
  repo.commit('root', { x: '0\n' });
  repo.commit('old', { f: 'one\ntwo\nthree\n' });
  const culprit = repo.commit('culprit', { f: 'one\nTWO\nthree\n' });
  const head = repo.commit('later', { f: 'one\nTWO\nthree\nfour\n' });
  const clone = openClone(repo.dir, { env: repo.env })!;
  const since = (line: number) => clone.changedSince(culprit, head, { path: 'f', from: line, to: line });
  assert.deepEqual([1, 2, 3, 4].map(since), [false, true, false, true]);
  assert.equal(clone.changedSince(culprit, head, { path: 'f', from: 1, to: 4 }), true);
  assert.equal(clone.changedSince(culprit, head, { path: 'gone', from: 1, to: 1 }), 'unknown');
  assert.equal(clone.changedSince(culprit, '--help', { path: 'f', from: 1, to: 1 }), 'unknown');
});

test('a file of HEAD is read, a folder or a gap is none', (t) => {
  const repo = scratch(t);
  repo.commit('one', { 'scripts/spelling.txt': 'teh||the\n' });
  const clone = openClone(repo.dir, { env: repo.env })!;
  assert.equal(clone.file('scripts/spelling.txt'), 'teh||the\n');
  assert.equal(clone.file('scripts'), null);
  assert.equal(clone.file('gone\nHEAD:scripts/spelling.txt'), null);
  assert.equal(clone.file('gone'), null);
});

test('what git says of the hook it runs is kept', (t) => {
  const repo = scratch(t);
  const other = scratch(t);
  const id = other.commit('one');
  const clone = openClone(repo.dir, { env: { ...repo.env, GIT_DIR: join(other.dir, '.git') } })!;
  assert.deepEqual(clone.commit(id), { id, shortlog: 'one' });
});

test('a shortlog is read in the encoding of its commit', () => {
  const head = 'tree 0\nencoding ISO-8859-1\n\n';
  assert.equal(shortlogOf(Buffer.from(`${head}caf\xe9\n`, 'latin1')), 'café');
  assert.equal(shortlogOf(Buffer.from('tree 0\nencoding no-such\n\nplain\n')), 'plain');
  assert.equal(shortlogOf(Buffer.from('tree 0\n\nune café\n')), 'une café');
  assert.equal(shortlogOf(Buffer.from('tree 0\n')), '');
});

test('the date of a commit is that of its committer', () => {
  const head = 'tree 0\nauthor A B <a@b> 5 +0000\ncommitter C <c@d> 1234 +0200\n\ncommitter x 9 +0000\n';
  assert.equal(committerDateOf(Buffer.from(head)), 1234);
  assert.equal(committerDateOf(Buffer.from('tree 0\n')), 0);
});

test('output that ends early gives fewer answers, never wrong ones', () => {
  const id = 'a'.repeat(40);
  const whole = Buffer.from(`${id} blob 3\nabc\n1234 missing\n`);
  assert.equal(parseBatch(whole).length, 2);
  for (let cut = 0; cut < whole.length; cut += 1) {
    for (const object of parseBatch(whole.subarray(0, cut))) {
      if (object.kind === 'object') assert.equal(object.content.toString(), 'abc');
    }
  }
});

test('the upstream trees are told by their addresses', () => {
  for (const url of [
    'git://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git',
    'https://github.com/torvalds/linux',
    'git@github.com:torvalds/linux.git/',
    'https://kernel.googlesource.com/pub/scm/virt/kvm/kvm.git',
    'git://git.kernel.org/pub/scm/virt/kvm/kvm.git',
  ])
    assert.equal(isUpstream(url), true, url);
  for (const url of ['https://github.com/kvm-x86/linux.git', 'https://example.org/my-torvalds/linux.git'])
    assert.equal(isUpstream(url), false, url);
});

test('the clone of an example answers as a real one would', () => {
  const a = `aaaa${'0'.repeat(36)}`;
  const b = `aaab${'0'.repeat(36)}`;
  const clone = new FakeCloneFacts({
    commits: { [a]: { shortlog: 'one' }, [b]: { shortlog: 'two', stable: false, public: false } },
    lines: { 'f:1': a, 'f:2': b },
    files: { x: 'y' },
    remotes: { korg: 'git://z' },
  });
  assert.deepEqual(clone.commit('AAAA'), { id: a, shortlog: 'one' });
  assert.equal(clone.commit('aaa'), 'missing');
  assert.equal(clone.commit('bbbb'), 'missing');
  assert.equal(new FakeCloneFacts({ others: 'unknown' }).commit('bbbb'), 'unknown');
  assert.deepEqual([clone.isStable(a), clone.isStable(b), clone.isPublic(b)], [true, false, false]);
  assert.equal(clone.changedSince(b, a, { path: 'f', from: 1, to: 1 }), false);
  assert.equal(clone.changedSince(b, a, { path: 'f', from: 1, to: 2 }), true);
  assert.equal(clone.changedSince(b, a, { path: 'g', from: 1, to: 1 }), 'unknown');
  assert.deepEqual([clone.file('x'), clone.file('z')], ['y', null]);
  assert.deepEqual(clone.commitsByShortlog('two'), [{ id: b, shortlog: 'two' }]);
  assert.deepEqual(clone.remotes(), [{ name: 'korg', url: 'git://z' }]);
});

test('a name is defined by the look of its line, at the revision that is asked', (t) => {
  const repo = scratch(t);
  const first = repo.commit('KVM: x86: Add names\n', {
    'include/uapi/linux/kvm.h':
      '#define KVM_CAP_ONE 1\n\nstruct kvm_two {\n\tint field;\n};\n\tKVM_THREE = 3,\n',
    'arch/x86/kvm/x86.c': 'int kvm_four(void)\n{\n\treturn kvm_five(KVM_CAP_SIX);\n}\n/* kvm_five */\n',
    'drivers/other.c': '#define KVM_CAP_SIX 6\n',
  });
  const later = repo.commit('KVM: x86: Add a name\n', { 'virt/kvm/late.h': '#define KVM_LATE 1\n' });
  const clone = openClone(repo.dir, { env: repo.env })!;
  const names = ['KVM_CAP_ONE', 'kvm_two', 'KVM_THREE', 'kvm_four', 'kvm_five', 'KVM_CAP_SIX', 'KVM_LATE'];
  const old = [
    { name: 'kvm_four', path: 'arch/x86/kvm/x86.c' },
    { name: 'KVM_CAP_ONE', path: 'include/uapi/linux/kvm.h' },
    { name: 'kvm_two', path: 'include/uapi/linux/kvm.h' },
    { name: 'KVM_THREE', path: 'include/uapi/linux/kvm.h' },
  ];
  assert.deepEqual(clone.definitions(first, names), old);
  assert.deepEqual(clone.definitions(`${later}^`, names), old);
  assert.deepEqual(clone.definitions(later, ['KVM_LATE']), [{ name: 'KVM_LATE', path: 'virt/kvm/late.h' }]);
  assert.deepEqual(clone.definitions(first, ['KVM_LATE']), []);
  assert.equal(clone.definitions('HEAD', names), 'unknown');
  assert.equal(clone.definitions(first, ['.*', '--all']), 'unknown');
});
