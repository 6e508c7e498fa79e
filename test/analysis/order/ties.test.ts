/** What ties a test to a change, when that says which of them comes first, and how loud that is. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { emptyTie, share, type Tie, tiesOf } from '../../../src/analysis/order/evidence/ties';
import { type Claims, claimsOf, shorten } from '../../../src/analysis/order/extract/claims';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { hasDirection } from '../../../src/analysis/order/relations/covers';
import { Names, needsOf } from '../../../src/analysis/order/relations/needs';
import { isViolated, levelOf, relationsOf } from '../../../src/analysis/order/relations/relate';
import type { Relation } from '../../../src/analysis/order/relations/relations';
import { BLOCK, CROWD, WARN } from '../../../src/analysis/order/relations/thresholds';
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

test('a title that the test quotes, and a topic of both', async () => {
  const quoting = (text: string) => tie(KERNEL, selftest(['+\ta();'], 'Look at it', text));
  assert.equal((await quoting('Test "KVM: x86: Reject writes of MSR_DEMO_CTL".'))?.quoted, true);
  assert.equal((await quoting('Test "KVM: x86: Reject\nwrites of MSR_DEMO_CTL".'))?.quoted, true);
  assert.equal((await quoting('Test the writes of MSR_DEMO_CTL.'))?.quoted, false);
  const short = { ...KERNEL, title: 'KVM: x86: Do' };
  assert.equal(
    (await tie(short, selftest(['+\tMSR_DEMO_CTL;'], 'Look', 'See KVM: x86: Do.')))?.quoted,
    false,
  );
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
  assert.ok(!isViolated(relation(1, { first: 1, second: 1 })), 'of the patch itself');
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
    'See "KVM: x86: Reject writes of MSR_DEMO_CTL", and test commit 0123456789ab ("KVM: x86: Take them").';
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
});

const UAPI = 'include/uapi/linux/kvm.h';
const CAP: Given = { title: 'KVM: x86: Bring it', diff: { [UAPI]: ['+#define KVM_CAP_DEMO 250'] } };
const kernel = (lines: string[], title = 'KVM: x86: Do it', path = X86): Given => ({
  title,
  diff: { [path]: lines },
});
const LOOK = 'tools/testing/selftests/kvm/x86/look_test.c';
const looks = (lines: string[], title = 'Look'): Given => ({
  title: `KVM: selftests: ${title}`,
  text: 'Look.',
  diff: { [LOOK]: lines },
});

/** What ties the last patch of a series to each of those before it by name: `1: build X, fresh X Y`. */
async function named(...given: Given[]): Promise<string[]> {
  const facts = readSeries(await seriesOf(...given));
  return tiesOf(facts, new Names(facts), needsOf(facts))
    .filter(({ test }) => test.index === given.length - 1)
    .map((tie) => {
      const kinds = (['build', 'buildBy', 'fresh', 'constants', 'asserted'] as const).filter(
        (kind) => tie[kind].length > 0,
      );
      return `${tie.kernel.number}: ${kinds.map((kind) => [kind, ...tie[kind]].join(' ')).join(', ')}`;
    });
}

test('names that a test cannot build without, itself or by its library', async () => {
  const helper = (path: string, line: string, head: string): Given => ({
    title: 'KVM: selftests: Help',
    diff: { [`tools/testing/selftests/kvm/include/${path}`]: [`+${head}`, '+{', `+\t${line}`, '+}'] },
  });
  const low = helper('low.h', 'run();', 'static inline void demo_low(void)');
  const help = helper('help.h', 'demo_low(KVM_CAP_DEMO);', 'static inline void demo_help(void)');
  const user = looks(['+\tdemo_help();']);
  assert.deepEqual(await named(CAP, looks(['+\tf(KVM_CAP_DEMO);'])), [
    '1: build KVM_CAP_DEMO, fresh KVM_CAP_DEMO',
  ]);
  assert.deepEqual(await named(low, CAP, help, user), ['2: buildBy KVM_CAP_DEMO'], 'no change is a library');
  const field = { ...CAP, diff: { [UAPI]: [' struct kvm_demo {', '+\t__u32 exit_it;', ' };'] } };
  assert.deepEqual(await named(field, looks(['+\tr->exit_it = 1;'])), ['1: fresh exit_it'], 'of any struct');
  assert.deepEqual(await named(field, looks(['+\tstruct kvm_demo d = { .exit_it = 1 };'])), [
    '1: build exit_it, fresh exit_it',
  ]);
});

test('names that the code of both has, of the series or older', async () => {
  const sets = ['+\tr = set(MSR_DEMO_CTL);', '+\tTEST_ASSERT(!r, "x");'];
  const said = async (lines: string[], ...kernels: Given[]) => named(...kernels, looks(lines));
  const both = ['1: constants MSR_DEMO_CTL, asserted MSR_DEMO_CTL'];
  const reads = kernel(['+\tf(MSR_DEMO_CTL);']);
  assert.deepEqual(await said(sets, reads), both);
  assert.deepEqual(await said(['+\tset(MSR_DEMO_CTL);', sets[1]!], reads), ['1: constants MSR_DEMO_CTL']);
  assert.deepEqual(await said(['+\tset(MSR_DEMO_CTL);', '+\ta();'], reads), ['1: constants MSR_DEMO_CTL']);
  assert.deepEqual(await said(sets, kernel([' \tg(MSR_DEMO_CTL);', '+\tf(MSR_DEMO_CTL);'])), ['1: '], 'old');
  const other = kernel(['+\tf(MSR_DEMO_CTL);'], 'x86: Do it', 'arch/x86/kernel/msr.c');
  assert.deepEqual(await said(sets, other), ['1: constants MSR_DEMO_CTL'], 'no change of KVM');
  assert.deepEqual(await said(sets, reads, reads), [...both, both[0]!.replace('1', '2')]);
  assert.ok(
    (await said(sets, reads, reads, reads)).every((tie) => !tie.includes('asserted')),
    'of many',
  );
  assert.deepEqual(await said(['+\tf(MS_1);'], kernel(['+\tf(MS_1);'])), ['1: '], 'short');
  assert.deepEqual(await said(['+\tTEST_ASSERT(errno == EBUSY, "x");'], kernel(['+\treturn -EBUSY;'])), [
    '1: constants EBUSY, asserted EBUSY',
  ]);
  const brings = kernel(['+static int demo_period;', '+static int demo_at;', '+\tif (demo_period)']);
  const fresh = ['1: fresh demo_period'];
  assert.deepEqual(await said(['+\tTEST_ASSERT(get("demo_period"), "x");'], brings), fresh, 'in a string');
  assert.deepEqual(await said(['+\tTEST_ASSERT(demo_period, "x");'], brings), fresh);
  assert.deepEqual(await said(['+\tf(demo_other);'], kernel(['+\tf(demo_other);'])), [], 'no constant');
});

test('a name that a crowd of changes has ties none of them', async () => {
  const ties = async (count: number) =>
    (
      await named(
        ...Array.from({ length: count }, () => kernel(['+\tf(MSR_ANY_CTL);'])),
        looks(['+\tg(MSR_ANY_CTL);']),
      )
    ).length;
  assert.deepEqual([await ties(CROWD), await ties(CROWD + 1)], [CROWD, 0]);
});

test('what the title of a change names is looked for in the checks of a test, if it has any', async () => {
  const subject = async (...lines: string[]) => (await tie(KERNEL, looks(lines)))?.subject ?? [];
  const names = ['MSR_DEMO_CTL'];
  assert.deepEqual(await subject('+\tTEST_ASSERT(get(MSR_DEMO_CTL), "x");'), names);
  assert.deepEqual(await subject('+\tf(MSR_DEMO_CTL);'), names);
  assert.deepEqual(await subject('+\tf(MSR_DEMO_CTL);', '+\ta();', '+\tTEST_ASSERT(x, "x");'), []);
  assert.deepEqual(await subject('+\tf(MSR_DEMO_CTL);', '+\tTEST_ASSERT(x, "MSR_DEMO_CTL");'), []);
});

test('a topic has three letters or more, and a shortlog sixteen, to be found in a test', async () => {
  const topic = async (title: string, path: string) => {
    const one = { ...looks(['+\tf(MSR_DEMO_CTL);'], title), diff: { [path]: ['+\tf(MSR_DEMO_CTL);'] } };
    return (await tie({ ...KERNEL, title: 'KVM: x86: Do LAM and PV in demos, SMM' }, one))!.topic;
  };
  assert.deepEqual(await topic('Test LAM and PV', LOOK), ['lam']);
  const helper = 'tools/testing/selftests/kvm/lib/smm_util.c';
  assert.deepEqual(await topic('Look', helper), [], 'a library is about many things');
  const quoted = async (title: string) =>
    (await tie({ ...KERNEL, title }, { ...looks(['+\tf(MSR_DEMO_CTL);']), text: `See ${title}.` }))!.quoted;
  assert.deepEqual([await quoted('KVM: x86: Do now'), await quoted('KVM: x86: Do it')], [true, false]);
});

test('a name that both change, or of the title, makes the two half a point more alike', async () => {
  const rest = async (one: Given, other: Given) => {
    const { likeness, ofTitle, ofHeard, ofWords, explained } = (await tie(one, other))!;
    return Number((likeness - ofTitle - ofHeard - ofWords - explained).toFixed(6));
  };
  const field = looks(['+\tr.zork = 1;']);
  assert.equal(await rest(kernel(['+\tv->zork = 1;']), field), 0.5);
  const named = kernel(['+\ta();'], 'KVM: x86: Do MSR_DEMO_CTL');
  const frob = { ...named, text: 'Frob.' };
  assert.equal(await rest(frob, { ...looks(['+\tf(MSR_DEMO_CTL);']), text: 'Frob.' }), 0.5);
  assert.equal(await rest(frob, { ...looks(['+\ta();']), text: 'Frob.' }), 0);
  const blank = (await tie(frob, { ...looks(['+\ta();'], 'Add it'), text: 'Frob.' }))!;
  assert.ok(Number.isFinite(blank.likeness));
});

describe('the ties of a series beside each other', () => {
  type Of = readonly [test: number, kernel: number, more: Partial<Tie>];
  const changes: Given[] = [
    { title: 'KVM: x86: Bring frobs', diff: { ...CAP.diff, [X86]: ['+\tcase KVM_CAP_DEMO:'] } },
    kernel(['+static int demo_made;'], 'KVM: x86: Frob MSR_WOMBAT'),
    CAP,
  ];
  const shared = async (of: readonly Of[]) => {
    const { patches } = readSeries(await seriesOf(...changes, looks(['+\ta();']), looks(['+\tb();'])));
    const ties = of.map(([test, kernel, more]) => ({
      ...emptyTie(patches[test + 3]!, patches[kernel]!),
      likeness: 1,
      ...more,
    }));
    share(ties);
    return ties;
  };
  test('how near they are, as a share of the nearest', async () => {
    const near = async (...of: readonly (readonly [number, number, number])[]) =>
      (await shared(of.map(([test, kernel, likeness]) => [test, kernel, { likeness }]))).map(
        ({ ofTest, ofKernel, torn }) => `${ofTest} ${ofKernel}${torn ? ' torn' : ''}`,
      );
    assert.deepEqual(await near([0, 0, 4]), ['1 1']);
    assert.deepEqual(await near([0, 0, 0]), ['0 1']);
    assert.deepEqual(await near([0, 0, 4], [0, 1, 2]), ['1 1', '0.5 1 torn']);
    assert.deepEqual(await near([0, 0, 4], [0, 1, 3]), ['1 1 torn', '0.75 1 torn'], 'as near to both');
    assert.deepEqual(await near([0, 0, 4], [1, 0, 2]), ['1 1', '1 0.5'], 'another test is nearer');
    assert.deepEqual(await near([0, 0, 10], [0, 1, 9], [1, 1, 4.5]), ['1 1 torn', '0.9 1 torn', '1 0.5']);
    assert.deepEqual(
      await near([0, 0, 10], [0, 1, 8], [1, 1, 4]),
      ['1 1 torn', '0.8 1 torn', '1 1'],
      'a test that is nearer to another change is no rival',
    );
  });
  test('two that names tie to others', async () => {
    const paired = async (...of: readonly Of[]) =>
      (await shared(of)).map((tie) => Number(tie.paired)).join('');
    for (const name of [{ shared: ['x'] }, { subject: ['x'] }, { asserted: ['x'] }, { quoted: true }]) {
      assert.equal(await paired([0, 0, name], [1, 1, name], [0, 1, {}], [1, 0, {}]), '0011');
      assert.equal(await paired([0, 0, name], [1, 0, {}], [0, 1, {}]), '000');
    }
  });
  test('a test whose names another change answers', async () => {
    const answered = async (...of: readonly Of[]) =>
      (await shared(of)).map((tie) => Number(tie.answered)).join('');
    const build = { build: ['KVM_CAP_DEMO'] };
    assert.equal(await answered([0, 0, build], [0, 1, {}], [1, 1, {}]), '010');
    assert.equal(await answered([0, 2, build], [0, 1, {}]), '00', 'it only defines the name');
    for (const own of [build, { asserted: ['X'] }, { fresh: ['demo_made'] }, { fresh: ['MSR_WOMBAT'] }])
      assert.equal(await answered([0, 0, build], [0, 1, own]), '00', JSON.stringify(own));
    assert.equal(await answered([0, 0, build], [0, 1, { fresh: ['demo_other'] }]), '01');
  });
  test('a change that has the names of another, and more', async () => {
    const outdone = async (one: Partial<Tie>, other: Partial<Tie>) =>
      (
        await shared([
          [0, 0, { likeness: 9, ...one }],
          [0, 1, { likeness: 10, ...other }],
        ])
      )[1]!.answered;
    const [both, less] = [{ fresh: ['a', 'b'] }, { fresh: ['a'] }];
    assert.equal(await outdone(both, less), true);
    assert.equal(await outdone({ ...both, likeness: 8.9 }, less), false, 'it is not as near');
    assert.equal(await outdone(both, both), false);
    assert.equal(await outdone(both, { fresh: ['c'] }), false);
    assert.equal(await outdone(both, { ...less, build: ['a'] }), false);
    assert.equal(await outdone({ fresh: ['a'], constants: ['b'] }, less), true);
    assert.equal(await outdone({ constants: ['a', 'b'] }, less), false, 'constants alone tie nothing');
    assert.equal(await outdone(both, { constants: ['a'] }), false);
    const [checks, wombat] = [{ asserted: ['MSR_WOMBAT', 'b'] }, { asserted: ['MSR_WOMBAT'] }];
    assert.equal(await outdone(checks, wombat), false, 'its title is about what is checked');
    for (const name of ['DEMO_OTHER', 'DEMO_FROB'])
      assert.equal(
        await outdone({ asserted: [name, 'b'] }, { asserted: [name] }),
        true,
        'not its title alone',
      );
  });
});
