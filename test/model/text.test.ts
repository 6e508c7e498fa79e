import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source, Text } from '../../src/model/text';

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

test('the lines of a text, with or without a break after the last', () => {
  const linesOf = (value: string) =>
    Text.of(value)
      .lines()
      .map((line) => line.value);
  assert.deepEqual(linesOf(''), []);
  assert.deepEqual(linesOf('a'), ['a']);
  assert.deepEqual(linesOf('a\n'), ['a']);
  assert.deepEqual(linesOf('a\n\nb'), ['a', '', 'b']);
  assert.deepEqual(linesOf('\n'), ['']);
});

test('the place of a character, of several lines, and of nothing', () => {
  const text = SOURCE.all();
  const place = (from: number, to: number) => {
    const { line, column, endLine, endColumn, quote } = text.span(from, to);
    return [`${line}:${column}`, `${endLine}:${endColumn}`, quote];
  };
  assert.deepEqual(place(1, 2), ['10:6', '10:7', 'n']);
  assert.deepEqual(place(1, 1), ['10:6', '10:6', '']);
  assert.deepEqual(place(1, 7), ['10:6', '12:4', 'ne\ntwo']);
});
