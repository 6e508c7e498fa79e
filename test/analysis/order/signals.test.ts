/** Each signal of the evidence: when it is there, and what it says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ADAPTS_SIGNALS,
  type AdaptsEvidence,
  isLess,
} from '../../../src/analysis/order/evidence/adapts-signals';
import { COVERS_SIGNALS, type CoversEvidence } from '../../../src/analysis/order/evidence/covers-signals';
import { testChangeOf } from '../../../src/analysis/order/evidence/direction';
import { type Tie, tiesOf } from '../../../src/analysis/order/evidence/ties';
import type { Claims } from '../../../src/analysis/order/extract/claims';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { Names, needsOf } from '../../../src/analysis/order/relations/needs';
import { type Given, seriesOf } from './help';

const X86 = 'arch/x86/kvm/x86.c';
const TEST = 'tools/testing/selftests/kvm/x86/demo_test.c';
const NONE: Claims = {
  coversWords: null,
  failsWords: null,
  updateWords: null,
  loosensWords: null,
  passesWords: null,
  freeWords: null,
};

interface Pair {
  readonly kernel?: Partial<Given>;
  readonly test?: Partial<Given>;
  readonly tie?: Partial<Tie>;
  readonly claims?: Partial<Claims>;
}

/** A tie of two patches that share a constant, of which all that is measured is nothing. */
async function tieOf({ kernel, test, tie }: Pair): Promise<Tie> {
  const facts = readSeries(
    await seriesOf(
      { title: 'KVM: x86: Flush MSR_DEMO_CTL', diff: { [X86]: ['+\tf(MSR_DEMO_CTL);'] }, ...kernel },
      {
        title: 'KVM: selftests: Use it',
        diff: { [TEST]: ['-\tg(MSR_DEMO_CTL, 1);', '+\tg(MSR_DEMO_CTL, 2, x);'] },
        ...test,
      },
    ),
  );
  const [found] = tiesOf(facts, new Names(facts), needsOf(facts));
  const lists = {
    build: [],
    buildBy: [],
    fresh: [],
    constants: [],
    asserted: [],
    shared: [],
    subject: [],
    named: [],
    topic: [],
  };
  const words = {
    title: [],
    heard: [],
    words: [],
    explained: 0,
    ofTitle: 0,
    ofHeard: 0,
    ofWords: 0,
    ofTest: 0.6,
    ofKernel: 1,
  };
  const truths = {
    quoted: false,
    paired: false,
    torn: false,
    answered: false,
  };
  return { ...found!, ...lists, ...words, ...truths, ...tie };
}

/** The signals that are there, with their strength and what they say. */
async function covers(pair: Pair & { readonly change?: boolean } = {}): Promise<string[]> {
  const evidence: CoversEvidence = {
    change: pair.change ?? false,
    tie: await tieOf(pair),
    claims: { ...NONE, ...pair.claims },
  };
  return COVERS_SIGNALS.flatMap(({ id, strength, says }) => {
    const found = strength(evidence);
    return found === 0 ? [] : [`${id} ${found}${says === undefined ? '' : `: ${says(evidence)}`}`];
  });
}

async function adapts(pair: Pair & Partial<Omit<AdaptsEvidence, 'tie' | 'claims'>> = {}): Promise<string[]> {
  const tie = await tieOf(pair);
  const { sole = false, less = null, lost = [], taken = [], gone = [], ownNews = false } = pair;
  const claims = { ...NONE, ...pair.claims };
  const evidence = { tie, claims, sole, less, lost, taken, gone, ownNews, change: testChangeOf(tie.test) };
  return ADAPTS_SIGNALS.flatMap(({ id, strength, says }) => {
    const found = strength(evidence);
    return found === 0 ? [] : [`${id} ${found}${says === undefined ? '' : `: ${says(evidence)}`}`];
  });
}

test('signals that a test covers a change', async () => {
  const of = (tie: Partial<Tie>) => covers({ tie });
  assert.deepEqual(await covers(), []);
  assert.deepEqual(await of({ build: ['KVM_A'] }), [
    'uapi-name 1: the test uses KVM_A, which patch 1 adds to the uAPI',
  ]);
  assert.deepEqual(await of({ buildBy: ['KVM_A'] }), [
    'uapi-name-by-library 1: a library patch that the test needs uses KVM_A, which patch 1 adds to the uAPI',
  ]);
  assert.deepEqual(await of({ fresh: ['KVM_A'] }), [
    'fresh-name 1: KVM_A, new in this series, is in the code of both',
  ]);
  assert.match(
    (await of({ fresh: ['KVM_A', 'KVM_B', 'KVM_C'] }))[0]!,
    /^fresh-name 2: KVM_A, KVM_B, KVM_C, new/,
  );
  assert.equal((await of({ fresh: ['KVM_A'], build: ['KVM_A'] }))[1], 'fresh-name 1: null', 'said already');
  assert.deepEqual(await of({ shared: ['cr8', 'cr8'] }), ['shared-name 1: both change cr8']);
  assert.equal((await of({ shared: ['KVM_A'], build: ['KVM_A'] }))[1], 'shared-name 1: null');
  assert.deepEqual(await of({ asserted: ['EEXIST', 'A', 'B'] }), [
    'asserted-name 2: the test checks EEXIST, A, B, which patch 1 uses',
  ]);
  assert.deepEqual(await of({ subject: ['CR8'] }), [
    'subject-name 1: the test uses CR8, which the title of patch 1 names',
  ]);
  assert.equal((await of({ subject: ['CR8'], shared: ['CR8'] }))[1], 'subject-name 1: null');
  assert.deepEqual(await of({ quoted: true }), ["quoted-title 1: the test's message names patch 1"]);
  assert.deepEqual(await of({ named: ['a_b'] }), [
    "named-in-prose 1: the test's message names a_b, which patch 1 touches",
  ]);
  assert.deepEqual(await of({ explained: 0.4 }), ['explained-title 0.4']);
  assert.deepEqual(await of({ ofTitle: 0.3 }), ['title-words 0.3: null']);
  assert.deepEqual(await of({ ofWords: 0.2 }), ['message-words 0.2']);
  assert.deepEqual(await of({ paired: true }), ['paired-elsewhere 1']);
});

test('signals that a test rather covers something else', async () => {
  const of = (tie: Partial<Tie>) => covers({ tie });
  assert.deepEqual(await of({ torn: true, ofKernel: 0.5 }), ['rival-test 1']);
  assert.deepEqual(await of({ torn: true, ofKernel: 0.75 }), []);
  assert.deepEqual(await of({ torn: false, ofKernel: 0.5 }), []);
  assert.deepEqual((await of({ torn: true, ofKernel: 0.5, quoted: true })).length, 1);
  assert.deepEqual((await of({ torn: true, ofKernel: 0.5, fresh: ['A'] })).length, 1);
  assert.deepEqual(await of({ ofTest: 0.4 }), ['nearer-change 1']);
  assert.deepEqual(await of({ ofTest: 0.5 }), []);
  assert.deepEqual((await of({ ofTest: 0.4, quoted: true })).length, 1);
  assert.deepEqual((await of({ ofTest: 0.4, asserted: ['A'] })).length, 1);
  assert.deepEqual(await covers({ claims: { freeWords: 'x' } }), ['says-independent 1']);
  assert.deepEqual(await covers({ claims: { failsWords: 'x' } }), ['says-failure 1']);
  assert.deepEqual(await covers({ claims: { coversWords: 'x' }, tie: { ofTest: 0.95 } }), [
    'says-regression 1: the test\'s message says: "x"',
  ]);
  assert.deepEqual(await covers({ claims: { coversWords: 'x' }, tie: { ofTest: 0.9 } }), []);
});

test('signals from what the patches are', async () => {
  assert.deepEqual(await covers({ change: true }), ['change-kind 1']);
  const feature = { title: 'KVM: x86: Add FRED' };
  assert.deepEqual(await covers({ kernel: feature, tie: { topic: ['fred'] } }), ['enables-topic 1']);
  assert.deepEqual(await covers({ kernel: feature }), []);
  assert.deepEqual(await covers({ tie: { topic: ['fred'] } }), []);
  const lib = 'tools/testing/selftests/kvm/lib/kvm_util.c';
  const fresh = { title: 'KVM: selftests: Add it', diff: { [`+${TEST}`]: ['+\tg(MSR_DEMO_CTL, 2);'] } };
  assert.deepEqual(await covers({ test: fresh, claims: { failsWords: 'x' } }), []);
  assert.deepEqual(await covers({ test: { diff: { [lib]: ['+\tg(MSR_DEMO_CTL, 2);'] } } }), [
    'test-library 1',
  ]);
  const perf = { diff: { [TEST.replace('demo_test', 'demo_perf_test')]: ['+\tg(MSR_DEMO_CTL, 2);'] } };
  assert.deepEqual(await covers({ test: perf }), ['benchmark 1']);
  assert.deepEqual(await covers({ test: { diff: { ...perf.diff, [TEST]: ['+\tg(MSR_DEMO_CTL);'] } } }), []);
  const strict = { diff: { [TEST]: ['-\tksft_exit_xfail();', '+\tg(MSR_DEMO_CTL, 2);'] } };
  assert.deepEqual(await covers({ test: strict }), ['made-strict 1: the test no longer expects its failure']);
});

test('signals that a test is made ready for a change', async () => {
  assert.deepEqual(await adapts(), []);
  const says = (claims: Partial<Claims>) => adapts({ claims });
  assert.deepEqual(await says({ failsWords: 'x' }), ['says-failure 1: the test\'s message says: "x"']);
  assert.deepEqual(await says({ updateWords: 'x' }), ['says-update 1: the test\'s message says: "x"']);
  const fresh = { title: 'KVM: selftests: Add it', diff: { [`+${TEST}`]: ['+\tg(MSR_DEMO_CTL, 2);'] } };
  assert.deepEqual(
    await adapts({ claims: { updateWords: 'x' }, test: fresh }),
    [],
    'a new test is no update',
  );
  assert.deepEqual(await says({ coversWords: 'x' }), ['says-regression 1']);
  assert.deepEqual(await says({ freeWords: 'x' }), ['says-independent 1']);
  assert.deepEqual(await adapts({ less: 'Expect less.' }), [
    'says-less 1: the test expects less: "Expect less."',
  ]);
  assert.deepEqual(await adapts({ gone: ['a_b'] }), [
    'gone-name 1: the test changes its use of a_b, which patch 1 removes',
  ]);
  assert.deepEqual(await adapts({ lost: ['A_B'] }), [
    'given-up 1: the test drops A_B, which patch 1 handles',
  ]);
  assert.deepEqual(await adapts({ taken: ['A_B'] }), [
    'taken-on 1: the test now accepts A_B, which patch 1 adds',
  ]);
  assert.deepEqual(await adapts({ sole: true }), ['sole-change 1']);
  assert.deepEqual(await adapts({ ownNews: true }), ['fresh-name 1']);
  assert.deepEqual(await adapts({ tie: { ofTest: 0.95 } }), ['nearest-change 1']);
  assert.deepEqual(await adapts({ tie: { ofTest: 0.9 } }), []);
  assert.deepEqual(await adapts({ tie: { ofTitle: 0.3, ofHeard: 0.2, ofWords: 0.1 } }), [
    'title-words 0.3: null',
    'heard-words 0.2',
    'message-words 0.1',
  ]);
});

test('signals of a change that is stricter, and of one that mends', async () => {
  const strict = { title: 'KVM: x86: Reject MSR_DEMO_CTL' };
  const made = 'made-fit 1: patch 1 is stricter than before, and the test checks nothing new';
  const subject = 'stricter-subject 1: patch 1 is stricter about MSR_DEMO_CTL, and the test changes its use';
  assert.deepEqual(await adapts({ kernel: strict }), [subject, made, 'tightens 1']);
  const grows = { diff: { [TEST]: ['+\tTEST_ASSERT(g(MSR_DEMO_CTL), "x");'] } };
  assert.deepEqual(await adapts({ kernel: strict, test: grows }), ['tightens 1']);
  const lost = { kernel: strict, lost: ['A_B'] };
  assert.match((await adapts(lost))[0]!, /^given-up 1\.5:/);
  assert.match((await adapts({ ...lost, test: grows }))[0]!, /^given-up 1:/);
  assert.deepEqual(
    await adapts({ kernel: { ...strict, title: 'KVM: x86: Reject MSR_OTHER_CTL' } }),
    [made, 'tightens 1'],
    'of another subject',
  );
  const longer = {
    diff: { [TEST]: ['-\tg(IA32_MSR_DEMO_CTL, 1);', '+\tg(MSR_DEMO, MSR_DEMO_CTL_LOW);', '+\th();'] },
    text: 'MSR_DEMO_CTL.',
  };
  assert.deepEqual(
    await adapts({ kernel: strict, test: longer }),
    [subject, made, 'tightens 1'],
    'in a longer name',
  );
  const titled = {
    title: 'KVM: selftests: Stop MSR_DEMO_CTL',
    diff: { [TEST]: ['-\tf(x);', '+\tg(x, y);'] },
  };
  assert.deepEqual(
    await adapts({ kernel: strict, test: titled }),
    [subject, made, 'tightens 1'],
    'in the title',
  );
  const swaps = { diff: { [TEST]: ['-\tg(MSR_DEMO_CTL, 1);', '+\tg(MSR_DEMO_CTL, 2);'] } };
  assert.deepEqual(await adapts({ kernel: strict, test: swaps }), [
    subject,
    'made-fit 1: null',
    'other-value 1: patch 1 is stricter than before, and the test uses another value',
    'tightens 1',
  ]);
  assert.deepEqual(await adapts({ test: swaps }), []);
  const fixes = { text: 'Flush it.\n\nFixes: 0123456789ab ("KVM: x86: Add it")' };
  assert.deepEqual(await adapts({ kernel: fixes }), ['mends-old 1']);
  assert.deepEqual(await adapts({ kernel: fixes, test: swaps }), []);
  assert.deepEqual(await adapts({ kernel: { ...strict, ...fixes } }), [subject, 'tightens 1', 'mends-old 1']);
  const other = { diff: { [TEST]: ['-\tTEST_ASSERT(MSR_DEMO_CTL, "x");', '+\tg(MSR_DEMO_CTL);'] } };
  assert.deepEqual(await adapts({ test: other }), [
    'expects-else 1: a check of the test changes what it expects',
    'checks-changed 1: the test drops or changes 1 of its checks',
  ]);
  assert.deepEqual(await adapts({ test: other, kernel: fixes }), [
    'mends-old 1',
    'checks-changed 1: the test drops or changes 1 of its checks',
  ]);
  const again = {
    diff: {
      [TEST]: ['-\tTEST_ASSERT(a, "x");', '+\tTEST_ASSERT(a, "y");', '+\tTEST_ASSERT(MSR_DEMO_CTL, "x");'],
    },
  };
  assert.deepEqual(await adapts({ test: again }), [], 'more checks than before');
  const equal = {
    diff: {
      [TEST]: ['-\tTEST_ASSERT(a, "x");', '+\tTEST_ASSERT(a, "MSR_DEMO_CTL");', '+\tg(MSR_DEMO_CTL);'],
    },
  };
  assert.deepEqual(await adapts({ test: equal }), [
    'checks-changed 1: the test drops or changes 1 of its checks',
  ]);
  const on = 'turns-on 1: patch 1 enables what the test skipped before';
  assert.deepEqual(await adapts({ kernel: { title: 'KVM: arm64: Enable it' } }), [on]);
  const kconfig = {
    diff: { [X86]: ['+\tf(MSR_DEMO_CTL);'], 'arch/x86/kvm/Kconfig': ['+\tselect HAVE_KVM_IT'] },
  };
  assert.deepEqual(await adapts({ kernel: kconfig }), [on]);
  const depends = { 'arch/x86/kvm/Kconfig': ['+\tselect HAVE_IT'] };
  assert.deepEqual(await adapts({ kernel: { diff: { ...kconfig.diff, ...depends } } }), [], 'nothing of KVM');
  const tree = { diff: { [X86]: ['+\tf(MSR_DEMO_CTL, CONFIG_KVM_IT);'] } };
  assert.deepEqual(await adapts({ kernel: tree }), [], 'no Kconfig');
  const capability = { ...kconfig.diff, 'include/uapi/linux/kvm.h': ['+#define KVM_CAP_IT 1'] };
  assert.deepEqual(await adapts({ kernel: { diff: capability } }), []);
});

test('a loop of a test that may leave out what a change adds', async () => {
  const loops = {
    diff: {
      [TEST]: ['-\tfor (i = 0; i < 9; i++)', '+\tfor (i = 1; i < 9; i++)', '+\t', ' \t\tg(MSR_DEMO_CTL);'],
    },
    text: 'MSR_DEMO_CTL.',
  };
  const adds = (name: string) => ({
    diff: { [X86]: ['+\tf(MSR_DEMO_CTL);'], 'include/uapi/linux/kvm.h': [`+#define ${name} 1`] },
  });
  const of = async (kernel: Partial<Given>, named: string[] = []) =>
    adapts({ kernel, test: loops, tie: { named } });
  const says = 'patch 1 adds to the uAPI, and a loop of the test takes other values';
  assert.deepEqual(await of({}), []);
  for (const name of ['KVM_DEMO_FLAG', 'KVM_CAP_DEMO'])
    assert.deepEqual(await of(adds(name)), [`other-value 1: ${says}`]);
  assert.deepEqual(
    await of(adds('KVM_DEMO_FLAG'), ['KVM_DEMO_FLAG']),
    [`other-value 2: ${says}`],
    'and names it',
  );
  assert.deepEqual(await of(adds('KVM_DEMO_FLAG'), ['KVM_OTHER_FLAG']), [`other-value 1: ${says}`]);
});

test('a test checks no more than it did, and does not grow', () => {
  const less = (grows: boolean, added: number, removed: number) =>
    isLess({ grows, added, removed } as ReturnType<typeof testChangeOf>);
  assert.deepEqual([less(false, 1, 1), less(false, 2, 1), less(true, 1, 1)], [true, false, false]);
});
