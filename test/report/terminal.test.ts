import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columns, cut } from '../../src/report/columns';
import { painter, terminalOf, wrap } from '../../src/report/terminal';

test('colours only on a terminal, unless NO_COLOR or FORCE_COLOR say otherwise', () => {
  assert.equal(terminalOf({ isTTY: true }, {}).color, true);
  assert.equal(terminalOf({}, {}).color, false);
  assert.equal(terminalOf({ isTTY: true }, { NO_COLOR: '1' }).color, false);
  assert.equal(terminalOf({ isTTY: true }, { NO_COLOR: '' }).color, true);
  assert.equal(terminalOf({}, { FORCE_COLOR: '1' }).color, true);
  assert.equal(terminalOf({}, { FORCE_COLOR: '0' }).color, false);
  assert.equal(terminalOf({}, { FORCE_COLOR: '1', NO_COLOR: '1' }).color, false);
});

test('the width is the terminal’s, else COLUMNS, else 80, and never too narrow', () => {
  assert.equal(terminalOf({ columns: 140 }, { COLUMNS: '100' }).width, 140);
  assert.equal(terminalOf({ columns: 0 }, { COLUMNS: '100' }).width, 100);
  assert.equal(terminalOf({}, { COLUMNS: 'wide' }).width, 80);
  assert.equal(terminalOf({ columns: 10 }, {}).width, 40);
});

test('text is wrapped at spaces, and a long word is broken, so that nothing is lost', () => {
  assert.deepEqual(wrap('one two three', 8), ['one two', 'three']);
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('a abcdefghijkl', 5), ['a', 'abcde', 'fghij', 'kl']);
  assert.deepEqual(wrap('abcdefghij kl', 5), ['abcde', 'fghij', 'kl']);
  assert.deepEqual(wrap('日本語 日本', 6), ['日本語', '日本']);
});

test('a style adds no text', () => {
  assert.equal(painter(false)('block', 'x'), 'x');
  assert.match(painter(true)('block', 'x'), /^\x1b\[.*x.*m$/);
});

test('columns: two for a wide character, none for a mark on the one before', () => {
  const widths: Record<string, number> = {
    'a~': 2,
    'é\u02ff': 2,
    '\u1100\u115f': 4,
    '\u10ff\u1160': 2,
    'a\u0300\u0301': 1,
  };
  for (const [text, width] of Object.entries(widths)) assert.equal(columns(text), width, text);
  assert.deepEqual([cut('abc', 3), cut('abcd', 3), cut('日本', 3)], ['abc', 'ab…', '日…']);
});
