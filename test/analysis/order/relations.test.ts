/** What becomes of a tie: the relation, how sure it is, or that no order is clean. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Tie, tiesOf } from '../../../src/analysis/order/evidence/ties';
import type { Claims } from '../../../src/analysis/order/extract/claims';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { adaptsOf, twoWay } from '../../../src/analysis/order/relations/adapts';
import { coversOf } from '../../../src/analysis/order/relations/covers';
import { Names, needsOf } from '../../../src/analysis/order/relations/needs';
import { olderNames } from '../../../src/analysis/order/relations/older';
import { proofsOf } from '../../../src/analysis/order/relations/proved';
import { relate, relationsOf } from '../../../src/analysis/order/relations/relate';
import type { Relation } from '../../../src/analysis/order/relations/relations';
import type { Setting } from '../../../src/analysis/order/relations/setting';
import { HINTED, UNDIRECTED, UNSHOWN } from '../../../src/analysis/order/relations/thresholds';
import { type Evidence, formatPair, patchIdOf } from '../../../src/model/evidence';
import type { Series } from '../../../src/model/patch';
import type { NamedPlace, RepoFacts } from '../../../src/model/repo-facts';
import { type Given, seriesOf } from './help';

const X86 = 'arch/x86/kvm/x86.c';
const TEST = 'tools/testing/selftests/kvm/x86/demo_test.c';
const UAPI = 'include/uapi/linux/kvm.h';
const NONE: Claims = {
  coversWords: null,
  failsWords: null,
  updateWords: null,
  loosensWords: null,
  passesWords: null,
  freeWords: null,
};
const FIXES = 'Do it.\n\nFixes: 0123456789ab ("KVM: x86: Add it")';

interface Pair {
  readonly kernel?: Partial<Given>;
  readonly test?: Partial<Given>;
  readonly tie?: Partial<Tie>;
  readonly claims?: Partial<Claims>;
  readonly changes?: number;
}

/** A tie of a change and the update of a test that names hold together, as near as can be, and what is known beside. */
async function pair({ kernel, test, tie, claims, changes = 2 }: Pair) {
  const facts = readSeries(
    await seriesOf(
      { title: 'KVM: x86: Count dozes', diff: { [X86]: ['+\tf(MSR_DEMO_CTL);'] }, ...kernel },
      {
        title: 'KVM: selftests: Use it',
        diff: { [TEST]: ['-\tg(MSR_DEMO_CTL, 1);', '+\tg(MSR_DEMO_CTL, 2, x);'] },
        ...test,
      },
    ),
  );
  const names = new Names(facts);
  const [found] = tiesOf(facts, names, needsOf(facts));
  const setting: Setting = { changes, gate: () => null, claims: () => ({ ...NONE, ...claims }) };
  const near = { ofTest: 1, ofTitle: 1, ofHeard: 1, ofWords: 1, explained: 1 };
  return { facts, names, setting, tie: { ...found!, ...near, ...tie }, claims: setting.claims(found!.test) };
}

const SWAPS = { diff: { [TEST]: ['-\tg(MSR_DEMO_CTL, 1);', '+\tg(MSR_DEMO_CTL, 2);'] } };
const LESS = { text: 'Do MSR_DEMO_CTL.', diff: { [TEST]: ['-\tTEST_ASSERT(x, "x");', '+\tg(x);'] } };
const FRESH = {
  title: 'KVM: selftests: Add it',
  diff: { [TEST]: ['+\tg(MSR_DEMO_CTL, 1);', '+\tg(MSR_DEMO_CTL, 2);'] },
};

describe('the update of a test', () => {
  const adapts = async (given: Pair): Promise<Relation | null> => {
    const { tie, names, setting } = await pair(given);
    return adaptsOf(tie, names, setting, new Set());
  };
  const is = async (given: Pair) => (await adapts(given)) !== null;
  const fails = { claims: { failsWords: 'It fails.' } };
  test('is none of a test that is new, or does not build without the change', async () => {
    assert.equal(await is(fails), true);
    assert.equal(await is({ ...fails, test: FRESH }), false);
    const prints = { ...FRESH, diff: { [TEST]: ['+\tpr_info("x", MSR_DEMO_CTL);', '+\tpr_info("x");'] } };
    assert.equal(await is({ ...fails, test: prints }), true, 'it runs no more than before');
    for (const tie of [{ build: ['X'] }, { buildBy: ['X'] }])
      assert.equal(await is({ ...fails, tie }), false);
    const same = { title: 'KVM: x86: Rename it' };
    assert.equal(await is({ ...fails, kernel: same }), false, 'of a change that changes nothing');
  });
  test('has a reason to come first', async () => {
    assert.equal(await is({}), false, 'that the two are alike is none');
    for (const claims of [
      { failsWords: 'x' },
      { updateWords: 'x' },
      { loosensWords: 'Ignore MSR_DEMO_CTL.' },
    ])
      assert.equal(await is({ claims }), true, JSON.stringify(claims));
    assert.equal(await is({ claims: { loosensWords: 'Ignore signals.' } }), false, 'of something else');
    assert.equal(await is({ claims: { passesWords: 'x', failsWords: 'x' } }), false);
    assert.equal(await is({ claims: { passesWords: 'x', updateWords: 'x' } }), true);
    const drops = { diff: { [TEST]: ['-\tg(MSR_DEMO_CTL);', '+\tg(x);'] } };
    assert.equal(await is({ test: drops }), true, 'it gives up a name of the change');
    const strict = { title: 'KVM: x86: Reject dozes' };
    assert.equal(await is({ kernel: strict }), true);
    const grows = { diff: { [TEST]: ['+\tTEST_ASSERT(g(MSR_DEMO_CTL), "x");'] } };
    assert.equal(await is({ kernel: strict, test: grows }), false, 'it checks more');
    assert.equal(await is({ test: LESS }), true, 'a check goes');
    assert.equal(await is({ test: LESS, kernel: { text: FIXES } }), false, 'and the change mends');
    const loops = {
      diff: { [TEST]: ['-\tfor (i = 0; i < 9; i++)', '+\tfor (i = 1; i < 9; i++)', ' \t\tg(MSR_DEMO_CTL);'] },
    };
    const adds = { diff: { [X86]: ['+\tf(MSR_DEMO_CTL);'], [UAPI]: ['+#define KVM_DEMO_FLAG 1'] } };
    const named = { text: 'MSR_DEMO_CTL.' };
    assert.equal(await is({ test: { ...loops, ...named } }), false);
    assert.equal(
      await is({ test: { ...loops, ...named }, kernel: adds }),
      true,
      'a loop leaves out what is added',
    );
  });
  test('blocks where code or plain words show it, and else warns', async () => {
    const sure = async (given: Pair) => (await adapts(given))!.confidence;
    assert.ok((await sure(fails)) > HINTED);
    const less = {
      claims: { loosensWords: 'Ignore MSR_DEMO_CTL.' },
      changes: 1,
      kernel: { title: 'KVM: x86: Reject dozes' },
    };
    assert.equal(await sure(less), HINTED);
    assert.ok((await sure({ ...less, test: LESS })) > HINTED, 'a sentence, and a check that goes');
    assert.equal(await sure({ kernel: less.kernel, changes: 1, test: LESS }), HINTED, 'no sentence');
    const far = { ofTest: 0, ofTitle: 0, ofHeard: 0, ofWords: 0 };
    assert.equal(await adapts({ test: LESS, tie: far }), null, 'hardly more than nothing');
    const brings = {
      title: 'KVM: x86: Count dozes',
      diff: { [X86]: ['+static int demo_made;', '+\tf(MSR_DEMO_CTL);'] },
    };
    const fresh = async (name: string) =>
      (await adapts({ ...fails, kernel: brings, tie: { fresh: [name] } }))!.signals.includes('fresh-name');
    assert.deepEqual([await fresh('demo_made'), await fresh('demo_other')], [true, false]);
  });
});

test('no order is clean where a test expects one or the other', async () => {
  const both = async (given: Pair) => {
    const { tie, setting } = await pair(given);
    return twoWay(tie, setting)?.level ?? null;
  };
  const flips = (was: string, is: string) => ({
    diff: {
      [TEST]: [
        `-\tTEST_ASSERT(g(MSR_DEMO_CTL) == ${was}, "x");`,
        `+\tTEST_ASSERT(g(MSR_DEMO_CTL) == ${is}, "x");`,
      ],
    },
  });
  const flip = { test: flips('1', '2') };
  assert.equal(await both(flip), 'warn');
  for (const tie of [{ ofTest: 0.9 }, { ofHeard: 0, explained: 0.25 }])
    assert.equal(await both({ ...flip, tie }), 'warn');
  for (const tie of [{ ofTest: 0.89 }, { ofHeard: 0.2, explained: 0.2 }])
    assert.equal(await both({ ...flip, tie }), null);
  assert.equal(await both({ ...flip, kernel: { title: 'KVM: x86: Rename it' } }), null);
  assert.equal(await both({ test: { ...flip.test, title: 'KVM: selftests: Add it' } }), 'warn');
  const added = { ...FRESH, diff: { [`+${TEST}`]: ['+\tTEST_ASSERT(g(MSR_DEMO_CTL), "x");'] } };
  const claims = { coversWords: 'x', updateWords: 'y' };
  const changed = { test: flips('a', 'b'), claims };
  assert.equal(await both(changed), 'note');
  assert.equal(await both({ ...changed, claims: { coversWords: 'x', failsWords: 'y' } }), 'note');
  assert.equal(await both({ ...changed, claims: { updateWords: 'y' } }), null);
  assert.equal(await both({ ...changed, claims: { coversWords: 'x' } }), null);
  assert.equal(await both({ test: LESS, claims }), null, 'a check goes, and none comes');
  assert.equal(
    await both({ test: { diff: { [TEST]: ['+\tTEST_ASSERT(g(MSR_DEMO_CTL), "x");'] } }, claims }),
    null,
  );
  assert.equal(await both({ test: added, claims }), null, 'a new test');
  const more = { ...flip.test, title: 'KVM: selftests: Add it' };
  more.diff = { [TEST]: [...more.diff[TEST]!, '+\ta();', '+\tb();'] };
  assert.equal(await both({ test: more, claims }), null, 'tests that are added');
});

describe('a test of a change', () => {
  const covers = async (given: Pair, without = new Set<'uapi-name'>()) => {
    const { tie, claims, facts } = await pair(given);
    return coversOf({ tie, claims, change: true }, facts.patches[1]!, null, without);
  };
  const sure = async (given: Pair) => (await covers(given))?.confidence ?? 0;
  test('is sure by what shows it, warns by words, and waits for a direction', async () => {
    const bare = { build: [], fresh: [], asserted: [], shared: [], subject: [], topic: [], named: [] };
    const high = { ofTitle: 3, explained: 0.5 };
    const tie = { ...bare, ...high };
    assert.equal(await sure({ test: FRESH, tie }), UNSHOWN);
    assert.ok((await sure({ test: FRESH, tie: { ...tie, shared: ['x'] } })) > UNSHOWN, 'a name');
    assert.equal(
      await sure({ test: SWAPS, tie: { ...tie, shared: ['x'] } }),
      UNDIRECTED,
      'which of them is first?',
    );
    assert.equal(await sure({ test: FRESH, tie: { ...tie, explained: 0.4 } }), UNDIRECTED);
    const about = { ...tie, explained: 0, topic: ['fred'] };
    assert.equal(
      await sure({ test: FRESH, tie: about }),
      UNDIRECTED,
      'a topic of a change that adds nothing',
    );
    const adds = { title: 'KVM: x86: Add FRED' };
    assert.equal(await sure({ test: FRESH, kernel: adds, tie: about }), UNSHOWN);
    assert.equal(await sure({ test: FRESH, kernel: adds, tie: { ...about, topic: [] } }), UNDIRECTED);
    assert.equal(await covers({ test: FRESH, tie: { ...bare, ofTitle: 0, ofWords: 0, explained: 0 } }), null);
  });
  test('does not build without it, unless that is switched off', async () => {
    const build = { tie: { build: ['X'], answered: true } };
    assert.deepEqual([(await covers(build))!.confidence, (await covers(build))!.build], [1, true]);
    assert.equal((await covers(build, new Set(['uapi-name'])))!.build, false);
  });
  test('checks another constant from now on, or more of what it did', async () => {
    const asserted = { asserted: ['MSR_DEMO_CTL'], shared: ['x'], ofTitle: 3 };
    const added = { title: 'KVM: selftests: Do it', diff: { [`+${TEST}`]: ['+\tg(MSR_DEMO_CTL);'] } };
    assert.ok((await sure({ test: added, tie: asserted, claims: { passesWords: 'x' } })) > UNDIRECTED);
    const prints = { ...FRESH, diff: { [TEST]: ['+\tpr_info("x", MSR_DEMO_CTL);', '+\tpr_info("x");'] } };
    assert.equal(await sure({ test: prints, tie: { ...asserted, asserted: [] } }), UNDIRECTED, 'it prints');
  });
});

describe('all relations of a series', () => {
  const KERNEL: Given = {
    title: 'KVM: x86: Reject writes of MSR_DEMO_CTL',
    diff: { [X86]: ['+\tcase MSR_DEMO_CTL:', '+\t\treturn -EEXIST;'] },
  };
  const CHECK: Given = {
    title: 'KVM: selftests: Test writes of MSR_DEMO_CTL',
    diff: { [`+${TEST}`]: ['+\tTEST_ASSERT(errno == EEXIST, "x");', '+\twrite(MSR_DEMO_CTL);'] },
  };
  const told = async (...given: Given[]) =>
    relationsOf(await seriesOf(...given)).all.map(
      ({ kind, first, second }) => `${kind} ${first + 1}<${second + 1}`,
    );
  test('are of one architecture, or common code', async () => {
    const tied = async (paths: Given['diff'], test = TEST) =>
      (
        await told(
          { ...KERNEL, diff: paths! },
          { ...CHECK, diff: { [`+${test}`]: CHECK.diff![`+${TEST}`]! } },
        )
      ).length;
    const lines = KERNEL.diff![X86]!;
    const arm = TEST.replace('x86', 'arm64');
    assert.equal(await tied({ [X86]: lines }, arm), 0);
    assert.equal(await tied({ 'virt/kvm/kvm_main.c': lines }), 1);
    assert.equal(
      await tied({ [X86]: lines, 'Documentation/virt/kvm/api.rst': ['+x'] }, arm),
      0,
      'docs are not code',
    );
    assert.equal(await tied({ [X86]: lines, 'virt/kvm/kvm_main.c': lines }, arm), 1);
    const [brings, uses] = [{ [X86]: lines, [UAPI]: ['+#define KVM_CAP_DEMO 1'] }, ['+\tf(KVM_CAP_DEMO);']];
    assert.deepEqual(await told({ ...KERNEL, diff: brings }, { ...CHECK, diff: { [`+${arm}`]: uses } }), [
      'covers 1<2',
    ]);
  });
  test('are left out where a contributor settles them', async () => {
    const bring: Given = {
      title: 'KVM: x86: Bring it',
      diff: { 'arch/x86/kvm/x86.h': ['+void kvm_new_it(void);'] },
    };
    const use: Given = { title: 'KVM: x86: Use it', diff: { [X86]: ['+\tkvm_new_it();'] } };
    const free = { notes: 'Order: independent of patch 1' };
    assert.deepEqual(await told(bring, use), ['needs 1<2']);
    assert.deepEqual(await told(bring, { ...use, ...free }), []);
    const says = async (...given: Given[]) => {
      const series = await seriesOf(...given);
      const cover = { body: { value: 'Patch 2 depends on patch 1.' } } as unknown as Series['cover'];
      const { all } = relate(readSeries({ ...series, cover }));
      return all.map(({ kind, first, second }) => `${kind} ${first + 1}<${second + 1}`);
    };
    const [kernel, test, other] = [
      { title: 'KVM: x86: A' },
      { title: 'KVM: selftests: B', diff: { [TEST]: ['+b();'] } },
      { title: 'Docs', diff: { 'Documentation/x.rst': ['+x'] } },
    ];
    const change = { ...kernel, diff: { [X86]: ['+a();'] } };
    assert.deepEqual(await says(change, test), ['covers 1<2']);
    assert.deepEqual(await says(change, { ...test, ...free }), []);
    assert.deepEqual(await says(test, change), ['adapts-to 1<2']);
    for (const [one, two] of [
      [change, change],
      [test, test],
      [change, other],
      [other, change],
      [test, other],
      [other, test],
    ])
      assert.deepEqual(await says(one!, { ...two!, title: `${two!.title} 2` }), ['needs 1<2']);
  });
  test('point at the name, and are listed once where a need says the same', async () => {
    const cap: Given = {
      title: 'KVM: x86: Bring it',
      diff: { [UAPI]: ['+#define KVM_CAP_ONE 1', '+#define KVM_CAP_TWO 2'] },
    };
    const user: Given = {
      title: 'KVM: selftests: Test it',
      diff: { [`+${TEST}`]: ['+\tf(KVM_CAP_ONE);', '+\tf(KVM_CAP_TWO);'] },
    };
    const { all } = relationsOf(await seriesOf(cap, user));
    assert.deepEqual(
      all.map(({ kind, at }) => [kind, at?.line.text]),
      [['covers', '\tf(KVM_CAP_ONE);']],
    );
  });
  test('keep what is only a note beside it', async () => {
    const check = (what: string) => `\tTEST_ASSERT(write(MSR_DEMO_CTL) == ${what}, "x");`;
    const update = (text: string): Given => ({
      title: 'KVM: selftests: Update writes of MSR_DEMO_CTL',
      text,
      diff: { [TEST]: [`-${check('was')}`, `+${check('is')}`] },
    });
    const series = await seriesOf(KERNEL, update('A regression test. Otherwise, the test will fail.'));
    assert.deepEqual(
      relationsOf(series).mutual.map(({ level }) => level),
      ['note'],
    );
    assert.equal(relationsOf(series).all.length, 1);
  });
  test('of reverts are the other way round', async () => {
    const undo = ({ title }: Given, diff: Given['diff']): Given => ({
      title: `Revert "${title}"`,
      diff: diff!,
    });
    const back = undo(KERNEL, { [X86]: ['-\tcase MSR_DEMO_CTL:', '-\t\treturn -EEXIST;'] });
    const out = undo(CHECK, { [TEST]: ['-\tTEST_ASSERT(errno == EEXIST, "x");', '-\twrite(MSR_DEMO_CTL);'] });
    const other = { title: 'KVM: x86: Frob', diff: { 'arch/x86/kvm/pmu.c': ['+\tfrob();'] } };
    const undone = undo(other, { 'arch/x86/kvm/pmu.c': ['-\tfrob();'] });
    const all = relationsOf(await seriesOf(KERNEL, CHECK, other, back, out, undone)).all;
    const reverts = all.filter(({ evidence }) =>
      evidence[0]?.startsWith('it reverts patch 1, which patch 2 tests'),
    );
    assert.deepEqual(
      reverts.map(({ kind, first, second }) => [kind, first, second]),
      [['adapts-to', 4, 3]],
    );
    assert.ok(reverts[0]!.evidence.length > 1);
  });
  test('have no signal that is switched off', async () => {
    const facts = readSeries(await seriesOf(KERNEL, CHECK));
    assert.ok(relate(facts).all[0]!.signals.includes('shared-name'));
    assert.ok(!relate(facts, new Set(['shared-name'])).all[0]!.signals.includes('shared-name'));
  });
});

describe('names that a clone knows to be older', () => {
  const header = (path: string, ...lines: string[]): Given => ({
    title: 'KVM: x86: Bring',
    diff: { [path]: lines },
  });
  const older = async (
    bring: Given,
    places: readonly NamedPlace[] | 'unknown',
    more: { commit?: boolean; base?: string; name?: string; own?: string } = {},
  ) => {
    const series = await seriesOf({ ...bring, ...(more.base && { base: more.base }) });
    const facts = readSeries(series);
    const asked: string[] = [];
    const clone = {
      commit: (id: string) => (more.commit === false ? 'unknown' : { id }),
      definitions: (revision: string, names: readonly string[]) => {
        asked.push(`${revision}: ${names}`);
        return places;
      },
    } as unknown as RepoFacts;
    if (more.own) (series.patches[0]!.origin as { commit: string }).commit = more.own;
    const wrong = [{ first: 0, name: more.name ?? 'KVM_DEMO' }] as unknown as Relation[];
    return [[...olderNames(wrong, facts, clone)], asked];
  };
  const HOST = 'arch/x86/include/asm/kvm_host.h';
  const base = 'f'.repeat(40);
  const bring = header(HOST, '+#define KVM_DEMO 1');
  const at = (path: string) => [{ name: 'KVM_DEMO', path }];
  const known = [['KVM_DEMO'], [`${base}: KVM_DEMO`]];
  test('are asked for at the base, if it is known', async () => {
    assert.deepEqual(await older(bring, at(HOST), { base }), known);
    assert.deepEqual(await older(bring, at(HOST)), [[], []], 'no base');
    assert.deepEqual(await older(bring, at(HOST), { own: 'abc' }), [known[0], ['abc^: KVM_DEMO']], 'commits');
    assert.deepEqual(await older(bring, at(HOST), { base, commit: false }), [[], []]);
    assert.deepEqual(
      await older(bring, at(HOST), { base, name: 'KVM_OTHER' }),
      [[], []],
      'not of the series',
    );
    assert.deepEqual(await older(bring, 'unknown', { base }), [[], known[1]]);
    assert.deepEqual(await older(bring, [{ name: 'KVM_OTHER', path: HOST }], { base }), [[], known[1]]);
  });
  test('are seen by the code that sees the new ones', async () => {
    const seen = async (own: string, other: string, line = '+#define KVM_DEMO 1') =>
      (await older(header(own, line), at(other), { base }))[0]!.length === 1;
    assert.equal(await seen(HOST, 'include/linux/kvm_host.h'), true, 'common code');
    assert.equal(await seen(HOST, 'arch/arm64/include/asm/kvm_host.h'), false);
    assert.equal(await seen(HOST, UAPI), false, 'of another space');
    const lib = 'tools/testing/selftests/kvm/include/x86/processor.h';
    assert.equal(await seen(lib, lib.replace('processor', 'apic')), true);
    assert.equal(await seen(lib, 'tools/arch/x86/include/asm/cpufeatures.h'), false, 'tests do not see it');
    const local = '+static int KVM_DEMO;';
    assert.equal(await seen(X86, X86, local), true);
    assert.equal(await seen(X86, 'arch/x86/kvm/pmu.c', local), false, 'local to its file');
  });
});

test('proofs are of these very patches, and the last of each pair counts', async () => {
  const series = await seriesOf(
    { title: 'KVM: x86: A', diff: { [X86]: ['+a();'] } },
    { title: 'KVM: x86: B', diff: { [X86]: ['+b();'] } },
  );
  const ids = series.patches.map(({ diff }) => patchIdOf(diff)!);
  const [a, b, other] = [...ids, 'c'.repeat(40)] as [string, string, string];
  const steps = ids.map((patch, i) => ({
    id: 'build',
    patch,
    tree: `t${i + 1}`,
    parent: `t${i}`,
    on: '',
    date: '',
  }));
  const proofs = (...given: (readonly [string, string, boolean | null, string])[]) => {
    const pairs = given.map(([first, second, holds, at]) => {
      const on = formatPair({ first, second, holds, at: `2026-01-02T03:04:0${at}.000Z` });
      return { id: 'order-pair', patch: b, tree: 't2', parent: 't1', on, date: '', series: ids };
    });
    return [...proofsOf(series, [...steps, ...pairs] as unknown as Evidence[])];
  };
  assert.deepEqual(proofs(), []);
  assert.deepEqual(proofs([a, b, true, '1']), [['0 1', true]]);
  for (const at of [
    ['1', '2'],
    ['2', '1'],
  ] as const)
    assert.deepEqual(proofs([a, b, true, at[0]], [a, b, false, at[1]]), [['0 1', at[0] > at[1]]]);
  assert.deepEqual(proofs([a, other, true, '1'], [other, b, true, '1'], [b, a, null, '1']), [['1 0', null]]);
  const words = { ...steps[1], id: 'order-pair', on: 'in other words', series: ids };
  assert.deepEqual([...proofsOf(series, [...steps, words] as unknown as Evidence[])], []);
});
