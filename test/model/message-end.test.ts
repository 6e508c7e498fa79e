/** Where a message ends, line by line, as git's mailinfo.c has it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endsMessage, isFromLine, isSeparator, messageEnd } from '../../src/model/message-end';

test('a line that ends a message', () => {
  for (const line of ['diff -u a b', 'diff --git a/x b/x', 'Index: x', '---', '--- ', '---  ', '--- a/x.c'])
    assert.ok(endsMessage(line), line);
  for (const line of ['--', '----', '---x', '---\tx', '---  x', 'diff x', 'index: x', ' ---', ''])
    assert.ok(!endsMessage(line), line);
});

test('a separator is three dashes and nothing else', () => {
  assert.deepEqual(['---', '--- \t', '--- a', '----', '--'].map(isSeparator), [
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('a line of an mbox between two mails has a time and a year', () => {
  for (const line of [
    'From a Mon Sep 17 00:00:00 2001',
    'From a@b.c Tue Jan  2 1:02 1999',
    'From x 12:00:00 +0200 2024',
  ])
    assert.ok(isFromLine(line), line);
  for (const line of [
    'From what is seen, it fails',
    'from a Mon Sep 17 00:00:00 2001',
    'From a Mon Sep 17 00:00:00 0090',
    `From ${'a'.repeat(1000)} Mon Sep 17 00:00:00 2001`,
  ])
    assert.ok(!isFromLine(line), line.slice(0, 60));
  assert.ok(isFromLine('From a Mon Sep 17 00:00:00 0091'));
  assert.ok(isFromLine('From a Mon Sep 17 00:00:00 2001'.padEnd(1000)));
  assert.ok(!isFromLine('From a Mon Sep 17 00:00:00 2001'.padEnd(1001)));
});

const SIGNED = 'Signed-off-by: A <a@example.org>';
const DIFF = ['diff --git a/x b/x', '--- a/x', '+++ b/x', '@@ -1 +1 @@', '-old', '+new'];

/** Lines of a message, and how many of them git am records or, signed off below only, were meant for it. */
const ENDS: readonly [string, readonly string[], number][] = [
  ['nothing ends it', ['a', 'b'], 2],
  ['dashes', ['a', SIGNED, '---', 'notes'], 2],
  ['a diff', ['a', SIGNED, ...DIFF], 2],
  ['signed off below the dashes only', ['a', '---', 'b', SIGNED, '', 'notes'], 4],
  ['tags after the sign-off belong to it', ['a', '---', 'b', SIGNED, 'Cc: B <b@example.org>', '', 'c'], 5],
  ['signed off below a diff only', ['a', ...DIFF, SIGNED], 8],
  ['signed off below dashes and a diff: that is the next mail', ['a', '---', 'b', ...DIFF, SIGNED], 1],
  ['signed off in the signature of a mail', ['a', '---', 'b', '-- ', SIGNED], 1],
  ['the first of two ends', ['a', '---', 'b', 'Index: x', 'c'], 1],
  ['a dash line of a signature in the message', ['a', '-- ', 'b'], 3],
  ['signed off below dashes twice', ['a', '---', 'b', '---', SIGNED], 5],
  ['a sign-off of nobody', ['a', '---', 'Signed-off-by:', 'c'], 1],
];

for (const [name, lines, end] of ENDS) {
  test(`a message ends: ${name}`, () => assert.equal(messageEnd(lines, 0), end));
}
test('a message ends no earlier than it starts', () => {
  assert.equal(messageEnd(['---', 'a', SIGNED, '---'], 1), 3);
});

const PASTED = ['diff --git a/x b/x', '--- a/x', '+++ b/x', '@@ -1,2 +1 @@', ' a', '--- '];

test('a message that is signed below pasted diffs goes on to its tags', () => {
  const lines = ['Do it.', ...PASTED, 'Words.', ...PASTED, '', SIGNED, '', 'more'];
  assert.equal(messageEnd(lines, 0), lines.indexOf(SIGNED) + 1);
  assert.equal(messageEnd(lines.slice(0, -3), 0), 1, 'no one signed it');
});

test('the first line that ends a message ends it', () => {
  assert.equal(messageEnd(['Do it.', ...PASTED, 'Words.', '---', 'v2'], 0), 1);
  assert.equal(messageEnd(['Do it.', SIGNED, '---', 'v2', ...PASTED, SIGNED], 0), 2);
  assert.equal(messageEnd(['Do it.', '---', 'v2', ...PASTED, SIGNED], 0), 1);
  assert.equal(messageEnd(['Do it.', 'words'], 0), 2);
});
