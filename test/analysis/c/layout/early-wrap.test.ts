/** Statements that take more lines than they need. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earlyWraps } from '../../../../src/analysis/c/layout/early-wrap';
import { exampleDiff } from '../../../../src/lint/example-mail';
import { parseDiff } from '../../../../src/model/diff';

/** `lines needed of lines taken: the line`. */
function wraps(...lines: string[]): string[] {
  const { diff } = parseDiff(exampleDiff({ 'virt/kvm/a.c': lines }).split('\n'));
  return [...earlyWraps(diff)].map(({ line, takes, needs }) => `${needs} of ${takes}: ${line.text.trim()}`);
}

test('a statement that fits on fewer lines', () => {
  assert.deepEqual(wraps('+\tfoo(a,', '+\t    b);'), ['1 of 2: b);']);
  assert.deepEqual(wraps('+\tx = foo(a,', '+\t\tb,', '+\t\tc);', '+\tbar(a,', '+\t    b);'), [
    '1 of 3: c);',
    '1 of 2: b);',
  ]);
  assert.deepEqual(wraps('+\tx =', '+\t\tfoo(a);'), ['1 of 2: foo(a);']);
  assert.deepEqual(wraps('+\treturn', '+\t\tfoo(a);'), ['1 of 2: foo(a);']);
  assert.deepEqual(wraps('+\tif (foo(a,', '+\t\tb)) {'), ['1 of 2: b)) {']);
  const long = 'x'.repeat(60);
  assert.deepEqual(wraps(`+\tfoo(${long},`, '+\t    a,', '+\t    b);'), ['1 of 3: b);']);
  assert.deepEqual(wraps(`+\tfoo(${long},`, `+\t    ${long},`, '+\t    b);'), ['2 of 3: b);']);
  assert.deepEqual(wraps(`+\tfoo(${long},`, `+\t    ${long});`), []);
  const exact = (width: number) => `y(${'x'.repeat(width - 8 - 5 - 1 - 5)});`;
  assert.equal(wraps('+\tfoo(a', `+\t, ${exact(60)}`).length, 0, 'no comma to part it at');
});

test('a line is filled up to column 80', () => {
  const second = (length: number) => wraps('+\tfoo(a,', `+\t    ${'b'.repeat(length - 2)});`);
  // The tab, `foo(a,` and a space take 15 columns.
  assert.deepEqual([second(65).length, second(66).length], [1, 0]);
});

test('what is laid out by hand, or by something else, stays', () => {
  for (const lines of [
    ['+\tif (a &&', '+\t    b)'],
    ['+\tx = a |', '+\t    b;'],
    ['+\tx = a ?', '+\t    b : c;'],
    ['+\tfoo(a, /* Why. */', '+\t    b);'],
    ['+\tfoo("a",', '+\t    b);'],
    ['+#define A(a) foo(a, \\', '+\t\t\t b)'],
    ['+\tasm volatile(a,', '+\t\t     b);'],
    ['+int foo(int a,', '+\tint b);'],
    [' \tfoo(a,', '+\t    b);'],
    ['+\tfoo(a,', '+\t    b,', ' \t    c);'],
    ['+\tfoo((struct a) { 1,', '+\t    2 });'],
    ['+\tfoo(a,', '+\t    b', '+\t    c,'],
    ['+\tfoo(a);', '+\tbar(b);'],
    [' \tfoo(a,', ' \t    b);', '+\tx;'],
    ['-\tfoo(a,', '-\t    b);'],
    ['+\t    b);', '+\tfoo(a,'],
    ['+\ta[0] = foo(a,', '+', '+\t    b);'],
    ['+\tfoo(a,', '+\t/* Why. */', '+\t    b);'],
  ])
    assert.deepEqual(wraps(...lines), [], lines.join('\n'));
  const table = Array.from({ length: 8 }, (_, i) => `+\t    ${i},`);
  assert.deepEqual(wraps('+\tfoo(a,', ...table.slice(0, 6), '+\t    b);'), ['1 of 8: b);']);
  assert.deepEqual(wraps('+\tfoo(a,', ...table.slice(0, 7), '+\t    b);'), [], 'a table');
  assert.deepEqual(wraps('+\tfoo(a,', ' \t    b,', ' \t    c);'), ['1 of 3: c);'], 'a new head');
  const { diff } = parseDiff(exampleDiff({ 'virt/kvm/a.S': ['+\tfoo(a,', '+\t    b);'] }).split('\n'));
  assert.deepEqual([...earlyWraps(diff)], [], 'not C');
});

test('a line after an operator starts where it is', () => {
  const long = 'x'.repeat(40);
  assert.deepEqual(wraps('+\tfoo(a,', '+\t    b ||', `+\t    ${long});`), []);
  assert.deepEqual(wraps('+\tfoo(a,', '+\t    bar(b, c),', '+\t    d[1, 2]);'), ['1 of 3: d[1, 2]);']);
});
