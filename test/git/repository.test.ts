import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { openRepository } from '../../src/git/repository';
import { runGit } from '../../src/git/run';
import { scratch } from './scratch';

test('git is started with guards, by simple-git as by runGit, whatever editor or pager is set', async (t) => {
  const repo = scratch(t);
  repo.commit('one');
  const folder = mkdtempSync(join(tmpdir(), 'git-log-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'log');
  const real = runGit(['--exec-path'], { cwd: repo.dir, env: process.env }).toString('utf8').trim();
  writeFileSync(
    join(folder, 'git'),
    `#!/bin/sh\necho "$GIT_NO_LAZY_FETCH $GIT_TERMINAL_PROMPT $GIT_OPTIONAL_LOCKS $LC_ALL" >>'${log}'\nexec '${real}/git' "$@"\n`,
  );
  chmodSync(join(folder, 'git'), 0o755);
  const before = { ...process.env };
  t.after(() => {
    for (const name of ['EDITOR', 'PAGER', 'SSH_ASKPASS', 'GIT_EDITOR'])
      if (before[name] === undefined) delete process.env[name];
    Object.assign(process.env, before);
  });
  const more = { EDITOR: 'vi', PAGER: 'less', SSH_ASKPASS: 'ask', GIT_EDITOR: 'vi', LC_ALL: 'de_DE.UTF-8' };
  Object.assign(process.env, more, { PATH: `${folder}${delimiter}${process.env.PATH}` });
  const repository = await openRepository(repo.dir);
  assert.equal(repository.top, repo.dir);
  await repository.config();
  runGit(['version'], { cwd: repo.dir, env: process.env });
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  assert.ok(lines.length >= 6);
  assert.deepEqual([...new Set(lines)], ['1 0 0 C']);
});
