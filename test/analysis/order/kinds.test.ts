import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayAdd, readSeries } from '../../../src/analysis/order/extract/facts';
import { type Given, seriesOf } from './help';

const KVM = 'arch/x86/kvm/x86.c';
const TEST = 'tools/testing/selftests/kvm/x86/one_test.c';
const OTHER_TEST = 'tools/testing/selftests/kvm/x86/other_test.c';
const given: readonly (readonly [string, Given])[] = [
  [
    'fix',
    {
      title: 'KVM: x86: Clear the flag',
      text: 'Clear it.\n\nFixes: 0123456789ab ("KVM: x86: Add it")',
      diff: { [KVM]: ['+\ta();'] },
    },
  ],
  ['fix', { title: 'KVM: x86: Fix the flag', diff: { [KVM]: ['+\ta();'] } }],
  [
    'feature',
    { title: 'KVM: x86: Add KVM_CAP_X', diff: { 'include/uapi/linux/kvm.h': ['+#define KVM_CAP_X 1'] } },
  ],
  ['refactoring', { title: 'KVM: x86: Rename the flag', diff: { [KVM]: ['-\ta();', '+\tb();'] } }],
  [
    'refactoring',
    {
      title: 'KVM: x86: Do it another way',
      text: 'Do it.\nNo functional change intended.',
      diff: { [KVM]: ['+\ta();'] },
    },
  ],
  ['behaviour', { title: 'KVM: x86: Return an error early', diff: { [KVM]: ['+\ta();'] } }],
  ['new test', { title: 'KVM: selftests: Add a test', diff: { [`+${TEST}`]: ['+int main(void)'] } }],
  [
    'adapted test',
    {
      title: 'KVM: selftests: Split the test',
      diff: { [`+${TEST}`]: ['+int main(void)', '+\ta();'], [OTHER_TEST]: ['-int main(void)', '-\ta();'] },
    },
  ],
  ['new test', { title: 'KVM: selftests: Verify the flag', diff: { [TEST]: ['+\ta();', '+\tb();'] } }],
  ['adapted test', { title: 'KVM: selftests: Use the page size', diff: { [TEST]: ['-\ta();', '+\tb();'] } }],
  [
    'test library',
    {
      title: 'KVM: selftests: Add a helper',
      diff: { 'tools/testing/selftests/kvm/lib/x86/processor.c': ['+void help(void)'] },
    },
  ],
  ['other', { title: 'perf: Do it', diff: { 'tools/perf/builtin-kvm.c': ['+a();'] } }],
  [
    'docs',
    { title: 'KVM: x86: Say it', diff: { 'Documentation/a.rst': ['+Words.'], 'tools/perf/a.c': ['+a();'] } },
  ],
  [
    'adapted test',
    { title: 'KVM: selftests: Build it', diff: { 'tools/testing/selftests/kvm/Makefile': ['+A = b'] } },
  ],
  [
    'behaviour',
    {
      title: 'KVM: x86: Return it',
      diff: { [KVM]: ['+\ta();'], 'include/uapi/linux/kvm.h': ['-#define A 1', '-#define B 1'] },
    },
  ],
  ['behaviour', { title: 'KVM: x86: Say it', diff: { 'arch/x86/kvm/Kconfig': ['+# words'] } }],
  ['refactoring', { title: 'KVM: x86: Say it', diff: { [KVM]: ['-/* a */', '+/* b */'] } }],
  ['other', { title: 'x86/msr: Reject it', diff: { 'arch/x86/kernel/msr.c': ['+\ta();'] } }],
  ['docs', { title: 'KVM: x86: Document it', diff: { 'Documentation/virt/kvm/api.rst': ['+Words.'] } }],
  [
    'header sync',
    { title: 'tools: Sync kvm.h', diff: { 'tools/include/uapi/linux/kvm.h': ['+#define A 1'] } },
  ],
  ['mixed', { title: 'KVM: x86: Rename it everywhere', diff: { [KVM]: ['+\ta();'], [TEST]: ['+\ta();'] } }],
  [
    'other',
    {
      title: 'x86/cpufeatures: Add a feature',
      diff: { 'arch/x86/include/asm/cpufeatures.h': ['+#define X86_FEATURE_A 1'] },
    },
  ],
];

test('each kind of patch', async () => {
  const facts = readSeries(await seriesOf(...given.map(([, one]) => one)));
  assert.deepEqual(
    facts.patches.map(({ kind, patch }) => `${kind}: ${patch.shortlog.value}`),
    given.map(([kind, { title }]) => `${kind}: ${title}`),
  );
});

test('what user space can see of a patch', async () => {
  const facts = readSeries(
    await seriesOf({
      title: 'KVM: x86: Add much',
      diff: {
        'include/uapi/linux/kvm.h': [
          '+#define KVM_CAP_MUCH 9',
          '+#define KVM_GET_MUCH _IOR(KVMIO, 0xe0, struct kvm_much)',
          '+#define KVM_MUCH_FLAG 1',
        ],
        'arch/x86/kvm/cpuid.c': ['+\t\tF(MUCH),', ' \t\tF(OLD),'],
        [KVM]: ['+module_param(much, bool, 0444);'],
      },
    }),
  );
  const { adds } = facts.patches[0]!;
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  assert.deepEqual(names(adds.capabilities), ['KVM_CAP_MUCH']);
  assert.deepEqual(names(adds.ioctls), ['KVM_GET_MUCH']);
  assert.deepEqual(names(adds.uapi), ['KVM_MUCH_FLAG']);
  assert.deepEqual(names(adds.cpuid), ['X86_FEATURE_MUCH']);
  assert.deepEqual(names(adds.parameters), ['much']);
});

test('whose files a patch may add to what user space can see', async () => {
  const UAPI = 'include/uapi/linux/kvm.h';
  const seen = async (diff: Given['diff']) => {
    const { patches } = readSeries(await seriesOf({ title: 'KVM: x86: Add it', diff: diff! }));
    const { capabilities, ioctls, uapi, cpuid, parameters } = patches[0]!.adds;
    return [
      mayAdd(patches[0]!.patch),
      capabilities.length + ioctls.length + uapi.length + cpuid.length + parameters.length,
    ];
  };
  const [reports, parameter] = ['+\t\tF(LAM),', '+module_param(demo, bool, 0444);'];
  assert.deepEqual(await seen({ [UAPI]: ['+#define KVM_DEMO 1'] }), [true, 1]);
  assert.deepEqual(
    await seen({ [`+${UAPI.replace('kvm', 'kvm_demo')}`]: ['+#define KVM_DEMO 1'] }),
    [true, 1],
    'the file is not',
  );
  for (const line of [reports, parameter, '+\tkvm_cpu_cap_set(LAM);'])
    assert.deepEqual(await seen({ [KVM]: [line] }), [true, 1], line);
  for (const line of [reports, parameter].map((one) => one.replace('+', ' ')))
    assert.deepEqual(await seen({ [KVM]: [line, '+\ta();'] }), [false, 0]);
  for (const path of ['kernel/params.c', TEST])
    assert.deepEqual(await seen({ [path]: [reports, parameter] }), [false, 0], path);
  assert.deepEqual(await seen({ [KVM]: ['+\tf(LAM);', '+#define KVM_DEMO 1'] }), [false, 0]);
});
