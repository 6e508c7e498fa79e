/** Comments of C that a patch adds or goes on with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentsOf } from '../../../src/analysis/c/comments';
import { exampleDiff } from '../../../src/lint/example-mail';
import { parseDiff } from '../../../src/model/diff';

const read = (...lines: string[]) =>
  commentsOf(parseDiff(exampleDiff({ 'virt/kvm/a.c': lines }).split('\n')).diff);
const texts = (...lines: string[]) => read(...lines).map(({ text }) => text.value.trim());

test('comments of one line and of several, without their marks', () => {
  assert.deepEqual(texts('+\t/* One. */'), ['One.']);
  assert.deepEqual(texts('+/*', '+ * One', '+ * two.', '+ */'), ['One\ntwo.']);
  assert.deepEqual(texts('+\ta(); /* One. */'), ['One.']);
  assert.deepEqual(texts('+\t/* One. */', '+\ta();', '+\t/* Two. */'), ['One.', 'Two.']);
  assert.deepEqual(texts('+\tputs("/* no */");'), []);
  assert.deepEqual(texts('-\t/* Old. */', ' \t/* Same. */', '+\ta();'), []);
});

test('line comments below each other are one, unless they are apart or after code', () => {
  assert.deepEqual(texts('+\t// One', '+\t// two.'), ['One\ntwo.']);
  assert.deepEqual(texts('+\t// One.', '+\ta();', '+\t// Two.'), ['One.', 'Two.']);
  assert.deepEqual(texts('+\t// One.', '+\ta(); // Two.'), ['One.', 'Two.']);
  assert.deepEqual(texts('+\t/* One. */', '+\t// Two.'), ['One.', 'Two.']);
});
