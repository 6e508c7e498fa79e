import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Steps } from '../../src/cli/steps';

function shown(...times: number[]): string[] {
  const written: string[] = [];
  let now = 0;
  const steps = new Steps(
    (text) => written.push(text),
    () => now,
  );
  for (const [i, time] of times.entries()) {
    now = time;
    steps.update('rules', i, times.length);
  }
  steps.end();
  return written;
}

test('what is over soon shows nothing', () => {
  assert.deepEqual(shown(0, 100, 600), []);
});

test('what takes longer has one line, not drawn at each step, and gone at the end', () => {
  assert.deepEqual(shown(0, 800, 900, 1100), [
    '\r\x1b[Kcheck: rules, 1 of 4 patches',
    '\r\x1b[Kcheck: rules, 3 of 4 patches',
    '\r\x1b[K',
  ]);
});

test('without a terminal nothing is written', () => {
  const steps = new Steps(null, () => 1e9);
  steps.update('rules', 1, 2);
  steps.end();
});
