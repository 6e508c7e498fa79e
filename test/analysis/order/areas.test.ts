/** Where files lie: whose code it is, of which architecture, and what selftests see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { archOf, areaOf, isC, isKvmPath, isSeenByTests } from '../../../src/analysis/order/extract/areas';

const KVM = 'tools/testing/selftests/kvm';

test('each path has an area', () => {
  const areas: Record<string, string> = {
    'arch/x86/kvm/x86.c': 'kernel',
    'virt/kvm/kvm_main.c': 'kernel',
    'include/linux/kvm_host.h': 'kernel',
    'include/uapi/linux/kvm.h': 'uapi',
    'arch/x86/include/uapi/asm/kvm.h': 'uapi',
    'arch/x86/include/asm/kvm_host.h': 'kernel',
    'tools/include/uapi/linux/kvm.h': 'tools',
    'tools/arch/x86/include/asm/msr-index.h': 'tools',
    'tools/perf/builtin-kvm.c': 'other',
    'samples/kobject/a.c': 'other',
    'scripts/checkpatch.pl': 'other',
    'Documentation/virt/kvm/api.rst': 'docs',
    MAINTAINERS: 'docs',
    'arch/x86/kvm/notes.rst': 'docs',
    [`${KVM}/x86/smm_test.c`]: 'test',
    [`${KVM}/x86/smm_test.h`]: 'testlib',
    [`${KVM}/lib/kvm_util.c`]: 'testlib',
    [`${KVM}/include/x86/processor.h`]: 'testlib',
    [`${KVM}/Makefile.kvm`]: 'testlist',
    [`${KVM}/.gitignore`]: 'testlist',
    [`${KVM}/config`]: 'testlist',
    [`${KVM}/settings`]: 'testlist',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(areas).map((path) => [path, areaOf(path)])), areas);
});

test('selftests see their own files, the kernel through its headers, and tools/include but for its uAPI', () => {
  const seen: Record<string, boolean> = {
    'include/uapi/linux/kvm.h': true,
    [`${KVM}/lib/kvm_util.c`]: true,
    'tools/include/linux/bits.h': true,
    'tools/include/uapi/linux/kvm.h': false,
    'tools/arch/x86/include/asm/msr-index.h': false,
    'tools/perf/a.h': false,
  };
  assert.deepEqual(Object.fromEntries(Object.keys(seen).map((path) => [path, isSeenByTests(path)])), seen);
});

test('the architecture of a path, by one name', () => {
  const arches: Record<string, string> = {
    'arch/x86/kvm/x86.c': 'x86',
    'tools/arch/arm64/include/a.h': 'arm64',
    [`${KVM}/x86_64/smm_test.c`]: 'x86',
    [`${KVM}/lib/aarch64/gic.c`]: 'arm64',
    [`${KVM}/include/s390x/a.h`]: 's390',
    [`${KVM}/riscv/a.c`]: 'riscv',
    [`${KVM}/steal_time.c`]: '',
    'virt/kvm/kvm_main.c': '',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(arches).map((path) => [path, archOf(path)])), arches);
});

test("KVM's own files, and files of C", () => {
  assert.deepEqual(
    ['arch/x86/kvm/x86.c', 'virt/lib/irqbypass.c', 'include/linux/kvm_host.h', 'mm/memory.c'].map(isKvmPath),
    [true, true, true, false],
  );
  assert.deepEqual(['a.c', 'a.h', 'a.S', 'a.s', 'a.rst', 'c'].map(isC), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
