/** A diff of messages: no more context than three lines, and no line after the last. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showDiff } from '../../../src/patches/rewrite/show-diff';

const diff = (before: string, after: string) => showDiff(before, after, 'm').split('\n').slice(2);
const numbers = (count: number, change: Record<number, string> = {}) =>
  `${Array.from({ length: count }, (_, i) => change[i + 1] ?? `${i + 1}`).join('\n')}\n`;

test('nothing changes, a line does, a line comes', () => {
  assert.equal(showDiff('a\n', 'a\n', 'm'), '');
  assert.equal(showDiff('a\n', 'b\n', 'm'), '--- a/m\n+++ b/m\n@@ -1,1 +1,1 @@\n-a\n+b\n');
  assert.deepEqual(diff('a\n', 'a\nb\n'), ['@@ -1,1 +1,2 @@', ' a', '+b', '']);
  assert.deepEqual(diff('a\n', 'a'), ['@@ -1,2 +1,1 @@', ' a', '-', '']);
  assert.deepEqual(diff('', 'a'), ['@@ -1,1 +1,1 @@', '-', '+a', '']);
});

test('changes that are near are in one hunk', () => {
  const heads = (text: string) => diff(numbers(20), text).filter((line) => line.startsWith('@@'));
  assert.deepEqual(heads(numbers(20, { 10: 'x' })), ['@@ -7,7 +7,7 @@']);
  assert.deepEqual(heads(numbers(20, { 2: 'x' })), ['@@ -1,5 +1,5 @@']);
  assert.deepEqual(heads(numbers(20, { 19: 'x' })), ['@@ -16,5 +16,5 @@']);
  assert.deepEqual(heads(numbers(20, { 5: 'x', 15: 'y' })), ['@@ -2,7 +2,7 @@', '@@ -12,7 +12,7 @@']);
  assert.deepEqual(heads(numbers(20, { 8: 'x', 12: 'y' })), ['@@ -5,11 +5,11 @@']);
  assert.deepEqual(heads(numbers(20, { 5: 'x', 12: 'y' })), ['@@ -2,14 +2,14 @@']);
  assert.deepEqual(heads(numbers(20, { 5: 'x\nx', 15: 'y' })), ['@@ -2,7 +2,8 @@', '@@ -12,7 +13,7 @@']);
});
