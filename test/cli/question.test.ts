/** A question on the terminal. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { terminalQuestion } from '../../src/cli/question';

/** Ask with these in the place of standard input and standard error. */
async function asked(answer: string, isTTY: { stdin: boolean; stderr: boolean }) {
  const before = (['stdin', 'stderr'] as const).map(
    (name) => [name, Object.getOwnPropertyDescriptor(process, name)!] as const,
  );
  const streams = { stdin: new PassThrough(), stderr: new PassThrough() };
  for (const [name, was] of before) {
    const value = Object.assign(streams[name], { isTTY: isTTY[name] });
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: was.enumerable,
      get: () => value,
    });
  }
  try {
    const question = terminalQuestion();
    streams.stdin.end(`${answer}\n`);
    return await question?.('Go on? ');
  } finally {
    for (const [name, was] of before) Object.defineProperty(process, name, was);
  }
}

test('only yes is yes, and without a terminal nothing is asked', async () => {
  const both = { stdin: true, stderr: true };
  for (const yes of ['y', 'yes', 'YES', ' y ']) assert.equal(await asked(yes, both), true, yes);
  for (const no of ['', 'n', 'yeah', 'no y', 'ye']) assert.equal(await asked(no, both), false, no);
  assert.equal(await asked('y', { stdin: false, stderr: true }), undefined);
  assert.equal(await asked('y', { stdin: true, stderr: false }), undefined);
});
