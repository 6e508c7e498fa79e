/** Names that tell one change from another, and those that user space sees as text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  givenUp,
  goneNames,
  isAbout,
  takenOn,
  tightens,
} from '../../../src/analysis/order/evidence/adapts-signals';
import { list } from '../../../src/analysis/order/evidence/covers-signals';
import {
  endsIn,
  gainedNames,
  lostNames,
  namesInTitle,
} from '../../../src/analysis/order/evidence/sharp-names';
import { lostTexts, renamedText, textsOf } from '../../../src/analysis/order/evidence/visible-names';
import { type PatchFacts, readSeries } from '../../../src/analysis/order/extract/facts';
import { type Given, seriesOf } from './help';

type Diff = NonNullable<Given['diff']>;
const X86 = 'arch/x86/kvm/x86.c';
const TEST = 'tools/testing/selftests/kvm/x86/demo_test.c';

async function facts(...given: readonly (Diff | Given)[]): Promise<readonly PatchFacts[]> {
  const full = given.map(
    (one): Given => ('title' in one ? (one as Given) : { title: 'KVM: x86: Do it', diff: one as Diff }),
  );
  return readSeries(await seriesOf(...full)).patches;
}

test('constants, fields and registers are sharp, where there are more of them than before', async () => {
  const names = async (...lines: string[]) => {
    const [patch] = await facts({ [X86]: lines });
    const told = (all: ReturnType<typeof gainedNames>) =>
      [...all].map(([name, { spelling, whole }]) => `${name} ${spelling}${whole ? '' : ' part'}`);
    return [told(gainedNames(patch!)), told(lostNames(patch!))];
  };
  assert.deepEqual(await names('+\tf(MSR_DEMO_CTL);'), [['msr_demo_ctl MSR_DEMO_CTL'], []]);
  assert.deepEqual(await names('-\tf(MSR_DEMO_CTL);'), [[], ['msr_demo_ctl MSR_DEMO_CTL']]);
  assert.deepEqual(await names('-\tf(MSR_DEMO_CTL);', '+\tg(MSR_DEMO_CTL);'), [[], []], 'it only moves');
  assert.deepEqual(await names('-\tf(MSR_A_B);', '+\tf(MSR_A_B, MSR_A_B);'), [['msr_a_b MSR_A_B'], []]);
  assert.deepEqual(await names('+\tv->demo_field = 1;'), [['demo_field demo_field'], []]);
  assert.deepEqual(await names('+\tv->demo_field.x1y = 1;'), [['x1y x1y'], []], 'the last of the chain');
  assert.deepEqual(await names('+\tdemo_variable = 1;'), [[], []]);
  assert.deepEqual(await names('+\tv->flags = v->ab;'), [[], []], 'fields of any struct, and short ones');
  assert.deepEqual(await names('+\tv->abc = 1;'), [['abc abc'], []]);
  assert.deepEqual(await names('+\tset_cr8(v);'), [['cr8 set_cr8 part'], []]);
  assert.deepEqual(
    await names('+\tset_u64(v, x86, v1, l2);'),
    [[], []],
    'types and the like are no registers',
  );
  assert.deepEqual(await names('+\tset_cr8(v->cr8);'), [['cr8 cr8'], []], 'the whole, where it is there');
  assert.deepEqual(await names('+\tv->cr8 = get_cr8(v);'), [['cr8 cr8'], []]);
});

test('names in a title, and at the end of longer ones', () => {
  assert.deepEqual(namesInTitle('Reject MSR_DEMO_CTL, CR0 and TSC_ADJUST, not KVM nor SEV-ES nor A1'), [
    'MSR_DEMO_CTL',
    'CR0',
    'TSC_ADJUST',
  ]);
  assert.ok(endsIn('x86_cr0', 'cr0') && endsIn('cr0', 'cr0'));
  assert.ok(!endsIn('xcr0', 'cr0') && !endsIn('cr0_x', 'cr0'));
});

test('names in a sentence are few', () => {
  assert.equal(list(['a']), 'a');
  assert.equal(list(['a', 'b', 'c']), 'a, b, c');
  assert.equal(list(['a', 'b', 'c', 'd', 'e']), 'a, b, c and 2 more');
  assert.equal(list(['a', 'b'], 1), 'a and 1 more');
});

test('what the kernel shows as text, and no longer does', async () => {
  const lost = async (...lines: string[]) => [...lostTexts((await facts({ [X86]: lines }))[0]!)];
  assert.deepEqual(await lost('-module_param(demo_param, bool, 0444);'), ['demo_param']);
  assert.deepEqual(await lost('-\tdebugfs_create_file("demo_file", 0444,', '-\t\t"more_file", v);'), [
    'demo_file',
    'more_file',
  ]);
  assert.deepEqual(
    await lost('-\tSTATS_DESC_COUNTER(VM, demo_stat),', '+\tSTATS_DESC_COUNTER(VM, demo_stat),'),
    [],
  );
  assert.deepEqual(await lost('-\tdemo_call(demo_name);'), []);
  assert.deepEqual(await lost('-\tSTATS_DESC_COUNTER(VM, x) = demo-1;'), [], 'no name');
  assert.deepEqual(await lost('-module_param(demo, bool, 0444);'), [], 'of one word');
  const [header] = await facts({ 'tools/perf/a.c': ['-module_param(demo_param, bool, 0444);'] });
  assert.equal(lostTexts(header!).size, 0);
});

test('a test that gives up a name for the one that takes its place', async () => {
  const kernel = { [X86]: ['-module_param(old_name, bool, 0444);', '+module_param(new_name, bool, 0444);'] };
  const renamed = async (...lines: string[]) => {
    const [one, other] = await facts(kernel, { [TEST]: lines });
    return [renamedText(other!, one!), [...textsOf(other!)], goneNames(other!, one!)];
  };
  assert.deepEqual(await renamed('-\tget("old_name");', '+\tget("new_name");'), [
    { was: 'old_name', now: 'new_name' },
    ['old_name', 'new_name'],
    ['old_name'],
  ]);
  assert.deepEqual((await renamed('-\tget("old_name");', '+\tget("any_name");'))[0], null);
  assert.deepEqual((await renamed('+\tget("new_name");'))[0], null);
  assert.deepEqual((await renamed('-\tget("old_name");', '+\tget("new_name"), set("old_name");'))[0], null);
  assert.deepEqual((await renamed('-\tget(plainword, double__x);'))[1], [], 'words of another kind');
  assert.deepEqual((await renamed('+\tget("old_name", "new_name");'))[0], null);
  assert.deepEqual((await renamed(' \tget("old_name");', '+\tget(1);'))[2], []);
});

test('text of tests and their library alone is searched, and not all of a long one', async () => {
  const [test] = await facts({
    [TEST]: ['-\tget("one_name");'],
    'tools/testing/selftests/kvm/lib/kvm_util.c': ['-\tget("two_names");'],
    [X86]: ['-\tget("more_names");'],
  });
  assert.deepEqual([...textsOf(test!)], ['one_name', 'two_names']);
  const long = (rest: number) =>
    facts({ [TEST]: ['-'.padEnd(50_001 - rest, ' '), '+one_name', '+two_names'] });
  assert.deepEqual([...textsOf((await long(17))[0]!)], ['one_name', 'two_names']);
  assert.deepEqual([...textsOf((await long(16))[0]!)], ['one_name']);
});

test('constants that a test gives up or takes on, and the change deals with', async () => {
  const both = async (kernel: string[], lines: string[]) => {
    const [one, other] = await facts({ [X86]: kernel }, { [TEST]: lines });
    return [givenUp(other!, one!), takenOn(other!, one!)];
  };
  const use = ['-\tTEST_ASSERT(f(MSR_DEMO_A), "x");', '+\tTEST_ASSERT(f(MSR_DEMO_B), "x");'];
  assert.deepEqual(await both(['+\tg(MSR_DEMO_A);'], use), [['MSR_DEMO_A'], []]);
  assert.deepEqual(await both(['-\tg(MSR_DEMO_A);'], use), [['MSR_DEMO_A'], []]);
  assert.deepEqual(await both(['+\tg(MSR_DEMO_B);'], use), [[], ['MSR_DEMO_B']]);
  assert.deepEqual(await both([' \th(MSR_DEMO_B);', '+\tg(MSR_DEMO_B);'], use), [[], []], 'it had it before');
  assert.deepEqual(await both(['+\tg(OTHER_DEMO);'], use), [[], []]);
  const gives = async (kernel: string, line: string) => (await both([kernel], [line, '+\tf(x);']))[0];
  for (const mark of ['+', '-'])
    assert.deepEqual(await gives(`${mark}\tv->zork = 1;`, '-\tr.zork = 1;'), ['zork']);
  assert.deepEqual(await gives('+\tf(EBUSY);', '-\tf(EBUSY);'), [], 'an error code that the change brings');
  assert.deepEqual(await gives('-\tf(EBUSY);', '-\tf(EBUSY);'), ['EBUSY']);
  assert.deepEqual(await gives('-\tset_cr8(v);', '-\tset_cr8(v);'), [], 'a part of a name');
  assert.deepEqual((await both(['+\tg(MSR_DEMO_B);'], ['+\tf(MSR_DEMO_B);']))[1], [], 'no check changes');
  const more = [...use, '+\tTEST_ASSERT(f(1), "x");'];
  assert.deepEqual((await both(['+\tg(MSR_DEMO_B);'], more))[1], [], 'it checks more than before');
});

test('verbs after which KVM takes less', async () => {
  const strict = async (title: string) =>
    tightens((await facts({ title: `KVM: x86: ${title}`, diff: {} }))[0]!);
  for (const title of [
    'Reject it',
    'Always reject it',
    "Don't take it",
    'Do not take it',
    'Return -EINVAL early',
    'Use -EINVAL',
    'Check the index',
    'Inject #GP',
    'Drop it',
  ])
    assert.ok(await strict(title), title);
  for (const title of [
    'Add it',
    'Always take it',
    'Do it',
    'Return early',
    'Use it',
    'Check if it is there',
    'Check whether it is there',
    'Inject it',
    'Return',
  ])
    assert.ok(!(await strict(title)), title);
});

test('a sentence is about a change where it has a word of it', async () => {
  const kernel = {
    title: 'KVM: x86: Reject frobs',
    diff: { [X86]: ['-\treturn -EEXIST;', '+\tgizmo_it();'] },
  };
  const [change, plain, own] = await facts(
    kernel,
    { title: 'KVM: x86: Take frobs', diff: { [X86]: ['+\ta();'] } },
    { [TEST]: ['+\ta();'] },
  );
  assert.ok(isAbout('Expect frobs to fail', own!, change!));
  assert.ok(isAbout('Expect a gizmo', own!, change!), 'a word of its code');
  const [told] = await facts({
    title: 'KVM: x86: Do it',
    text: 'For quokkas.',
    diff: { [X86]: ['+\ta();'] },
  });
  assert.ok(isAbout('Expect quokkas', own!, told!), 'a word of its message');
  assert.ok(!isAbout('Expect wombats', own!, change!));
  assert.ok(!isAbout('Frobs wombats', own!, change!), 'the verb says nothing');
  assert.ok(!isAbout('Expect demo_test to fail', own!, change!), 'nor does the name of the test');
  assert.ok(isAbout('Expect any errno', own!, change!));
  assert.ok(!isAbout('Expect any errno', own!, plain!));
});
