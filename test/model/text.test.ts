import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source } from '../../src/model/text';

/** `one\ntwo\nthree`, at places of its own. */
const SOURCE = new Source('one\ntwo\nthree', [
  { offset: 0, line: 10, column: 5 },
  { offset: 4, line: 12, column: 1 },
  { offset: 8, line: 20, column: 3 },
]);

test('each character is found where it stood', () => {
  const places = [0, 3, 4, 7, 8, 12].map((offset) => Object.values(SOURCE.locate(offset)).join(':'));
  assert.deepEqual(places, ['10:5', '10:8', '12:1', '12:4', '20:3', '20:7']);
});

test('a part has the pieces that it reaches, and no more', () => {
  const offsets = (start: number, end: number) => SOURCE.piecesOf(start, end).map(({ offset }) => offset);
  assert.deepEqual(offsets(0, 13), [0, 4, 8]);
  assert.deepEqual(offsets(2, 8), [0, 2]);
  assert.deepEqual(offsets(4, 9), [0, 4]);
  assert.deepEqual(offsets(5, 6), [0]);
});
