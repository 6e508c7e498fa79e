import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { verdictOf } from '../../../src/analysis/order/order/verdict';
import { isTelling } from '../../../src/analysis/order/relations/needs';
import { levelOf, relate, relationsOf } from '../../../src/analysis/order/relations/relate';
import type { Series } from '../../../src/model/patch';
import { type Given, seriesOf } from './help';
import { move } from './measure';

const CAP: Given = {
  title: 'KVM: x86: Add KVM_CAP_HALT_COUNT',
  diff: { 'include/uapi/linux/kvm.h': ['+#define KVM_CAP_HALT_COUNT 244'] },
};
const REPORT: Given = {
  title: 'KVM: x86: Advertise KVM_CAP_HALT_COUNT',
  diff: { 'arch/x86/kvm/x86.c': ['+\tcase KVM_CAP_HALT_COUNT:'] },
};
const test_ = (code: string, title = 'KVM: selftests: Add a test for the count of HALT exits'): Given => ({
  title,
  text: 'Verify that HALT exits are counted.',
  diff: { '+tools/testing/selftests/kvm/x86/halt_count_test.c': ['+int main(void)', '+{', code, '+}'] },
});
const GATED = test_('+\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_HALT_COUNT));');
const FIX: Given = {
  title: 'KVM: x86: Fix the wakeup of a halted vCPU by a pending INIT',
  text: 'Wake a halted vCPU up.\n\nFixes: 0123456789ab ("KVM: x86: Add it")',
  diff: { 'arch/x86/kvm/lapic.c': ['+\tkvm_vcpu_kick(vcpu);'] },
};
const FIX_TEST: Given = {
  title: 'KVM: selftests: Add a regression test for the wakeup of halted vCPUs by INIT',
  text: 'Halt a vCPU, send it an INIT, verify that it wakes up.',
  diff: { '+tools/testing/selftests/kvm/x86/halt_init_test.c': ['+int main(void)'] },
};
const UNRELATED: Given = {
  title: 'KVM: x86/pmu: Fix the width of fixed counters',
  text: 'Mask what is written.\n\nFixes: 0123456789ab ("KVM: x86: Add it")',
  diff: { 'arch/x86/kvm/pmu.c': ['+\tdata &= mask;'] },
};

const said = (series: Series) =>
  verdictOf(series)
    .wrong.filter(({ level }) => level !== 'note')
    .map(({ relation: { kind, first, second }, level }) => `${level} ${kind} ${first} ${second}`);

describe('a test and what it covers', () => {
  test('a uAPI name blocks, skip or no skip', async () => {
    assert.deepEqual(said(await seriesOf(GATED, CAP)), ['block covers 1 0']);
    assert.deepEqual(said(await seriesOf(CAP, GATED)), []);
  });
  test('between the name and the patch that advertises it, the test skips', async () => {
    assert.deepEqual(said(await seriesOf(CAP, GATED, REPORT)), []);
  });
  test('a gate that is open before the change is none', async () => {
    const change: Given = {
      title: 'KVM: x86: Count HALT exits of nested guests',
      diff: { 'arch/x86/kvm/vmx/nested.c': ['+\tvcpu->stat.halt_count_of_nested++;'] },
    };
    const relations = relationsOf(
      await seriesOf(
        CAP,
        REPORT,
        change,
        test_(
          '+\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_HALT_COUNT));',
          'KVM: selftests: Test the count of HALT exits of nested guests',
        ),
      ),
    ).all;
    const tie = relations.find(({ first, second }) => first === 2 && second === 3);
    assert.ok(tie !== undefined && tie.skips === false);
  });
  test('a fix and its test are tied by words; another fix is not', async () => {
    assert.deepEqual(said(await seriesOf(FIX_TEST, FIX)), ['block covers 1 0']);
    assert.deepEqual(said(await seriesOf(FIX, FIX_TEST, UNRELATED)), []);
    assert.match(said(await seriesOf(FIX_TEST, FIX, UNRELATED)).join(), /^(?:block|warn) covers 1 0$/);
  });
  test('kernel-internal names never tie a test', async () => {
    const internal: Given = {
      title: 'KVM: x86/mmu: Add a bound for the walk of roots',
      diff: { 'arch/x86/kvm/mmu/mmu.h': ['+#define PT_WALK_BOUND_MAX 5'] },
    };
    const user = test_('+\tint n = PT_WALK_BOUND_MAX;');
    assert.ok(!relationsOf(await seriesOf(user, internal)).all.some(({ build }) => build));
  });
  test('a name that the test copies by hand does not break the build', async () => {
    const copy = test_('+#define KVM_CAP_HALT_COUNT 244');
    assert.ok(!relationsOf(await seriesOf(copy, CAP)).all.some(({ build }) => build));
  });
  test('documentation may come first, a mixed patch is not ordered', async () => {
    const docs: Given = {
      title: 'KVM: x86: Document KVM_CAP_HALT_COUNT',
      diff: { 'Documentation/virt/kvm/api.rst': ['+KVM_CAP_HALT_COUNT'] },
    };
    const mixed: Given = { title: 'KVM: x86: Do all at once', diff: { ...CAP.diff, ...GATED.diff } };
    assert.deepEqual(said(await seriesOf(docs, CAP, GATED)), []);
    assert.deepEqual(said(await seriesOf(mixed)), []);
  });
});

describe('needs', () => {
  const brings: Given = {
    title: 'KVM: x86: Add kvm_count_halts()',
    diff: { 'arch/x86/kvm/x86.h': ['+int kvm_count_halts(struct kvm_vcpu *vcpu);'] },
  };
  const uses = (line: string, path = 'arch/x86/kvm/vmx/vmx.c'): Given => ({
    title: 'KVM: VMX: Use it',
    diff: { [path]: [line] },
  });
  test('a function before it is there', async () => {
    assert.deepEqual(said(await seriesOf(uses('+\tn = kvm_count_halts(vcpu);'), brings)), [
      'block needs 1 0',
    ]);
  });
  test('not in a comment, a string or a removed line', async () => {
    for (const line of [
      '+\t/* kvm_count_halts() */',
      '+\tpr_info("kvm_count_halts");',
      '-\tn = kvm_count_halts(vcpu);',
    ]) {
      assert.deepEqual(said(await seriesOf(uses(line), brings)), [], line);
    }
  });
  test('a field of a common name is no evidence', async () => {
    const field: Given = {
      title: 'KVM: x86: Add a field',
      diff: { 'arch/x86/kvm/x86.h': [' struct kvm_caps {', '+\tu64 exit_reason;', ' };'] },
    };
    assert.deepEqual(said(await seriesOf(uses('+\trun->exit_reason = 1;'), field)), []);
  });
  test('a file that a later patch adds', async () => {
    const file: Given = {
      title: 'KVM: VMX: Add a header',
      diff: { '+arch/x86/kvm/vmx/halts.h': ['+#define A 1'] },
    };
    assert.deepEqual(said(await seriesOf(uses('+#include "halts.h"'), file)), ['block needs 1 0']);
    const make: Given = {
      title: 'KVM: x86: Build it',
      diff: { 'arch/x86/kvm/Makefile': ['+kvm-y += halts.o'] },
    };
    const source: Given = {
      title: 'KVM: x86: Add the source',
      diff: { '+arch/x86/kvm/halts.c': ['+int a;'] },
    };
    assert.deepEqual(said(await seriesOf(make, source)), ['block needs 1 0']);
  });
});

test('what a test expects changes with the kernel: no order may be clean', async () => {
  const change: Given = {
    title: 'KVM: guest_memfd: Implement the truncation of files',
    diff: { 'virt/kvm/guest_memfd.c': ['-\treturn -EINVAL;', '+\treturn truncate_pages(file);'] },
  };
  const update: Given = {
    title: 'KVM: selftests: Update the truncation of guest_memfd files',
    text: 'Expect success, to reflect that the truncation of files is now implemented.',
    diff: {
      'tools/testing/selftests/kvm/guest_memfd_test.c': [
        '-\tTEST_ASSERT(ret < 0, "refused");',
        '+\tTEST_ASSERT(!ret, "done");',
      ],
    },
  };
  for (const series of [await seriesOf(change, update), await seriesOf(update, change)]) {
    assert.equal(relationsOf(series).mutual.length, 1);
  }
  const tolerant: Given = {
    ...update,
    diff: {
      'tools/testing/selftests/kvm/guest_memfd_test.c': [
        '+\tif (!ret)',
        '+\t\tTEST_ASSERT(size == 0, "done");',
      ],
    },
  };
  assert.equal(relationsOf(await seriesOf(change, tolerant)).mutual.length, 0);
});

describe('Order: lines', () => {
  test('settle a pair, by number or by shortlog', async () => {
    for (const other of ['patch 2', 'patches 2 and 7', `"${FIX.title}"`, 'all patches']) {
      assert.deepEqual(
        said(await seriesOf({ ...FIX_TEST, notes: `Order: independent of ${other}` }, FIX)),
        [],
        other,
      );
    }
    assert.notDeepEqual(
      said(await seriesOf({ ...FIX_TEST, notes: 'Order: independent of patch 3' }, FIX)),
      [],
    );
  });
  test('ask for an order', async () => {
    assert.deepEqual(said(await seriesOf(UNRELATED, { ...FIX, notes: 'Order: before patch 1' })), [
      'block needs 1 0',
    ]);
    assert.deepEqual(said(await seriesOf({ ...UNRELATED, notes: 'Order: after patch 2' }, FIX)), [
      'block needs 1 0',
    ]);
  });
});

test('where a patch stands is no evidence: the relations are the same in any order', async () => {
  const posted = await seriesOf(CAP, FIX, FIX_TEST, GATED, UNRELATED);
  const tell = (series: Series) =>
    relate(readSeries(series))
      .all.map((relation) => {
        const [first, second] = [relation.first, relation.second].map(
          (index) => series.patches[index]!.shortlog.value,
        );
        return `${relation.kind} "${first}" "${second}" ${relation.confidence.toFixed(6)}`;
      })
      .sort();
  for (let from = 0; from < 5; from += 1) {
    for (let to = 0; to < 5; to += 1) assert.deepEqual(tell(move(posted, from, to)), tell(posted));
  }
});

test('a series is read once', async () => {
  const series = await seriesOf(CAP, GATED);
  assert.equal(relationsOf(series), relationsOf(series));
  assert.ok(relationsOf(series).all.some((relation) => levelOf(relation) === 'block'));
});

test('a CPUID feature that was advertised before, and only moves to another line, is not a new one', async () => {
  const advertised = async (...lines: string[]) => {
    const series = await seriesOf({
      title: 'KVM: x86: Advertise LAM',
      diff: { 'arch/x86/kvm/cpuid.c': lines },
    });
    return readSeries(series).patches[0]!.adds.cpuid.map(({ name }) => name);
  };
  assert.deepEqual(await advertised('+\tF(LAM) | F(AVX_VNNI),'), ['X86_FEATURE_LAM', 'X86_FEATURE_AVX_VNNI']);
  assert.deepEqual(await advertised('-\tF(LAM),', '+\tF(LAM) | F(AVX_VNNI),'), ['X86_FEATURE_AVX_VNNI']);
  assert.deepEqual(await advertised(' \tif (has(LAM))', '+\tF(LAM),'), ['X86_FEATURE_LAM']);
  assert.deepEqual(await advertised('+\tkvm_cpu_cap_set(X86_FEATURE_LAM);', '+\tF(lam); G(LAM); F + LAM;'), [
    'X86_FEATURE_LAM',
  ]);
  assert.deepEqual(await advertised(' \tF(FRED),', '+\tF(LAM),'), ['X86_FEATURE_LAM']);
  assert.deepEqual(await advertised(' \tF(LAM),', '+\tF(LAM) | F(AVX_VNNI),'), ['X86_FEATURE_AVX_VNNI']);
});

test('a name tells where to look if it is long, and made of several words or capitals', () => {
  const names = ['gfn', 'r_b', 'MSR', 'GPA_X', 'a_long', 'nestedRun', 'XCOMP_BV', 'vcpus1'];
  assert.deepEqual(names.filter(isTelling), ['a_long', 'nestedRun', 'XCOMP_BV']);
});
