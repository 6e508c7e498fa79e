/** Heads of functions: what their parameters are called. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headsOf } from '../../../src/analysis/c/heads';
import { parseDiff } from '../../../src/model/diff';

/** `name: parameters`, of prototypes with a semicolon. */
function heads(...lines: string[]): string[] {
  return headsIn('a.c', ...lines);
}

function headsIn(path: string, ...lines: string[]): string[] {
  const count = (mark: string) => lines.filter((line) => !line.startsWith(mark)).length;
  const head = `--- a/${path}\n+++ b/${path}\n@@ -1,${count('+')} +1,${count('-')} @@\n`;
  const { diff } = parseDiff(`${head}${lines.join('\n')}\n`.split('\n'));
  return [...headsOf(diff).values()].map(
    ({ name, parameters, isPrototype }) =>
      `${name}: ${parameters.map(({ text }) => text).join(' ')}${isPrototype ? ';' : ''}`,
  );
}

test('parameters are named by the last word of each', () => {
  assert.deepEqual(heads('+static int demo(struct kvm *kvm, u64 nr[MAX], char __user *p)', '+{'), [
    'demo: kvm nr p',
  ]);
  assert.deepEqual(heads('+void demo(unsigned int a,', ' \t  int b __maybe_unused);'), ['demo: a b;']);
  assert.deepEqual(heads('+void demo(void (*drop)(struct kvm *kvm, int nr), int a);'), ['demo: drop a;']);
  assert.deepEqual(heads('+void demo(void);', '+void demo();', '+int demo(int a, ...);'), [
    'demo: ;',
    'demo: ;',
    'demo: a;',
  ]);
  assert.deepEqual(heads('+int demo(int a) __must_hold(lock) { return a; }'), ['demo: a']);
});

test('a head is read as it is after the patch', () => {
  assert.deepEqual(heads(' int demo(int a,', '-\t int b)', '+\t int c)', ' {'), ['demo: a c']);
  assert.deepEqual(heads('-int demo(int b)', '+int demo(int c)', ' {'), ['demo: c']);
  assert.deepEqual(heads('+int demo(int a, /* int b, */ int c);'), ['demo: a c;']);
});

test('heads that do not name all parameters, or end elsewhere, are passed over', () => {
  for (const line of ['u64', 'foo', 'int a, unsigned int', 'struct kvm *', 'int (*)(int a)'])
    assert.deepEqual(heads(`+void demo(${line});`), [], line);
  assert.deepEqual(heads('+void demo(int a,'), []);
  assert.deepEqual(heads('+static void __attribute__((noinline)) demo(int a)', '+{'), []);
});

test('what only looks like a head is none', () => {
  for (const line of ['\tdemo(int a);', 'typedef int demo(int a);', 'return demo(int a);', 'demo(int a);'])
    assert.deepEqual(heads(`+${line}`), [], line);
  assert.deepEqual(headsIn('a.rst', '+int demo(int a);'), [], 'a document');
});
