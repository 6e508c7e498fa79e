/** The layout of C in hunks: what is a fault, and what only looks like one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutFindings } from '../../../../src/analysis/c/layout/layout';
import { parseDiff } from '../../../../src/model/diff';
import { faults, faultsIn } from './faults';

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
  assert.deepEqual(faults('+{', '+\tint a;', '+\tchar __user *b = c;', '+', '+\td();'), []);
  assert.deepEqual(faults('+{', '+\tint a;', '+\t_Static_assert(sizeof(a) == 4, "a");', '+', '+\tb();'), []);
  assert.deepEqual(faults('+\tif (!a) {', '+\t\t__free_pages(p, 0);', '+\t\tr = 0;', '+\t}'), []);
});

test('what was moved as it was is left alone, what changed on the way is not', () => {
  const code = ['\ta();', '\tfoo(a,', '\t\tb);', '\tc();'];
  const moved = [...code.map((line) => `-${line}`), ' \tx();', ...code.map((line) => `+${line}`)];
  assert.deepEqual(faults(...moved), []);
  const head = ['static int foo(void) {', '\tx(a,b);', '}'];
  const lines = (mark: string) => head.map((line) => mark + line);
  assert.deepEqual(
    faults(...lines('-'), ' ', ' x', ' ', ...lines('+')),
    [],
    'the first line of a block as well',
  );
  assert.deepEqual(faults(`-${head[0]}`, ' \ty();', ' x', `+${head[0]}`), [`OPEN_BRACE: ${head[0]}`]);
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
  assert.deepEqual(faults('+\tuint64_t a = 1;', '+\tint32_t *b, c;', '+\tx = (uint8_t)a;', '+\tu64 d;'), [
    'PREFER_KERNEL_TYPES: uint64_t a = 1;',
    'PREFER_KERNEL_TYPES: int32_t *b, c;',
  ]);
  for (const path of ['tools/testing/selftests/kvm/a.c', 'include/uapi/linux/kvm.h'])
    assert.deepEqual(faultsIn(path, '+\tuint64_t a;'), []);
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
  assert.deepEqual(
    faults('+module_param(a, bool, S_IRUGO);', '+\tfoo(S_IRUSR | S_IWUSR);', '+\tfoo(0444, S_ISUID);'),
    ['SYMBOLIC_PERMS: module_param(a, bool, S_IRUGO);', 'SYMBOLIC_PERMS: foo(S_IRUSR | S_IWUSR);'],
  );
  const wide = `${'a + '.repeat(25)}b`;
  assert.deepEqual(faults(`+\tx = ${wide};`), [`LONG_LINE: x = ${wide};`]);
  assert.deepEqual(faults(`+\tx("${wide}");`, `+\tKVM_A | ${wide},`, `+/* ${wide} */`), []);
});

test('a word that goes with parentheses, and a star with its blank', () => {
  assert.deepEqual(faults('+\tx = sizeof y;'), ['SIZEOF_PARENTHESIS: x = sizeof y;']);
  assert.deepEqual(faults('+\tx = sizeof *y;'), ['SIZEOF_PARENTHESIS: x = sizeof *y;']);
  assert.deepEqual(faults('+\tx = (u64*)y;'), ['POINTER_LOCATION: x = (u64*)y;']);
  assert.deepEqual(
    faults('+\tx = sizeof(y) + (u64 *)y;', '+\ta = b == c;', '+\tfor (a = 1, b = 2; c;)', '+int foo(u64*);'),
    [],
  );
});

test('blanks stand where checkpatch.pl wants them', () => {
  const spacing = (...lines: string[]) =>
    faults(...lines.map((line) => `+\t${line}`)).filter((fault) => fault.startsWith('SPACING'));
  for (const line of [
    'return ((u64) folio->private) & BIT(0);',
    'regs.rip = (unsigned long) guest_code;',
    'x = (sigset_t *) &mask->sigset;',
    'y = (uint32_t *) (BASE + 0x80);',
    'return (u32) x;',
    '(void) foo();',
    'foo(a,b);',
    'foo(a , b);',
    'foo( a);',
    'foo(a );',
    'foo("a" );',
    'x= 1;',
    'x =1;',
    'x=1;',
    'x|=1;',
    'if (a==b)',
    'if (a <=b)',
    'if (a&&b)',
    'if (a ||b)',
    'invalid = FILTER(BIT(15), BIT(15)+1, 0);',
    'x = y-1;',
    'x = BIT(3)|BIT(4);',
    'x = 1<<y;',
    'if (i<n)',
    'x = 2*y;',
    'x = a ?b : c;',
    'x = a? b : c;',
    '}else {',
    'x = y ;',
    'x[0] ;',
    'x = a ? b: c;',
  ])
    assert.deepEqual(spacing(line), [`SPACING: ${line}`], line);
  for (const line of [
    'return (u64)folio->private;',
    'x = sizeof (u64) * y;',
    'int foo(u64) __must_check;',
    'void (*foo)(void) = bar;',
    'static u8 __aligned(PAGE_SIZE) x[1];',
    'foo(a, b, "c,d", \'e\');',
    'for (;;) {',
    'for ( ; a; )',
    'x = -1, *y = &z, w = !v, u = ~t;',
    'x = (u64)-1 + (void *)&y - (int)*z;',
    'x = y->z + (a)->b--;',
    'x = a ?: b;',
    'x = a ? b : c;',
    'goto *labels[x] + &&label;',
    'x = &&label;',
    'x++; --y;',
    'x = 1e-3 + 0x1p-2;',
    'foo(/* a= */b, /* c */ d);',
    'foo( /* a */ b);',
    'asm volatile("a" : "=a"(x),"=b"(y) : "c"(z));',
    'struct a { u32 b:1, c:2; };',
    'char *x, **y;',
    'switch (a) { case 1: break; }',
    '} else {',
    '} while (x);',
    'while (foo()) ;',
    'case A ? B : C: x();',
    'x /* y */;',
  ])
    assert.deepEqual(spacing(line), [], line);
  assert.deepEqual(spacing('asm volatile("a"', '\t: "=a"(x),"=b"(y));', 'foo(a,b);'), ['SPACING: foo(a,b);']);
  assert.deepEqual(faults('+#define A(x) x##a-b', '+#define B ( A(1) )'), ['SPACING: #define B ( A(1) )']);
  assert.deepEqual(faults(' \tfoo(a,b);', '+\tbar();', '+\t/* foo(a,b) */'), []);
});

test('statements, braces and operators stand on the right line', () => {
  assert.deepEqual(faults('+\tif (a) return;'), ['TRAILING_STATEMENTS: if (a) return;']);
  assert.deepEqual(faults('+\tfor (i = 0; i < 3; i++) foo(i);'), [
    'TRAILING_STATEMENTS: for (i = 0; i < 3; i++) foo(i);',
  ]);
  assert.deepEqual(faults('+\twhile (foo());', '+\tif (a &&', '+\t    b)', '+\t\tfoo();'), []);
  assert.deepEqual(faults('+\tfoo();;'), ['ONE_SEMICOLON: foo();;']);
  assert.deepEqual(faults('+\tfor (;;)', '+\t\tfoo();'), []);
  assert.deepEqual(faults('+\tif (0 == a)', '+\t\tfoo();'), ['CONSTANT_COMPARISON: if (0 == a)']);
  assert.deepEqual(faults('+\tif (a == 0 && MAX_A != B)', '+\t\tfoo();'), []);
  assert.deepEqual(
    faults('+\tif (a) {', '+\t\tb();', '+\t\tc();', '+\t}', '+\telse {', '+\t\td();', '+\t\te();', '+\t}'),
    ['ELSE_AFTER_BRACE: else {'],
  );
  assert.deepEqual(faults('+\tif (a)', '+\t{', '+\t\tb();', '+\t\tc();', '+\t}'), ['OPEN_BRACE: {']);
  assert.deepEqual(faults('+\tdo', '+\t{', '+\t\tb();', '+\t} while (a);'), ['OPEN_BRACE: {']);
  assert.deepEqual(faults('+\tfoo();', '+\t{', '+\t\tb();', '+\t}'), [], 'a block of its own');
  assert.deepEqual(faults('+int foo(int a)', '+{', '+\treturn a;', '+}'), []);
  assert.deepEqual(faults('+\tswitch (a) {', '+\t\tcase 1:', '+\t\t\tb();', '+\t}'), [
    'SWITCH_CASE_INDENT_LEVEL: case 1:',
  ]);
  assert.deepEqual(faults('+\tswitch (a) {', '+\tcase 1:', '+\t\tb();', '+\t}'), []);
  assert.deepEqual(faults('+\tstruct a b = {', '+\t    .c = 1,', '+\t    .d = 2,', '+\t};'), [
    'TABSTOP: .c = 1,',
  ]);
  assert.deepEqual(faults('+\tfoo(&(struct a) { .c = 1,', '+\t\t\t  .d = 2 });'), []);
  assert.deepEqual(faults('+\tif (a', '+\t    && b)', '+\t\tc();'), ['LOGICAL_CONTINUATIONS: && b)']);
  assert.deepEqual(faults(' \tif (a', ' \t    && b)', '+\t\tc();'), []);
});

test('comments are wrapped at 80 columns, and not long before', () => {
  const levels = (...words: string[]) => {
    const lines = ['+\t/*', ...words.map((line) => `+\t * ${line}`), '+\t */', '+\tfoo();'];
    const head = `--- a/virt/kvm/a.c\n+++ b/virt/kvm/a.c\n@@ -0,0 +1,${lines.length} @@\n`;
    const { diff } = parseDiff(`${head}${lines.join('\n')}\n`.split('\n'));
    return [...layoutFindings(diff)].map(({ type, isNote }) => `${type} ${isNote ? 'note' : 'warn'}`);
  };
  const line = (width: number) => `${'word '.repeat(20)}`.slice(0, width - 11).trimEnd();
  assert.deepEqual(levels(line(50), line(50), 'and the end'), ['LONG_LINE_COMMENT note']);
  assert.deepEqual(levels(`${line(50)}.`, `${line(50)}.`, 'and the end'), [], 'sentences');
  assert.deepEqual(levels('vm - the virtual machine', 'gfn - where it starts', 'and the end'), [], 'a list');
  assert.deepEqual(levels(line(78), line(78), 'and the end'), []);
  assert.deepEqual(levels(line(50), 'and the end'), [], 'too short to tell');
  assert.deepEqual(levels(`${line(78)}xxxx`, 'and the end'), ['LONG_LINE_COMMENT note']);
  assert.deepEqual(levels(`${line(78)}xxxxxxxxxxx`, 'and the end'), ['LONG_LINE_COMMENT warn']);
});

test('a statement is as deep as its block', () => {
  const deep = (text: string) => [`INDENTATION: ${text}`];
  assert.deepEqual(faults('+\ta();', '+\t\tb();'), deep('b();'));
  assert.deepEqual(
    faults(' \ta = b(c,', ' \t      d);', ' ', ' \t/* e */', '+\t\tfor (f = 0; f; f++)', '+\t\t\tg();'),
    deep('for (f = 0; f; f++)'),
  );
  assert.deepEqual(faults('+\tif (a) {', '+\t\t\tb();', '+\t\t\tc();', '+\t}'), deep('b();'));
  assert.deepEqual(faults('+\tif (a)', '+\t\tfor (b = 0; b; b++)', '+\t\t\tc();', '+\t\td();'), deep('d();'));
  assert.deepEqual(faults('+int a(void)', '+{', '+\t\treturn 1;', '+}'), deep('return 1;'));
  assert.deepEqual(faults('+\t}', '+\t\ta = 1;'), deep('a = 1;'));
  assert.deepEqual(faults(' \ta();', ' \t\tb();'), [], 'was there before');
  assert.deepEqual(faults('+\tif (a)', '+\t\tb();', '+\telse', '+\t\tc();', '+\td();'), []);
  assert.deepEqual(faults('+\tfor_each_a(b)', '+\t\tb();', '+\tdo', '+\t\tc();', '+\twhile (d);'), []);
  assert.deepEqual(faults('+\tswitch (a) {', '+\tcase 1:', '+\t\tb();', '+\t\tbreak;', '+\t}'), []);
  assert.deepEqual(faults('+\ta();', '+#ifdef B', '+\tif (b)', '+#endif', '+\t\tc();'), []);
  assert.deepEqual(faults('+\tstruct a b = {', '+\t\t\t.c = 1,', '+\t};'), []);
  assert.deepEqual(faults('+\tfoo(a, ({', '+\t\tint b = 1;', '+\t\tb;', '+\t}));'), [], 'in parentheses');
  assert.deepEqual(faults('+\t\tb);', '+\t\t\tc();'), [], 'where it starts is not in the hunk');
  assert.deepEqual(faults('+\ta();', '+\t    b();'), [], 'by spaces');
  assert.deepEqual(faults('+\ta();', '+\t  \tb();'), [], 'by tabs and spaces');
  assert.deepEqual(faults('+\ta();', '+\t\tb:', '+\tc();'), [], 'a label');
  assert.deepEqual(faults('+\ta();', ' \t\tb();', '+\t\tc();'), [], 'the one above was there');
  assert.deepEqual(faults('+struct a {', '+\tint b;', '+\tstruct c {', '+\t\t\tint d;', '+\t};', '+};'), []);
  assert.deepEqual(faults('+\tint a[] = {', '+\t\t{', '+\t\t\t\t1,', '+\t\t},', '+\t};'), []);
  assert.deepEqual(faults('+\tif (a)', '+\t{', '+\t\t\tb();', '+\t}'), ['OPEN_BRACE: {', ...deep('b();')]);
  assert.deepEqual(faults('+\ta(b[0],', '+\t  c[1]);', '+\t\td();'), deep('d();'));
  assert.deepEqual(faults('+\ta();', '+\t/*', '+\t * b', '+\t */', '+\tc();', '+\t\td();'), deep('d();'));
  assert.deepEqual(faults('+\ta();', '+\tasm volatile("b"', '+\t\t     : : "c" (d));', '+\te();'), []);
});

test('headers are in order where the others are', () => {
  const stray = (name: string) => [`INCLUDE_ORDER: #include <linux/${name}.h>`];
  const list = (mark: string, ...names: string[]) => names.map((name) => `${mark}#include <linux/${name}.h>`);
  assert.deepEqual(faults(...list(' ', 'a', 'c'), ...list('+', 'b')), stray('b'));
  assert.deepEqual(faults(...list(' ', 'c', 'a'), ...list('+', 'b')), [], 'never sorted');
  assert.deepEqual(faults(...list('+', 'b', 'c', 'd', 'a')), stray('a'));
  assert.deepEqual(faults(...list('+', 'a', 'c', 'b', 'd')), stray('b'));
  assert.deepEqual(faults(...list('+', 'a', 'b', 'c', 'd')), []);
  assert.deepEqual(faults(...list('+', 'd', 'c', 'b', 'a')), [], 'not sorted');
  assert.deepEqual(faults(...list('+', 'b', 'c', 'a')), [], 'too few to tell');
  assert.deepEqual(faults(...list(' ', 'b'), ...list('+', 'c', 'd', 'a')), [], 'one was there');
});

test('blank lines: one between, none at the ends of a block', () => {
  const after = (text: string) => [`BRACES: ${text}`];
  assert.deepEqual(faults(' \ta();', '+', '+', ' \tb();'), ['LINE_SPACING: ']);
  assert.deepEqual(faults(' \ta();', ' ', '+', ' \tb();'), ['LINE_SPACING: ']);
  assert.deepEqual(faults(' \ta();', ' ', ' ', '+', ' \tb();'), [], 'there were two before');
  assert.deepEqual(faults('+/* a', '+', '+', '+ */'), []);
  assert.deepEqual(faults('+\twhile (a) {', '+', '+\t\tb();', '+\t\tc();', '+\t}'), after(''));
  assert.deepEqual(faults(' static int f(void)', ' {', '+', ' \tb();'), after(''));
  assert.deepEqual(faults(' struct a {', '+', ' \tint b;'), [], 'a block of no statements');
  assert.deepEqual(faults(' struct a {', ' \tint b;', '+', ' };'), after(''));
  assert.deepEqual(faults(' \tb();', ' ', ' }'), []);
});

test('a blank line after declarations, and after a function', () => {
  const missing = (...body: string[]) => faults(' static int f(void)', ' {', ...body);
  const said = (text: string) => [`LINE_SPACING: ${text}`];
  assert.deepEqual(missing('+\tint a;', '+\tb();'), said('b();'));
  assert.deepEqual(missing(' \tint a;', '+\tb();'), said('b();'));
  assert.deepEqual(missing('+\tint a;', ' \tb();'), said('int a;'));
  assert.deepEqual(missing(' \tint a;', ' \tb();', '+\tc();'), []);
  assert.deepEqual(missing('+\tint a;', '+', '+\tb();'), []);
  assert.deepEqual(missing('+\tDEFINE_WAIT(a);', '+\tb();'), said('b();'));
  assert.deepEqual(missing('+\tint (*a)(int b);', '+\tb();'), said('b();'));
  assert.deepEqual(missing('+\tstruct kvm *a = {', '+\t\t.b = 1,', '+\t};', '+\tb();'), said('b();'));
  assert.deepEqual(missing('+\treturn a;', '+\tb();'), []);
  assert.deepEqual(missing('+\tint a;', '+label:'), []);
  assert.deepEqual(missing('+\tint a;', '+\tMACRO(a)'), [], 'it may be anything');
  assert.deepEqual(faults('+\ta = (struct b) {', '+\t\tint c;', '+\t\td();'), []);
  assert.deepEqual(faults(' }', '+static int f(void)', ' {'), said('static int f(void)'));
  assert.deepEqual(faults('+}', ' /* words */'), said('}'));
  assert.deepEqual(faults(' }', ' static int f(void)', '+{'), []);
  assert.deepEqual(faults('+}', '+EXPORT_SYMBOL(f);'), []);
});
