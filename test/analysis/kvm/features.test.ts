/** What a series adds that can be seen from outside, and where it says so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advertisedBy, asName } from '../../../src/analysis/kvm/advertised';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import { featuresOf, isEnabled, isTested } from '../../../src/analysis/kvm/features';
import { offTreeLines } from '../../../src/analysis/kvm/off-tree';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { exampleDiff } from '../../../src/lint/example-mail';
import { parseDiff } from '../../../src/model/diff';
import type { Patch } from '../../../src/model/patch';
import { type Given, seriesOf } from '../order/help';

type Diff = NonNullable<Given['diff']>;
const UAPI = 'include/uapi/linux/kvm.h';
const X86 = 'arch/x86/kvm/x86.c';
const CPUID = 'arch/x86/kvm/cpuid.c';
const TEST = 'tools/testing/selftests/kvm/x86/demo_test.c';
const read = (...given: (Diff | Given)[]) =>
  seriesOf(
    ...given.map(
      (one): Given => ('title' in one ? (one as Given) : { title: 'KVM: x86: Do it', diff: one as Diff }),
    ),
  );

test('each thing that is new, by its kind, and where it is', async () => {
  const added = async (...given: (Diff | Given)[]) =>
    featuresOf(await read(...given)).map(
      ({ kind, name, at }) => `${kind} ${name}${at.quote === name ? '' : ` at ${at.quote}`}`,
    );
  const define = (...names: string[]) => names.map((name) => `+#define ${name} 1`);
  assert.deepEqual(await added({ [UAPI]: define('KVM_CAP_DEMO', 'KVM_DEMO_FLAG', 'KVM_VCPU_DEMO_CTRL') }), [
    'capability KVM_CAP_DEMO',
    'uapi KVM_DEMO_FLAG',
    'attribute KVM_VCPU_DEMO_CTRL',
  ]);
  assert.deepEqual(await added({ [UAPI]: ['+#define KVM_GET_DEMO _IO(KVMIO, 1)'] }), ['ioctl KVM_GET_DEMO']);
  assert.deepEqual(await added({ [UAPI]: [' enum kvm_demo {', '+\tKVM_DEMO_ONE,', ' };'] }), [
    'uapi KVM_DEMO_ONE',
  ]);
  for (const name of ['DEMO_FLAG', 'KVM_DEMO_MASK', 'KVM_CAP_ARM_DEMO', 'KVM_S390_DEMO'])
    assert.deepEqual(await added({ [UAPI]: define(name) }), [], name);
  assert.deepEqual(
    await added({ [UAPI]: ['+struct KVM_DEMO {', '+\tint x;', '+};'] }),
    [],
    'no name by itself',
  );
  const other = 'include/uapi/linux/vfio.h';
  const all = [...define('KVM_CAP_DEMO', 'KVM_DEMO_FLAG'), '+#define KVM_GET_DEMO _IO(KVMIO, 1)'];
  assert.deepEqual(await added({ [other]: all }), [], 'of another header');
  const parameter = ['+module_param(demo, bool, 0444);'];
  for (const path of [X86, 'virt/kvm/kvm_main.c'])
    assert.deepEqual(await added({ [path]: parameter }), ['parameter demo']);
  assert.deepEqual(await added({ 'arch/arm64/kvm/arm.c': parameter }), []);
  assert.deepEqual(await added({ [CPUID]: ['+\t\tF(LAM),'] }), ['cpuid X86_FEATURE_LAM at LAM']);
  assert.deepEqual(await added({ 'arch/arm64/kvm/arm.c': ['+\t\tF(LAM),'] }), []);
  const cap = { [UAPI]: define('KVM_CAP_DEMO') };
  assert.deepEqual(await added({ title: 'Revert "KVM: x86: Do it"', diff: cap }), []);
  assert.deepEqual(await added(cap, { [UAPI]: ['-#define KVM_CAP_DEMO 1'] }), [], 'it goes again');
  assert.deepEqual(await added({ [X86]: parameter }, { [X86]: [parameter[0]!.replace('+', '-')] }), []);
  assert.deepEqual(
    await added({ [CPUID]: ['+\t\tF(LAM),'] }, { [X86]: ['-\tf(X86_FEATURE_LAM);'] }),
    [],
    'it was there',
  );
  const twice = await read(cap, { 'arch/x86/include/uapi/asm/kvm.h': define('KVM_CAP_DEMO') });
  assert.deepEqual(
    featuresOf(twice).map(({ patch }) => patch),
    [twice.patches[0]],
  );
});

test('what KVM does for a CPUID feature beside reporting it', async () => {
  const enabled = async (...diffs: Diff[]) => {
    const series = await read({ [CPUID]: ['+\t\tF(LAM),'] }, ...diffs);
    return isEnabled(featuresOf(series)[0]!, series);
  };
  assert.equal(await enabled(), false);
  assert.equal(await enabled({ [X86]: ['+\tif (guest_has(X86_FEATURE_LAM))'] }), true);
  assert.equal(await enabled({ [X86]: ['+\tx = CR3_LAM;'] }), true);
  for (const line of [
    '+\tx = LAM;',
    '+\tx = _LAM;',
    '+\tx = LAMB;',
    '+\tkvm_cpu_cap_set(X86_FEATURE_LAM);',
    ' \tif (guest_has(X86_FEATURE_LAM))',
  ])
    assert.equal(await enabled({ [X86]: [line, '+\ty;'] }), false, line);
  for (const path of [CPUID, 'arch/x86/kernel/cpu/common.c', TEST])
    assert.equal(await enabled({ [path]: ['+\tif (guest_has(X86_FEATURE_LAM))'] }), false, path);
  const capability = await read({ [UAPI]: ['+#define KVM_CAP_DEMO 1'] });
  assert.equal(isEnabled(featuresOf(capability)[0]!, capability), true);
});

test('which selftest names it', async () => {
  const tested = async (...given: Given[]) => {
    const series = await read({ [UAPI]: ['+#define KVM_CAP_DEMO 1'] }, ...given);
    return isTested(featuresOf(series)[0]!, series);
  };
  const by = (path: string, line = '+\tf(KVM_CAP_DEMO);', text = 'Test it.') => ({
    title: 'KVM: selftests: Do it',
    text,
    diff: { [path]: [line] },
  });
  const library = 'tools/testing/selftests/kvm/lib/kvm_util.c';
  for (const path of [TEST, library]) assert.equal(await tested(by(path)), true, path);
  assert.equal(await tested(by(TEST, '+\tf();', 'Test KVM_CAP_DEMO.')), true, 'in words');
  assert.equal(await tested(by(TEST, '+\tf();')), false);
  assert.equal(await tested(by(X86, '+\tf(KVM_CAP_DEMO);', 'Test KVM_CAP_DEMO.')), false, 'no test');
  assert.equal(await tested(), false);
});

test('where KVM says that it has a capability', async () => {
  const names = async (lines: string[], heading = '', path = X86) => {
    const text = exampleDiff({ [path]: lines }).replace(/^(@@.*@@).*$/m, `$1 ${heading}`);
    const [patch] = (await read({ [path]: lines })).patches;
    const { diff } = parseDiff(text.split('\n'));
    const [facts] = readSeries({
      ...(await read({ [path]: lines })),
      patches: [{ ...patch!, diff } as Patch],
    }).patches;
    return advertisedBy(facts!).map(({ name, stem, kind, at }) => `${kind} ${name} ${stem} ${at.quote}`);
  };
  const demo = ['capability KVM_CAP_X86_BUS_LOCK BUS_LOCK KVM_CAP_X86_BUS_LOCK'];
  const label = '+\tcase KVM_CAP_X86_BUS_LOCK:';
  const answers = (line: string, ...between: string[]) => names([label, ...between, line]);
  for (const line of [
    '+\t\tr = 1;',
    ' \t\tr = 1;',
    '+\t\treturn true;',
    '+\t\tr = kvm_caps.x;',
    '+\t\tret = enabled(vcpu);',
  ])
    assert.deepEqual(await answers(line), demo, line);
  assert.deepEqual(
    await answers('+\t\tr = 1;', '+\tcase KVM_OTHER:', '+\t\t/* Yes. */', '+', '-\t\tr = foo();'),
    demo,
  );
  for (const line of ['+\t\tr = -EINVAL;', '+\t\tfoo();', '-\t\tr = 1;'])
    assert.deepEqual(await answers(line), [], line);
  assert.deepEqual(await answers('+\t\tr = 1;', '+\t\tfoo();'), []);
  assert.deepEqual(await names([label]), [], 'there is no answer');
  assert.deepEqual(await names([label.replace('+', ' '), '+\t\tr = 1;']), [], 'it was there');
  assert.deepEqual(await names([label, '+\t\tfoo();'], 'int kvm_vm_ioctl_check_extension(void)'), demo);
  assert.deepEqual(await names([label, '+\t\tr = 1;'], 'int kvm_vm_ioctl_enable_cap(void)'), []);
  assert.deepEqual(await names([label, '+\t\tr = 1;'], '', 'arch/x86/kvm/x86.h'), []);
  assert.deepEqual(await names([label, '+\t\tr = 1;'], '', TEST), []);
  assert.deepEqual(await names(['+\tkvm_caps.has_bus_lock_exit = true;']), [
    'capability has_bus_lock_exit BUS_LOCK_EXIT has_bus_lock_exit',
  ]);
  assert.deepEqual(await names(['+\tkvm_caps.has_bus_lock_exit = false;']), []);
  assert.deepEqual(await names(['+\t\tF(LAM),'], '', CPUID), ['cpuid X86_FEATURE_LAM LAM LAM']);
  assert.equal(asName('a bus-lock exit'), '_A_BUS_LOCK_EXIT_');
});

test('patches whose paths are not from the top of the tree', async () => {
  const said = async (...given: Given[]) => offTreeLines([await seriesOf(...given)], DOMAIN);
  const relative = (path: string, title = 'KVM: x86: Do it') => ({ title, diff: { [path]: ['+\tx;'] } });
  assert.equal(
    await said(relative('mmu/mmu.c')),
    'git-kvm: 0001.patch: not checked by file: mmu/mmu.c is not relative to the top of the kernel tree (made with --relative?)\n',
  );
  assert.equal((await said(relative('mmu/mmu.c'), relative('x.c'))).split('\n').length, 2, 'once a series');
  for (const path of [X86, 'Makefile', '.mailmap']) assert.equal(await said(relative(path)), '', path);
  assert.equal(await said({ title: 'KVM: x86: Do it' }), '', 'without a diff');
  assert.equal(await said(relative('mmu/mmu.c', 'mm: Do it')), '');
  assert.notEqual(await said(relative('mmu/mmu.c', 'mm: Do it for KVM')), '');
  assert.equal(await said(relative('x86/vmx.c', 'KVM: x86: Do it')), '', 'of another repository');
});
