import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { UsageError } from '../../../src/model/errors';
import { rewriteCommits } from '../../../src/patches/rewrite/range';
import { scratch } from '../../git/scratch';

test('messages change, trees and authors do not, and the old branch is kept', (t) => {
  const repo = scratch(t);
  const base = repo.commit('base', { f: '1\n' });
  const one = repo.commit('one', { f: '2\n' });
  repo.git('notes', '--ref=git-kvm', 'add', '-m', 'git-kvm: allow spelling: a name', one);
  const two = repo.commit('two\n\nBody with é.\n', { f: '3\n' });
  const tree = repo.git('rev-parse', 'HEAD^{tree}');
  const done = rewriteCommits({
    cwd: repo.dir,
    env: { ...repo.env, GIT_COMMITTER_NAME: 'Dora Doer' },
    messages: new Map([[one, 'One\n\nWith é.\n']]),
  })!;
  assert.equal(repo.git('rev-parse', 'HEAD'), done.to);
  assert.equal(repo.git('symbolic-ref', 'HEAD'), 'refs/heads/master');
  assert.equal(repo.git('rev-parse', done.backup), two);
  assert.equal(repo.git('rev-parse', 'HEAD^{tree}'), tree);
  assert.equal(
    repo.git('log', '--format=%B%an %ae %ad', '-1', 'HEAD^').trim(),
    'One\n\nWith é.\nAnn Author ann@example.org Wed May 1 10:00:00 2024 +0200',
  );
  assert.equal(repo.git('log', '--format=%B', '-1').trim(), 'two\n\nBody with é.');
  assert.equal(repo.git('rev-parse', 'HEAD~2'), base);
  assert.match(repo.git('log', '--format=%cn', 'HEAD~2..'), /^(Dora Doer\n?){2}$/);
  assert.deepEqual(done.unsigned, []);
  assert.equal(repo.git('status', '--porcelain'), '');
  assert.equal(repo.git('notes', '--ref=git-kvm', 'show', 'HEAD^'), 'git-kvm: allow spelling: a name');
  assert.match(repo.git('reflog', '-1'), /git-kvm: fix commit messages/);
  assert.deepEqual([...done.commits.keys()], [one, two]);
  repo.git('fsck', '--strict');
});

test('a commit in another encoding becomes UTF-8 with its new message, and stays as it is without', (t) => {
  const repo = scratch(t);
  repo.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
  const one = repo.commit(Buffer.from('caf\xe9\n', 'latin1'));
  const two = repo.commit(Buffer.from('th\xe9\n', 'latin1'));
  repo.git('config', '--unset', 'i18n.commitEncoding');
  const raw = repo.git('cat-file', 'commit', two).replace('Ann', 'Andr\xe9').replace(/th.*$/, 'th\xe9\n');
  const last = repo.gitWith(Buffer.from(raw, 'latin1'), 'hash-object', '-t', 'commit', '-w', '--stdin');
  repo.git('reset', '-q', '--hard', last);
  const options = { cwd: repo.dir, env: repo.env };
  const { to } = rewriteCommits({ ...options, messages: new Map([[one, 'Café\n']]) })!;
  assert.equal(
    repo.git('log', '--format=%an %s %e', '--reverse'),
    'Ann Author Café \nAndré Author thé ISO-8859-1',
  );
  rewriteCommits({ ...options, messages: new Map([[to, 'Thé\n']]) });
  assert.equal(repo.git('log', '--format=%an %s %e', '-1'), 'André Author Thé');
  assert.notEqual(two, repo.git('rev-parse', 'HEAD'));
});

test('the signature of a commit goes, and the commit is named', (t) => {
  const repo = scratch(t);
  repo.commit('one');
  const raw = repo
    .git('cat-file', 'commit', 'HEAD')
    .replace('\n\n', '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n\n');
  const signed = repo.gitWith(`${raw}\n`, 'hash-object', '-t', 'commit', '-w', '--stdin');
  repo.git('reset', '-q', '--hard', signed);
  const done = rewriteCommits({ cwd: repo.dir, env: repo.env, messages: new Map([[signed, 'One\n']]) })!;
  assert.deepEqual(done.unsigned, [done.to]);
  assert.doesNotMatch(repo.git('cat-file', 'commit', 'HEAD'), /gpgsig|abc/);
});

test('in a linked worktree as well', (t) => {
  const repo = scratch(t);
  repo.commit('base');
  repo.git('worktree', 'add', '-q', '-b', 'side', '../side');
  const cwd = join(repo.dir, '..', 'side');
  const id = repo.git('-C', cwd, 'rev-parse', 'HEAD');
  const done = rewriteCommits({ cwd, env: repo.env, messages: new Map([[id, 'Base\n']]) })!;
  assert.equal(done.branch, 'side');
  assert.equal(repo.git('rev-parse', 'master'), id);
});

const UNSAFE: Record<string, [(repo: ReturnType<typeof scratch>) => void, RegExp]> = {
  'a dirty tree': [(repo) => repo.write('f', 'dirty\n'), /uncommitted changes/],
  'a dirty index': [
    (repo) => {
      repo.write('g', 'new\n');
      repo.git('add', 'g');
    },
    /uncommitted changes/,
  ],
  'a detached HEAD': [(repo) => repo.git('checkout', '-q', '--detach'), /HEAD is detached/],
  'a merge under way': [
    (repo) => writeFileSync(join(repo.dir, '.git', 'MERGE_HEAD'), repo.git('rev-parse', 'HEAD')),
    /a merge is in progress/,
  ],
  'a merge in between': [
    (repo) => {
      repo.git('checkout', '-q', '-b', 'side', 'HEAD^');
      repo.commit('side', { s: '1\n' });
      repo.git('checkout', '-q', 'master');
      repo.git('merge', '-q', '--no-edit', 'side');
    },
    /is a merge/,
  ],
  'another branch': [(repo) => repo.git('checkout', '-q', '-b', 'other', 'HEAD^'), /not in the history/],
};
for (const [name, [make, words]] of Object.entries(UNSAFE)) {
  test(`nothing changes where it is not safe: ${name}`, (t) => {
    const repo = scratch(t);
    repo.commit('base', { f: '1\n' });
    const one = repo.commit('one', { f: '2\n' });
    make(repo);
    const before = repo.git('for-each-ref');
    const messages = new Map([[one, 'One\n']]);
    assert.throws(
      () => rewriteCommits({ cwd: repo.dir, env: repo.env, messages }),
      (error) => error instanceof UsageError && words.test(error.message),
    );
    assert.equal(repo.git('for-each-ref'), before);
  });
}

test('no message, no change', (t) => {
  const repo = scratch(t);
  repo.commit('one');
  assert.equal(rewriteCommits({ cwd: repo.dir, env: repo.env, messages: new Map() }), null);
});

test('twice in one second, each with a backup', (t) => {
  const repo = scratch(t);
  const options = { cwd: repo.dir, env: repo.env, now: new Date() };
  const one = repo.commit('one');
  const first = rewriteCommits({ ...options, messages: new Map([[one, 'Two\n']]) })!;
  const second = rewriteCommits({ ...options, messages: new Map([[first.to, 'Three\n']]) })!;
  assert.equal(repo.git('rev-parse', first.backup), one);
  assert.equal(repo.git('rev-parse', second.backup), first.to);
  // And again from where the first began.
  repo.git('reset', '-q', '--hard', one);
  rewriteCommits({ ...options, messages: new Map([[one, 'Four\n']]) });
  assert.equal(repo.git('log', '-1', '--format=%s'), 'Four');
});
