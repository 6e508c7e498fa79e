/** Evidence as it is kept in notes: what anybody may have written there is read with care. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiff } from '../../src/model/diff';
import { formatEvidence, formatPair, parseEvidence, parsePair, patchIdOf } from '../../src/model/evidence';

const ID = '0123456789'.repeat(4);
const AT = '2026-01-02T03:04:05.000Z';
const ONE = { id: 'build', patch: ID, tree: ID, parent: ID, on: 'x', date: AT };
const RAN = { passed: ['a/b_test'], skipped: [], known: [], of: 1 };
const read = (change: object) => parseEvidence(JSON.stringify({ ...ONE, ...change })).length;

test('evidence is read as it was written', () => {
  const all = parseEvidence(formatEvidence([ONE, { ...ONE, series: [ID], ran: RAN }] as never));
  assert.deepEqual(all, [ONE, { ...ONE, series: [ID], ran: RAN }]);
});

test('of the same kind, patch and place, the last one is kept', () => {
  const later = { ...ONE, date: 'later' };
  assert.deepEqual(parseEvidence(formatEvidence([ONE, later, { ...ONE, on: 'y' }] as never)), [
    later,
    { ...ONE, on: 'y' },
  ]);
});

test('what is not evidence is left out', () => {
  assert.equal(read({}), 1);
  for (const text of ['', 'null', '1', '"x"', '[]', '{', '{}'])
    assert.deepEqual(parseEvidence(text), [], text);
  for (const key of ['id', 'patch', 'tree', 'parent', 'on', 'date'])
    assert.equal(read({ [key]: undefined }), 0, key);
  for (const key of ['patch', 'tree', 'parent']) assert.equal(read({ [key]: `${ID}g` }), 0, key);
  for (const key of ['id', 'on', 'date']) {
    assert.equal(read({ [key]: 'x'.repeat(299) }), 1, key);
    assert.equal(read({ [key]: 'x'.repeat(300) }), 0, key);
  }
  for (const series of [ID, ['x'], [ID, 1], null]) assert.equal(read({ series }), 0);
  assert.equal(read({ series: [ID, ID] }), 1);
  for (const ran of [null, 1, 'x', {}, { ...RAN, of: '1' }]) assert.equal(read({ ran }), 0);
  for (const key of ['passed', 'skipped', 'known'])
    for (const names of [undefined, 'x', ['a b'], [1], ['']])
      assert.equal(read({ ran: { ...RAN, [key]: names } }), 0);
  assert.equal(read({ ran: RAN }), 1);
});

test('what was found of a pair of patches goes through its words', () => {
  for (const holds of [true, false, null]) {
    const proof = { first: ID, second: ID.replaceAll('0', 'f'), holds, at: AT };
    assert.deepEqual(parsePair(formatPair(proof)), proof);
  }
  for (const words of ['', `needed ${ID}`, `maybe ${ID} ${ID} ${AT}`, `needed ${ID} ${ID} now`])
    assert.equal(parsePair(words), null, words);
});

test('a patch is known by its files in any order, and by what happens to them', () => {
  const file = (name: string, ...more: string[]) => [`diff --git a/${name} b/${name}`, ...more];
  const idOf = (...lines: string[]) => patchIdOf(parseDiff(lines).diff);
  const hunk = ['@@ -1 +1 @@', '-old', '+new'];
  const [a, b] = [
    file('a.c', '--- a/a.c', '+++ b/a.c', ...hunk),
    file('b.c', '--- a/b.c', '+++ b/b.c', ...hunk),
  ];
  assert.equal(idOf(...a, ...b), idOf(...b, ...a));
  assert.notEqual(idOf(...a), idOf(...b));
  assert.notEqual(idOf(...a), idOf(...file('a.c', 'old mode 100644', 'new mode 100755', ...a.slice(1))));
  assert.equal(patchIdOf({ files: [], paths: [] }), null);
});
