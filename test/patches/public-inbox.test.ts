import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_MAIL } from '../../src/patches/mbox';
import { countInbox, readInbox, tipOf } from '../../src/patches/public-inbox';
import { type Commit, folder, inbox, mail } from '../audit/archives';

test('whoever stops reading leaves no git behind', async (t) => {
  // More than the pipes hold: git waits to be read on.
  const body = `Some words.\n${'More of them.\n'.repeat(4000)}`;
  const commits = Array.from({ length: 60 }, (_, i) => ({
    m: mail({ id: `${i}`, subject: 'Words', body: `${i} ${body}` }),
  }));
  const gitDir = inbox(join(folder(t), 'inbox.git'), commits);
  for await (const { state } of readInbox(gitDir)) {
    assert.equal(state, 'mail');
    assert.ok(running() > 0);
    break;
  }
  for (let waited = 0; running() > 0 && waited < 20_000; waited += 50) await sleep(50);
  assert.equal(running(), 0);
});

const made = (t: TestContext, ...commits: Commit[]) => inbox(join(folder(t), 'inbox.git'), commits);
const ask = (gitDir: string, args: string[], input = '') =>
  execFileSync('git', [`--git-dir=${gitDir}`, ...args], { encoding: 'utf8', input }).trim();
const git = (gitDir: string, ...args: string[]) => ask(gitDir, args);

/** Of each commit: its state, the start of its mail, and why it could not be read. */
async function read(gitDir: string, skip?: number): Promise<string[]> {
  const found: string[] = [];
  for await (const { state, raw, why } of readInbox(gitDir, skip))
    found.push([state, raw.toString('latin1', 0, 9), why].filter(Boolean).join(' '));
  return found;
}

/** An object that is not packed is removed. */
function lose(gitDir: string, object: string): void {
  const id = git(gitDir, 'rev-parse', object);
  rmSync(join(gitDir, 'objects', id.slice(0, 2), id.slice(2)));
}

test('a commit has a mail, withdraws one, or has none; those before are skipped', async (t) => {
  const gitDir = made(t, { m: 'one' }, { m: 'spam' }, { d: 'spam' }, 'purged', { m: '' }, { m: 'two' });
  const all = ['mail one', 'withdrawn spam', 'none', 'none', 'mail', 'mail two'];
  assert.deepEqual(await read(gitDir), all);
  for (const skip of [1, 5, 6]) assert.deepEqual(await read(gitDir, skip), all.slice(skip));
  assert.equal(await countInbox(gitDir), 6);
});

test('a mail that is lost is reported, after a withdrawal as well; its neighbours are read', async (t) => {
  const gitDir = made(t, { m: 'spam' }, { d: 'spam' }, { m: 'lost' }, { m: 'kept' });
  lose(gitDir, 'master~1:m');
  assert.deepEqual(await read(gitDir), [
    'withdrawn spam',
    'none',
    'mail cannot read object: missing or corrupt',
    'mail kept',
  ]);
  lose(gitDir, 'master~2^{tree}');
  await assert.rejects(read(gitDir), /tree/);
});

test('a mail that is too long is cut off, a folder is none', async (t) => {
  const gitDir = made(t, { m: 'x'.repeat(MAX_MAIL + 70_000) }, { m: 'y'.repeat(MAX_MAIL) });
  const found = [];
  for await (const { raw, why } of readInbox(gitDir)) found.push([raw.length, why]);
  assert.deepEqual(found, [
    [MAX_MAIL, `longer than ${MAX_MAIL} bytes: truncated`],
    [MAX_MAIL, null],
  ]);
  const folder = git(gitDir, 'rev-parse', 'master^{tree}');
  const tree = ask(gitDir, ['mktree'], `040000 tree ${folder}\tm\n`);
  const name = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  git(gitDir, 'update-ref', 'HEAD', git(gitDir, ...name, 'commit-tree', '-m', 'x', tree));
  assert.deepEqual(await read(gitDir), ['mail `m` is not a blob']);
});

test('without a branch there is nothing to read, without a mail it is no inbox', async (t) => {
  const gitDir = made(t);
  assert.deepEqual([await tipOf(gitDir), await countInbox(gitDir), await read(gitDir)], [null, 0, []]);
  const other = made(t, 'purged');
  await assert.rejects(read(other), /not a public-inbox v2 repository/);
  const tip = git(other, 'rev-parse', 'master');
  git(other, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  assert.equal(await tipOf(other), tip, 'the only branch');
  git(other, 'branch', 'next', tip);
  await assert.rejects(tipOf(other), /there are 2 branches/);
  await assert.rejects(tipOf(join(other, 'none')), /not a git repository/);
});

test('where git ends within a mail, and at the end, that is said', async (t) => {
  const gitDir = made(t, { m: 'one' }, { m: 'two' });
  const bin = folder(t);
  const { PATH } = process.env;
  const cut = `read line && echo ${'0'.repeat(40)} blob 9 && echo cut; exit 3`;
  const script = `#!/bin/sh\ncase "$*" in *cat-file*) ${cut};; esac\nPATH=$OWN_PATH exec git "$@"\n`;
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  t.after(() => Object.assign(process.env, { PATH }));
  Object.assign(process.env, { PATH: `${bin}:${PATH}`, OWN_PATH: PATH });
  const found: (string | null)[] = [];
  const all = async () => {
    for await (const { why } of readInbox(gitDir)) found.push(why);
  };
  await assert.rejects(all(), /git exited with status 3/);
  assert.deepEqual(found, ['git exited with status 3', 'git exited with status 3']);
});

function running(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
}
