/** How `git commit` was typed, as a hook of it finds out from the processes above. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type GitCall, gitArguments, gitCall } from '../../src/git/ancestors';
import { scratch } from './scratch';

const ANCESTORS = join(__dirname, '..', '..', 'src', 'git', 'ancestors.js');

/** A repository whose hook writes down what it finds out of the nearest `git SUBCOMMAND`. */
function watched(t: TestContext, { subcommand = 'commit', run = 'exec "$0"' } = {}) {
  const repo = scratch(t);
  mkdirSync(join(repo.dir, 'sub'));
  const found = join(repo.dir, 'found');
  const program = join(repo.dir, '.git', 'program');
  writeFileSync(
    program,
    `#!${process.execPath}
const { gitArguments, gitCall } = require(${JSON.stringify(ANCESTORS)});
const call = gitCall('${subcommand}');
const args = gitArguments('${subcommand}');
require('node:fs').writeFileSync(${JSON.stringify(found)}, JSON.stringify({ call, args }));
`,
  );
  const hook = join(repo.dir, '.git', 'hooks', 'commit-msg');
  mkdirSync(join(repo.dir, '.git', 'hooks'), { recursive: true });
  writeFileSync(hook, `#!/bin/sh\n${run.replaceAll('"$0"', `'${program}'`)}\n`);
  for (const file of [program, hook]) chmodSync(file, 0o755);
  const said = (...args: string[]): GitCall | null => {
    repo.git(...args);
    const { call, args: plain } = JSON.parse(readFileSync(found, 'utf8'));
    assert.deepEqual(plain, call?.args ?? null);
    return call;
  };
  return { repo, said };
}

test('the arguments of git commit, its options before it, the folder, and variables of its own', (t) => {
  const { repo, said } = watched(t);
  repo.env.GIT_WORK_TREE = repo.dir;
  repo.env.GIT_EXAMPLE = 'x';
  const call = said('-c', 'user.name=Zoe Z', '--no-pager', 'commit', '--allow-empty', '-m', 'a b')!;
  assert.deepEqual(
    { ...call, variables: call.variables!.toSorted() },
    {
      globals: ['-c', 'user.name=Zoe Z', '--no-pager'],
      args: ['--allow-empty', '-m', 'a b'],
      from: process.cwd(),
      variables: [
        'GIT_AUTHOR_DATE=2024-05-01T10:00:00 +0200',
        'GIT_AUTHOR_EMAIL=ann@example.org',
        'GIT_AUTHOR_NAME=Ann Author',
        'GIT_COMMITTER_DATE=2024-05-01T10:00:00 +0200',
        'GIT_COMMITTER_EMAIL=carl@example.org',
        'GIT_COMMITTER_NAME=Carl Committer',
        `GIT_WORK_TREE=${repo.dir}`,
      ],
    },
  );
});

test('folders of git itself are told as they are meant', (t) => {
  const { repo, said } = watched(t);
  const globals = (...args: string[]) => said(...args, 'commit', '--allow-empty', '-m', 'x')!.globals;
  const [top, gitDir] = [repo.dir, join(repo.dir, '.git')];
  assert.deepEqual(globals('-C', top), []);
  const here = [`--git-dir=${gitDir}`, `--work-tree=${top}`];
  assert.deepEqual(globals('-C', top, '-C', 'sub', '--git-dir=../.git', '--work-tree', '..'), here);
  assert.deepEqual(globals('--git-dir', gitDir, `--work-tree=${top}`, '-c', 'a.b=-C'), [
    ...here,
    '-c',
    'a.b=-C',
  ]);
});

test('through aliases, of git or of a shell, and through scripts', (t) => {
  const { repo, said } = watched(t, { run: '"$0"\nexit $?' });
  repo.git('config', 'alias.ci', 'commit --allow-empty');
  repo.git('config', 'alias.wip', '!f() { git -c c.d=2 commit --allow-empty -m wip "$@"; }; f');
  const ci = said('-c', 'a.b=1', 'ci', '-m', 'x')!;
  assert.deepEqual(
    [ci.globals, ci.args],
    [
      ['-c', 'a.b=1'],
      ['--allow-empty', '-m', 'x'],
    ],
  );
  const wip = said('-c', 'a.b=1', 'wip', '-q')!;
  assert.deepEqual(
    [wip.globals, wip.args, wip.from],
    [['-c', 'a.b=1', '-c', 'c.d=2'], ['--allow-empty', '-m', 'wip', '-q'], process.cwd()],
  );
  assert.ok(wip.variables!.includes('GIT_AUTHOR_NAME=Ann Author'));
});

test('a script is not an alias: its git is the one that was typed', (t) => {
  const { repo, said } = watched(t);
  writeFileSync(join(repo.dir, 'script'), 'cd sub\ngit commit --allow-empty -m x\nexit\n');
  repo.git('config', 'alias.s', '!exec sh script');
  const call = said('-c', 'a.b=1', 's')!;
  assert.deepEqual([call.globals, call.from, call.variables], [[], join(repo.dir, 'sub'), []]);
});

test('another command, or no process, is no call', (t) => {
  assert.equal(watched(t, { subcommand: 'rebase' }).said('commit', '--allow-empty', '-m', 'x'), null);
  for (const pid of [0, 1, 999_999_999]) {
    assert.equal(gitCall('commit', pid), null);
    assert.equal(gitArguments('commit', pid), null);
  }
});
