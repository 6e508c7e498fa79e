/** What order reads from one patch: its words, its kind, its place in the series. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { stem, wordsOf } from '../../../src/analysis/order/extract/words';
import { nameOf } from '../../../src/analysis/order/order/problems';
import { relationsOf } from '../../../src/analysis/order/relations/relate';
import { type Given, seriesOf } from './help';

test('a word without the ending that its sentence gave it', () => {
  const stems = {
    used: 'used',
    ring: 'ring',
    seeing: 'seeing',
    running: 'run',
    mapping: 'map',
    added: 'added',
    mapped: 'map',
    needed: 'need',
    entries: 'entry',
    roots: 'root',
    class_: 'class_',
    access: 'access',
    status: 'status',
    cache: 'cach',
    dies: 'dies',
    flies: 'fly',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(stems).map((word) => [word, stem(word)])), stems);
});

test('names are split, common and short words left out, and two capital parts are one word more', () => {
  assert.deepEqual(
    [...wordsOf('kvm_lapic_reset() of 64bit SEV-ES guests, in r9 or abc')],
    ['lapic', 'reset', 'sev', 'sev-es', 'abc'],
  );
  assert.deepEqual([...wordsOf('sev-es and A-B-C')], ['sev']);
});

const TEST = 'tools/testing/selftests/kvm/x86/a_test.c';
const LIB = 'tools/testing/selftests/kvm/lib/kvm_util.c';
const lines = (count: number, mark = '+') => Array.from({ length: count }, (_, i) => `${mark}\tcall_${i}();`);
const kindOf = async (title: string, diff: NonNullable<Given['diff']>) =>
  readSeries(await seriesOf({ title, diff })).patches[0]!.kind;

test('the kind of a patch to selftests', async () => {
  const title = 'KVM: selftests: Look at more in a_test';
  assert.equal(await kindOf(title, { [`+${TEST}`]: lines(1) }), 'new test');
  assert.equal(await kindOf(title, { [LIB]: lines(3) }), 'test library');
  assert.equal(await kindOf(title, { [TEST]: lines(21) }), 'new test');
  assert.equal(await kindOf(title, { [TEST]: lines(20) }), 'adapted test');
  assert.equal(await kindOf(title, { [TEST]: [...lines(28), ...lines(7, '-')] }), 'adapted test');
  assert.equal(await kindOf(title, { [TEST]: [...lines(29), ...lines(7, '-')] }), 'new test');
});

test('the kind of other patches', async () => {
  const X86 = 'arch/x86/kvm/x86.c';
  assert.equal(await kindOf('KVM: x86: Fix a leak', { [X86]: lines(1) }), 'fix');
  assert.equal(await kindOf('KVM: x86: Drop a comment', { [X86]: ['-\t/* words */'] }), 'refactoring');
  assert.equal(await kindOf('KVM: x86: Say more', { 'Documentation/virt/kvm/api.rst': ['+words'] }), 'docs');
  assert.equal(await kindOf('KVM: x86: Do both', { [X86]: lines(1), [TEST]: lines(1) }), 'mixed');
  assert.equal(
    await kindOf('KVM: x86: Build it', { 'arch/x86/configs/kvm.config': ['+CONFIG_KVM=y'] }),
    'other',
  );
  assert.equal(await kindOf('mm: Free it', { 'mm/memory.c': lines(1) }), 'other');
});

test('a patch is named by its number of as many as there are, or are told', async () => {
  const series = await seriesOf({ title: 'KVM: x86: A' }, { title: 'KVM: x86: B' });
  const facts = readSeries(series).patches[1]!;
  assert.equal(nameOf(facts, series), 'patch 2/2');
  assert.equal(nameOf(facts, { ...series, of: 7 }), 'patch 2/7');
  assert.equal(nameOf(facts, { ...series, of: 0 }), 'patch 2/2');
});

test('a short name that is removed and no longer used ties nothing', async () => {
  const removal = async (name: string) => {
    const { all } = relationsOf(
      await seriesOf(
        { title: 'KVM: x86: Remove it', diff: { 'arch/x86/kvm/x86.h': [`-int ${name}(void);`] } },
        { title: 'KVM: x86: Use it less', diff: { 'arch/x86/kvm/x86.c': [`-\t${name}();`] } },
      ),
    );
    return all.map((one) => `${one.kind} ${one.first} ${one.second} ${one.name}`);
  };
  assert.deepEqual(await removal('a_b'), []);
  assert.deepEqual(await removal('kvm_reset_it'), ['needs 1 0 kvm_reset_it']);
});

test('the kind of a test by what it adds, and of code by its words', async () => {
  const test = (added: number, removed: number) => ({ [TEST]: [...lines(added), ...lines(removed, '-')] });
  assert.equal(await kindOf('KVM: selftests: Extend it', test(5, 2)), 'new test');
  assert.equal(await kindOf('KVM: selftests: Extend it', test(4, 2)), 'adapted test');
  assert.equal(await kindOf('KVM: selftests: Use it', test(40, 1)), 'adapted test');
  assert.equal(await kindOf('KVM: selftests: Say it', { ...test(2, 1), [LIB]: lines(7) }), 'adapted test');
  assert.equal(await kindOf('KVM: selftests: Say it', { ...test(1, 1), [LIB]: lines(5) }), 'test library');
  assert.equal(await kindOf('KVM: selftests: Say it', { ...test(1, 1), [LIB]: lines(4) }), 'adapted test');
  const X86 = 'arch/x86/kvm/x86.c';
  const code = (title: string) => kindOf(`KVM: x86: ${title}`, { [X86]: lines(1) });
  assert.equal(await code('Rename it'), 'refactoring');
  assert.equal(await code('Make it read-only'), 'behaviour');
  assert.equal(await code('Use -EINVAL for it'), 'behaviour');
  assert.equal(await code('Add a helper'), 'refactoring');
  assert.equal(await code('Emulate it'), 'feature');
  assert.equal(await code('Flush it'), 'behaviour');
  assert.equal(await kindOf('x86: Flush it', { 'arch/x86/mm/tlb.c': lines(1) }), 'other');
  assert.equal(await kindOf('x86/kvm: Flush it', { 'arch/x86/mm/tlb.c': lines(1) }), 'behaviour');
  assert.equal(await kindOf('tools: Sync it', { 'tools/include/linux/bits.h': lines(1) }), 'header sync');
});
