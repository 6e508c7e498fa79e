/** The line that continues a commit that was rejected, by what was typed. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GitCall } from '../../src/git/ancestors';
import { continueCommit } from '../../src/hooks/continue-commit';
import { folder } from '../audit/archives';

const TOP = '/clone';
const FILE = '/clone/.git/git-kvm-message';
const call = (args: string, more: Partial<GitCall> = {}): GitCall =>
  ({ args: args.split(' ').filter(Boolean), globals: [], from: TOP, variables: [], ...more }) as GitCall;
const AUTHOR = { GIT_AUTHOR_NAME: 'Ann A', GIT_AUTHOR_EMAIL: 'ann@x', GIT_AUTHOR_DATE: '@1 +0000' };

function line(
  args: string,
  {
    env = {},
    message = 'Do it\n',
    ...more
  }: Partial<GitCall> & { env?: NodeJS.ProcessEnv; message?: string } = {},
): string {
  return continueCommit({ cwd: TOP, env }, FILE, message, { typed: call(args, more) }).command;
}

test('what was typed, with the message from the file', () => {
  const cases: [string, Parameters<typeof line>][] = [
    ['git commit -eF .git/git-kvm-message', ['']],
    ['git commit -eF .git/git-kvm-message -a x.c', ['-a -m words x.c']],
    ['git commit --cleanup=scissors -eF .git/git-kvm-message', ['', { message: 'Do it\n\n#define A\n' }]],
    ['git commit -eF .git/git-kvm-message --cleanup=verbatim', ['--cleanup=verbatim', { message: '#\n' }]],
    ['git -C sub commit -eF ../.git/git-kvm-message', ['', { from: TOP, env: { GIT_PREFIX: 'sub/' } }]],
    ['git -C ../clone commit -eF .git/git-kvm-message', ['', { from: '/other' }]],
    ['git -c a=b commit -eF .git/git-kvm-message', ['', { globals: ['-c', 'a=b'] }]],
    [
      "GIT_AUTHOR_NAME='A B' X=1 git commit -eF .git/git-kvm-message",
      ['', { variables: ['GIT_AUTHOR_NAME=A B', 'X=1'] }],
    ],
    [
      'X=1 git commit -eF .git/git-kvm-message --amend',
      ['--amend', { variables: ['GIT_AUTHOR_NAME=A B', 'X=1'] }],
    ],
    [
      'GIT_AUTHOR_NAME=A git commit -eF .git/git-kvm-message --amend --reset-author',
      ['--amend --reset-author', { variables: ['GIT_AUTHOR_NAME=A'] }],
    ],
    [
      "git commit '--author=Ann A <ann@x>' '--date=@1 +0000' -eF .git/git-kvm-message",
      ['-C HEAD', { env: AUTHOR }],
    ],
    [
      "git commit '--author=Ann A <ann@x>' '--date=@1 +0000' -eF .git/git-kvm-message",
      ['-c HEAD', { env: AUTHOR }],
    ],
    ['git commit -eF .git/git-kvm-message', ['-F x', { env: AUTHOR }]],
    ['git commit -eF .git/git-kvm-message --reset-author', ['-C HEAD --reset-author', { env: AUTHOR }]],
    [
      "git commit '--author=Ann A <ann@x>' -eF .git/git-kvm-message --date=now",
      ['-C HEAD --date=now', { env: AUTHOR }],
    ],
    [
      "git commit '--date=@1 +0000' -eF .git/git-kvm-message --author=B",
      ['-C HEAD --author=B', { env: AUTHOR }],
    ],
    [
      "git commit '--author=Ann A <ann@x>' -eF .git/git-kvm-message",
      ['-C HEAD', { env: { ...AUTHOR, GIT_AUTHOR_DATE: undefined } }],
    ],
    ['git commit -eF .git/git-kvm-message', ['-C HEAD', { env: { ...AUTHOR, GIT_AUTHOR_NAME: undefined } }]],
    ['git commit -eF .git/git-kvm-message', ['-C HEAD', { env: { ...AUTHOR, GIT_AUTHOR_EMAIL: undefined } }]],
  ];
  for (const [wanted, args] of cases) {
    const got = line(...args);
    if (args[1]?.env?.GIT_PREFIX !== undefined) assert.match(got, /-eF \.\.\/\.git\/git-kvm-message$/);
    else assert.equal(got, wanted);
  }
});

test('a path is relative, unless that leads far away, and is no option', () => {
  const near = (cwd: string, file: string) =>
    continueCommit({ cwd, env: {} }, file, '', { typed: call('', { from: null }) }).command;
  assert.equal(near('/a/b/c/d', '/a/file'), 'git commit -eF ../../../file');
  assert.equal(near('/a/b/c/d/e', '/a/file'), 'git commit -eF /a/file');
  assert.equal(near('/a', '/a/-file'), 'git commit -eF ./-file');
});

test('what cannot be read or shown is to be repeated', () => {
  const unknown = (env: NodeJS.ProcessEnv, typed: GitCall | null = null) =>
    continueCommit({ cwd: TOP, env }, FILE, '', { typed, extra: ['--no-verify'] });
  const { command, notes } = unknown({});
  assert.equal(command, 'git commit --no-verify -eF .git/git-kvm-message <OPTIONS>');
  assert.equal(notes[1], "git-kvm can't read it here.");
  assert.match(unknown({ GIT_INDEX_FILE: '/x/next-index-7.lock' }).notes[1]!, / It had paths\.$/);
  assert.match(unknown({ GIT_INDEX_FILE: '/x/index.lock' }).notes[1]!, / It had -a, -i or -p\.$/);
  for (const odd of ['a\x1bb', 'a\ufffdb'])
    assert.match(unknown({}, call('', { args: [odd] } as Partial<GitCall>)).command, /<OPTIONS>$/);
  assert.doesNotMatch(unknown({}, call('a')).command, /<OPTIONS>/);
});

test('what else is to be done', (t) => {
  const notes = (args: string, cwd = TOP) =>
    continueCommit({ cwd, env: {} }, FILE, '', { typed: call(args) }).notes;
  assert.deepEqual(notes('-a'), []);
  for (const option of ['-p', '--patch', '--interactive'])
    assert.match(notes(option)[0]!, /^Git forgot which hunks/);
  assert.match(notes('--pathspec-from-file=-')[0]!, /reads the paths from standard input again/);
  assert.deepEqual(notes('--pathspec-from-file=x'), []);
  const dir = folder(t);
  mkdirSync(join(dir, '.git', 'rebase-merge'), { recursive: true });
  assert.deepEqual(notes('', dir), ['Then: git rebase --continue']);
});
