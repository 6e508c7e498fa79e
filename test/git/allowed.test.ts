import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { allow } from '../../src/cli/allow';
import { listAllowed, notesOf, readPending, settleUsed, usePending } from '../../src/git/allowed';
import { removeLeftBehind } from '../../src/hooks/install/clean-up';
import { UsageError } from '../../src/model/errors';
import { scratch } from './scratch';

function commands(repo: ReturnType<typeof scratch>, cwd = repo.dir) {
  let out = '';
  const io = { out: (text: string) => (out += text), err: () => {}, color: false };
  return {
    allow: (rule: string, reason: string, commit?: string, isPublic = false) =>
      allow({ rule, reason, commit, isPublic, known: ['spelling', 'tag-order'], cwd, env: repo.env }, io),
    take: () => {
      const text = out;
      out = '';
      return text;
    },
  };
}

test('from the refused commit to the mail, also when the commit is amended and rebased', (t) => {
  const repo = scratch(t);
  const gitDir = join(repo.dir, '.git');
  const base = repo.commit('base', { f: '1\n' });
  const { allow } = commands(repo);
  allow('spelling', 'a name\n of hardware');
  allow('spelling', 'the name of a CPU', undefined, true);
  allow('tag-order', 'as asked');
  const both = 'git-kvm: allow tag-order: as asked\ngit-kvm: allow spelling: the name of a CPU';
  assert.equal(
    readPending(gitDir),
    'git-kvm: allow spelling: the name of a CPU\ngit-kvm: allow tag-order: as asked\n',
  );
  usePending(gitDir, 'KVM: x86: Do it');
  assert.equal(readPending(gitDir), '', 'it is not for the commit after');
  const id = repo.commit('KVM: x86: Do it', { f: '2\n' });
  const place = { cwd: repo.dir, env: repo.env, gitDir };
  settleUsed(place);
  assert.deepEqual([...notesOf(place, [base, '1'.repeat(40), id])], [[id, both]]);
  assert.doesNotMatch(repo.git('log', '-1', '--format=%B'), /allow/);
  repo.git('commit', '-q', '--amend', '-m', 'KVM: x86: Do it well');
  repo.git('branch', 'side', base);
  repo.git('checkout', '-q', 'side');
  repo.commit('other', { g: '1\n' });
  repo.git('checkout', '-q', 'master');
  repo.git('rebase', '-q', 'side');
  const mail = repo.git('format-patch', '-1', '--stdout');
  assert.match(mail, /\n---\n+Notes \(git-kvm\):\n {4}git-kvm: allow spelling: the name of a CPU\n/);
  assert.doesNotMatch(mail, /tag-order|as asked/);
  const now = repo.git('rev-parse', 'HEAD');
  assert.equal(notesOf(place, [now]).get(now), both);
  assert.doesNotMatch(mail.slice(0, mail.indexOf('\n---\n')), /allow/);
});

test('a commit that is there already, and the next one', (t) => {
  const repo = scratch(t);
  const id = repo.commit('KVM: x86: \x1b[31mDo it');
  const { allow, take } = commands(repo);
  allow('tag-order', 'as the maintainer asked', 'HEAD');
  assert.equal(
    take(),
    `tag-order is suppressed for ${id.slice(0, 12)} ("KVM: x86: \\x1b[31mDo it"): as the maintainer asked (not in the mail; --public prints it there)\n`,
  );
  allow('spelling', 'a name', id);
  allow('spelling', 'for later');
  take();
  assert.equal(readPending(join(repo.dir, '.git')), 'git-kvm: allow spelling: for later\n');
  assert.equal(
    notesOf({ cwd: repo.dir, env: repo.env }, [id]).get(id),
    'git-kvm: allow tag-order: as the maintainer asked\ngit-kvm: allow spelling: a name',
  );
});

test('a reason becomes public, and private again', (t) => {
  const repo = scratch(t);
  repo.commit('one');
  const place = { cwd: repo.dir, env: repo.env, gitDir: join(repo.dir, '.git') };
  const { allow } = commands(repo);
  const isPrinted = () => /allow spelling/.test(repo.git('format-patch', '-1', '--stdout', '--root'));
  allow('spelling', 'a name', 'HEAD');
  assert.equal(isPrinted(), false);
  allow('spelling', 'a name', 'HEAD', true);
  assert.equal(isPrinted(), true);
  assert.deepEqual(listAllowed(place)[0]!.all, [{ line: 'git-kvm: allow spelling: a name', isPublic: true }]);
  allow('spelling', 'a CPU', 'HEAD');
  assert.equal(isPrinted(), false);
  assert.deepEqual(listAllowed(place)[0]!.all, [{ line: 'git-kvm: allow spelling: a CPU', isPublic: false }]);
});

test('what is forgotten leaves nothing behind', (t) => {
  const repo = scratch(t);
  repo.commit('one');
  repo.git('config', 'format.notes', 'true');
  const before = repo.git('config', '--local', '--list');
  commands(repo).allow('spelling', 'a name', 'HEAD');
  commands(repo).allow('tag-order', 'as asked', 'HEAD', true);
  assert.notEqual(repo.git('config', '--local', '--list'), before);
  removeLeftBehind(join(repo.dir, '.git'), { keepBackups: true });
  assert.equal(repo.git('config', '--local', '--list'), before);
  assert.equal(repo.git('for-each-ref', 'refs/notes'), '');
});

test('a commit that did not come about leaves no note', (t) => {
  const repo = scratch(t);
  const gitDir = join(repo.dir, '.git');
  const id = repo.commit('one');
  commands(repo).allow('spelling', 'a name');
  usePending(gitDir, 'two');
  const place = { cwd: repo.dir, env: repo.env, gitDir };
  settleUsed(place);
  assert.equal(notesOf(place, [id]).size, 0);
});

test('each worktree has a next commit of its own', (t) => {
  const repo = scratch(t);
  repo.commit('one');
  repo.git('worktree', 'add', '-q', '-b', 'side', '../side');
  const side = commands(repo, join(repo.dir, '..', 'side'));
  side.allow('spelling', 'a name');
  assert.equal(readPending(join(repo.dir, '.git')), '');
  const gitDir = join(repo.dir, '.git', 'worktrees', 'side');
  assert.equal(readPending(gitDir), 'git-kvm: allow spelling: a name\n');
});

test('an unknown rule, commit or an empty reason is refused', (t) => {
  const repo = scratch(t);
  repo.commit('one');
  const { allow } = commands(repo);
  const refused = (words: RegExp) => (error: unknown) =>
    error instanceof UsageError && words.test(`${error.message} ${error.hint}`);
  assert.throws(() => allow('speling', 'a'), refused(/did you mean spelling/));
  assert.throws(() => allow('spelling', ' \n'), refused(/no reason given/));
  assert.throws(() => allow('spelling', 'a', 'no-such'), refused(/bad revision 'no-such'/));
  assert.throws(() => allow('spelling', 'a', '--all'), refused(/bad revision/));
  assert.throws(() => allow('spelling', 'a'.repeat(201)), refused(/longer/));
});
