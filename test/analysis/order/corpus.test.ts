/** The targets, on the labelled series; skipped where there is no corpus. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Measured, measure, readLabelled } from './measure';

const corpus = process.env.GIT_KVM_CORPUS ?? join(process.cwd(), '..', 'shared', 'corpus');
const missing = existsSync(join(corpus, 'order.json')) ? false : `no labelled series in ${corpus}`;

test('labelled series are judged as their labels say', { skip: missing }, async () => {
  const { posted, permutations }: Measured = measure(await readLabelled(corpus));
  const at = (level: string) =>
    posted.filter(
      ({ of, verdict }) => of.label.verdict === 'ok' && verdict.wrong.some((one) => one.level === level),
    );
  const right = posted.filter(({ of }) => of.label.verdict === 'ok').length;
  assert.deepEqual(
    at('block').map(({ of }) => of.label.root),
    [],
    'no right series is blocked',
  );
  assert.ok(at('warn').length <= right / 50, 'at most one right series in fifty is warned of');
  const violations = posted.filter(({ of }) => of.label.verdict === 'violation');
  assert.ok(violations.every(({ verdict }) => verdict.wrong.some(({ level }) => level !== 'note')));
  const plain = permutations.filter(({ pair }) => !pair.skips);
  const covers = plain.filter(({ pair }) => pair.rel !== 'adapts-to');
  const adapts = plain.filter(({ pair }) => pair.rel === 'adapts-to');
  const found = (list: typeof plain) => list.filter((one) => one.found !== 'no').length;
  assert.ok(found(covers) >= 0.9 * covers.length, `covers: ${found(covers)} of ${covers.length}`);
  assert.ok(found(adapts) >= 0.85 * adapts.length, `adapts-to: ${found(adapts)} of ${adapts.length}`);
  const builds = permutations.filter(({ names }) => names.length > 0);
  assert.ok(
    builds.every(({ found: level }) => level === 'block'),
    'every order that does not build blocks',
  );
  const blocked = plain.filter((one) => one.found === 'block').length;
  assert.ok(blocked >= 0.8 * found(plain), `blocked: ${blocked} of ${found(plain)}`);
  assert.ok(
    permutations.every(({ left }) => left === 0),
    'every suggested order is free of violations',
  );
});
