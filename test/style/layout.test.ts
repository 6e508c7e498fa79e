/** The layout of C in hunks: what is a fault, and what only looks like one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiff } from '../../src/model/diff';
import { layoutFaults } from '../../src/style/layout';

/** `type: text of the line`, for a hunk of these lines. */
function faults(...lines: string[]): string[] {
  const count = (mark: string) => lines.filter((line) => !line.startsWith(mark)).length;
  const head = `--- a/virt/kvm/a.c\n+++ b/virt/kvm/a.c\n@@ -1,${count('+')} +1,${count('-')} @@\n`;
  const { diff } = parseDiff(`${head}${lines.join('\n')}\n`.split('\n'));
  return [...layoutFaults(diff, () => true)].map(({ type, line }) => `${type}: ${line.text.trim()}`);
}

test('continuation lines are looked at where both lines are new', () => {
  const fault = ['PARENTHESIS_ALIGNMENT: b);'];
  assert.deepEqual(faults('+\tx = fooo(a,', '+\t\tb);'), fault);
  assert.deepEqual(faults('+\tif (a &&', '+\t    (c || foo(a,', '+\t\tb);'), fault);
  assert.deepEqual(faults('+\tfoo(a, "(", /* ( */', '+\t\tb);'), fault);
  assert.deepEqual(faults('+\tx = fooo(a,', '+\t\tb,', '+\t\tc);'), ['PARENTHESIS_ALIGNMENT: b,']);
  assert.deepEqual(faults(' \tx = fooo(a,', '+\t\tb);'), []);
  assert.deepEqual(faults('+\tx = fooo(a,', ' \t\tb);'), []);
  assert.deepEqual(faults('+\tx = foo((struct a) {', '+\t\t\t.b = 1,', '+\t});'), []);
  assert.deepEqual(faults('+#define X(a) \\', '+\tfoo(a, \\', '+\t\tb)'), []);
  assert.deepEqual(faults('+TRACE_EVENT(a,', '+\tTP_PROTO(int b),'), [], 'a tracepoint');
  assert.deepEqual(faults('+\ta = (b', '+\t\t+ c) & d;'), [], 'a sum of its own');
  assert.deepEqual(faults('+\ta = (b |', '+\t\tc) & d;'), ['PARENTHESIS_ALIGNMENT: c) & d;']);
  assert.deepEqual(faults('+\tfor (i = 0; i < 3;', '+\t     i++)', '+\t\tfoo();'), []);
});

test('arms of one statement are judged together', () => {
  const needless = (text: string) => [`BRACES: ${text}`];
  assert.deepEqual(
    faults('+\tif (a) {', '+\t\tb();', '+\t} else {', '+\t\tc();', '+\t}', ' \td();'),
    needless('if (a) {'),
  );
  assert.deepEqual(
    faults('+\tif (a) {', '+\t\tb();', '+\t} else {', '+\t\tc();', '+\t\td();', '+\t}', ' \te();'),
    [],
  );
  assert.deepEqual(
    faults('+\tif (a)', '+\t\tb();', '+\telse {', '+\t\tc();', '+\t\td();', '+\t}', ' \te();'),
    needless('if (a)'),
  );
  assert.deepEqual(faults('+\tif (a) {', '+\t\tif (b)', '+\t\t\tc();', '+\t}', ' \td();'), []);
  assert.deepEqual(faults('+\tfor (;;) {', '+\t\tb();', '+\t}', ' \td();'), needless('for (;;) {'));
  assert.deepEqual(faults('+\tif (a) {', '+\t\tb();'), [], 'the end is out of sight');
  assert.deepEqual(faults(' \tif (a) {', ' \t\tb();', ' \t}', '+\td();'), [], 'old');
  assert.deepEqual(faults('+\tif (a) {', '+#ifdef X', '+\t\tb();', '+#endif', '+\t}', ' \td();'), []);
  assert.deepEqual(faults('+\tif (a) {', '+\t\tint b;', '+\t}', ' \td();'), needless('if (a) {'));
});

test('a run of declarations ends with a blank line', () => {
  assert.deepEqual(faults('+{', '+\tint a;', '+', '+\tb();'), []);
  assert.deepEqual(faults('+{', '+\tint a;', '+\tb();'), ['LINE_SPACING: b();']);
  assert.deepEqual(faults('+{', '+\tint a;', '+\t/* Why. */', '+\tb();'), ['LINE_SPACING: /* Why. */']);
  assert.deepEqual(faults('+{', '+\tint a;', '+\t/* Why. */', '+\tint b;', '+', '+\tb();'), []);
  assert.deepEqual(faults('+{', '+\tint a = foo(1,', '+\t\t    2);', '+\tb();'), ['LINE_SPACING: b();']);
  assert.deepEqual(faults('+{', '+\tint a;', '+}'), []);
  assert.deepEqual(faults('+struct a {', '+\tint a;', '+\tSOME_MACRO(b);', '+};'), []);
  assert.deepEqual(faults('+{', '+\treturn a;', '+\tb();'), []);
});

test('what was moved as it was is left alone, what changed on the way is not', () => {
  const code = ['\ta();', '\tfoo(a,', '\t\tb);', '\tc();'];
  const moved = [...code.map((line) => `-${line}`), ' \tx();', ...code.map((line) => `+${line}`)];
  assert.deepEqual(faults(...moved), []);
  assert.deepEqual(faults('-\tfoo(a,', '-\t    b);', ' \tx();', '+\tlonger(a,', '+\t    b);'), [
    'PARENTHESIS_ALIGNMENT: b);',
  ]);
});

test('lines of data are passed over', () => {
  assert.deepEqual(faults(`+\tfoo(a, ${'1, '.repeat(200)}1,`, '+b);'), []);
});

test('a patch that rewrites one line of a fault did not make it', () => {
  assert.deepEqual(faults(' {', ' \tint a;', '-\tb();', '+\tb(a);', ' \tc();'), []);
  assert.deepEqual(faults(' {', '+\tint a;', '-\tb();', '+\tb(a);', ' \tc();'), ['LINE_SPACING: b(a);']);
  assert.deepEqual(faults('-\tfoo(a,', '-\t\tb);', '+\tfoo(a, 1,', '+\t\tb);'), [
    'PARENTHESIS_ALIGNMENT: b);',
  ]);
});

test('one line by itself', () => {
  assert.deepEqual(faults('+\tunsigned a = 1;'), ['UNSPECIFIED_INT: unsigned a = 1;']);
  assert.deepEqual(faults('+\tunsigned long a;', '+\tunsigned int b;', '+\tx = (unsigned)a;'), []);
  assert.deepEqual(faults('+\treturn (a == NULL);'), [
    'COMPARISON_TO_NULL: return (a == NULL);',
    'RETURN_PARENTHESES: return (a == NULL);',
  ]);
  assert.deepEqual(faults('+\treturn (a) + (b);', '+\tif ((a == b) && c)', '+\t\td = a * b;'), []);
  assert.deepEqual(faults('+static int a = 0;', '+static int b = 1;'), [
    'INITIALISED_STATIC: static int a = 0;',
  ]);
  assert.deepEqual(faults('+\tint* a;', '+\tint *b;'), ['POINTER_LOCATION: int* a;']);
  assert.deepEqual(faults('+\tif ((a = b()))', '+\t\tc();'), ['ASSIGN_IN_IF: if ((a = b()))']);
  assert.deepEqual(faults('+    .a = 1,', '+\t.b = 1,', '+ out:', '+ * c'), ['LEADING_SPACE: .a = 1,']);
  const wide = `${'a + '.repeat(25)}b`;
  assert.deepEqual(faults(`+\tx = ${wide};`), [`LONG_LINE: x = ${wide};`]);
  assert.deepEqual(faults(`+\tx("${wide}");`, `+\tKVM_A | ${wide},`, `+/* ${wide} */`), []);
});
