/** What ties a test to a change, when that says which of them comes first, and how loud that is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Tie, tiesOf } from '../../../src/analysis/order/evidence/ties';
import { type Claims, claimsOf, shorten } from '../../../src/analysis/order/extract/claims';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { hasDirection } from '../../../src/analysis/order/relations/covers';
import { Names, needsOf } from '../../../src/analysis/order/relations/needs';
import { isViolated, levelOf, relationsOf } from '../../../src/analysis/order/relations/relate';
import type { Relation } from '../../../src/analysis/order/relations/relations';
import { BLOCK, WARN } from '../../../src/analysis/order/relations/thresholds';
import { type Given, seriesOf } from './help';

const X86 = 'arch/x86/kvm/x86.c';
const TEST = 'tools/testing/selftests/kvm/x86/demo_test.c';
const KERNEL: Given = {
  title: 'KVM: x86: Reject writes of MSR_DEMO_CTL',
  diff: { [X86]: ['+\tcase MSR_DEMO_CTL:', '+\t\treturn -EEXIST;'] },
};
const selftest = (lines: string[], title = 'Look at it', text = 'Look.'): Given => ({
  title: `KVM: selftests: ${title}`,
  text,
  diff: { [TEST]: lines },
});

async function tie(one: Given, other: Given): Promise<Tie | undefined> {
  const facts = readSeries(await seriesOf(one, other));
  return tiesOf(facts, new Names(facts), needsOf(facts))[0];
}

test('constants that both change, that a check is about, and that the title names', async () => {
  const call = ['+\tr = set(vcpu, MSR_DEMO_CTL);', '+\tTEST_ASSERT(r && errno == EEXIST, "x");'];
  const names = async (lines: string[], kernel = KERNEL) => {
    const found = await tie(kernel, selftest(lines));
    return found && [found.shared, found.asserted, found.subject];
  };
  assert.deepEqual(await names(call), [['MSR_DEMO_CTL'], ['MSR_DEMO_CTL', 'EEXIST'], ['MSR_DEMO_CTL']]);
  assert.deepEqual(await names(['+\tr = set(vcpu, MSR_DEMO_CTL);']), [
    ['MSR_DEMO_CTL'],
    [],
    ['MSR_DEMO_CTL'],
  ]);
  const far = [call[0]!, '+\ta();', '+\tb();', '+\tc();', '+\td();', call[1]!];
  assert.deepEqual((await names(far))?.[1], ['EEXIST'], 'the call is too far from the check');
  const known = { ...KERNEL, diff: { [X86]: [' \tcase MSR_DEMO_CTL:', '+\t\treturn -EEXIST;'] } };
  assert.deepEqual((await names(call, known))?.[1], ['EEXIST'], 'it knew the other before');
  const any = { ...KERNEL, diff: { [X86]: ['+\t\treturn -EINVAL;'] } };
  assert.deepEqual(await names(['+\tTEST_ASSERT(errno == EINVAL, "x");'], any), [[], [], []]);
});

test('a title that the test quotes, a test that the change names, and a topic of both', async () => {
  const quoting = (text: string) => tie(KERNEL, selftest(['+\ta();'], 'Look at it', text));
  assert.equal((await quoting('Test "KVM: x86: Reject writes of MSR_DEMO_CTL".'))?.quoted, true);
  assert.equal((await quoting('Test "KVM: x86: Reject\nwrites of MSR_DEMO_CTL".'))?.quoted, true);
  assert.equal((await quoting('Test the writes of MSR_DEMO_CTL.'))?.quoted, false);
  const short = { ...KERNEL, title: 'KVM: x86: Do' };
  assert.equal(
    (await tie(short, selftest(['+\tMSR_DEMO_CTL;'], 'Look', 'See KVM: x86: Do.')))?.quoted,
    false,
  );
  const named = { ...KERNEL, text: 'Let demo_test pass.' };
  const writes = selftest(['+\twrite(MSR_DEMO_CTL);']);
  assert.equal((await tie(named, writes))?.called, true);
  assert.equal((await tie(KERNEL, writes))?.called, false);
  const topic = async (title: string, of: string) =>
    (await tie({ ...KERNEL, title: `KVM: ${of}` }, selftest(['+\twrite(MSR_DEMO_CTL);'], title)))?.topic;
  assert.deepEqual(await topic('Test FRED in L2', 'VMX: Virtualize FRED'), ['fred']);
  assert.deepEqual(await topic('Test guest_memfd', 'guest_memfd: Do it'), ['guest_memfd']);
  assert.deepEqual(await topic('Test CPUID of KVM', 'x86: Do CPUID'), []);
  assert.deepEqual(await topic('Look', 'x86: Do it in the DEMO'), ['demo'], 'of the name of the file');
});

const NONE: Claims = {
  coversWords: null,
  failsWords: null,
  updateWords: null,
  loosensWords: null,
  passesWords: null,
  freeWords: null,
};

test('which of the two comes first has to be clear', async () => {
  const plain = ['-\twrite(MSR_DEMO_CTL, 1);', '+\twrite(MSR_DEMO_CTL, 2);'];
  const clear = async (
    lines: string[],
    more: Partial<Tie> = {},
    claims: Partial<Claims> = {},
    path = TEST,
  ) => {
    const found = await tie(KERNEL, { ...selftest(lines), diff: { [path]: lines } });
    const blank = { build: [], buildBy: [], fresh: [], asserted: [], answered: false, quoted: false };
    return hasDirection({
      tie: { ...found!, ...blank, ...more },
      claims: { ...NONE, ...claims },
      change: true,
    });
  };
  assert.equal(await clear(plain), false);
  for (const more of [{ quoted: true }, { build: ['X'] }, { buildBy: ['X'] }, { fresh: ['X'] }]) {
    assert.equal(await clear(plain, more), true);
    assert.equal(await clear(plain, { ...more, answered: true }), false, 'another change answers it');
  }
  assert.equal(await clear(plain, {}, { coversWords: 'x' }), true);
  assert.equal(await clear([...plain, '+\tksft_exit_xfail();'], { quoted: true }), false);
  assert.equal(await clear([...plain, '-\tksft_exit_xfail();']), true);
  assert.equal(await clear(plain, { asserted: ['X'] }), false);
  const checks = ['+\twrite(MSR_DEMO_CTL, 1);', '+\tTEST_ASSERT(read(), "x");'];
  assert.equal(await clear(checks, { asserted: ['X'] }, { passesWords: 'x' }), true);
  assert.equal(await clear(checks, {}, { passesWords: 'x' }), false);
  assert.equal(await clear(checks), true);
  for (const claims of [{ failsWords: 'x' }, { updateWords: 'x' }, { loosensWords: 'x' }])
    assert.equal(await clear(checks, {}, claims), false);
  assert.equal(await clear(checks, {}, { failsWords: 'x' }, `+${TEST}`), true, 'a new test runs more');
  assert.equal(await clear(checks, {}, { passesWords: 'x' }, `+${TEST}`), false);
});

test('the level of what is sure, and of what is skipped', () => {
  const relation = (confidence: number, more: Partial<Relation> = {}): Relation => ({
    kind: 'covers',
    first: 0,
    second: 1,
    confidence,
    build: false,
    name: '',
    evidence: [],
    at: null,
    other: null,
    signals: [],
    ...more,
  });
  const levels = (more: Partial<Relation>) =>
    [1, BLOCK, BLOCK - 0.01, WARN, WARN - 0.01].map((confidence) => levelOf(relation(confidence, more)));
  assert.deepEqual(levels({}), ['block', 'block', 'warn', 'warn', null]);
  assert.deepEqual(levels({ skips: true }), ['note', 'note', 'note', 'note', null]);
  assert.deepEqual(levels({ skips: true, build: true }), ['block', 'block', 'warn', 'warn', null]);
  assert.ok(!isViolated(relation(1)));
  assert.ok(isViolated(relation(1, { first: 1, second: 0 })));
});

test('a test of one architecture is not tied to a change of another', async () => {
  const lines = ['+\tTEST_ASSERT(errno == EEXIST, "x");', '+\twrite(MSR_DEMO_CTL);'];
  const title = 'Test writes of MSR_DEMO_CTL';
  const tied = async (path: string) => {
    const series = await seriesOf(KERNEL, { ...selftest(lines, title), diff: { [path]: lines } });
    return relationsOf(series).all.length;
  };
  assert.equal(await tied(`+${TEST}`), 1);
  assert.equal(await tied(`+${TEST}`.replace('x86', 'arm64')), 0);
  assert.equal(await tied(`+${TEST}`.replace('x86/', '')), 1, 'a test of all');
});

test('claims are of the patch itself, below --- as well, but for what is settled', async () => {
  const claims = async (text: string, notes?: string) => {
    const facts = readSeries(await seriesOf({ ...selftest(['+\ta();'], 'Look', text), notes }));
    return claimsOf(facts.patches[0]!, facts);
  };
  assert.equal((await claims('Otherwise, the test will fail.')).failsWords, 'Otherwise, the test will fail.');
  assert.equal(
    (await claims('Look.', 'Otherwise, the test will fail.')).failsWords,
    'Otherwise, the test will fail.',
  );
  assert.equal((await claims('Look.', 'Order: independent of the rest')).freeWords, null);
  assert.equal(
    (await claims('Look.', 'It is independent of the rest')).freeWords,
    'It is independent of the rest',
  );
  assert.equal(shorten(` ${'x'.repeat(90)} `), 'x'.repeat(90));
  assert.equal(shorten('x'.repeat(91)), `${'x'.repeat(87)}...`);
});

test('a title that is quoted ties a test to a change, whatever else it tests', async () => {
  const text =
    'Test "KVM: x86: Reject writes of MSR_DEMO_CTL", unlike commit 0123456789ab ("KVM: x86: Take them").';
  const lines = [
    '+int main(void)',
    '+{',
    '+\tTEST_ASSERT(errno == EEXIST, "x");',
    '+\twrite(MSR_DEMO_CTL);',
    '+}',
  ];
  const tied = async (said: string) => {
    const series = await seriesOf(KERNEL, {
      ...selftest(lines, 'Test it', said),
      diff: { [`+${TEST}`]: lines },
    });
    return relationsOf(series).all.length;
  };
  assert.equal(await tied(text), 1);
  assert.equal(await tied('Test what commit 0123456789ab ("KVM: x86: Take them") did.'), 0);
});

test('a test is nearest to the change that it has most in common with', async () => {
  const other: Given = { title: 'KVM: x86: Count exits', diff: { [X86]: ['+\tcount(vcpu);'] } };
  const lines = ['+\tTEST_ASSERT(errno == EEXIST, "x");', '+\twrite(MSR_DEMO_CTL);'];
  const facts = readSeries(
    await seriesOf(KERNEL, other, selftest(lines, 'Test writes of MSR_DEMO_CTL, count exits')),
  );
  const ties = tiesOf(facts, new Names(facts), needsOf(facts));
  const of = (index: number) => ties.find(({ kernel }) => kernel.index === index)!;
  assert.equal(of(0).ofTest, 1);
  assert.ok(of(1).ofTest > 0 && of(1).ofTest < 1);
  assert.equal(of(0).ofKernel, 1);
  assert.ok(of(0).likeness > of(1).likeness);
  assert.deepEqual([of(0).elsewhere, of(1).elsewhere], [false, true]);
});
