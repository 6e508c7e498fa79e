import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import { isLocal, localMark, parseShortlog } from '../../../src/analysis/kvm/shortlog';
import { assertLinear } from '../../growth';

function parts(value: string): string[] {
  const { segments, description } = parseShortlog(value, DOMAIN);
  return [...segments.map((segment) => segment.value), description];
}

test('a prefix ends where the description starts', () => {
  const cases: [string, string[]][] = [
    ['KVM: x86/mmu: Zap it', ['KVM', 'x86/mmu', 'Zap it']],
    ['KVM: Zap it', ['KVM', 'Zap it']],
    ['KVM: x86: Fix two bugs: one and two', ['KVM', 'x86', 'Fix two bugs: one and two']],
    ['KVM: vmx, svm: Zap it', ['KVM', 'vmx, svm', 'Zap it']],
    ['KVM: selftests / xen: Zap it', ['KVM', 'selftests / xen', 'Zap it']],
    ['KVM: selftests: slot_test: Zap it', ['KVM', 'selftests', 'slot_test', 'Zap it']],
    ['KVM: PPC: Book3S HV: Zap it', ['KVM', 'PPC', 'Book3S HV', 'Zap it']],
    ['KVM:x86:Zap it', ['KVM', 'x86', 'Zap it']],
    ['KVM: SVM: Trap std::x, not 10:30', ['KVM', 'SVM', 'Trap std::x, not 10:30']],
    ['Zap it', ['Zap it']],
    ['Revert "KVM: x86: Zap it"', ['Revert "KVM: x86: Zap it"']],
  ];
  for (const [value, expected] of cases) assert.deepEqual(parts(value), expected, value);
});

test('offsets point at the words', () => {
  const value = 'KVM:  x86/mmu : Zap it';
  const { segments, descriptionAt, isTight } = parseShortlog(value, DOMAIN);
  assert.deepEqual(
    segments.map(({ start, end }) => value.slice(start, end)),
    ['KVM', 'x86/mmu'],
  );
  assert.equal(value.slice(descriptionAt), 'Zap it');
  assert.ok(isTight);
});

test('what stays in this clone is marked', () => {
  assert.equal(localMark('WIP: KVM: x86: Zap it', DOMAIN), 'WIP:');
  assert.equal(localMark('[wip] KVM: x86: Zap it', DOMAIN), '[wip]');
  assert.equal(localMark('DO NOT MERGE: Zap it', DOMAIN), 'DO NOT MERGE:');
  assert.equal(localMark('fixup! fixup! KVM: x86: Zap it', DOMAIN), 'fixup! fixup!');
  assert.ok(!isLocal('KVM: x86: Zap WIP', DOMAIN));
  assert.ok(!isLocal('WIPE: Zap it', DOMAIN));
  assert.ok(!isLocal('LOCALVERSION is gone', DOMAIN));
});

test('a shortlog of nothing but colons costs no more than its length', async () => {
  for (const text of ['kvm: ', ':', 'KVM'])
    await assertLinear((scale) => parseShortlog(`${text.repeat(50_000 * scale)}x`, DOMAIN));
});
