/** Made-up series, each with its verdict in both orders and what the verdict stands on. See series.ts for how they read. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidence, verdict } from './series';

interface Case {
  readonly name: string;
  readonly one: string;
  readonly other: string;
  /** What is said of the two in this order, and of the other first. */
  readonly said: readonly [string, string];
  /** In the evidence of the order that is wrong. */
  readonly because?: RegExp;
}

function cases(all: readonly Case[]): void {
  for (const { name, one, other, said, because } of all) {
    test(name, async () => {
      assert.deepEqual([await verdict(one, other), await verdict(other, one)], said);
      if (because !== undefined)
        assert.match(said[0] === '' ? await evidence(other, one) : await evidence(one, other), because);
    });
  }
}

const newTest = (title: string, ...code: string[]) =>
  `selftests: ${title}\n+T ${'demo_test.c'}\n+int main(void)\n+{\n${code.map((line) => `+\t${line}\n`).join('')}+}`;
const oldTest = (title: string, ...lines: string[]) =>
  `selftests: ${title}\nT demo_test.c\n${lines.join('\n')}`;
const fix = (title: string, ...lines: string[]) => `x86: ${title} | Fixes\nx86.c\n${lines.join('\n')}`;
const change = (title: string, ...lines: string[]) => `x86: ${title}\nx86.c\n${lines.join('\n')}`;

const RESET_CR8 = fix('Clear CR8 when a vCPU is reset', '+\tvcpu->arch.cr8 = 0;');

describe('a test of what a change does blocks before it', () => {
  cases([
    {
      name: 'a field that both change',
      one: newTest('Check the TPR after a reset', 'reset(vcpu);', 'TEST_ASSERT(!sregs.cr8, "stale");'),
      other: RESET_CR8,
      said: ['block covers 2<1', ''],
      because: /both change cr8/,
    },
    {
      name: 'a register that one of them has in capitals',
      one: newTest(
        'Check the reset of the TPR register CR8',
        'vmwrite(GUEST_CR8, 1);',
        'TEST_ASSERT(!vmread(GUEST_CR8), "stale");',
      ),
      other: RESET_CR8,
      said: ['block covers 2<1', ''],
      because: /both change|CR8/,
    },
    {
      name: 'a constant of the uAPI, whatever the words',
      one: newTest('Exercise dozing', 'TEST_REQUIRE(kvm_has_cap(KVM_CAP_DOZE));'),
      other: 'x86: Let vCPUs doze\nU\n+#define KVM_CAP_DOZE 250',
      said: ['block covers 2<1', ''],
      because: /KVM_CAP_DOZE, which patch 1 adds to the uAPI|KVM_CAP_DOZE, which patch 2 adds to the uAPI/,
    },
    {
      name: 'the shortlog of the change, quoted',
      one: oldTest(
        'Add a case | A test for "KVM: x86: Clear CR8 when a vCPU is reset".',
        '+\trun_again(vcpu);',
        '+\tTEST_ASSERT(ok(vcpu), "no");',
      ),
      other: RESET_CR8,
      said: ['block covers 2<1', ''],
      because: /message names patch/,
    },
    {
      name: 'a sentence that says so',
      one: newTest('Test the wakeup of halted vCPUs by NMI | Without the fix, the test hangs.', 'run(vcpu);'),
      other: fix('Wake up halted vCPUs on NMI', '+\tkick(vcpu);'),
      said: ['block covers 2<1', ''],
      because: /Without the fix/,
    },
    {
      name: 'an error code that only the change returns',
      one: newTest(
        'Test busy local APICs',
        'r = set_lapic(vcpu);',
        'TEST_ASSERT(r && errno == EEXIST, "busy");',
      ),
      other: change('Handle busy local APICs', '+\tif (busy)', '+\t\treturn -EEXIST;'),
      said: ['block covers 2<1', ''],
      because: /checks EEXIST/,
    },
    {
      name: 'a test that no longer expects its failure',
      one: oldTest(
        'Treat CR8 after reset as a failure in demo_test',
        '-\tif (sregs.cr8)',
        '-\t\tksft_exit_xfail();',
        '+\tTEST_ASSERT(!sregs.cr8, "stale");',
      ),
      other: RESET_CR8,
      said: ['block covers 2<1', ''],
      because: /no longer expects its failure/,
    },
    {
      name: 'one check more in an existing test',
      one: oldTest('Compare CR8 across reset in demo_test', '+\tTEST_ASSERT(!sregs.cr8, "stale");'),
      other: RESET_CR8,
      said: ['block covers 2<1', ''],
      because: /both change cr8/,
    },
  ]);
});

describe('a test that words alone tie warns at most', () => {
  cases([
    {
      name: 'all of the words of the title',
      one: newTest('Test the wakeup of a halted vCPU by a pending NMI', 'return run(vcpu);'),
      other: fix('Fix the wakeup of a halted vCPU by a pending NMI', '+\tkick(vcpu);'),
      said: ['warn covers 2<1', ''],
      because: /both mention wakeup/,
    },
    {
      name: 'a new test of what KVM does today, before a fix of the same area',
      one: newTest(
        'Verify that a filter with an unknown action is rejected',
        'TEST_ASSERT(set_filter(vm, &f) < 0, "taken");',
      ),
      other: change(
        'Reject filters with reserved bits in the fixed bitmap',
        '+\tif (filter.fixed_bitmap >> 16)',
        '+\t\treturn -EINVAL;',
      ),
      said: ['', ''],
    },
    {
      name: 'the register of the title, and nothing else of it',
      one: oldTest(
        'Verify that TSC_AUX is zero after creation',
        '+\tASSERT_EQ(vcpu_get_msr(vcpu, MSR_TSC_AUX), 0);',
      ),
      other: fix(
        "Honor host-initiated writes to TSC_AUX if it's hidden from the guest",
        '-\tif (has_tsc_aux(vcpu))',
        '+\tif (msr_info->host_initiated || has_tsc_aux(vcpu))',
      ),
      said: ['', ''],
    },
    {
      name: 'the one word that a series of two has in common',
      one: newTest('Stress the creation of vCPUs with one BOOT processor', 'run(vcpu);'),
      other: fix('Check the limit of KVM_SET_BOOT_CPU_ID', '+\tif (arg > max)', '+\t\treturn -EINVAL;'),
      said: ['', ''],
    },
    {
      name: 'a refactoring that a test pins',
      one: oldTest('Add coverage for DR6 being read-only', '+\twrmsr(MSR_DR6, 0);'),
      other: change(
        'Consolidate the checks of DR6 | No functional change intended.',
        '-\tif (a)',
        '+\tif (check(a))',
      ),
      said: ['', ''],
    },
  ]);
});

describe('a test that does no harm before its change', () => {
  const strict = ['TEST_ASSERT(!sregs.cr8, "stale");'];
  cases([
    {
      name: 'it asks for an argument',
      one: newTest('Check CR8 across reset', '__TEST_REQUIRE(argc > 1, "known to fail");', ...strict),
      other: RESET_CR8,
      said: ['', ''],
    },
    {
      name: 'it expects its failure',
      one: newTest('Check CR8 across reset', 'if (sregs.cr8)', '\tksft_exit_xfail();'),
      other: RESET_CR8,
      said: ['', ''],
    },
    {
      name: 'it says that it is not run by default',
      one: newTest(
        "Check CR8 across reset | Don't run by default: it is skipped unless the user asks.",
        ...strict,
      ),
      other: RESET_CR8,
      said: ['', ''],
    },
    {
      name: 'it tests what an older commit mended',
      one: newTest(
        'Test CR8 across reset | A regression test for abcdef012345 ("KVM: x86: Clear TPR").',
        ...strict,
      ),
      other: RESET_CR8,
      said: ['', ''],
    },
    {
      name: 'it is of another architecture',
      one: 'selftests: Check cr8 across reset\n+L arm64/demo_test.c\n+int main(void)\n+{\n+\tTEST_ASSERT(!sregs.cr8, "stale");\n+}',
      other: RESET_CR8,
      said: ['', ''],
    },
    {
      name: 'it passes on any kernel',
      one: newTest(
        'Check the wakeup of a halted vCPU by NMI | Existing behavior, it passes on all kernels.',
        'return run(vcpu);',
      ),
      other: fix('Fix the wakeup of a halted vCPU by NMI', '+\tkick(vcpu);'),
      said: ['', ''],
    },
  ]);
  test('it is built by a patch after the change', async () => {
    const built = 'selftests: Build demo_test\nL Makefile.kvm\n+TEST_GEN_PROGS_x86 += x86/demo_test';
    const early = newTest('Check CR8 across reset', ...strict);
    assert.equal(await verdict(early, RESET_CR8, built), '');
    assert.equal(await verdict(early, built, RESET_CR8), 'block covers 3<2');
  });
});

describe('several changes and tests', () => {
  const DOZE = change(
    'Fail KVM_CAP_DOZE if a vCPU exists',
    '+\tif (kvm->created_vcpus)',
    '+\t\treturn -EBUSY;',
  );
  const ROUSE = fix('Check the argument of KVM_ROUSE', '+\tif (arg >> 32)', '+\t\treturn -EINVAL;');
  const DOZE_TEST = newTest(
    'Test KVM_CAP_DOZE once a vCPU exists',
    'vm_ioctl(vm, KVM_ROUSE, 0);',
    'r = enable(vm, KVM_CAP_DOZE);',
    'TEST_ASSERT(r < 0, "fail");',
  );
  const ROUSE_TEST = oldTest(
    'Check the argument of KVM_ROUSE for garbage',
    '+\tr = vm_ioctl(vm, KVM_ROUSE, BIT_ULL(32));',
    '+\tTEST_ASSERT(r < 0, "bad argument");',
  );
  test('a mention of the ioctl of the other fix ties nothing', async () => {
    assert.equal(await verdict(DOZE, DOZE_TEST, ROUSE, ROUSE_TEST), '');
    assert.equal(await verdict(ROUSE, ROUSE_TEST, DOZE, DOZE_TEST), '');
    assert.equal(await verdict(DOZE, ROUSE, DOZE_TEST, ROUSE_TEST), '');
  });
  test('each test before its own fix is found', async () => {
    assert.match(await verdict(DOZE_TEST, DOZE, ROUSE, ROUSE_TEST), /^(?:warn|block) covers 2<1$/);
    assert.match(await verdict(DOZE, ROUSE_TEST, ROUSE, DOZE_TEST), /^(?:warn|block) covers 3<2$/);
  });
  test('an exception level is no register', async () => {
    const trap =
      'arm64: Trap accesses of DOZE_EL1\narch/arm64/kvm/sys_regs.c\n+\t{ SYS_DESC(SYS_DOZE_EL1) },';
    const check = (name: string) =>
      `arm64: selftests: Check the reset value of ${name}\n+tools/testing/selftests/kvm/arm64/demo_test.c\n+int main(void)\n+{\n+\tTEST_ASSERT_EQ(read(SYS_${name}), 0);\n+}`;
    assert.equal(await verdict(check('NAP_EL1'), trap), '');
    assert.match(await verdict(check('DOZE_EL1'), trap), /^(?:warn|block) covers 2<1$/);
  });
  test('a call that is expected to fail is no test that is', async () => {
    const lines = ['+\tstate.mp_state = MP_STATE_DOZING;', '+\tTEST_ASSERT(set(vcpu, &state), "taken");'];
    const refuse = change(
      'Reject MP_STATE_DOZING with a pending SMI',
      '+\tif (s == MP_STATE_DOZING)',
      '+\t\tgoto out;',
    );
    const call = oldTest('Try to doze with a pending SMI | The ioctl is expected to fail.', ...lines);
    assert.equal(await verdict(call, refuse), 'block covers 2<1');
    assert.equal(await verdict(refuse, call), '');
    const excused = oldTest(
      'Try to doze with a pending SMI | The test is expected to fail for now.',
      ...lines,
    );
    assert.equal(await verdict(excused, refuse), '');
  });
  test('two tests of one fix, one on the wrong side', async () => {
    const strict = ['reset(vcpu);', 'TEST_ASSERT(!sregs.cr8, "stale");'];
    const near = newTest('Verify that CR8 is cleared when a vCPU is reset', ...strict);
    const far = oldTest('Check CR8 after INIT', '+\tTEST_ASSERT(!sregs.cr8, "stale");');
    assert.equal(await verdict(RESET_CR8, near, far), '');
    assert.match(await verdict(far, RESET_CR8, near), /^(?:warn|block) covers 2<1$/);
    assert.equal(await verdict(near, RESET_CR8, far), 'block covers 2<1');
  });
  test('a test is reverted before the change', async () => {
    const lines = '\tdbgregs.dr6 = BIT_ULL(32);\n=\tTEST_ASSERT(set(vcpu, &dbgregs), "taken");';
    const check = (title: string, mark: string) =>
      `${title}\nT demo_test.c\n${mark}${lines.replace('=', mark)}`;
    const reject = (title: string, mark: string) =>
      `${title}\nx86.c\n${mark}\tif (dbgregs->dr6 >> 32)\n${mark}\t\treturn -EINVAL;`;
    const [titleOfCheck, titleOfReject] = [
      'selftests: Verify DR6 of KVM_SET_DEBUGREGS',
      'x86: Reject DR6 of KVM_SET_DEBUGREGS',
    ];
    const undoCheck = check(`Revert "KVM: ${titleOfCheck}"`, '-');
    const undoReject = reject(`Revert "KVM: ${titleOfReject}"`, '-');
    const start = [reject(titleOfReject, '+'), check(titleOfCheck, '+')];
    assert.equal(await verdict(...start, undoCheck, undoReject), '');
    assert.match(await verdict(...start, undoReject, undoCheck), /adapts-to 4<3/);
  });
});

describe('the update of a test comes before the change that breaks it', () => {
  cases([
    {
      name: 'the test gives up a constant that the change rejects',
      one: change('Reject writes to MSR_DOZE from userspace', ' \tcase MSR_DOZE:', '+\t\treturn 1;'),
      other: oldTest('Drop the write of MSR_DOZE in demo_test', '-\tvcpu_set_msr(vcpu, MSR_DOZE, 1);'),
      said: ['warn adapts-to 2<1', ''],
      because: /stricter about MSR_DOZE/,
    },
    {
      name: 'the test gives up a constant that only the code of the change has',
      one: change(
        'Validate all of struct kvm_doze',
        '+\tif ((doze->status & DOZE_STATUS_NAP) && !doze->nap)',
        '+\t\treturn -EINVAL;',
      ),
      other: oldTest(
        'Clear the nap bit in demo_test | There is no nap in this kvm_doze.',
        '-\tdoze.status = DOZE_STATUS_ON | DOZE_STATUS_NAP;',
        '+\tdoze.status = DOZE_STATUS_ON;',
      ),
      said: ['block adapts-to 2<1', ''],
      because: /drops DOZE_STATUS_NAP/,
    },
    {
      name: 'a fresh vCPU for what may no longer be changed',
      one: change('Disallow changes to PERF_DOZE after KVM_RUN', '+\tif (ran(vcpu))', '+\t\treturn 1;'),
      other: oldTest(
        'Use a fresh vCPU for each PERF_DOZE testcase',
        '+\tvcpu = vm_vcpu_add(vm, 1, guest_code);',
      ),
      said: ['warn adapts-to 2<1', ''],
      because: /PERF_DOZE/,
    },
    {
      name: 'a check that takes more than it did',
      one: change('Enumerate one more leaf in KVM_GET_SUPPORTED_DOZE', '+\t\t{ .function = DOZE_LEAF },'),
      other: oldTest(
        "Don't assert on the exact number of KVM_GET_SUPPORTED_DOZE leaves",
        '-\tTEST_ASSERT(cpuid->nent == nent, "leaves");',
        '+\tTEST_ASSERT(cpuid->nent >= nent, "leaves");',
      ),
      said: ['warn adapts-to 2<1', ''],
      because: /changes what it expects/,
    },
    {
      name: 'a module parameter that goes, and a script',
      one: 'x86/mmu: Drop the doze_period_ms module param\nmmu/mmu.c\n-module_param_cb(doze_period_ms, &doze_ops, &doze_period_ms, 0644);'.replace(
        'mmu/mmu.c',
        'arch/x86/kvm/mmu/mmu.c',
      ),
      other:
        'selftests: Tolerate absence of the doze period\nT doze_test.sh\n-P=$(cat /sys/module/kvm/parameters/doze_period_ms)\n+P=$(cat /sys/module/kvm/parameters/doze_period_ms || true)',
      said: ['block adapts-to 2<1', ''],
      because: /doze_period_ms, which patch 1 removes/,
    },
    {
      name: 'a statistic that goes',
      one: change('Drop the doze_exits stat', '-\tSTATS_DESC_COUNTER(VCPU, doze_exits),'),
      other: oldTest('Stop reading doze_exits in demo_test', '-\tn = vcpu_get_stat(vcpu, "doze_exits");'),
      said: ['block adapts-to 2<1', ''],
      because: /doze_exits, which patch 1 removes/,
    },
    {
      name: 'a file in debugfs that goes',
      one: change(
        'Drop doze-offset from debugfs',
        '-\tdebugfs_create_file("doze-offset", 0444, dentry, vcpu, &fops);',
      ),
      other: oldTest('Stop reading doze-offset in demo_test', '-\tn = read_debugfs("doze-offset");'),
      said: ['block adapts-to 2<1', ''],
      because: /doze-offset, which patch 1 removes/,
    },
    {
      name: 'a sentence that says so',
      one: change('Return -ENXIO for a missing doze', '-\t\treturn -EINVAL;', '+\t\treturn -ENXIO;'),
      other: oldTest(
        'Be less strict in demo_test | Otherwise, the test will fail once a missing doze has an errno of its own.',
        '-\tTEST_ASSERT(errno == EINVAL, "doze");',
        '+\tTEST_ASSERT(errno, "doze");',
      ),
      said: ['block adapts-to 2<1', ''],
      because: /Otherwise, the test will fail/,
    },
    {
      name: 'another value where the change is stricter about values',
      one: fix('Reject doze vectors below 0x20', '-\tif (vector < 0x10)', '+\tif (vector < 0x20)'),
      other: oldTest(
        'Use a doze vector above 0x20 in demo_test | Vector 0x10 is not a doze vector.',
        '-#define DOZE_VECTOR 0x10',
        '+#define DOZE_VECTOR 0x30',
      ),
      said: ['warn adapts-to 2<1', ''],
      because: /uses another value/,
    },
    {
      name: 'another value of a call that is checked later',
      one: change('Require the doze base to be aligned to 128KiB', '+\tif (!IS_ALIGNED(base, SZ_128K))'),
      other: oldTest(
        'Move the doze base to 128KiB in demo_test',
        '-\taddr = 0x10000;',
        '+\taddr = 0x20000;',
        ' \tdoze_at(vm, addr);',
        ' \tTEST_ASSERT(!r, "doze");',
      ),
      said: ['warn adapts-to 2<1', ''],
    },
    {
      name: 'a loop over flags that leaves out the one that the change adds',
      one: 'x86: Add a flag to KVM_DOZE that naps\nU\n+#define KVM_DOZE_NAP BIT(0)\nx86.c\n-\tif (doze->flags)\n+\tif (doze->flags & ~KVM_DOZE_NAP)',
      other: oldTest(
        'Adjust the test of invalid KVM_DOZE flags | Bit 0 is KVM_DOZE_NAP.',
        '-\tfor (i = 0; i < 32; i++)',
        '+\tfor (i = 1; i < 32; i++)',
        ' \t\tTEST_ASSERT(doze(BIT(i)) < 0, "accepted");',
      ),
      said: ['warn adapts-to 2<1', ''],
      because: /adds to the uAPI, and a loop of the test/,
    },
    {
      name: 'a loop, and a change that adds nothing',
      one: change('Doze longer in KVM_DOZE', '+\tdoze(vcpu, 2);'),
      other: oldTest(
        'Run KVM_DOZE more often in demo_test',
        '-\tfor (i = 0; i < 32; i++)',
        '+\tfor (i = 0; i < 64; i++)',
      ),
      said: ['', ''],
    },
    {
      name: 'a field that the change hides from the test',
      one: change('Hide the nap field of DOZE_CTRL from user space', '-\tDOZE_CTRL_NAP |'),
      other: oldTest('Drop nap from the fields of DOZE_CTRL in demo_test', '-\tFIELD(DOZE_CTRL, nap),'),
      said: ['warn adapts-to 2<1', ''],
      because: /stricter about DOZE_CTRL/,
    },
    {
      name: 'a sentence about what will be',
      one: change('Doze on HLT if bit 5 of KVM_DOZE is set', '+\tdoze(vcpu);'),
      other: oldTest(
        'Leave bit 5 of KVM_DOZE alone in demo_test | It will get a meaning on HLT.',
        '-\tset(vcpu, KVM_DOZE, BIT(5));',
        '+\tset(vcpu, KVM_DOZE, BIT(6));',
      ),
      said: ['block adapts-to 2<1', ''],
      because: /will get a meaning/,
    },
    {
      name: 'another value where the change is about something else',
      one: change('Reject writes to MSR_ROUSE from userspace', '+\t\treturn 1;'),
      other: oldTest('Use more pages in demo_test', '-#define NR_PAGES 16', '+#define NR_PAGES 64'),
      said: ['', ''],
    },
    {
      name: 'a test whose layout changes is not made ready for anything',
      one: change('Reject writes to MSR_DOZE from userspace', '+\t\treturn 1;'),
      other: oldTest('Use pr_info() in demo_test', '-\tprintf("done");', '+\tpr_info("done");'),
      said: ['', ''],
    },
  ]);
});

describe('no order is clean where one expected value takes the place of another', () => {
  const renamed = 'x86: Rename the stat doze_exits to nap_exits\nx86.c\n';
  const rename = `${renamed}-\tSTATS_DESC_COUNTER(VCPU, doze_exits),\n+\tSTATS_DESC_COUNTER(VCPU, nap_exits),`;
  const read = (name: string) => `\tn = vcpu_get_stat(vcpu, "${name}");`;
  cases([
    {
      name: 'the name of a statistic',
      one: rename,
      other: oldTest('Follow the renamed stat nap_exits', `-${read('doze_exits')}`, `+${read('nap_exits')}`),
      said: ['warn both 1 2', 'warn both 1 2'],
    },
    {
      name: 'but the test that takes either name comes first',
      one: rename,
      other: oldTest(
        'Accept both names of the stat nap_exits',
        `-${read('doze_exits')}`,
        `+\tif (has_stat(vcpu, "nap_exits"))`,
        `+\t${read('nap_exits')}`,
        '+\telse',
        `+\t${read('doze_exits')}`,
      ),
      said: ['block adapts-to 2<1', ''],
    },
    {
      name: 'a count',
      one: change('Enumerate the doze leaf in KVM_GET_SUPPORTED_DOZE', '+\t\t{ .function = DOZE_LEAF },'),
      other: oldTest(
        'Expect 11 KVM_GET_SUPPORTED_DOZE leaves | KVM enumerates the doze leaf.',
        '-\tint expected = 10;',
        '+\tint expected = 11;',
      ),
      said: ['warn both 1 2', 'warn both 1 2'],
    },
    {
      name: 'a count, on the second line of a check',
      one: change('Enumerate the doze leaf in KVM_GET_SUPPORTED_DOZE', '+\t\t{ .function = DOZE_LEAF },'),
      other: oldTest(
        'Expect 11 KVM_GET_SUPPORTED_DOZE leaves | KVM enumerates the doze leaf.',
        ' \trun(vcpu);',
        ' \tTEST_ASSERT_EQ(cpuid->nent,',
        '-\t\t       10);',
        '+\t\t       11);',
      ),
      said: ['warn both 1 2', 'warn both 1 2'],
    },
    {
      name: 'an error code',
      one: change('Use -ENXIO for a missing doze', '-\t\treturn -EINVAL;', '+\t\treturn -ENXIO;'),
      other: oldTest(
        'Expect ENXIO for a missing doze',
        '-\tTEST_ASSERT(errno == EINVAL, "doze");',
        '+\tTEST_ASSERT(errno == ENXIO, "doze");',
      ),
      said: ['warn both 1 2', 'warn both 1 2'],
    },
  ]);
});

describe('what does not build', () => {
  const header = 'x86: Add kvm_doze()\nx86.h\n+int kvm_doze(struct kvm_vcpu *vcpu);';
  const use = (line: string) => `x86: Use it\nx86.c\n+\t${line}`;
  cases([
    {
      name: 'a function before it is there',
      one: use('r = kvm_doze(vcpu);'),
      other: header,
      said: ['block needs 2<1', ''],
    },
    {
      name: 'a macro that is only asked for',
      one: 'x86: Use it\nx86.c\n+#if defined(KVM_DOZE_MAX) || KVM_DOZE_MAX > 1\n+#ifdef KVM_DOZE_MAX\n+#endif',
      other: 'x86: Add KVM_DOZE_MAX\nx86.h\n+#define KVM_DOZE_MAX 3',
      said: ['', ''],
    },
    { name: 'a variable of its name', one: use('int kvm_doze = 0;'), other: header, said: ['', ''] },
    { name: 'a label of its name', one: use('goto kvm_doze;'), other: header, said: ['', ''] },
    {
      name: 'a parameter of its name',
      one: 'x86: Use it\nx86.c\n+int kvm_rouse(struct kvm_vcpu *vcpu, int kvm_doze);',
      other: header,
      said: ['', ''],
    },
    {
      name: 'what the lines around a change have already',
      one: 'x86: Use it\nx86.c\n \told = kvm_doze(vcpu);\n+\tnew = kvm_doze(vcpu);',
      other: header,
      said: ['', ''],
    },
    {
      name: 'a field that the patch moves from elsewhere',
      one: 'x86: Move the hook\nx86.c\n-\thooks.doze_intr_hook = NULL;\nlapic.c\n+\thooks.doze_intr_hook = NULL;',
      other:
        'x86: Take the hook\narch/x86/include/asm/kvm_host.h\n struct kvm_x86_init_ops {\n+\tint (*doze_intr_hook)(void);\n };',
      said: ['', ''],
    },
    {
      name: 'a field of another struct',
      one: 'x86: Empty the hook\nx86.c\n static struct doze_hooks hooks = {\n+\t.doze_intr_hook = NULL,\n };',
      other:
        'x86: Take the hook\narch/x86/include/asm/kvm_host.h\n struct kvm_x86_init_ops {\n+\tint (*doze_intr_hook)(void);\n };',
      said: ['', ''],
    },
    {
      name: 'a field of the struct that is initialized',
      one: 'x86: Set the hook\nx86.c\n static struct kvm_x86_init_ops ops = {\n+\t.doze_intr_hook = doze,\n };',
      other:
        'x86: Add the hook\narch/x86/include/asm/kvm_host.h\n struct kvm_x86_init_ops {\n+\tint (*doze_intr_hook)(void);\n };',
      said: ['block needs 2<1', ''],
    },
    {
      name: 'a signature whose callers follow',
      one: 'x86: Pass the vCPU to kvm_doze_valid()\nx86.h\n-static inline bool kvm_doze_valid(u64 data)\n+static inline bool kvm_doze_valid(struct kvm_vcpu *vcpu, u64 data)\n {',
      other:
        'VMX: Pass the vCPU when checking dozes\nvmx/vmx.c\n-\tif (!kvm_doze_valid(data))\n+\tif (!kvm_doze_valid(vcpu, data))',
      said: ['block needs 2<1', 'block needs 2<1'],
      because: /changes the arguments of kvm_doze_valid/,
    },
    {
      name: 'a static function whose user follows',
      one: 'x86: Add kvm_doze_once()\nx86.c\n+static void kvm_doze_once(struct kvm_vcpu *vcpu)\n+{\n+\tdoze(vcpu);\n+}',
      other: 'x86: Doze once\nx86.c\n+\tkvm_doze_once(vcpu);',
      said: ['block needs 2<1', 'block needs 2<1'],
      because: /static and unused until patch 2/,
    },
    {
      name: 'an export after its user in another module',
      one: 'VMX: Doze\nvmx/vmx.c\n+\tkvm_doze(vcpu);',
      other: 'x86: Export kvm_doze()\nx86.c\n+EXPORT_SYMBOL_GPL(kvm_doze);',
      said: ['block needs 2<1', ''],
      because: /different modules/,
    },
    {
      name: 'an export whose user is in the same module',
      one: 'x86: Doze\nlapic.c\n+\tkvm_doze(vcpu);',
      other: 'x86: Export kvm_doze()\nx86.c\n+EXPORT_SYMBOL_GPL(kvm_doze);',
      said: ['', ''],
    },
    {
      name: 'a call of an op before it is listed',
      one: 'x86: Call doze\nx86.c\n+\tkvm_x86_call(doze_vcpu)(vcpu);',
      other: 'x86: Add the doze_vcpu op\narch/x86/include/asm/kvm-x86-ops.h\n+KVM_X86_OP(doze_vcpu)',
      said: ['block needs 2<1', ''],
      because: /kvm_x86_doze_vcpu/,
    },
    {
      name: 'a uAPI header that is only copied',
      one: newTest('Exercise dozing', 'enable(KVM_CAP_DOZE);'),
      other:
        'x86: Let vCPUs doze\nU\n+#define KVM_CAP_DOZE 250\ntools/include/uapi/linux/kvm.h\n+#define KVM_CAP_DOZE 250',
      said: ['block covers 2<1', ''],
    },
    {
      name: 'a library file that a later patch lists',
      one: 'selftests: Use doze_all()\nT demo_test.c\n+\tdoze_all(vm);',
      other: 'selftests: Add doze_all()\nL include/doze.h\n+void doze_all(struct kvm_vm *vm);',
      said: ['block needs 2<1', ''],
    },
  ]);
  test('a sync of the copies of uAPI headers makes no test build', async () => {
    const sync = 'tools headers: Sync\ntools/include/uapi/linux/kvm.h\n+#define KVM_CAP_DOZE 250';
    const header2 = 'x86: Let vCPUs doze\nU\n+#define KVM_CAP_DOZE 250';
    const user = newTest('Exercise dozing', 'enable(KVM_CAP_DOZE);');
    assert.equal(await verdict(sync, user, header2), 'block covers 3<2');
  });
  test('a function whose use is beside it, from an earlier patch', async () => {
    const line = '\treturn kvm_doze_all(vcpu);';
    const user = `x86: Doze on exit\nx86.c\n-\treturn 0;\n+${line}`;
    const add = (beside: string) =>
      `x86: Add kvm_doze_all()\nx86.c\n+int kvm_doze_all(struct kvm_vcpu *vcpu)\n+{\n+\treturn doze(vcpu);\n+}\n \n int kvm_exit(struct kvm_vcpu *vcpu)\n {\n ${beside}`;
    assert.equal(await verdict(user, add(line)), 'block needs 2<1');
    assert.equal(await verdict(add('\treturn 0;'), user), '');
    // The lines around the definition have the name from elsewhere.
    assert.equal(await verdict(user, add('\tother(kvm_doze_all(vcpu));')), '');
    const again = `x86: Doze twice\nx86.c\n \tx = kvm_doze_all(vcpu);\n+${line}`;
    assert.equal(await verdict(again, add(line)), '');
  });
  test('a file of KVM is linked from the patch on that lists it', async () => {
    const code = '+\tkvm_doze_all(vm);';
    const file = '+doze.c\n+void kvm_doze_all(struct kvm *kvm)\n+{\n+\tdoze(kvm);\n+}\n+doze.h\n';
    const add = `x86: Add kvm_doze_all()\n${file}+void kvm_doze_all(struct kvm *kvm);`;
    const stub = `x86: Add kvm_doze_all()\n${file}+#ifdef CONFIG_KVM_DOZE\n+void kvm_doze_all(struct kvm *kvm);\n+#else\n+static inline void kvm_doze_all(struct kvm *kvm) {}\n+#endif`;
    const user = `x86: Doze on exit\nx86.c\n${code}`;
    const list = 'x86: Build doze.o\narch/x86/kvm/Makefile\n+kvm-y += doze.o';
    assert.equal(await verdict(add, list, user), '');
    assert.equal(await verdict(add, user, list), 'block needs 3<2');
    assert.equal(await verdict(stub, user, list), '');
  });
  test('a library is linked from the patch on that lists it', async () => {
    const lib =
      'selftests: Add doze_all()\n+L lib/doze.c\n+void doze_all(struct kvm_vm *vm)\n+{\n+\tdoze(vm);\n+}\n+L include/doze.h\n+void doze_all(struct kvm_vm *vm);';
    const user = 'selftests: Use doze_all()\nT demo_test.c\n+\tdoze_all(vm);';
    const list = 'selftests: Build doze.c\nL Makefile.kvm\n+LIBKVM += lib/doze.c';
    assert.equal(await verdict(lib, list, user), '');
    assert.equal(await verdict(lib, user, list), 'block needs 3<2');
  });
});
