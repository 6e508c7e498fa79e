import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { applyOrder } from '../../src/git/rebase';
import { type Reordered, tryOrder, writeOrder } from '../../src/git/reorder';
import { scratch } from './scratch';

function made(result: Reordered) {
  assert.ok(result.ok, JSON.stringify(result));
  return result;
}

test('commits in another order keep their changes, messages, and authors; the committer is of today', (t) => {
  const repo = scratch(t);
  const base = repo.commit('base', { f: '0\n' });
  const one = repo.commit('one\n\nBody  \n\n\nmore', { a: 'a\n' });
  const two = repo.commit('two', { b: 'b\n' });
  const three = repo.commit('three', { c: 'c\n' });
  Object.assign(repo.env, {
    GIT_AUTHOR_NAME: 'Else',
    GIT_COMMITTER_NAME: 'Zoe',
    GIT_COMMITTER_DATE: '1600000000 +0100',
  });
  const tree = repo.git('rev-parse', `${three}^{tree}`);
  assert.deepEqual(writeOrder([one, two, three], base, repo.dir, repo.env), {
    ok: true,
    head: three,
    tree,
    pairs: [],
    unsigned: [],
  });
  const tried = made(tryOrder([one, three, two], base, repo.dir, repo.env));
  assert.throws(() => repo.git('cat-file', '-e', tried.head), 'trying leaves nothing');
  const written = made(writeOrder([one, three, two], base, repo.dir, repo.env));
  assert.deepEqual(written, tried);
  assert.equal(written.tree, tree);
  assert.deepEqual(
    written.pairs.map(([from]) => from),
    [three, two],
  );
  assert.equal(written.head, written.pairs[1]![1]);
  const look = (id: string) => repo.git('log', '-1', '--format=%an %ad %cn %cd|%P|%B', '--date=raw', id);
  assert.equal(
    look(written.head),
    `Ann Author 1714550400 +0200 Zoe 1600000000 +0100|${written.pairs[0]![1]}|two`,
  );
  assert.equal(repo.git('rev-parse', `${written.pairs[0]![1]}^`), one);
  assert.equal(repo.git('diff', '--name-only', one, written.pairs[0]![1]), 'c');
  const [, again] = made(writeOrder([two, one], base, repo.dir, repo.env)).pairs;
  const raw = (id: string) => repo.git('cat-file', 'commit', id).replace(/^(?:.+\n)*\n/, '');
  assert.equal(raw(again![1]), raw(one));
});

test('what is signed loses that, and what is written in another encoding keeps it', (t) => {
  const repo = scratch(t);
  const base = repo.commit('base', { f: '0\n' });
  const one = repo.commit('one', { a: 'a\n' });
  repo.commit('two', { b: 'b\n' });
  const head = Buffer.from(
    `${repo.git('cat-file', 'commit', 'HEAD').split('\n\n')[0]}\nencoding ISO-8859-1\ngpgsig -----BEGIN\n x\n\ncaf\xe9\n`,
    'latin1',
  );
  const two = repo.gitWith(head, 'hash-object', '-t', 'commit', '-w', '--stdin');
  const written = made(writeOrder([two, one], base, repo.dir, repo.env));
  const id = written.pairs[0]![1];
  assert.deepEqual(written.unsigned, [id]);
  assert.equal(repo.git('log', '-1', '--format=%e %s', id), 'ISO-8859-1 café');
  assert.deepEqual(
    repo
      .git('cat-file', 'commit', id)
      .split('\n')
      .slice(0, 5)
      .map((line) => line.split(' ')[0]),
    ['tree', 'parent', 'author', 'committer', 'encoding'],
  );
});

test('a conflict is told with its commit and three of its files', (t) => {
  const repo = scratch(t);
  const files = (text: string) =>
    Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, `${text}\n`] as const));
  const base = repo.commit('base', files('0'));
  const one = repo.commit('one', files('1'));
  const two = repo.commit('two', files('2'));
  const expected = { ok: false, commit: two, why: 'conflict in a, b, c' };
  assert.deepEqual(tryOrder([two, one], base, repo.dir, repo.env), expected);
  assert.deepEqual(writeOrder([two, one], base, repo.dir, repo.env), expected);
});

test('what has no parent, no repository, or no git cannot be put elsewhere', (t) => {
  const repo = scratch(t);
  const base = repo.commit('base');
  const one = repo.commit('one');
  assert.deepEqual(tryOrder([base], one, repo.dir, repo.env), {
    ok: false,
    commit: base,
    why: 'it has no parent',
  });
  assert.deepEqual(writeOrder([], 'gone', repo.dir, repo.env), {
    ok: false,
    commit: null,
    why: 'cannot read the result',
  });
  assert.deepEqual(tryOrder([one], base, join(repo.dir, '..'), repo.env), {
    ok: false,
    commit: null,
    why: 'not a git repository',
  });
  assert.throws(() => tryOrder([one], base, repo.dir, { ...repo.env, PATH: '/nonexistent' }), /ENOENT/);
});

test('objects that the environment borrows are there while an order is tried', (t) => {
  const [repo, other] = [scratch(t), scratch(t)];
  const base = other.commit('base', { f: '0\n' });
  const one = other.commit('one', { a: 'a\n' });
  const two = other.commit('two', { b: 'b\n' });
  const env = { ...repo.env, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(other.dir, '.git', 'objects') };
  assert.equal(made(tryOrder([two, one], base, repo.dir, env)).pairs.length, 2);
});

test('a branch is put on its commits in another order, and its old place is kept', (t) => {
  const repo = scratch(t);
  const base = repo.commit('base', { f: '0\n' });
  const one = repo.commit('one', { a: 'a\n', x: '1\n' });
  const two = repo.commit('two', { b: 'b\n' });
  const now = new Date('2024-05-06T10:00:00Z');
  const apply = (...commits: string[]) => applyOrder(commits, base, repo.dir, repo.env, now);
  const head = () => repo.git('rev-parse', 'HEAD');
  assert.throws(() => apply(one), /only commits up to HEAD/);
  assert.throws(() => apply(two), /gives a different result/);
  repo.write('a', 'changed\n');
  assert.throws(() => apply(two, one), /has uncommitted changes/);
  repo.git('checkout', '-q', 'a');
  for (const name of ['rebase-merge', 'rebase-apply', 'CHERRY_PICK_HEAD', 'MERGE_HEAD', 'BISECT_LOG']) {
    repo.write(join('.git', name), '');
    assert.throws(() => apply(two, one), new RegExp(`in progress \\(${name}\\)`));
    rmSync(join(repo.dir, '.git', name));
  }
  assert.equal(head(), two);
  repo.write('untracked', '');
  repo.git('config', 'notes.rewriteRef', 'refs/notes/commits');
  repo.git('notes', 'add', '-m', 'a note', one);
  const applied = apply(two, one);
  assert.equal(applied.head, head());
  assert.equal(applied.backup, `refs/git-kvm/backup/master/20240506T100000-${two.slice(0, 12)}`);
  assert.equal(repo.git('rev-parse', applied.backup), two);
  assert.equal(repo.git('log', '--format=%s', `${base}..`), 'one\ntwo');
  assert.equal(repo.git('notes', 'show', 'HEAD'), 'a note');
  assert.deepEqual(applied.unsigned, []);
  assert.match(repo.git('reflog', '-1', 'master'), /git-kvm order: reorder patches/);
  assert.match(repo.git('reflog', '-1', applied.backup), /git-kvm order: before/);
  repo.git('checkout', '-q', '--detach', two);
  assert.match(apply(two, one).backup, /^refs\/git-kvm\/backup\/detached\//);
});
