/** The line on the terminal, with a clock of its own; and where the lines and the state go. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openOutput, streamOutput } from '../../src/audit/output';
import { Progress } from '../../src/audit/progress';
import { readState, removeState, stateFileOf, writeState } from '../../src/audit/state';
import { emptyTally } from '../../src/audit/tally';
import { folder } from './archives';

/** What is shown after each update: milliseconds, archive, what is done of it, mails. */
function shown(t: TestContext, sizes: (number | null)[], updates: readonly (readonly number[])[]): string[] {
  let now = 0;
  const { performance } = globalThis;
  const real = performance.now;
  performance.now = () => now;
  t.after(() => {
    performance.now = real;
  });
  const texts: string[] = [];
  const progress = new Progress({ write: (text) => texts.push(text) }, sizes);
  for (const [at, archive, done, mails] of updates) {
    now = at!;
    progress.update(archive!, done!, mails!);
  }
  progress.end();
  progress.end();
  return texts.map((text) => text.replace(/^\r\x1b\[K/, ''));
}

test('how far, how fast, how long still', (t) => {
  assert.deepEqual(
    shown(
      t,
      [200, 100],
      [
        [199, 0, 0, 0],
        [1000, 0, 20, 1000],
        [1100, 0, 30, 1500],
        [1999, 0, 20, 1999],
        [2000, 0, 40, 2000],
        [3000, 0, 200, 4000],
        [4000, 1, 50, 5000],
        [5000, 1, 150, 5001],
      ],
    ),
    [
      'audit: 1,000 mails, 5 %',
      'audit: 1,999 mails, 5 %, 1,000/s',
      'audit: 4,000 mails, 50 %, 1,100/s, 0:03 left',
      'audit: 5,000 mails, 75 %, 1,090/s, 0:02 left',
      'audit: 5,001 mails, 100 %, 981/s, 0:00 left',
      '',
    ],
  );
});

test('minutes and hours', (t) => {
  const left = (part: number) =>
    shown(
      t,
      [1e6],
      [
        [1000, 0, 0, 1],
        [2000, 0, part, 1],
      ],
    )[1]!
      .split(', ')
      .at(-1);
  assert.equal(left(1e6 / 61), '1:00 left');
  assert.equal(left(1e6 / 3601), '1:00:00 left');
  assert.equal(left(1e6 / 3726), '1:02:05 left');
});

test('where a size is unknown, mails are counted; an empty archive is done', (t) => {
  const updates = [[1000, 0, 5, 5]];
  assert.deepEqual(shown(t, [10, null], updates), ['audit: 5 mails', '']);
  assert.deepEqual(shown(t, [null, 10], updates), ['audit: 5 mails', '']);
  assert.deepEqual(shown(t, [], updates), ['audit: 5 mails', '']);
  assert.deepEqual(shown(t, [0, 10], updates), ['audit: 5 mails, 50 %', '']);
  assert.deepEqual(shown(t, [10], []), []);
  assert.deepEqual(
    shown(
      t,
      [10],
      [
        [1000, 0, 1, 5],
        [2000, 0, 1, 5],
        [3000, 0, 1, 5],
      ],
    ).slice(1),
    [...['audit: 5 mails, 10 %', 'audit: 5 mails, 10 %', '']],
  );
});

test('a file is cut back to what is kept, and is no shorter', async (t) => {
  const file = join(folder(t), 'out');
  openOutput(file, 0).close();
  writeFileSync(file, 'a longer one');
  const first = openOutput(file, 0);
  await first.write('å one\n');
  assert.equal(first.written(), 7);
  first.close();
  assert.equal(readFileSync(file, 'utf8'), 'å one\n');
  const second = openOutput(file, 3);
  await second.write('two');
  assert.equal(second.written(), 6);
  second.close();
  assert.equal(readFileSync(file, 'utf8'), 'å two');
  openOutput(file, 6).close();
  assert.equal(readFileSync(file, 'utf8'), 'å two');
  assert.throws(() => first.close(), /EBADF/);
  assert.throws(() => openOutput(file, 7), /out: shorter than recorded/);
  assert.throws(() => openOutput(join(file, 'below'), 0), /out\/below: cannot write: /);
});

test('a stream that is full is waited for', async () => {
  const texts: string[] = [];
  const stream = Object.assign(new EventEmitter(), {
    write: (text: string) => texts.push(text) !== 2,
  });
  const output = streamOutput(stream as unknown as NodeJS.WritableStream);
  await output.write('');
  await output.write('a');
  let isWritten = false;
  const waits = Promise.resolve(output.write('b')).then(() => {
    isWritten = true;
  });
  await new Promise(setImmediate);
  assert.equal(isWritten, false);
  stream.emit('drain');
  await waits;
  assert.deepEqual(texts, ['a', 'b']);
  assert.equal(output.written(), 0);
});

test('a state is that of the same question, or none', (t) => {
  const file = stateFileOf(join(folder(t), 'a.jsonl'));
  assert.ok(file.endsWith('/a.jsonl.state'));
  assert.equal(readState(file, 'key'), null);
  const mark = { next: 3, finished: [], held: [1], recent: 'x', tally: emptyTally() };
  const state = { key: 'key', mark, tally: emptyTally(), trouble: [], written: 9 };
  writeState(file, state);
  assert.equal(JSON.stringify(readState(file, 'key')), JSON.stringify({ version: 2, ...state }));
  assert.throws(() => readState(file, 'other'), /changed since this audit began/);
  writeFileSync(file, '{"version":1,"key":"key"}');
  assert.throws(() => readState(file, 'key'), /changed since this audit began/);
  writeFileSync(file, 'half');
  assert.throws(() => readState(file, 'key'), /not an audit state file/);
  removeState(file);
  assert.equal(existsSync(file), false);
  removeState(file);
});
