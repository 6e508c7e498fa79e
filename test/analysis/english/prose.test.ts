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
  assert.equal(maskCode(value).replace(/\s+/g, ' '), "Say and to , see and , don't.");
});
