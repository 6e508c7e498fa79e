/** What a message tells of a fix that does not say so in its shortlog. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signsOfBug } from '../../src/domain/bug';

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
  ])
    assert.equal(mends(text), true, text);
  for (const text of [
    'Rename it, as the prefix is that of the fixed counters.',
    'There is a spelling mistake in a message.  Fix it.',
    'Follow the commit that fixes the CPUID of the guest.',
    'The test verifies that KVM fails the ioctl.',
    'Keep the fix for later.',
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
