import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formOf } from '../../../src/analysis/english/forms';
import { leadOf, type Mood } from '../../../src/analysis/english/mood';

const CASES: readonly [Mood, string][] = [
  ['imperative', 'Add a helper to read the VMCS.'],
  ['imperative', "Don't sync the MMU when it was not unloaded."],
  ['imperative', 'Do not load the vCPU.'],
  ['imperative', 'Do VMX checks in vendor code.'],
  ['imperative', 'Explicitly clear exit_info_1.'],
  ['imperative', 'Opportunistically rename the local variable.'],
  ['imperative', 'Also drop the unused parameter.'],
  ['imperative', 'Apply the mask before the write.'],
  ['imperative', 'Use guard() to take the lock.'],
  ['imperative', 'Fix typos in comments.'],
  ['imperative', 'Test that the write faults.'],
  ['imperative', 'Export symbols that the test needs.'],
  ['imperative', 'Handle exits from L2.'],
  ['imperative', 'Return early if the vCPU is running.'],
  ['imperative', 'WARN if the page is not mapped.'],
  ['imperative', 'Re-inject the event.'],
  ['imperative', 'Genericize the entry code.'],
  ['imperative', 'Frobnicate the shadow page.'],
  ['imperative', 'Partition the cache by vCPU.'],
  ['imperative', 'Reposition the check.'],
  ['imperative', 'Increment and balance counters.'],
  ['statement', 'New processors support running it twice, and KVM keeps a pointer.'],
  ['statement', 'Such a mode does not exist.'],
  ['statement', 'Half the exits are lost.'],
  ['condition', 'Alongside the lock, take a reference.'],
  ['noun', 'Proper handling of modes'],
  ['noun', 'Generation in the tracepoint'],
  ['noun', 'Adjustments to the counter'],
  ['statement', 'Validation of the mode is missing.'],
  ['condition', 'When emulating MOV, clear RF.'],
  ['condition', 'To avoid a use-after-free, free the vCPU last.'],
  ['condition', 'Now that nothing reads it (see commit 0123456789ab "KVM: Foo, bar"), drop the field.'],
  ['condition', 'In preparation for sharing foo(), i.e. calling it from SVM, move it to x86.c.'],
  ['condition', 'Rather than checking twice, check the result.'],
  ['condition', "Instead of guessing, explicitly don't run the test."],
  ['third person', 'Adds a helper.'],
  ['third person', 'This fixes the leak.'],
  ['third person', 'Verifies that the exit reason is right.'],
  ['past', 'Added a helper.'],
  ['gerund', 'Adding a helper to read it.'],
  ['statement', 'Currently KVM reads the field twice.'],
  ['statement', 'Commit 0123456789ab ("KVM: x86: Drop the flush") dropped the flush.'],
  ['statement', 'As of now the state survives a reset.'],
  ['imperative', 'Commit the write before the entry.'],
  ['statement', 'There is a race between the two.'],
  ['statement', 'The guest can hang.'],
  ['statement', 'KVM does not check the result.'],
  ['statement', 'Access to the MSR is not intercepted.'],
  ['statement', 'Exits are counted twice.'],
  ['statement', 'Splitting a page needs memory.'],
  ['statement', 'kvm_foo() is called with interrupts off.'],
  ['statement', 'When the guest halts, KVM does not wake it.'],
  ['condition', 'When allocating the struct, check for an existing one.'],
  ['statement', 'TDX VMs need to be initialized.'],
  ['statement', 'KVM enables perf by counting.'],
  ['statement', 'Interrupts, NMIs and so on are handled.'],
  ['statement', 'However, the loop ends.'],
  ['statement', 'Now that the loop is gone, it can be used elsewhere.'],
  ['statement', 'Guest registers are lost.'],
  ['noun', 'Support for nested paging.'],
  ['noun', 'Preparatory patch to move a field.'],
  ['noun', 'Removal of foo().'],
  ['past', 'Fixed a leak'],
  ['unknown', 'sev: foo'],
  ['statement', '"Testing a root" tests what happens to a root.'],
  ['statement', 'Two helpers free the same root.'],
  ['statement', 'kvm_mmu_reset() frees more than one root.'],
  ['statement', "There's no need to free it."],
  ['statement', 'In commit 0123456789ab ("KVM: Add it"), the root is missed.'],
  ['statement', 'Writes to the TSC will be lost.'],
  ['third person', 'Writes the TSC when it is lost.'],
  ['noun', 'Minimal test for roots.'],
];

test('a sentence says whether it commands', () => {
  for (const [mood, sentence] of CASES) assert.equal(leadOf(sentence).mood, mood, sentence);
});

test('the word that tells has its place', () => {
  const lead = leadOf('In short, this adds a test.');
  assert.equal('In short, this adds a test.'.slice(lead.at, lead.at + lead.word.length), lead.word);
  assert.deepEqual(leadOf('Also fixed it.'), { mood: 'past', word: 'fixed', at: 5, verb: 'fix' });
  assert.deepEqual(leadOf(''), { mood: 'unknown', word: '', at: 0, verb: null });
});

test('it is the verb that tells, not the noun before it', () => {
  assert.deepEqual(leadOf('This patch adds a test.'), {
    mood: 'third person',
    word: 'adds',
    at: 11,
    verb: 'add',
  });
  assert.equal(leadOf('This test is slow.').mood, 'statement');
  assert.equal(leadOf('I ran the test.').mood, 'statement');
});

test('inflected forms lead back to their verb', () => {
  const pairs = {
    adds: 'add',
    dropped: 'drop',
    copies: 'copy',
    verified: 'verify',
    moving: 'move',
    wrote: 'write',
    passes: 'pass',
    setting: 'set',
  };
  for (const [form, verb] of Object.entries(pairs)) assert.equal(formOf(form)?.verb, verb, form);
  assert.equal(formOf('thing'), null);
  assert.equal(formOf('address'), null);
});
