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
    [': Zap it', [': Zap it']],
    ['KVM:: Zap it', ['KVM:: Zap it']],
    ['KVM:', ['KVM', '']],
    ['KVM:\tZap it', ['KVM', 'Zap it']],
    ['frob:Zap it', ['frob:Zap it']],
    ['x86/kvm:Zap it', ['x86/kvm', 'Zap it']],
    ['KVM:"Zap" it', ['KVM:"Zap" it']],
    [`${'f'.repeat(60)}: Zap it`, ['f'.repeat(60), 'Zap it']],
    [`${'f'.repeat(61)}: Zap it`, [`${'f'.repeat(61)}: Zap it`]],
    ['a: b: c: d: e: f: g: h: i: j', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i: j']],
    ['Revert "KVM": Zap it', ['Revert "KVM": Zap it']],
    ['fix: Zap it', ['fix', 'Zap it']],
    ['KVM: fix: Zap it', ['KVM', 'fix: Zap it']],
    ['KVM: x86: Frobs: Zap it', ['KVM', 'x86', 'Frobs: Zap it']],
    ['KVM: x86: frobs: Zap it', ['KVM', 'x86', 'frobs', 'Zap it']],
    ['KVM: kvm and x86: Zap it', ['KVM', 'kvm and x86', 'Zap it']],
    ['KVM: x86: kvm and x86: Zap it', ['KVM', 'x86', 'kvm and x86', 'Zap it']],
    ['KVM: x86: kvm and frob: Zap it', ['KVM', 'x86', 'kvm and frob: Zap it']],
    ['one two three four: Zap it', ['one two three four', 'Zap it']],
    ['one two three four five: Zap it', ['one two three four five: Zap it']],
    ['one fix two: Zap it', ['one fix two: Zap it']],
    ['"one two: Zap it', ['"one two: Zap it']],
    ['KVM: one two: Zap it', ['KVM', 'one two', 'Zap it']],
    ['KVM: one two three: Zap it', ['KVM', 'one two three: Zap it']],
    ['KVM: x86: one two: Zap it', ['KVM', 'x86', 'one two: Zap it']],
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
  assert.equal(localMark('wip', DOMAIN), 'wip');
  assert.equal(localMark('Zap it', { ...DOMAIN, localPrefixes: [':', ''] }), null);
  assert.ok(!isLocal('WIPE: Zap it', DOMAIN));
  assert.ok(!isLocal('LOCALVERSION is gone', DOMAIN));
});

test('a shortlog of nothing but colons costs no more than its length', async () => {
  for (const text of ['kvm: ', ':', 'KVM'])
    await assertLinear((scale) => parseShortlog(`${text.repeat(50_000 * scale)}x`, DOMAIN));
});
