/** Which topic a prefix means, and how much of a patch is KVM's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import {
  caseOf,
  intended,
  isFile,
  isRelated,
  partElsewhere,
  wordsOf,
} from '../../../src/analysis/kvm/intent';
import { parseShortlog } from '../../../src/analysis/kvm/shortlog';
import { exampleDiff } from '../../../src/lint/example-mail';
import { patchOf } from '../../rules/example-patch';

const lines = (count: number) => Array.from({ length: count }, (_, i) => `+${i}`);
const patch = (counts: Record<string, number>, message = 'KVM: x86: Do it') =>
  patchOf({
    name: 'a patch',
    message,
    diff: exampleDiff(
      Object.fromEntries(Object.entries(counts).map(([path, count]) => [path, lines(count)])),
    ),
  });

test('how much of a patch is elsewhere', () => {
  const part = (counts: Record<string, number>) => partElsewhere(patch(counts), DOMAIN);
  assert.equal(part({ 'arch/x86/kvm/x86.c': 4 }), 'none');
  assert.equal(part({ 'arch/x86/kvm/x86.c': 5, 'mm/memory.c': 2 }), 'some');
  assert.equal(part({ 'arch/x86/kvm/x86.c': 4, 'mm/memory.c': 2 }), 'most');
  assert.equal(part({ 'mm/memory.c': 1 }), 'most');
  assert.equal(part({ 'arch/x86/kernel/kvm.c': 1 }), 'none');
  assert.equal(part({ 'arch/x86/kvm/x86.c': 1, 'Documentation/mm/a.rst': 9, MAINTAINERS: 9 }), 'none');
});

test('the words of a prefix', () => {
  assert.deepEqual(wordsOf(['KVM', 'x86/mmu']), ['x86/mmu']);
  assert.deepEqual(wordsOf(['x86/kvm/vmx']), ['x86', 'vmx']);
  assert.deepEqual(wordsOf(['kvm/x86/mmu']), ['x86/mmu']);
  assert.deepEqual(wordsOf(['vmx, svm', 'a & b|c+d']), ['vmx', 'svm', 'a', 'b', 'c', 'd']);
  assert.deepEqual(wordsOf(['arch/x86/kvm']), ['x86']);
});

test('the topic that the words mean, held against the files', () => {
  const meant = (prefix: string, counts: Record<string, number> = {}) => {
    const one = patch(counts, `${prefix}: Do it`);
    const it = caseOf(one, parseShortlog(one.shortlog.value, DOMAIN), DOMAIN);
    const { topic, certain } = intended(it, wordsOf(it.shortlog.segments.map(({ value }) => value)));
    return `${topic}${certain ? '' : ' perhaps'}`;
  };
  const VMX = { 'arch/x86/kvm/vmx/vmx.c': 1 };
  assert.equal(meant('KVM: vmx'), 'VMX');
  assert.equal(meant('KVM: frob'), 'x86 perhaps');
  assert.equal(meant('KVM: vmx: frob'), 'VMX perhaps');
  assert.equal(meant('KVM', VMX), 'VMX');
  assert.equal(meant('KVM: frob', VMX), 'VMX perhaps');
  assert.equal(meant('KVM: x86', VMX), 'VMX');
  assert.equal(meant('KVM: nvmx', VMX), 'nVMX');
  assert.equal(meant('KVM: svm', VMX), 'VMX perhaps');
  assert.equal(meant('KVM: svm, vmx', VMX), 'VMX');
  assert.equal(meant('KVM: svm, vmx'), 'x86');
  assert.equal(meant('KVM: vmx, nvmx'), 'nVMX');
  assert.equal(meant('KVM: selftests: x86'), 'selftests');
  assert.equal(meant('frob'), 'x86 perhaps');
  assert.equal(meant('x86: vmx: frob', VMX), 'VMX perhaps');
  assert.equal(meant('KVM: nvmx: frob', VMX), 'nVMX perhaps');
  assert.equal(meant('KVM: nvmx, tdx', VMX), 'VMX');
  assert.equal(meant('KVM: nvmx: vmx: frob', { 'arch/x86/kvm/x86.c': 1 }), 'nVMX perhaps');
});

test('related topics are in one line, and files have an ending or a folder', () => {
  assert.ok(isRelated('nVMX', 'x86', DOMAIN) && isRelated('x86', 'nVMX', DOMAIN));
  assert.ok(!isRelated('nVMX', 'SVM', DOMAIN));
  for (const word of [
    'vmx.c',
    'vmx.h',
    'a.S',
    'api.rst',
    'run.sh',
    'arch/x86',
    'virt/kvm',
    'Documentation/a',
  ])
    assert.ok(isFile(word), word);
  for (const word of ['vmx', 'x86/mmu', 'a.co', 'drivers', 'v6.1']) assert.ok(!isFile(word), word);
});
