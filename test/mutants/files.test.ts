import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutantsOfArgs, switchedSources, testsOf } from './of-files';
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
    assert.ok(sources.get(path)!.includes(`gitKvmMutant?.(${number})`), path);
  const both = mutantsOfArgs(['src/model', 'src/analysis/order', '--sample', '3']);
  assert.deepEqual([...new Set(both.map(({ room }) => room))], ['src/model', 'src/analysis/order']);
  assert.ok(testsOf('src/model')[0]!.startsWith('test/model/'));
});
