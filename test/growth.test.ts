import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growth } from './growth';

/** What `of` says it costs, and noise. */
const grown = (of: (scale: number) => number) => {
  let n = 0;
  return growth(of, async (act) => (act() as number) * (n++ % 3 ? 1 : 1.5));
};

test('a square is told from what is linear, nearly linear, or too short to tell', async () => {
  assert.match((await grown((scale) => 10 * scale ** 2))!, /^\d+ ms, and \d+ ms for four times as much; /);
  assert.notEqual(await grown((scale) => 50 + 1000 * scale ** 2), null);
  assert.equal(await grown((scale) => 100 * scale), null);
  assert.equal(await grown((scale) => 30 * scale * Math.log2(2 * scale)), null);
  assert.equal(await grown((scale) => scale ** 2), null);
});
