/** Layout at its edges: what each check leaves alone, and how far it looks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedWords } from '../../../../src/analysis/c/added-words';
import { commentsOf } from '../../../../src/analysis/c/comments';
import { columnAt, columnOf } from '../../../../src/analysis/c/layout/code';
import { layoutFindings } from '../../../../src/analysis/c/layout/layout';
import { parseDiff } from '../../../../src/model/diff';
import { faults, faultsIn } from './faults';

/** What is said of lines that all are new. */
const added = (...lines: string[]) => faults(...lines.map((line) => `+${line}`));

test('old lines, macros and assembly are left alone', () => {
  for (const line of [
    '\tfoo();;',
    '\tx = foo(',
    '\tx = sizeof y;',
    '\tif(a)',
    '\tif (a == NULL)',
    '\tfoo(); ',
  ]) {
    assert.equal(added(line, '\t    b);').length > 0, true, line);
    assert.deepEqual(faults(` ${line}`, ' \t    b);', '+', '+\tx();'), [], line);
  }
  for (const line of ['\tfoo();;', '\tfoo(', '\tif(a)'])
    assert.deepEqual(added('#define A(x) \\', line), [], line);
  assert.deepEqual(added('\tasm volatile(', '\t\t"a" : : "b");;'), []);
  for (const lines of [
    [' \t}', ' \telse', '+\t\tx();'],
    [' \tswitch (a) {', ' \t\tcase 1:', '+\t\t\tx();'],
    [' \tif (a)', ' \t{', '+\t\tx();'],
    [' \tif (a', ' \t    && b)', '+\t\tx();'],
    [' \tstruct a b = {', ' \t    .c = 1,', '+\t};'],
  ])
    assert.deepEqual(faults(...lines), [], lines.join('\n'));
  assert.deepEqual(faults(' \tif (a)', '+\t{', '+\t\tx();'), ['OPEN_BRACE: {']);
  assert.deepEqual(faultsIn('virt/kvm/a.S', '+\tfoo();;'), []);
});

test('what looks like it, and is not', () => {
  for (const lines of [
    ['\tx = (', '\t     a);'],
    ['\tfoo( /* Why. */', '\t    b);'],
    ['\t/*', '\t *        b', '\t */'],
    ['\t{', '\t\tx();', '\t}'],
    ['\tif (a)', '\t\tb();', '\t{', '\t\tc();', '\t\td();', '\t}'],
    ['\tstruct a b = {', '\t\t.c = 1,', '\t};'],
    ['\tx = a', '', '\t    && b;'],
    ['} else {', '\tx();'],
    ['if (a) {', '\tx();'],
    ['struct a b = {', '\t1,'],
    ['FOO(a) {', '\tx();'],
  ])
    assert.deepEqual(added(...lines), [], lines.join('\n'));
  assert.deepEqual(added('static int foo(int a) {', '\tx();'), ['OPEN_BRACE: static int foo(int a) {']);
  assert.deepEqual(added('\tfoo();\t'), ['TRAILING_WHITESPACE: foo();']);
  assert.deepEqual(added('\tx = a', '\t    || b;'), ['LOGICAL_CONTINUATIONS: || b;']);
  assert.deepEqual(added('\tif (NULL != a)', '\t\tx();').slice(0, 1), [
    'CONSTANT_COMPARISON: if (NULL != a)',
  ]);
});

test('a line of a hundred columns, and one more', () => {
  const line = (width: number) => `\tx = ${'y'.repeat(width - 8 - 5)};`;
  assert.deepEqual([added(line(100)).length, added(line(101)).length], [0, 1]);
  assert.equal(added(`${line(95)} /* Why, and how. */`).length, 0, 'code that ends before it');
  assert.equal(added('#define A(x) \\', line(120)).length, 0);
});

test('blank lines at the ends of blocks, and more than one', () => {
  assert.deepEqual(added('\tif (a) {', '', '\t\tb();', '\t\tc();', '\t}'), ['BRACES: ']);
  assert.deepEqual(added('\tif (a) {', '\t\tb();', '\t\tc();', '', '\t}'), ['BRACES: ']);
  assert.deepEqual(faults(' \tif (a) {', ' ', '+\t\tb();', '+\t\tc();', '+\t}'), [], 'it was there');
  assert.deepEqual(added('#define A {\\', '', '\tx'), []);
  assert.deepEqual(added('\ta();', '', '', '\tb();'), ['LINE_SPACING: ']);
  assert.deepEqual(added('\ta();', '', '', '', '\tb();'), ['LINE_SPACING: '], 'once');
  assert.deepEqual(faults(' ', '+', ' \tb();'), ['LINE_SPACING: ']);
  assert.deepEqual(added('\t/*', '', '', '\t */'), []);
  assert.deepEqual(added('}', 'static int b(void)'), ['LINE_SPACING: static int b(void)']);
  assert.deepEqual(added('}', '', 'static int b(void)'), []);
  assert.deepEqual(added('}', 'EXPORT_SYMBOL_GPL(b);'), []);
});

test('the statement after declarations', () => {
  const spaced = (...lines: string[]) => added(...lines).filter((fault) => fault.startsWith('LINE_SPACING'));
  assert.deepEqual(spaced('\tfor (i = 0; i < 3; i++) {', '\t\tint a;', '\t\tb();'), ['LINE_SPACING: b();']);
  assert.deepEqual(spaced('\tx = (struct y) {', '\t\tint a;', '\t\tb();'), [], 'values');
  assert.deepEqual(spaced('#define A(x) \\', '\tif (x) {', '\t\tint a;', '\t\tb();'), [], 'a macro');
  assert.deepEqual(spaced('{', '\tint a;', '#ifdef X', '\tb();'), []);
  assert.deepEqual(spaced('{', '\tint a;', '\t\tb();'), [], 'of another depth');
  assert.deepEqual(spaced('{', '\tint a;', 'out:', '\tb();'), [], 'a label');
  assert.deepEqual(spaced('{', '\tint a;', '\tFOO(a)', '\tb();'), [], 'a macro may be anything');
  assert.deepEqual(spaced('{', '\tDEFINE_FOO(a)', '\tb();'), ['LINE_SPACING: b();'], 'without a semicolon');
  assert.deepEqual(spaced('{', '\tint a[] = {', '\t\t1;', '\t};', '\tb();'), ['LINE_SPACING: b();']);
  assert.deepEqual(spaced('{', '\tint a = foo(1', '\t\t    ; 2);', '\tb();'), ['LINE_SPACING: b();']);
  assert.deepEqual(spaced('{', '\tint a = foo[1', '\t\t    ; 2];', '\tb();'), ['LINE_SPACING: b();']);
  const hint = (line: string) => {
    const diff = parseDiff(
      `--- a/a.c\n+++ b/a.c\n@@ -0,0 +1,3 @@\n+{\n+\tint a;\n+\t${line}\n`.split('\n'),
    ).diff;
    return [...layoutFindings(diff)][0]!.hint;
  };
  const long = (width: number) => `foo(${'x'.repeat(width - 6)});`;
  assert.equal(hint(long(60)), `Add one before \`${long(60)}\``);
  assert.equal(hint(long(61)), `Add one before \`${long(61).slice(0, 59)}…\``);
});

test('braces of arms that are not wholly a line', () => {
  const braces = (...lines: string[]) =>
    added(...lines, '\tz();').filter((fault) => fault.startsWith('BRACES'));
  const needless = (...body: string[]) => braces('\tif (a) {', ...body, '\t}').length === 1;
  assert.equal(needless('\t\tb();'), true);
  assert.equal(needless('\t\tb(c,', '\t\t  d);'), true);
  assert.equal(needless('\t\tb[c,', '\t\t  d]();'), true);
  for (const body of [
    [],
    ['\t\tb();', '\t\tc();'],
    ['\t\t/* Why. */', '\t\tb();'],
    ['\t\tb(); /* Why. */'],
    ['\t\tb(); c();'],
    ['\t\tfor (;;)', '\t\t\tb();'],
    ['\t\tdo', '\t\t\tb();', '\t\twhile (c);'],
    ['\t\tx = { 1 };'],
    ['out:', '\t\tb();'],
    ['#ifdef A', '\t\tb();', '#endif'],
  ])
    assert.equal(needless(...body), false, body.join('\n'));
  assert.deepEqual(braces('\tif (a) { b();', '\t}'), [], 'code after the brace');
  assert.deepEqual(braces('\tif (a) {', '\t\tb(); }'), [], 'and before the other');
  assert.deepEqual(braces('\tfor (;;) {', '\t\tb();', '\t}'), ['BRACES: for (;;) {']);
  assert.deepEqual(braces('\tif (a)', '\t\tb();', '\telse {', '\t\tc();', '\t}'), [], 'one line each');
  const two = ['\t\tc();', '\t\td();', '\t}'];
  assert.deepEqual(braces('\tif (a)', '\t\tb();', '\telse {', ...two), ['BRACES: if (a)']);
  assert.deepEqual(braces('\tif (a) {', ...two.slice(0, 2), '\t} else', '\t\tb();'), ['BRACES: } else']);
  for (const other of [
    ['\t\tfor (;;)', '\t\t\tb();'],
    ['\t\tdo', '\t\t\tb();', '\t\twhile (x);'],
    ['\t\tb();', '#ifdef A'],
    ['#ifdef A', '\t\tb();', '#endif'],
    ['\t\t/* Why. */', '\t\tb();'],
  ])
    assert.deepEqual(braces('\tif (a)', ...other, '\telse {', ...two), [], other.join('\n'));
  assert.deepEqual(
    faults(' \tif (a)', '+\t\tb();', '+\telse {', ...two.map((line) => `+${line}`), ' \tz();'),
    ['BRACES: b();'],
  );
  assert.deepEqual(
    faults(' \tif (a)', ' \t\tb();', ' \telse {', ' \t\tc();', ' \t\td();', ' \t}', '+\tz();'),
    [],
  );
  assert.deepEqual(
    faults(' \tif (a) {', '-\t\tc();', ' \t\tb();', ' \t}', ' \tz();', '+\ty();'),
    [],
    'old braces',
  );
  assert.deepEqual(faults(' \tif (a) {', '+\t\tb();', ' \t}', ' \tz();'), ['BRACES: b();']);
  assert.deepEqual(
    faults(' \tif (a) {', '+\t\tb();', ' \t} else {', ' \t\tc();', ' \t}', ' \tz();'),
    [],
    'one arm of two',
  );
  const hint = (head: string) => {
    const diff = parseDiff(
      `--- a/a.c\n+++ b/a.c\n@@ -0,0 +1,4 @@\n+\t${head} {\n+\t\tb();\n+\t}\n+\tz();\n`.split('\n'),
    ).diff;
    return [...layoutFindings(diff)][0]!.hint;
  };
  const head = (width: number) => `if (${'x'.repeat(width - 5)})`;
  assert.match(hint(head(50)), /`if \(x{45}\)`/);
  assert.match(hint(head(51)), /`if \(x{45}…`/);
});

test('alignment in marks of several kinds', () => {
  const aligned = (...lines: string[]) => added(...lines).filter((fault) => fault.startsWith('PARENTHESIS'));
  assert.deepEqual(aligned('\tfoo(a,', '\t\tb);'), ['PARENTHESIS_ALIGNMENT: b);']);
  for (const lines of [
    ['\tx[a +', '\t\tb] = c;'],
    ['\tfoo(a,', '\t\t);'],
    ['\tfoo(a', '\t\t? b', '\t\t: c);'],
    ['\tx = (a', '\t\t+ b);'],
    ['\tfoo(a,', '#ifdef X', '\t\tb);'],
    ['\tfoo(', '\t\tb);'],
    ['\tfoo(a,', '/* Why. */', '\t    b);'],
    ['\tfoo(a,', '\t    (struct y) {', '\t\t.b = 1; });', '\tz();'],
    ['\tasm(a,', '\t\tb);'],
  ])
    assert.deepEqual(
      aligned(...lines),
      lines[1]!.includes('? b') ? ['PARENTHESIS_ALIGNMENT: ? b'] : [],
      lines.join('\n'),
    );
  assert.deepEqual(aligned('\tfoo(a', '\t\t+ b);'), ['PARENTHESIS_ALIGNMENT: + b);'], 'of a call');
  const wide = (width: number) => ['\tfoo(a,', `\t\t${'b'.repeat(width - 12 - 2)});`];
  assert.deepEqual([aligned(...wide(100)).length, aligned(...wide(101)).length], [1, 0], 'no better aligned');
  assert.deepEqual(faults(' \tfoo(a,', ' \t\tb,', '+\t\tc);'), [], 'as the lines above');
  assert.deepEqual(faults('+\tfoo(a,', ' \t\tb,', '+\t\tc);'), []);
  assert.deepEqual(aligned('\tx = a);', '\tfoo(b,', '\t\tc);'), ['PARENTHESIS_ALIGNMENT: c);']);
  assert.deepEqual(aligned('\tif (a (', '\tfoo;', '\t\tx;'), [], 'a statement ends all');
});

test('comments of eighty columns', () => {
  const said = (...words: string[]) =>
    added('\t/*', ...words.map((line) => `\t * ${line}`.trimEnd()), '\t */').map(
      (fault) => fault.split(':')[0],
    );
  const line = (width: number) =>
    'word '
      .repeat(20)
      .slice(0, width - 11)
      .replace(/ $/, 'x');
  assert.deepEqual(said(line(80), 'and the end'), []);
  assert.deepEqual(said(line(81), 'and the end'), ['LONG_LINE_COMMENT']);
  assert.deepEqual(faults('+\t/*', ` \t * ${line(85)}`, '+\t */'), [], 'not all of it is new');
  assert.deepEqual(added(`\t/* ${line(85)}`, '\t * and the end. */').length, 0, 'two lines');
  assert.deepEqual(said('xxxxx'.repeat(18), 'and the end'), [], 'no words');
  assert.deepEqual(said(line(50), line(50), '', 'and the end'), [], 'of a paragraph of two');
  assert.deepEqual(said(line(50), line(71), 'word end'), ['LONG_LINE_COMMENT']);
  assert.deepEqual(said(line(50), line(72), 'word end'), [], 'its next word would not fit');
});

test('comments as they are after the patch', () => {
  const read = (path: string, ...lines: string[]) => {
    const count = (mark: string) => lines.filter((one) => !one.startsWith(mark)).length;
    const head = `--- a/${path}\n+++ b/${path}\n@@ -1,${count('+')} +1,${count('-')} @@\n`;
    return commentsOf(parseDiff(`${head}${lines.join('\n')}\n`.split('\n')).diff).map(
      ({ text, isNew, isKernelDoc, isTail }) =>
        `${text.value}${isNew ? ' new' : ''}${isKernelDoc ? ' doc' : ''}${isTail ? ' tail' : ''}`,
    );
  };
  const c = (...lines: string[]) => read('virt/kvm/a.c', ...lines);
  assert.deepEqual(read('virt/kvm/a.rst', '+/* a */'), []);
  assert.deepEqual(c(' /* a', '+ * b', '  */'), ['a\nb\n']);
  assert.deepEqual(c('+b', '  */'), ['b\n'], 'it starts before the hunk');
  assert.deepEqual(c('+/* a', '+ * b'), ['a\nb new'], 'it ends after the hunk');
  assert.deepEqual(c('+/** a */', '+/*** b */', '+/**/', '+// c'), [
    'a new doc',
    '** b new',
    ' new',
    'c new',
  ]);
  assert.deepEqual(c('+/**', '+ * foo() - a', '+ */'), ['\nfoo() - a\n new doc']);
  assert.deepEqual(c('+x = "/* a */"; /* b */'), ['b new tail']);
  assert.deepEqual(c('+/* a */ // b', '+// c'), ['a new', 'b\nc new tail']);
  const many = (count: number) => c(`+${'/* a */ '.repeat(count)}`).length;
  assert.deepEqual([many(16), many(17)], [16, 16], 'no one writes more on a line');
});

test('columns and the offsets of them', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((offset) => columnOf('\ta\tb', offset)),
    [0, 8, 9, 16, 17],
  );
  assert.deepEqual(
    [0, 8, 9, 10, 16, 17, 30].map((column) => columnAt('\ta\tb', column)),
    [0, 1, 2, 3, 3, 4, 4],
  );
});

test('headers in an order that the others have', () => {
  const order = (...names: string[]) =>
    faults(...names.map((name) => `${name[0]}#include <${name.slice(1)}.h>`)).map((fault) =>
      fault.slice(-6, -3),
    );
  assert.deepEqual(order(' x/a', ' x/c', '+x/b'), ['x/b']);
  assert.deepEqual(order('+x/b', ' x/a', ' x/c'), ['x/b']);
  assert.deepEqual(order(' x/a', '+x/b', ' x/c', '+x/d'), []);
  assert.deepEqual(order(' x/a', ' x/b', '+x/b'), [], 'the same again');
  assert.deepEqual(order(' x/a', ' x/a', '+x/0'), ['x/0']);
  assert.deepEqual(order(' x/b', ' x/a', '+x/0'), [], 'they have none');
  assert.deepEqual(order(' x/a', ' x/c', '+y/b'), [], 'of another folder');
  assert.deepEqual(order('+x/a', '+x/d', '+x/b', '+x/c'), ['x/d']);
  assert.deepEqual(order('+x/a', '+x/c', '+x/b'), [], 'too few to tell');
  assert.deepEqual(faults(' \ta("\u202e");', '+\tb();'), []);
  assert.deepEqual(faults('+\ta("\u202e");').length, 1);
});

test('words that are printed, and what is included', () => {
  const words = (path: string, ...lines: string[]) => {
    const count = (mark: string) => lines.filter((one) => !one.startsWith(mark)).length;
    const head = `--- a/${path}\n+++ b/${path}\n@@ -1,${count('+')} +1,${count('-')} @@\n`;
    return [...addedWords(parseDiff(`${head}${lines.join('\n')}\n`.split('\n')).diff)].map(
      ({ value, from }) => `${from} ${value}`,
    );
  };
  assert.deepEqual(words('a.c', '+\ta("one %d\\n", \'x\'); /* "two" */'), ['4 one %%  ']);
  assert.deepEqual(words('a.c', '+\ta("one'), [], 'its end is not there');
  assert.deepEqual(words('a.c', '+#include "one.h"', '-\ta("two");', ' \tb("three");'), []);
  assert.deepEqual(words('a.rst', '+One "two".', '-Three', ' Four'), ['0 One "two".']);
  assert.deepEqual(words('a.sh', '+echo "one"'), []);
});
