/** Lines that are not prose: what machines print, commands, references, tables and code. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCode, isCommand, isNote, isReference, isTable } from '../../../src/analysis/english/shapes';

function check<T>(is: (one: T) => boolean, yes: readonly T[], no: readonly T[]): void {
  for (const one of yes) assert.ok(is(one), JSON.stringify(one));
  for (const one of no) assert.ok(!is(one), JSON.stringify(one));
}

test('what handlers put in brackets', () =>
  check(
    isNote,
    ['[sean: reword it]', '[ Ann Author: split it\n off ]'],
    ['[sean] reworded', 'x [sean: a]', '[sean: a] b', '[1] a'],
  ));

test('commands', () =>
  check(
    isCommand,
    [
      '$ make',
      '# modprobe kvm',
      'root@host:~# ls',
      './configure',
      './run.sh -a',
      'sudo ls',
      '  qemu-system-x86_64 -m 1',
      'make -j 8',
    ],
    ['make it', 'The sudo', '$make', '#GP is', 'qemu-system'],
  ));

test('references', () =>
  check(
    isReference,
    [
      '[1] https://example.org',
      '[1]: a@example.org',
      '[12] Words.',
      '(1) https://example.org',
      '<https://example.org/a>',
      'Link: https://a',
      'Fixes: 01',
      'Reported-by: A',
      'base-commit: 1',
      '[1] commit 0123456',
    ],
    ['See https://example.org.', '(1) Words.', '[123] Words.', 'Linked: a', 'Words: a'],
  ));

test('tables', () =>
  check(
    isTable,
    [
      ['CPU 0            CPU 1', 'a', 'b'],
      ['L0       L1'],
      ['name    value', 'other   two'],
      ['| a | b |', '+---+---+'],
      ['a |  b | c', 'words of prose', 'words of prose', 'd | e | f', 'words', 'words'],
      ['---->', 'a'].slice(0, 1),
    ],
    [
      ['words of prose that go on', 'and on.'],
      ['name    value', 'words', 'words'],
      ['name    value', 'words'],
      ['a | b'],
    ],
  ));

test('code', () =>
  check(
    isCode,
    [
      ['diff --git a/x b/x', 'words', 'words'],
      ['@@ -1 +1 @@'],
      ['a = 1;', 'if (a) {', 'words'],
      ['#include <linux/kvm.h>'],
      ['if (a)'],
      ['else'],
      ['/* words'],
      ['+\ta', '-\tb'],
      ['0f 01 c1 90 '],
      ['ffffffff81000000: 90'],
      ['kvm_run(a, b)', 'kvm_stop(),'],
    ],
    [['words;', 'words', 'words'], ['a = 1;', 'words'], ['If it is', 'else it is'], ['call f() here']],
  ));
