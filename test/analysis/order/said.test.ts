/** What patches say of themselves: excuses, gates, settled orders, kinds and titles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredIn, pairKey } from '../../../src/analysis/order/extract/declared';
import { builderOf, isExcused, revertsIn, testsOldCommit } from '../../../src/analysis/order/extract/excuses';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { gateOf } from '../../../src/analysis/order/extract/gates';
import { description } from '../../../src/analysis/order/extract/kinds';
import { sentences } from '../../../src/analysis/order/extract/said';
import { spelled } from '../../../src/analysis/order/extract/words';
import { Names } from '../../../src/analysis/order/relations/needs';
import { makePatch, type Series } from '../../../src/model/patch';
import { parseSubject } from '../../../src/model/subject';
import { Source } from '../../../src/model/text';
import { type Given, seriesOf } from './help';

const X86 = 'arch/x86/kvm/x86.c';
const FOLDER = 'tools/testing/selftests/kvm';
const TEST = `${FOLDER}/x86/demo_test.c`;
const read = async (...given: readonly Given[]) => readSeries(await seriesOf(...given));

test('a shortlog without its prefix', () => {
  const titles: Record<string, string> = {
    'KVM: x86: Do it': 'Do it',
    'KVM: nested vmx: Do it': 'Do it',
    'KVM: Fix the bug: it leaks': 'Fix the bug: it leaks',
    'Do it': 'Do it',
    'KVM: x86/mmu: ': '',
  };
  assert.deepEqual(
    Object.fromEntries(Object.keys(titles).map((title) => [title, description(title)])),
    titles,
  );
});

test('sentences, each once, without their line breaks', () => {
  assert.deepEqual(sentences('One of\n them. Two: three!  Four? e.g.5'), [
    'One of them.',
    'Two:',
    'three!',
    'Four?',
    'e.g.5',
  ]);
  assert.equal(sentences('x'.repeat(500))[0]!.length, 400);
});

test('words as a text spells them', () => {
  assert.deepEqual(spelled('Mapped the maps of SEV-ES guests', new Set(['map', 'sev-e', 'sev']), 5), [
    'Mapped',
    'SEV-ES',
    'SEV',
  ]);
  assert.deepEqual(spelled('one two three', new Set(['one', 'two', 'three', 'thre']), 2), ['one', 'two']);
});

test('the order that a contributor settles, in mails and in commits', async () => {
  const settled = async (notes: string) => {
    const given = ['A', 'B', 'C'].map((title, i) => ({
      title: `KVM: x86: ${title}`,
      ...(i === 0 && { notes }),
    }));
    const { free, ordered } = declaredIn(await read(...given));
    return [[...free], ordered.map(({ first, second }) => `${first}<${second}`)];
  };
  assert.deepEqual(await settled('Order: independent of patch 2'), [['0 1'], []]);
  assert.deepEqual(await settled('order: Independent of patches 2 and 3'), [['0 1', '0 2'], []]);
  assert.deepEqual(await settled('Order: after patch 3'), [[], ['2<0']]);
  assert.deepEqual(await settled('v2: x\n  Order: before #2, 3'), [[], ['0<1', '0<2']]);
  assert.deepEqual(await settled('Order: independent of all patches'), [['0 1', '0 2'], []]);
  assert.deepEqual(await settled('Order: after "KVM: x86: B"'), [[], ['1<0']]);
  assert.deepEqual(await settled('Order: after the rest'), [[], []]);
  assert.deepEqual(await settled('Order: after patch 1'), [[], []], 'itself');
  assert.deepEqual(await settled('The Order: after patch 2'), [[], []]);
  assert.deepEqual(await settled('Order: after version 2'), [[], []]);
  assert.equal(pairKey(2, 1), '1 2');
  const commit = (title: string, more = '', notes = '') =>
    makePatch({
      origin: { kind: 'commit', file: null, messageId: null, commit: title },
      subject: parseSubject(`KVM: ${title}`),
      message: Source.ofLines(`KVM: ${title}\n\nText.${more}`),
      ...(notes && { notes: Source.ofLines(notes).all() }),
    });
  const range = (...patches: Series['patches']): Series => ({
    cover: null,
    patches,
    version: 1,
    of: patches.length,
    rfc: false,
    whole: true,
    mailed: false,
  });
  const order = (first: ReturnType<typeof commit>) =>
    declaredIn(readSeries(range(first, commit('B')))).ordered;
  assert.deepEqual(order(commit('A', '\n---\nOrder: after patch 2')).at(-1), { first: 1, second: 0 });
  assert.deepEqual(order(commit('A', '', 'Order: after patch 2')), [{ first: 1, second: 0 }]);
  assert.deepEqual(order(commit('A', '\n---\nOrder: after patch 2', 'git-kvm: x')), [
    { first: 1, second: 0 },
  ]);
});

test('a test that may come first: it is expected to fail, or not run', async () => {
  const excused = async (text: string, ...lines: string[]) => {
    const { patches } = await read({ title: 'KVM: selftests: Test it', text, diff: { [TEST]: lines } });
    return isExcused(patches[0]!);
  };
  const plain = '+\trun(vcpu);';
  assert.ok(await excused('Test it.', '+\tksft_exit_xfail();'));
  assert.ok(!(await excused('It is expected to fail.', '-\tksft_exit_xfail();')));
  assert.ok(await excused('Test it.', '-\tksft_exit_xfail();', '+\tksft_test_result_xfail("x");'));
  assert.ok(await excused('The test is expected to fail for now.', plain));
  assert.ok(await excused('It is a known failure.', plain));
  assert.ok(!(await excused('The ioctl is expected to fail.', plain)));
  assert.ok(await excused('It is not run by default.', plain));
  assert.ok(await excused('Users opt in.', plain));
  assert.ok(await excused('Test it.', '+\tTEST_REQUIRE(argc > 1);'));
  assert.ok(!(await excused('Test it.', '+\tTEST_REQUIRE(kvm_has_cap(X));')));
  assert.ok(!(await excused('Test it.', '+\tif (argc > 1)')));
  assert.ok(!(await excused('Test it.', plain)));
  const { patches } = await read({
    title: 'KVM: selftests: Help',
    diff: { [`${FOLDER}/lib/kvm_util.c`]: ['+\tTEST_REQUIRE(argc > 1);', '+\tksft_exit_xfail();'] },
  });
  assert.ok(!isExcused(patches[0]!), 'a library skips no test');
});

test('a test of an older commit, which is not of the series', async () => {
  const old = async (text: string, fixes = '') => {
    const facts = await read(
      { title: 'KVM: x86: Fix it', text: `Fix it.${fixes}`, diff: { [X86]: ['+\ta();'] } },
      { title: 'KVM: selftests: Test it', text, diff: { [TEST]: ['+\ta();'] } },
    );
    return testsOldCommit(facts.patches[1]!, facts);
  };
  const commit = 'commit 0123456789ab ("KVM: x86: Break it")';
  assert.ok(await old(`Test what ${commit} did.`));
  assert.ok(!(await old(`See ${commit}.`)));
  assert.ok(!(await old(`Test what ${commit} did.`, '\n\nFixes: 0123456789ab ("KVM: x86: Break it")')));
  assert.ok(!(await old('Test it.')));
});

test('a new test is built from the patch on that lists it', async () => {
  const test = { title: 'KVM: selftests: Add it', diff: { [`+${TEST}`]: ['+int main(void)'] } };
  const list = {
    title: 'KVM: selftests: Build it',
    diff: { [`${FOLDER}/Makefile.kvm`]: ['+TEST_GEN_PROGS_x86 += x86/demo_test'] },
  };
  const builder = async (...given: Given[]) => {
    const facts = await read(...given);
    return builderOf(facts.patches[0]!, facts).index;
  };
  assert.equal(await builder(test, list), 1);
  assert.equal(await builder({ ...test, diff: { ...test.diff, ...list.diff } }, list), 0);
  const other = { ...list, diff: { [`${FOLDER}/Makefile.kvm`]: ['+TEST_GEN_PROGS_x86 += x86/other_test'] } };
  assert.equal(await builder(test, other), 0);
  assert.equal(await builder(test), 0);
  assert.equal(await builder({ title: 'KVM: selftests: Change it', diff: { [TEST]: ['+a'] } }, list), 0);
});

test('a revert of a patch of the same series', async () => {
  const facts = await read(
    { title: 'KVM: x86: A' },
    { title: 'Revert "KVM: x86: A"' },
    { title: 'Revert "KVM: x86: B"' },
  );
  assert.deepEqual(
    [...revertsIn(facts)].map(([one, other]) => [one.index, other.index]),
    [[1, 0]],
  );
});

test('a test that skips itself until a patch brings what it asks for', async () => {
  const gate = async (...lines: string[]) => {
    const facts = await read(
      { title: 'KVM: x86: Define it', diff: { 'include/uapi/linux/kvm.h': ['+#define KVM_CAP_NEW_IT 250'] } },
      { title: 'KVM: x86: Add it', diff: { [X86]: ['+\tcase KVM_CAP_NEW_IT:'] } },
      { title: 'KVM: x86: Advertise it', diff: { 'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWIT),'] } },
      { title: 'KVM: selftests: Test it', diff: { [TEST]: lines.map((line) => `+\t${line}`) } },
    );
    const found = gateOf(facts.patches[3]!, facts, new Names(facts));
    return found && `${found.name} ${found.opens}`;
  };
  const cap = 'KVM_CAP_NEW_IT 1';
  assert.equal(await gate('TEST_REQUIRE(kvm_has_cap(KVM_CAP_NEW_IT));'), cap);
  assert.equal(await gate('if (!kvm_check_cap(KVM_CAP_NEW_IT))'), cap);
  assert.equal(await gate('return vm_has_cap(vm, KVM_CAP_NEW_IT);'), cap);
  assert.equal(await gate('has_it = kvm_get(KVM_CAP_NEW_IT);'), cap, 'remembered');
  assert.equal(await gate('has_it(KVM_CAP_NEW_IT);'), null);
  assert.equal(await gate('x = kvm_has_cap(KVM_CAP_NEW_IT);'), null, 'no one is told to skip');
  assert.equal(await gate('kvm_has_cap(KVM_CAP_NEW_IT) || return;'), null);
  assert.equal(await gate('if (has_it(KVM_CAP_NEW_IT))'), null, 'it need not ask KVM');
  assert.equal(await gate('TEST_REQUIRE("kvm_has_cap", KVM_CAP_NEW_IT);'), null, 'a string');
  assert.equal(await gate('TEST_REQUIRE(kvm_has_cap(KVM_CAP_OLD_IT));'), null);
  assert.equal(await gate('TEST_REQUIRE(kvm_cpu_has(X86_FEATURE_NEWIT));'), 'X86_FEATURE_NEWIT 2');
  assert.equal(await gate('TEST_REQUIRE(this_cpu_has(X86_FEATURE_NEWIT));'), null, 'it asks the host');
  assert.equal(
    await gate('TEST_REQUIRE(kvm_has_cap(KVM_CAP_OLD_IT));', 'TEST_REQUIRE(kvm_has_cap(KVM_CAP_NEW_IT));'),
    cap,
  );
});
