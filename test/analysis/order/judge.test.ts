/** From relations to what is wrong and where patches should go; and what a test's own change is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testChangeOf } from '../../../src/analysis/order/evidence/direction';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { saidInCover, saidPairs } from '../../../src/analysis/order/extract/said';
import { judgeOrder } from '../../../src/analysis/order/order/verdict';
import { withProofs } from '../../../src/analysis/order/relations/proved';
import type { Relation } from '../../../src/analysis/order/relations/relations';
import { UNSHOWN } from '../../../src/analysis/order/relations/thresholds';
import { exampleMail } from '../../../src/lint/example-mail';
import { seriesOf as seriesOfExample } from '../../rules/example-patch';
import { type Given, seriesOf } from './help';

const X86 = 'arch/x86/kvm/x86.c';
const TEST = 'tools/testing/selftests/kvm/x86/demo_test.c';
const KERNEL: Given = { title: 'KVM: x86: Do it', diff: { [X86]: ['+\ta();'] } };
const SELFTEST: Given = { title: 'KVM: selftests: Test it', diff: { [TEST]: ['+\ta();'] } };
const relation = (first: number, second: number, more: Partial<Relation> = {}): Relation => ({
  kind: 'covers',
  first,
  second,
  confidence: 1,
  build: false,
  name: '',
  evidence: ['guessed'],
  at: null,
  other: null,
  signals: [],
  ...more,
});

test('what is wrong, at which level, and what moves', async () => {
  const judge = async (given: readonly Given[], ...all: readonly Relation[]) => {
    const facts = readSeries(await seriesOf(...given));
    const { wrong, suggestion } = judgeOrder({ facts, all, mutual: [] });
    return [
      wrong.map(({ level, relation: { first, second } }) => `${level} ${second}<${first}`),
      suggestion?.order ?? null,
    ];
  };
  const early = [SELFTEST, KERNEL, KERNEL];
  assert.deepEqual(await judge(early, relation(1, 0)), [['block 0<1'], [1, 0, 2]]);
  assert.deepEqual(await judge(early, relation(0, 1)), [[], null]);
  assert.deepEqual(await judge(early, relation(1, 0, { confidence: 0.1 })), [[], null]);
  assert.deepEqual(await judge(early, relation(1, 0, { confidence: 0.6 })), [['warn 0<1'], [1, 0, 2]]);
  assert.deepEqual(
    await judge(early, relation(1, 0, { skips: true })),
    [['note 0<1'], null],
    'no one has to move',
  );
  assert.deepEqual(
    await judge(early, relation(1, 0, { squash: true })),
    [['block 0<1'], null],
    'no order helps',
  );
  const both = [relation(1, 0), relation(2, 0, { skips: true })];
  assert.deepEqual(
    await judge(early, ...both),
    [
      ['block 0<1', 'note 0<2'],
      [1, 2, 0],
    ],
    'a note says where to',
  );
  const kept = [relation(2, 0), relation(1, 2, { skips: true })];
  assert.deepEqual(await judge([SELFTEST, KERNEL, KERNEL], ...kept), [['block 0<2'], [1, 2, 0]]);
  const late = [KERNEL, KERNEL, SELFTEST];
  assert.deepEqual(
    await judge(late, relation(2, 0, { kind: 'adapts-to' })),
    [['block 0<2'], [2, 0, 1]],
    'the test moves',
  );
});

test('proofs decide what words guessed, and leave alone what names need', async () => {
  const facts = readSeries(await seriesOf(KERNEL, SELFTEST, SELFTEST));
  const after = (proofs: readonly (readonly [string, boolean | null])[], ...all: readonly Relation[]) =>
    withProofs(all, new Map(proofs), facts).map(
      ({ kind, first, second, confidence, evidence }) =>
        `${kind} ${first} ${second} ${confidence} ${evidence.length}`,
    );
  const guess = relation(0, 1, { confidence: 0.8 });
  assert.deepEqual(after([], guess), ['covers 0 1 0.8 1']);
  assert.deepEqual(after([['0 1', true]], guess), ['covers 0 1 1 2']);
  assert.deepEqual(after([['0 1', false]], guess), []);
  assert.deepEqual(after([['0 1', null]], guess), [`covers 0 1 ${UNSHOWN} 1`]);
  assert.deepEqual(after([['0 1', null]], { ...guess, confidence: 0.3 }), ['covers 0 1 0.3 1']);
  assert.deepEqual(after([['1 0', true]], guess), ['adapts-to 1 0 1 1']);
  assert.deepEqual(after([['1 0', false]], guess), ['covers 0 1 0.8 1']);
  assert.deepEqual(after([['0 2', true]], guess), ['covers 0 1 0.8 1', 'covers 0 2 1 1'], 'of another pair');
  const two = [relation(1, 2, { confidence: 0.8 }), guess];
  assert.deepEqual(after([['0 2', true]], ...two), [
    'covers 1 2 0.8 1',
    'covers 0 1 0.8 1',
    'covers 0 2 1 1',
  ]);
  assert.deepEqual(after([['0 1', false]], { ...guess, build: true }), ['covers 0 1 0.8 1']);
  assert.deepEqual(after([['0 1', false]], { ...guess, kind: 'needs' }), ['needs 0 1 0.8 1']);
  assert.deepEqual(after([['0 1', true]], { ...guess, build: true }), ['covers 0 1 0.8 1', 'covers 0 1 1 1']);
});

test('what the change of a test is', async () => {
  const change = async (lines: string[], title = 'Look at it', path = TEST) => {
    const { patches } = readSeries(
      await seriesOf({ title: `KVM: selftests: ${title}`, diff: { [path]: lines } }),
    );
    const { loses, gains, flips, ...rest } = testChangeOf(patches[0]!);
    const isAsked = (name: string) => name !== 'TEST_ASSERT';
    const told = Object.entries(rest).filter(([, value]) => value !== false && value !== 0);
    return [
      ...told.map(([name, value]) => (value === true ? name : `${name} ${value}`)),
      ...(flips === null ? [] : [`${flips.was} to ${flips.now}`]),
      ...[...loses].filter(isAsked).map((name) => `- ${name}`),
      ...[...gains].filter(isAsked).map((name) => `+ ${name}`),
    ].join(', ');
  };
  const check = (what: string) => `\tTEST_ASSERT(${what}, "x");`;
  assert.equal(await change([`+${check('a')}`]), 'added 1, grows, runsMore');
  assert.equal(await change([`+${check('a')}`], 'Fix it'), 'added 1, runsMore');
  assert.equal(await change([`-${check('a')}`]), 'removed 1, expectsElse');
  assert.equal(await change([`-${check('a')}`, `+${check('a')}`]), 'added 1, removed 1, runsMore');
  assert.equal(
    await change([`-${check('a == 1')}`, `+${check('a == 2')}`]),
    'added 1, removed 1, expectsElse, runsMore, 1 to 2',
  );
  assert.equal(
    await change([`-${check('a == b')}`, `+${check('a >= c')}`]),
    'added 1, removed 1, expectsElse, runsMore',
  );
  assert.equal(
    await change([`-${check('a')}`, `+${check('b')}`, `+${check('c')}`]),
    'added 2, removed 1, runsMore',
  );
  assert.equal(
    await change([`-${check('a')}`, '+\tGUEST_ASSERT(a, "y");']),
    'added 1, removed 1, runsMore, + GUEST_ASSERT',
  );
  assert.match(await change(['-\tTEST_ASSERT(a ==', '+\tTEST_ASSERT(a !=']), /expectsElse/);
  assert.equal(await change(['-\tf(A_B);', '+\tf(C_D, x);']), 'runsMore', 'short names');
  assert.equal(await change(['-\tset(v, true);', '+\tset(v, false);']), 'swaps, runsMore');
  assert.equal(await change(['-\tx = EINVAL;', '+\tx = ENXIO;']), 'EINVAL to ENXIO, - EINVAL, + ENXIO');
  const values = (count: number) =>
    ['-', '+'].flatMap((mark) => Array(count).fill(`${mark}\tf(${mark === '-' ? 1 : 2});`));
  assert.equal(await change(values(8)), 'swaps, runsMore');
  assert.equal(await change(values(9)), 'runsMore', 'too many');
  const loop = (from: number) => `\tfor (i = ${from}; i < 9; i++)`;
  assert.equal(await change([`-${loop(0)}`, `+${loop(1)}`]), 'swaps, loops');
  assert.equal(
    await change([`-${loop(0)}`, `-${check('a == 1')}`, `+${loop(1)}`, `+${check('a == 2')}`]),
    'added 1, removed 1, expectsElse, runsMore, 1 to 2',
  );
  assert.equal(await change(['-\tf(1', '-\tg(1);', '+\tf(1, x', '+\tg(2);']), 'runsMore', 'more than values');
  assert.equal(await change(['+x'], 'Add it', `+${TEST.replace('.c', '.sh')}`), '', 'a script is no program');
  const plain = (count: number, mark: string) =>
    Array.from({ length: count }, (_, i) => `${mark}\tx = ${i}${mark};`);
  assert.equal(await change(plain(3, '+')), 'grows');
  assert.equal(await change(plain(2, '+')), '');
  assert.equal(await change([...plain(4, '+'), '-\ty;']), 'grows');
  assert.equal(await change([...plain(3, '+'), '-\ty;']), '');
  assert.equal(await change(['+\tputs("x");', '+\trun(vcpu);']), 'runsMore');
  assert.equal(await change(['+int main(void)'], 'Add it', `+${TEST}`), 'fresh, runsMore');
  assert.equal(await change(['-\twrite(vcpu, 1);', '+\twrite(vcpu, 2);']), 'swaps, runsMore');
  assert.equal(await change(['-\twrite(vcpu, 1);', '+\tread(vcpu, 2);']), 'runsMore');
  assert.equal(await change(['-\tx = 1;', '+\tx = 1;', '+\ty = 2;']), '');
  assert.equal(
    await change([`-${check('errno == EINVAL')}`, `+${check('errno == ENXIO')}`]),
    'added 1, removed 1, expectsElse, runsMore, EINVAL to ENXIO, - EINVAL, + ENXIO',
  );
  assert.equal(
    await change(['-\tf(MSR_DEMO_A);', '+\tg(MSR_DEMO_B, MSR_DEMO_B);']),
    'runsMore, - MSR_DEMO_A, + MSR_DEMO_B',
  );
  assert.equal(await change(['-\tf(MSR_DEMO_A);', '+\tg(MSR_DEMO_A);']), 'runsMore');
  assert.equal(
    await change([`+${check('a')}`], 'Help', 'tools/testing/selftests/kvm/lib/kvm_util.c'),
    '',
    'no test',
  );
});

test('what a cover letter says of single patches, and of pairs', async () => {
  const cover = async (text: string) => {
    const mails = [
      exampleMail({ subject: '[PATCH 0/3] KVM: Do it', text }),
      ...[KERNEL, SELFTEST, KERNEL].map(({ title, diff }, i) =>
        exampleMail({ subject: `[PATCH ${i + 1}/3] ${title} ${i}`, diff }),
      ),
    ];
    const [series] = await seriesOfExample({ name: 'a series', series: mails });
    const facts = readSeries(series!);
    return [
      [...saidInCover(facts)].map(([{ number }, clauses]) => `${number}: ${clauses.join(' ')}`),
      saidPairs(facts).map(({ first, second }) => `${second.number}<${first.number}`),
    ];
  };
  assert.deepEqual(await cover('Patch 2 depends on patch 1.'), [['2: Patch 2 depends on patch 1.'], ['2<1']]);
  assert.deepEqual(await cover('Patch 2 does not depend on patch 1.'), [
    ['2: Patch 2 does not depend on patch 1.'],
    [],
  ]);
  assert.deepEqual(await cover('Patch 2 depends on patch 2.'), [['2: Patch 2 depends on patch 2.'], []]);
  assert.deepEqual(await cover('Patch 2 depends on patch 7.'), [['2: Patch 2 depends on patch 7.'], []]);
  assert.deepEqual(await cover('Patches 1-2 do it.  It is slow.  Then more.'), [
    ['1: Patches 1-2 do it. It is slow.', '2: Patches 1-2 do it. It is slow.'],
    [],
  ]);
  assert.deepEqual(await cover('Patch 1 does it, patch 3 more.'), [
    ['1: Patch 1 does it', '3: patch 3 more.'],
    [],
  ]);
  assert.deepEqual(await cover('The demo_test tests it.'), [['2: The demo_test tests it.'], []]);
  assert.deepEqual(await cover('Ann (3):\n  Patch 2 depends on patch 1'), [[], []], 'what git makes');
  assert.deepEqual(await cover('Nothing.'), [[], []]);
});
