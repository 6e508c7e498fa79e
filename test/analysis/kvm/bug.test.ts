/** What a message tells of a fix that does not say so in its shortlog. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFix, signsOfBug, wordsOfBug } from '../../../src/analysis/kvm/bug';

test('a changelog that says it mends something', () => {
  const mends = (changelog: string, description = 'Rename the helper') =>
    signsOfBug(description, changelog).mends;
  for (const text of [
    'Fix the handling of the exit code as a value of 32 bits.',
    'The linker misses it.\n\nFix it by using the new name.',
    'The mask is of one CPU: fix this by reading all of them.',
    'Nothing migrates.  Fix the problem by reading the mask.',
    'Drop the option.  This fixes a subtle bug on RISC-V.',
    "ld: undefined reference to `foo'",
    'The test fails on machines with one CPU.',
    'This results in a test failure with LPA2.',
    'The kernel fails to build without it.',
    'Use the helper:\n\n  ERROR: modpost: "__divdi3" [kvm.ko] undefined!',
    "Rename it:\n\n  arch/x86/kvm/x86.c:10:5: error: 'foo' undeclared",
    'The test sometimes fails randomly.',
    'Clamp it; the bug was introduced by commit 0123456789ab ("KVM: x86: Count").',
    'Migration was broken by 0123456789ab.',
    'Commit 0123456789ab ("KVM: x86: Count exits") broke it on 32-bit.',
  ])
    assert.equal(mends(text), true, text);
  for (const text of [
    'Rename it, as the prefix is that of the fixed counters.',
    'There is a spelling mistake in a message.  Fix it.',
    'Follow the commit that fixes the CPUID of the guest.',
    'The test verifies that KVM fails the ioctl.',
    'Keep the fix for later.',
    'Use the helper introduced by commit 0123456789ab ("KVM: x86: Add a helper").',
    'Follow commit 0123456789ab ("KVM: x86: Count exits").  The old way broke on a reset.',
  ])
    assert.equal(mends(text), false, text);
});

test('something new may have a fix as its reason', () => {
  const both = (description: string, changelog: string) => {
    const { mends, mayMend } = signsOfBug(description, changelog);
    return [mends, mayMend];
  };
  assert.deepEqual(both('Add a wait', 'The test fails on arm.'), [false, true]);
  assert.deepEqual(both('Add a NULL check', 'Avoid a NULL pointer dereference.'), [false, true]);
  assert.deepEqual(both('Add a NULL check', 'Check for NULL.'), [false, false]);
  assert.deepEqual(both('Add a flag', 'Avoid a NULL pointer dereference.'), [false, false]);
});

test('what is missing was forgotten', () => {
  const isFix = (description: string) => signsOfBug(description, 'Add it.').fix;
  assert.equal(isFix('Add missing flush of the TLB'), true);
  assert.equal(isFix('Add the missing unlock on failure'), true);
  assert.equal(isFix('Add a missing "break"'), true);
  assert.equal(isFix('Add missing includes'), false);
  assert.equal(isFix('Add missing feature bits'), false);
  assert.equal(isFix('Add a flush of what is missing'), false);
});

test('what is used wrongly, and what is merely called otherwise', () => {
  const isFix = (description: string) => signsOfBug(description, 'Use it.').fix;
  assert.equal(isFix('Use the right shift for the ID'), true);
  assert.equal(isFix('Use correct mask'), true);
  assert.equal(isFix('Unbreak the build on 32-bit'), true);
  assert.equal(isFix('Return the correct error'), true);
  assert.equal(isFix('Plug a leak'), true);
  assert.equal(isFix('Plug in the new check'), false);
  assert.equal(isFix('Use the right name for the ID'), false);
  assert.equal(isFix('Use the rightmost bit'), false);
  assert.equal(isFix('Add a macro to reuse the right slot'), false);
});

test('what is seen of a bug, in words', () => {
  const isTold = (changelog: string, description = 'Check the index') =>
    signsOfBug(description, changelog).told;
  for (const text of [
    'Windows bluescreens without it.',
    'A guest fails to boot.',
    'KMSAN complains of it.',
    'Lost interrupts are the result.',
  ])
    assert.equal(isTold(text), true, text);
  assert.equal(isTold('A guest boots.'), false);
  assert.equal(signsOfBug('Count spurious exits', 'Count them.').defect, false);
  assert.equal(signsOfBug('Ignore spurious exits', 'Ignore them.').defect, true);
  assert.equal(signsOfBug('Fix the misleading name of a flag', 'Rename it.').cosmetic, true);
});

test('what begins as fixes do', () => {
  for (const description of [
    'Unlock the mutex on failure',
    'Close the file',
    'Hold SRCU',
    'Put the reference',
  ])
    assert.equal(signsOfBug(description, 'It leaks.').guard, true, description);
  assert.equal(signsOfBug('Closely follow the SDM', 'It leaks.').guard, false);
});

test('what is new tells of no bug, unless it says that it fixes', () => {
  const signs = (description: string, changelog: string) => {
    const { fix, defect, told, amiss } = signsOfBug(description, changelog);
    return Object.entries({ fix, defect, told, amiss }).flatMap(([sign, is]) => (is ? sign : []));
  };
  const text = 'It is wrong, and leaks memory.';
  assert.deepEqual(signs('Clear the flag', text), ['told', 'amiss']);
  assert.deepEqual(signs('Add a flag', text), []);
  assert.deepEqual(signs('Add missing flush of the TLB', text), ['fix', 'told', 'amiss']);
  assert.deepEqual(signs('Add a test of leaks', 'It is new.'), []);
  assert.deepEqual(signs('Clear the flag', 'The guest hangs.'), ['told']);
  assert.deepEqual(signs('Clear the flag', 'Clear it.'), []);
});

test('a fix by itself: its words, or none at all', () => {
  for (const [description, changelog] of [
    ['Fix the flag', 'Clear it.'],
    ['Plug the memory leak', 'Clear it.'],
    ['Avoid a NULL pointer dereference', 'Clear it.'],
    ["Don't clear it", ''],
  ] as const)
    assert.ok(isFix(description, changelog), description);
  for (const [description, changelog] of [
    ["Don't clear it", 'It is set.'],
    ['Rename it', ''],
    ['Fix a typo', 'Clear it.'],
    ['Fix the flag', 'No functional change intended.'],
    ['Fix a bogus warning', 'Clear it.'],
  ] as const)
    assert.ok(!isFix(description, changelog), description);
});

test('the words that tell of a bug, and where they are', () => {
  const words = (changelog: string) => {
    const found = wordsOfBug(changelog);
    return found && changelog.slice(found.at, found.at + found.length);
  };
  assert.equal(words('Keep it.  It leaks memory.'), 'leaks');
  assert.equal(words('The guest hangs. '), 'hangs');
  assert.equal(words('It is wrong.'), 'wrong');
  assert.equal(words('Keep it.'), null);
});
