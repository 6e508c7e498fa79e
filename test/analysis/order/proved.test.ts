/** What was run is better evidence than words, in both directions. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { judgeOrder } from '../../../src/analysis/order/order/verdict';
import { withProofs } from '../../../src/analysis/order/relations/proved';
import { relationsOf } from '../../../src/analysis/order/relations/relate';
import { formatPair, parsePair } from '../../../src/model/evidence';
import { type Given, seriesOf } from './help';

const FIX: Given = {
  title: 'KVM: x86: Fix the wakeup of a halted vCPU by a pending INIT',
  text: 'Wake it up.\n\nFixes: 0123456789ab ("KVM: x86: Add it")',
  diff: { 'arch/x86/kvm/lapic.c': ['+\tkvm_vcpu_kick(vcpu);'] },
};
const FIX_TEST: Given = {
  title: 'KVM: selftests: Test the wakeup of a halted vCPU by a pending INIT',
  diff: {
    '+tools/testing/selftests/kvm/x86/halt_test.c': ['+int main(void)', '+{', '+\treturn run();', '+}'],
  },
};

async function said(proofs: readonly (readonly [string, boolean | null])[], ...given: readonly Given[]) {
  const relations = relationsOf(await seriesOf(...given));
  const facts = readSeries(relations.facts.series);
  const { wrong } = judgeOrder({ ...relations, all: withProofs(relations.all, new Map(proofs), facts) });
  return wrong.map(({ level, relation: { first, second } }) => `${level} ${first} ${second}`);
}

describe('a pair that words tie', () => {
  test('warns without a run', async () => assert.deepEqual(await said([], FIX_TEST, FIX), ['warn 1 0']));
  test('blocks once it is proved', async () =>
    assert.deepEqual(await said([['1 0', true]], FIX_TEST, FIX), ['block 1 0']));
  test('is dropped once it is refuted', async () =>
    assert.deepEqual(await said([['1 0', false]], FIX_TEST, FIX), []));
  test('still warns where nothing showed', async () =>
    assert.deepEqual(await said([['1 0', null]], FIX_TEST, FIX), ['warn 1 0']));
  test('gives way to a proof of the opposite', async () => {
    assert.deepEqual(await said([['0 1', true]], FIX_TEST, FIX), []);
    assert.deepEqual(await said([['0 1', true]], FIX, FIX_TEST), []);
    assert.deepEqual(await said([['1 0', true]], FIX, FIX_TEST), ['block 1 0']);
  });
});

describe('a pair that a name ties', () => {
  const header: Given = {
    title: 'KVM: x86: Add KVM_CAP_HALT',
    diff: { 'include/uapi/linux/kvm.h': ['+#define KVM_CAP_HALT 244'] },
  };
  const user: Given = {
    title: 'KVM: selftests: Add a test for KVM_CAP_HALT',
    diff: { '+tools/testing/selftests/kvm/halt_test.c': ['+int cap = KVM_CAP_HALT;'] },
  };
  test('blocks whatever a run showed: it does not build', async () => {
    assert.deepEqual(await said([['1 0', false]], user, header), ['block 1 0']);
  });
});

test('a proof is read as it was written, and nothing else is', () => {
  const [first, second] = ['a'.repeat(40), 'b'.repeat(40)];
  for (const holds of [true, false, null]) {
    const proof = { first, second, holds, at: '2026-01-02T03:04:05.678Z' };
    assert.deepEqual(parsePair(formatPair(proof)), proof);
  }
  for (const text of ['', `needed ${first}`, `proved ${first} ${second} 2026-01-02T03:04:05.678Z`])
    assert.equal(parsePair(text), null);
});
