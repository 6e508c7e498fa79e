import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeControls, escapeControlsJson } from '../../src/model/escape-controls';
import { columns, cut, fitting } from '../../src/report/columns';
import fc from '../properties';

test('what would not show is written out', () => {
  const cases: [string, string][] = [
    ['KVM: x86: Å ß 漢字 — “q” 😀 e\u0301', 'KVM: x86: Å ß 漢字 — “q” 😀 e\u0301'],
    ['\x1b[31m', '\\x1b[31m'],
    ['\0\x07\x08\x7f', '\\x00\\x07\\x08\\x7f'],
    ['\t\n\r', '\\t\\n\\r'],
    ['\x80\x9b\x9d', '\\x80\\x9b\\x9d'],
    ['\u202a\u202b\u202c\u202d\u202e', '<U+202A><U+202B><U+202C><U+202D><U+202E>'],
    ['\u2066\u2067\u2068\u2069', '<U+2066><U+2067><U+2068><U+2069>'],
    ['\u200e\u200f\u061c', '<U+200E><U+200F><U+061C>'],
    ['\u200b\u200c\u200d\u2060\ufeff\u00ad', '<U+200B><U+200C><U+200D><U+2060><U+FEFF><U+00AD>'],
    ['\u2028\u2029\u0085', '<U+2028><U+2029>\\x85'],
    ['\u{e0041}\u{e0100}\ufe0f\u3164', '<U+E0041><U+E0100><U+FE0F><U+3164>'],
    ['\ud800x', '<U+D800>x'],
  ];
  for (const [text, shown] of cases) assert.equal(escapeControls(text), shown);
});

test('what is visible stays as it is, and is on one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = escapeControls(text);
      return (
        escapeControls(shown) === shown && !/[\p{C}\p{Zl}\p{Zp}]/u.test(shown.replace(/[\p{Co}\p{Cn}]/gu, ''))
      );
    }),
  );
});

test('JSON holds the same characters, escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const written = escapeControlsJson([text]);
      assert.deepEqual(JSON.parse(written), [text]);
      assert.doesNotMatch(written, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    }),
  );
});

test('columns: wide characters take two, marks on another none', () => {
  assert.equal(columns('KVM: å'), 6);
  assert.equal(columns('漢字かな한글'), 12);
  assert.equal(columns('e\u0301'), 1);
  assert.equal(columns('😀'), 2);
  assert.equal(fitting('漢字', 3), '漢');
  assert.equal(cut('漢字かな', 5), '漢字…');
  assert.equal(cut('abc', 3), 'abc');
});
