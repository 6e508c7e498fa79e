import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesOf } from '../../src/model/matches';

test('what is found is what matchAll finds, empty matches and all', () => {
  for (const [source, text] of [
    ['a(b)?', 'ab a xab'],
    ['x', 'abc'],
    ['b*', 'abba'],
    ['(?<=a)|c', 'aac'],
    ['a', ''],
  ] as const) {
    const [here, there] = [
      matchesOf(new RegExp(source, 'g'), text),
      [...text.matchAll(new RegExp(source, 'g'))],
    ];
    assert.deepEqual(
      here.map(({ index, ...parts }) => [index, ...Object.values(parts)]),
      there.map(({ index, ...parts }) => [index, ...Object.values(parts)]),
    );
  }
});

test('a pattern can be asked again', () => {
  const pattern = /a/g;
  for (let i = 0; i < 2; i += 1) assert.equal(matchesOf(pattern, 'banana').length, 3);
});
