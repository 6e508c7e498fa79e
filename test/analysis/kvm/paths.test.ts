import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import { fits } from '../../../src/analysis/kvm/glob';
import { topicOfPath, topicOfPaths } from '../../../src/analysis/kvm/paths';
import { assertLinear } from '../../growth';

test('a path belongs to a topic', () => {
  const cases: [string, string | null][] = [
    ['arch/x86/kvm/vmx/nested.c', 'nVMX'],
    ['arch/x86/kvm/vmx/vmx.c', 'VMX'],
    ['arch/x86/kvm/vmx/pmu_intel.c', 'x86/pmu'],
    ['arch/x86/kvm/vmx/tdx.c', 'TDX'],
    ['arch/x86/kvm/svm/nested.c', 'nSVM'],
    ['arch/x86/kvm/svm/sev.c', 'SVM'],
    ['arch/x86/kvm/svm/pmu.c', 'x86/pmu'],
    ['arch/x86/kvm/mmu/tdp_mmu.c', 'x86/mmu'],
    ['arch/x86/kvm/mmu.h', 'x86/mmu'],
    ['arch/x86/kvm/xen.c', 'x86/xen'],
    ['arch/x86/kvm/lapic.c', 'x86'],
    ['arch/x86/include/asm/kvm_host.h', 'x86'],
    ['tools/testing/selftests/kvm/x86/smm_test.c', 'selftests'],
    ['tools/testing/selftests/kvm/lib/arm64/gic.c', 'arm64: selftests'],
    ['arch/arm64/kvm/arm.c', 'arm64'],
    ['virt/kvm/kvm_main.c', ''],
    ['virt/kvm/pfncache.c', 'pfncache'],
    ['virt/kvm/guest_memfd.c', 'guest_memfd'],
    ['include/linux/kvm_host.h', ''],
    ['Documentation/virt/kvm/api.rst', ''],
    ['arch/x86/kernel/kvm.c', null],
    ['mm/gup.c', null],
  ];
  for (const [path, topic] of cases) assert.equal(topicOfPath(path, DOMAIN), topic, path);
});

test('the topic of what is staged', () => {
  const cases: [string[], string | null][] = [
    [['arch/x86/kvm/mmu/mmu.c', 'arch/x86/include/asm/kvm_host.h'], 'x86/mmu'],
    [['arch/x86/kvm/vmx/vmx.c', 'arch/x86/kvm/svm/svm.c'], 'x86'],
    [['arch/x86/kvm/vmx/vmx.c', 'tools/testing/selftests/kvm/x86/a.c'], 'VMX'],
    [['virt/kvm/kvm_main.c', 'Documentation/virt/kvm/api.rst'], ''],
    [['tools/testing/selftests/kvm/Makefile.kvm'], 'selftests'],
    [['mm/gup.c'], null],
    [[], null],
  ];
  for (const [paths, topic] of cases) {
    const touched = paths.map((path) => ({ path, lines: 1 }));
    assert.equal(topicOfPaths(touched, DOMAIN), topic, paths.join());
  }
});

test('a path of the configuration is asked first', () => {
  const domain = {
    ...DOMAIN,
    paths: [{ pattern: 'arch/x86/kvm/**/smm*', topic: 'x86/mmu' }, ...DOMAIN.paths],
  };
  assert.equal(topicOfPath('arch/x86/kvm/x/smm.c', domain), 'x86/mmu');
});

test('patterns are prefixes or globs', () => {
  assert.ok(fits('a/b/c.c', 'a/b'));
  assert.ok(fits('a/b/c.c', 'a/*/c.c'));
  assert.ok(!fits('a/b/b/c.c', 'a/*/c.c'), 'a star holds no slash');
  assert.ok(fits('a/b/b/c.c', 'a/**/c.c'));
  assert.ok(fits('a/', 'a/*'), 'a star may be nothing');
  assert.ok(!fits('a/b/c.h', 'a/**.c'));
});

test('a hostile pattern costs no more than the length of the path', async () => {
  await assertLinear((scale) => assert.ok(!fits('a'.repeat(500 * scale), `${'**a'.repeat(60)}b`)));
});
