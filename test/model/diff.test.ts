import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiff } from '../../src/model/diff';

const diffOf = (path: string, lines: number) => [
  `diff --git a/${path} b/${path}`,
  `--- a/${path}`,
  `+++ b/${path}`,
  `@@ -0,0 +1,${lines} @@`,
  ...Array.from({ length: lines }, (_, i) => `+line ${i}`),
];

test('of a diff that nobody reads the files are known, and the end', () => {
  const lines = [
    ...diffOf('small', 10),
    ...diffOf('large', 30_001),
    ...diffOf('behind', 10),
    '-- ',
    '2.39.5',
  ];
  const { diff, end } = parseDiff(lines);
  assert.deepEqual(diff.paths, ['small', 'large', 'behind']);
  assert.deepEqual(
    diff.files.map(({ hunks }) => hunks.length),
    [1, 0, 0],
  );
  assert.equal(end, lines.length - 2);
});
