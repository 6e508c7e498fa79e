import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { audit as auditArchives } from '../../src/audit/audit';
import { openPool } from '../../src/audit/pool';
import type { Mark } from '../../src/audit/state';
import { addTally, emptyTally } from '../../src/audit/tally';
import { audit, environment, folder, inbox, maildir, mbox, PROGRAM, read, threads } from './archives';

test('one core and two come to the same, byte by byte', (t) => {
  const dir = folder(t);
  writeFileSync(join(dir, 'a.mbox'), mbox(threads(100)));
  const one = audit(dir, '--jobs', '1', '--format', 'jsonl', 'a.mbox');
  const two = audit(dir, '--jobs', '2', '--format', 'jsonl', 'a.mbox');
  assert.equal(one.out.split('\n').length, 201);
  assert.deepEqual(two, one);
});

test('from each mark on, the rest is what it would have been', async (t) => {
  const dir = folder(t);
  // Threads that overlap, copies among them: what is held and what was seen last counts.
  const mails = threads(800);
  for (let i = 4; i + 40 < mails.length; i += 37) [mails[i], mails[i + 40]] = [mails[i + 40]!, mails[i]!];
  for (let i = 10; i < mails.length; i += 101) mails.splice(i, 0, mails[i - 7]!);
  const archive = inbox(
    join(dir, 'a.git'),
    mails.map((m) => ({ m })),
  );
  const run = async (mark?: Mark) => {
    const pool = openPool(1, { settings: { rules: {} }, wantsLines: true });
    const results: { lines: string; mark: Mark | null; tally: ReturnType<typeof emptyTally> }[] = [];
    const onResult: Parameters<typeof auditArchives>[0]['onResult'] = (result, at) => {
      results.push({ lines: result.lines, mark: at, tally: result.tally });
    };
    const { tally, readErrors } = await auditArchives({ archives: [archive], pool, mark, onResult });
    assert.deepEqual(readErrors, []);
    return { results, tally };
  };
  const whole = await run();
  const marks = whole.results.flatMap((result, i) => (result.mark === null ? [] : [i]));
  assert.ok(marks.length >= 3, `${marks.length} marks`);
  assert.ok(whole.tally.counts.copies > 10);
  for (const i of marks) {
    const { mark } = whole.results[i]!;
    assert.ok(mark!.held.length > 0);
    const rest = await run(JSON.parse(JSON.stringify(mark)));
    const text = (all: typeof whole.results) => all.map(({ lines }) => lines).join('');
    assert.equal(text(rest.results), text(whole.results.slice(i + 1)));
    const sum = emptyTally();
    addTally(sum, rest.tally);
    for (const { tally } of [...whole.results.slice(0, i + 1), ...rest.results]) addTally(sum, tally);
    const all = emptyTally();
    addTally(all, whole.tally);
    for (const { tally } of whole.results) addTally(all, tally);
    assert.deepEqual(sum, all);
    const { read, patches, covers, replies, other } = sum.counts;
    assert.equal(read, patches + covers + replies + other);
  }
});

/** Dies where the second mark is to be written: behind lines that no state knows of. */
const KILLED = `
const fs = require('node:fs');
const { writeFileSync } = fs;
let drafts = 0;
fs.writeFileSync = (path, ...rest) => {
  // The first is of the start.
  if (String(path).includes('.state.git-kvm-') && (drafts += 1) === Number(process.env.KILL_AT))
    process.kill(process.pid, 'SIGKILL');
  return writeFileSync(path, ...rest);
};
`;

/** Run the audit, and kill it where its `at`th state is to be written. */
function killedAt(dir: string, at: number, args: readonly string[]): NodeJS.Signals | null {
  writeFileSync(join(dir, 'killed.cjs'), KILLED);
  const command = ['--require', join(dir, 'killed.cjs'), PROGRAM, 'audit', ...args];
  const env = { ...environment(dir), KILL_AT: String(at) };
  return spawnSync(process.execPath, command, { cwd: dir, env }).signal;
}

test('killed and resumed, the file is that of a run that was not', (t) => {
  const dir = folder(t);
  writeFileSync(join(dir, 'a.mbox'), mbox(threads(700)));
  const args = ['--format', 'jsonl', '--output', 'a.jsonl', 'a.mbox'];
  const whole = audit(dir, '--format', 'jsonl', '--output', 'whole.jsonl', 'a.mbox');
  const state = join(dir, 'a.jsonl.state');
  assert.equal(killedAt(dir, 3, args), 'SIGKILL');
  assert.ok(JSON.parse(read(state)).mark.next > 0);
  // Half a line behind what the state knows of.
  writeFileSync(join(dir, 'a.jsonl'), `${read(join(dir, 'a.jsonl'))}{"messageId":`);
  assert.equal(audit(dir, '--resume', '--rule', 'shortlog-case=off', ...args).status, 2);
  const rest = audit(dir, '--resume', ...args);
  assert.equal(rest.status, 0);
  assert.equal(read(join(dir, 'a.jsonl')), read(join(dir, 'whole.jsonl')));
  assert.equal(rest.out, whole.out);
  assert.equal(existsSync(state), false);
  assert.match(audit(dir, '--resume', ...args).err, /nothing to resume/);
});

/** Two repositories, one of two epochs, a broken archive, and every other kind, in mixed order. */
function mixed(t: TestContext): { dir: string; archives: string[] } {
  const dir = folder(t);
  const commits = (from: number, count: number) =>
    threads(from + count)
      .slice(4 * from)
      .map((m) => ({ m }));
  inbox(join(dir, 'first.git'), commits(0, 150));
  writeFileSync(join(dir, 'a.mbox'), mbox(threads(250).slice(4 * 150)));
  inbox(join(dir, 'both/git/0.git'), commits(250, 140));
  inbox(join(dir, 'both/git/1.git'), [...commits(390, 75), 'purged', ...commits(465, 75)]);
  const zipped = gzipSync(mbox(threads(600).slice(4 * 540)));
  writeFileSync(join(dir, 'cut.mbox.gz'), zipped.subarray(0, zipped.length / 2));
  maildir(join(dir, 'dir'), threads(675).slice(4 * 600));
  inbox(join(dir, 'last.git'), commits(675, 130));
  return { dir, archives: ['first.git', 'a.mbox', 'both', 'cut.mbox.gz', 'dir', 'last.git'] };
}

test('killed at any state, over any mix of archives, the file is that of a run that was not', (t) => {
  const { dir, archives } = mixed(t);
  const args = (output: string) => ['--format', 'jsonl', '--output', output, ...archives];
  const whole = audit(dir, ...args('whole.jsonl'));
  assert.equal(whole.status, 2, 'the broken archive is told');
  assert.match(whole.out, /^\d,\d{3} mails: /);
  let kills = 0;
  for (let at = 1; ; at += 1) {
    if (killedAt(dir, at, args('a.jsonl')) === null) break;
    kills += 1;
    // And once more, soon after it was resumed.
    if (at === 2) assert.equal(killedAt(dir, 2, ['--resume', ...args('a.jsonl')]), 'SIGKILL');
    const rest = audit(dir, '--resume', ...args('a.jsonl'));
    assert.deepEqual(rest, whole, `killed at state ${at}`);
    assert.equal(read(join(dir, 'a.jsonl')), read(join(dir, 'whole.jsonl')), `killed at state ${at}`);
  }
  assert.ok(kills >= 3, `${kills} kills`);
});

test('what changed since is not resumed', (t) => {
  const dir = folder(t);
  writeFileSync(join(dir, 'a.mbox'), mbox(threads(600)));
  const args = ['--format', 'jsonl', '--output', 'a.jsonl', 'a.mbox'];
  assert.equal(killedAt(dir, 3, args), 'SIGKILL');
  truncateSync(join(dir, 'a.jsonl'), 100);
  assert.match(audit(dir, '--resume', ...args).err, /a\.jsonl: shorter than recorded/);
  appendFileSync(join(dir, 'a.mbox'), mbox(threads(1)));
  const { status, err } = audit(dir, '--resume', ...args);
  assert.equal(status, 2);
  assert.match(err, /changed since this audit began\n {2}restart without --resume/);
});
