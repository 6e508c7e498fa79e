import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, mutantsOfArgs, switchedSources, testsOf } from './of-files';
import { mutantsOfFile, switched } from './places';

const SOURCE = `import { low } from './low';
export const isLow = (at: number) => at <= low;
export function name(of: string): string | null {
  for (const one of of.split(' ')) if (one.startsWith('a')) return one;
  return null;
}
const wants = () => true;
// mutant: nothing waits
const waits = () => false;
`;

test('the places of a file: conditions, boundaries and what is returned', () => {
  assert.deepEqual(
    mutantsOfFile(SOURCE).map((mutant) => `${mutant.line} ${mutant.kind} ${mutant.code} -> ${mutant.text}`),
    [
      '2 result at <= low -> !(at <= low)',
      '2 boundary at <= low -> at < low',
      "4 condition one.startsWith('a') -> true",
      "4 condition one.startsWith('a') -> false",
      '4 result one -> undefined',
      '7 result true -> false',
    ],
  );
});

test('what is in force is asked of a function, where one is given', () => {
  const source = 'const a = () => !b;';
  assert.equal(
    switched(source, mutantsOfFile(source), (i) => `is(${i})`),
    'const a = () => (is(0) ? !(!b) : (!b));',
  );
});

test('a sample is the same for the same seed, and each file has its own mutants', () => {
  const sample = (seed: string) => mutantsOfArgs(['src/model', '--sample', '7', '--seed', seed]);
  assert.equal(sample('1').length, 7);
  assert.deepEqual(sample('1'), sample('1'));
  assert.notDeepEqual(sample('1'), sample('2'));
  const sources = switchedSources(['src/model', '--sample', '7', '--seed', '1']);
  for (const { number, path } of sample('1'))
    assert.ok(sources.get(path)!.includes(`isMutant(${number})`), path);
  const both = mutantsOfArgs(['src/model', 'src/analysis/order', '--sample', '3']);
  assert.deepEqual([...new Set(both.map(({ room }) => room))], ['src/model', 'src/analysis/order']);
  assert.ok(testsOf('src/model')[0]!.startsWith('test/model/'));
});

test('a mutant is tried by the tests that reach it alone, with those that they need, and the fast ones first', () => {
  const one = (path: string, run: number[], ms: number, ...reached: number[]) => ({
    path,
    run,
    ms,
    reached: new Set(reached),
  });
  const tests = [
    one('slow', [0], 90, 7),
    one('a', [0], 5, 8),
    one('a', [2], 5, 7),
    one('a', [0, 1], 5, 7, 8),
    one('b', [0], 1, 8),
  ];
  assert.deepEqual(asked(tests, 7), [
    { path: 'a', tests: [0, 1, 2], mutant: 7, ms: 10 },
    { path: 'slow', tests: [0], mutant: 7, ms: 90 },
  ]);
  assert.deepEqual(asked(tests, 9), []);
});
