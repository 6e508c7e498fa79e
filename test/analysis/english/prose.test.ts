import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskCode, maskQuoted } from '../../../src/analysis/english/mask';
import { blocksOf, proseOf } from '../../../src/analysis/english/prose';
import { Text } from '../../../src/model/text';

const kinds = (changelog: string) => blocksOf(Text.of(changelog)).map((block) => block.kind);
const prose = (changelog: string) => proseOf(Text.of(changelog)).map((text) => text.value);

test('paragraphs and points are prose', () => {
  assert.deepEqual(
    prose('Add a test.\nDrop one.\n\nThen go on:\n - first\n   point\n - second\n\n1) one\n2) two'),
    ['Add a test.\nDrop one.', 'Then go on:', 'first\n   point', 'second', 'one', 'two'],
  );
});

test('a changelog that is indented as a whole is prose all the same', () => {
  assert.deepEqual(kinds('    Add a test.\n\n    Drop one.'), ['prose', 'prose']);
});

test('a splat is none, blank lines in it or not', () => {
  const splat = ` BUG: kernel NULL pointer dereference, address: 0000000000000008
 #PF: supervisor write access in kernel mode
 CPU: 6 PID: 1143 Comm: stable Not tainted 6.0.0-rc7+ #988
 RIP: 0010:vmx_vcpu_load_vmcs+0x68/0x230 [kvm_intel]
 Call Trace:
  <TASK>
  kvm_arch_vcpu_load+0x32/0x1f0 [kvm]`;
  assert.deepEqual(kinds(`Fix it.\n\n${splat}\n\nThat is all.`), ['prose', 'splat', 'prose']);
  assert.deepEqual(kinds('[  123.456789] we are dead\n[  123.456790] I said so'), ['splat']);
  assert.deepEqual(kinds('lib/x86_64/processor.c:1034:51: warning: expression result unused'), ['splat']);
  const lockdep = `  WARNING: possible circular locking dependency detected
  ------------------------------------------------------
  tee/35048 is trying to acquire lock:
  ff6a80eced71e0a8 (&kvm->slots_lock){+.+.}-{3:3}, at: foo+0x179/0x1e0 [kvm]

  but task is already holding lock:
  ffffffffc07abb08 (kvm_lock){+.+.}-{3:3}, at: foo+0x14a/0x1e0 [kvm]`;
  assert.deepEqual(kinds(lockdep), ['splat', 'splat']);
  assert.deepEqual(
    kinds('WARNING: this is prose that somebody wrote\nand that goes on as prose does,\nto its end.'),
    ['prose'],
  );
});

test('tables, timelines and code are none', () => {
  assert.deepEqual(kinds('  CPU0                 CPU1\n  lock(a);\n                       lock(b);'), [
    'table',
  ]);
  assert.deepEqual(kinds('| a | b |\n| 1 | 2 |'), ['table']);
  assert.deepEqual(kinds('if (foo) {\n\tbar();\n}'), ['code']);
  assert.deepEqual(kinds('Run it:\n\n  $ ./foo --we\n  we ran'), ['prose', 'code', 'indented']);
  assert.deepEqual(kinds('diff --git a/x b/x\n--- a/x\n+++ b/x'), ['code']);
});

test('quotations, notes and references are none', () => {
  assert.deepEqual(kinds('> we said\n> so'), ['quote']);
  assert.deepEqual(kinds(' : we said\n : so'), ['quote']);
  assert.deepEqual(kinds('[sean: massage changelog, we\n do that]'), ['note']);
  assert.deepEqual(kinds('[1] https://example.org/we\n[2]: https://example.org/you'), ['reference']);
  assert.deepEqual(kinds('[1] AMD64 Manual, Vol. 2,\n    Instruction Intercepts'), ['reference']);
  assert.deepEqual(kinds('Per the SDM:\n\n  If you write this bit, you fault.'), ['prose', 'indented']);
});

test('places survive', () => {
  const [, second] = proseOf(Text.of('One.\n\n - Two.'));
  assert.deepEqual({ line: second?.span().line, column: second?.span().column }, { line: 3, column: 4 });
});

test('masks keep every offset', () => {
  const value = 'Say "we\nare" and `you` to foo_bar(), see https://example.org/x and 0123456789ab, don\'t.';
  assert.equal(maskQuoted(value).length, value.length);
  assert.equal(maskQuoted(value).indexOf('\n'), value.indexOf('\n'));
  const masked = (text: string) => maskQuoted(text).replace(/ +/g, ' ').trim();
  for (const [text, rest] of [
    ["don't use 'foo bar' it's", "don't use it's"],
    ['one "two three" four', 'one four'],
    ['one “two three” four', 'one four'],
    ['one `two three` four', 'one four'],
    ['see a@example.org now', 'see now'],
    ['see https://example.org/a now', 'see now'],
    ["the users' and 'x'", "the users' and"],
  ])
    assert.equal(masked(text!), rest, text);
  assert.equal(maskCode(value).replace(/\s+/g, ' '), "Say and to , see and , don't.");
});

test('where a block ends, and what goes on with the one before', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['One.\n  two\n  three', 'prose 4, indented 13'],
    ['One:\n\n  two\n   three\n\n   four', 'prose 4, indented 14, indented 7'],
    [' - one\n   two\n\n   three', 'item 10, item 8'],
    [' - one\n\n     three', 'item 3, item 10'],
    [' - one\n\n    three', 'item 3, item 9'],
    [' - one\n\n  three', 'item 3, prose 7'],
    [' - one\n\nthree', 'item 3, prose 5'],
    ['- one\ntwo', 'item 7'],
    [' - one\ntwo', 'item 7'],
    ['One\na) two', 'prose 10'],
    ['One\n- two', 'prose 3, item 3'],
    ['One\n1. two', 'prose 10'],
    ['a) one\nb) two', 'item 3, item 3'],
    ['[1] one https://x.org\n  two', 'reference 27'],
    ['[1] https://x.org/a\n  two', 'reference 25'],
    ['One\n> two\nthree', 'prose 3, quote 5, prose 5'],
    ['> one\n> two\nthree', 'quote 11, prose 5'],
    ['One\n-----\ntwo', 'prose 3, table 5, prose 3'],
    ['One\n| a\n| b\ntwo', 'prose 3, table 7, prose 3'],
    ['One\n  $ ./foo\ntwo', 'prose 3, code 9, prose 3'],
    ['  one\n  two\n\nthree', 'indented 11, prose 5'],
    ['    one\n  two', 'indented 7, prose 5'],
    ['one\n\n\ttwo\n\tthree', 'prose 3, indented 11'],
    ['One\n  [1] https://x.org/a\n two', 'prose 3, reference 21, prose 4'],
    [
      'BUG: kernel NULL pointer dereference, address: 0\n foo+0x1/0x2\n\nfoo+0x1/0x2\n\nIt is so.',
      'splat 61, splat 11, prose 9',
    ],
    ['Fix:\n\n  foo.c: In function a:\n  b\n  c', 'prose 4, splat 31'],
    ['It prints:\n\n  frob frob\n  frob', 'prose 10, indented 18'],
    ['It prints:\n\n  It is frob.', 'prose 10, indented 13'],
    ['It prints:\nfrob frob\nfrob', 'prose 25'],
    ['It prints: frob.\nfrob', 'prose 21'],
    ['Link: https://x.org\n- one', 'reference 19, item 3'],
    ['BUG: kernel NULL pointer dereference, address: 0', 'splat 48'],
    ['BUG: kernel NULL pointer dereference, address: 0\nit is\nso', 'splat 57'],
    ['BUG: kernel NULL pointer dereference, address: 0\nfoo+0x1/0x2\nit is so', 'splat 69'],
    ['BUG: kernel NULL pointer dereference, address: 0\nfoo+0x1/0x2\nit is so\nand so', 'prose 76'],
    ['a.c:1:2: error: x\n   foo\n   bar', 'splat 31'],
    ['BUG: kernel NULL pointer dereference, address: 0\n   foo\n   bar', 'splat 62'],
    ['one\n\n\n\ntwo\n', 'prose 3, prose 3'],
    ['', ''],
    ['\n\n', ''],
    [' - one\n\n > two\n\n   three', 'item 3, quote 6, indented 8'],
    [' : one\n : two\n', 'quote 13'],
    ['one\n\n  two\n\nthree', 'prose 3, indented 5, prose 5'],
    ['1) one\n\n   two', 'item 3, item 6'],
    ['  $ foo\n  $ bar', 'code 15'],
    ['foo\n\n      a\n\n      b', 'prose 3, indented 7, indented 7'],
  ];
  const told = (changelog: string) =>
    blocksOf(Text.of(changelog)).map(({ kind, text }) => `${kind} ${text.value.length}`);
  for (const [changelog, blocks] of cases) assert.equal(told(changelog).join(', '), blocks, changelog);
});
