import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Edit, Finding } from '../../../src/model/finding';
import { makePatch } from '../../../src/model/patch';
import { parseSubject } from '../../../src/model/subject';
import { Source } from '../../../src/model/text';
import { applyFixes, fixMessage } from '../../../src/patches/rewrite/apply';
import { diffLines } from '../../../src/patches/rewrite/lines';
import { showDiff } from '../../../src/patches/rewrite/show-diff';
import fc from '../../properties';

const of = makePatch({
  origin: { kind: 'message', file: null, messageId: null, commit: null },
  subject: parseSubject('x'),
  message: Source.ofLines('x'),
});

function finding(edits: Edit[], more: Partial<Finding> & { certain?: boolean } = {}): Finding {
  const { certain = true, ...rest } = more;
  return {
    rule: 'a-rule',
    level: 'warn',
    message: 'wrong',
    at: null,
    of,
    related: [],
    suppressed: null,
    fix: { title: 'Fix', edits, certain },
    ...rest,
  };
}

test('edits that are apart are applied together, whatever their order', () => {
  const fixed = applyFixes('one two three', [
    finding([{ start: 0, end: 3, text: '1' }]),
    finding([
      { start: 8, end: 13, text: '3' },
      { start: 4, end: 4, text: 'and ' },
    ]),
  ]);
  assert.equal(fixed.message, '1 and two 3');
  assert.equal(fixed.applied.length, 2);
});

test('of two fixes for one place the first is applied, as a whole', () => {
  const first = finding([{ start: 0, end: 3, text: '1' }]);
  const second = finding([
    { start: 2, end: 5, text: '_' },
    { start: 8, end: 13, text: '3' },
  ]);
  assert.deepEqual(applyFixes('one two three', [first, second]), {
    message: '1 two three',
    applied: [first],
  });
  const meeting = [finding([{ start: 5, end: 9, text: '_' }]), finding([{ start: 3, end: 5, text: '-' }])];
  assert.equal(applyFixes('one two three', [...meeting, first]).message, '1-_hree');
  const insertions = [finding([{ start: 0, end: 0, text: 'a' }]), finding([{ start: 0, end: 0, text: 'b' }])];
  assert.equal(applyFixes('x', insertions).message, 'ax');
});

test('what is suppressed, uncertain or out of bounds is left alone', () => {
  const edits = [{ start: 0, end: 1, text: 'y' }];
  assert.equal(applyFixes('x', [finding(edits, { suppressed: 'a reason' })]).message, 'x');
  assert.equal(applyFixes('x', [finding(edits, { certain: false })], 'certain').message, 'x');
  assert.equal(applyFixes('x', [finding(edits, { certain: false })]).message, 'y');
  for (const [start, end] of [
    [0, 9],
    [-1, 1],
    [1, 0],
  ])
    assert.equal(applyFixes('xy', [finding([{ start: start!, end: end!, text: 'z' }])]).message, 'xy');
  assert.deepEqual(
    applyFixes('x', [finding([{ start: 0, end: 1, text: 'x' }])]).applied,
    [],
    'nothing changes',
  );
});

test('fixing goes on until nothing is left, and ends when two rules undo each other', () => {
  const shorter = (message: string) =>
    message.length > 1 ? [finding([{ start: 0, end: 1, text: '' }])] : [];
  assert.equal(fixMessage('aaaa', shorter).message, 'a');
  const longer = () => [finding([{ start: 0, end: 0, text: 'a' }])];
  assert.equal(fixMessage('', longer).message, 'a'.repeat(10));
  let rounds = 0;
  const swap = (message: string) => {
    rounds += 1;
    return [finding([{ start: 0, end: 1, text: message[0] === 'a' ? 'b' : 'a' }])];
  };
  assert.equal(fixMessage('a', swap).message, 'b');
  assert.ok(rounds <= 10);
});

test('the operations on lines lead from one text to the other, and keep what is the same', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const ops = diffLines(before, after);
      assert.deepEqual(
        ops.filter((op) => op.kind !== '+').map((op) => op.text),
        before,
      );
      assert.deepEqual(
        ops.filter((op) => op.kind !== '-').map((op) => op.text),
        after,
      );
      for (const op of ops) if (op.kind !== '+') assert.equal(before[op.at], op.text);
    }),
  );
});

test('a large change costs neither memory nor time', () => {
  const lines = (letter: string) => Array.from({ length: 5000 }, (_, i) => `${letter}${i}`);
  assert.equal(diffLines(lines('a'), lines('b')).length, 10_000);
});

test('a diff of messages is one that git applies', () => {
  const before = 'Shortlog\n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\nend\n';
  const after = 'Better shortlog\n\n1\n2\n3\n4\n5\n6\n7\n8\n9\nten\nend\n';
  assert.equal(
    showDiff(before, after, 'message'),
    `--- a/message
+++ b/message
@@ -1,4 +1,4 @@
-Shortlog
+Better shortlog
${' '}
 1
 2
@@ -9,5 +9,5 @@
 7
 8
 9
-10
+ten
 end
`,
  );
  assert.equal(showDiff('a', 'a', 'x'), '');
  assert.equal(showDiff('', 'a\n', 'x'), '--- a/x\n+++ b/x\n@@ -0,0 +1,1 @@\n+a\n');
});
