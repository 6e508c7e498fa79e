import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codeIn, codeOfLines, masked, scanLine, startsInComment } from '../../../src/analysis/c/scan';
import { type DiffFile, parseDiff } from '../../../src/model/diff';
import { assertLinear } from '../../growth';
import fc from '../../properties';

const mask = (text: string, startsInside = false, keepStrings = false) =>
  masked(text, scanLine(text, startsInside).parts, keepStrings);

describe('scanLine', () => {
  test('a mark inside one kind of part opens no other', () => {
    assert.equal(mask('a("/* //", b); /* "c */ d // "e'), 'a("_____", b);          d      ');
  });
  test('an escaped quote closes no string; one that is not closed ends with its line', () => {
    assert.equal(mask('"a\\"b" c'), '"____" c');
    assert.deepEqual(scanLine('"abc').parts, [{ kind: 'string', from: 0, to: 4, innerFrom: 1, innerTo: 4 }]);
    assert.deepEqual(scanLine('"ab\\').parts, [{ kind: 'string', from: 0, to: 4, innerFrom: 1, innerTo: 4 }]);
    assert.equal(scanLine('"/*').inComment, false);
  });
  test('a comment goes on until it is closed, over empty lines too', () => {
    assert.equal(scanLine('a /*').inComment, true);
    assert.deepEqual(scanLine('', true), {
      parts: [{ kind: 'block', from: 0, to: 0, innerFrom: 0, innerTo: 0 }],
      inComment: true,
    });
    assert.equal(mask('b */ c /* d', true), '     c     ');
    assert.equal(scanLine('*/ // /*', true).inComment, false);
    assert.equal(scanLine('/*/').inComment, true);
  });
  test('tabs of a comment stay, so that columns do', () => {
    assert.equal(mask('\ta;\t/* b\tc */\td'), '\ta;\t    \t    \td');
  });
  test('strings may be kept', () => {
    assert.equal(mask('a("b"); // c', false, true), 'a("b");     ');
  });
  test('the parts cover the line, without gaps', () => {
    const line = fc.string({ unit: fc.constantFrom('/', '*', '"', "'", '\\', 'a', ' ', '\t') });
    fc.assert(
      fc.property(line, fc.boolean(), (text, inside) => {
        const { parts } = scanLine(text, inside);
        assert.equal(parts.map(({ from, to }) => text.slice(from, to)).join(''), text);
        for (const { from, to, innerFrom, innerTo } of parts)
          assert.ok(from <= innerFrom && innerFrom <= innerTo && innerTo <= to);
        assert.equal(mask(text, inside).length, text.length);
      }),
    );
  });
  test('a long line costs no more than its length', async () => {
    for (const text of ['"\\', '/*', '/**/', '"" ', '/ ', "'"])
      await assertLinear((scale) => mask(text.repeat(20_000 * scale)));
  });
});

test('a hunk may start inside a comment', () => {
  const lines = (...text: string[]) => text.map((one) => ({ kind: ' ' as const, text: one }));
  assert.ok(startsInComment(lines(' * KVM_CAP_X is not code', ' */', 'int a;'), '+'));
  assert.ok(startsInComment(lines('words of a comment', 'end */'), '+'));
  assert.ok(!startsInComment(lines('int a; /* b */', ' */'), '+'));
  assert.ok(!startsInComment(lines('\t**p = 1;', 'int a;'), '+'));
});

describe('the code of a hunk', () => {
  const fileOf = (path: string, ...lines: string[]): DiffFile => {
    const count = (without: string) => lines.filter((line) => line[0] !== without).length;
    const head = [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`];
    return parseDiff([...head, `@@ -1,${count('+')} +1,${count('-')} @@`, ...lines]).diff.files[0]!;
  };
  test('each side has its own comments: one that the patch opens hides only what is after it', () => {
    const [hunk] = fileOf('a.c', ' a;', '+/* b', '-c;', '+d;', '+e */', ' f;').hunks;
    assert.deepEqual(
      codeOfLines(hunk!).map((line) => line.trim()),
      ['a;', '', 'c;', '', '', 'f;'],
    );
  });
  test('a comment that the patch closes is still open before it', () => {
    const [hunk] = fileOf('a.c', '+/* a */', '-/* a', ' b', '-c */', ' d;').hunks;
    assert.deepEqual(
      codeOfLines(hunk!).map((line) => line.trim()),
      ['', '', 'b', '', 'd;'],
    );
  });
  test('other languages are left as they are', () => {
    const file = fileOf('Makefile', ' a := foo/*.o', '+b');
    assert.deepEqual(codeIn(file, file.hunks[0]!), ['a := foo/*.o', 'b']);
  });
});
