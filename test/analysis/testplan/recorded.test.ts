/** What was recorded of a series: for exactly these patches, and how a cover letter tells it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Coverage } from '../../../src/analysis/testplan/coverage';
import type { Task } from '../../../src/analysis/testplan/plan';
import { recordedOf, recordedText, testingText } from '../../../src/analysis/testplan/tasks';
import { type Evidence, type EvidenceId, patchIdOf, type RanTests } from '../../../src/model/evidence';
import { type Given, seriesOf } from '../order/help';

const given: Given[] = ['a', 'b'].map((name) => ({
  title: `KVM: x86: Do ${name}`,
  diff: { 'arch/x86/kvm/x86.c': [`+\t${name}();`] },
}));

/** A series of two patches, and evidence of a patch of it: on top of the tree `t0`, `t1`, and so on. */
async function start() {
  const series = await seriesOf(...given);
  const ids = series.patches.map(({ diff }) => patchIdOf(diff)!);
  const of = (id: EvidenceId, at: number, more: Partial<Evidence> = {}): Evidence => ({
    id,
    patch: ids[at]!,
    tree: `t${at + 1}`,
    parent: `t${at}`,
    on: 'gcc 12',
    date: '2026-01-02',
    ...more,
  });
  const each = (id: EvidenceId, more: Partial<Evidence> = {}) => [of(id, 0, more), of(id, 1, more)];
  const last = (id: EvidenceId, more: Partial<Evidence> = {}) => of(id, 1, { series: ids, ...more });
  const coverage = (...all: Evidence[]) => new Coverage(series, all);
  return { ids, of, each, last, coverage };
}

describe('what was recorded', () => {
  test('of each patch, one on top of the other', async () => {
    const { of, each, coverage } = await start();
    const built = (...all: Evidence[]) => coverage(...all).ofEach('build').length;
    assert.equal(built(...each('build')), 1);
    assert.equal(built(of('build', 1)), 0, 'the first is missing');
    assert.equal(built(of('build', 0)), 0, 'the last is missing');
    assert.equal(built(of('build', 0), of('build', 1, { parent: 'other' })), 0, 'on something else');
    assert.equal(built(of('htmldocs', 0), of('build', 1)), 0, 'the first by another task');
    assert.equal(built(...each('build'), of('build', 1, { tree: 'again' })), 2, 'twice');
    assert.equal(built(of('build', 0), of('build', 1, { patch: 'x' })), 0, 'another patch');
    assert.equal(built(), 0);
  });
  test('of the series as a whole, and no other', async () => {
    const { ids, of, each, last, coverage } = await start();
    const ran = (one: Evidence, ...more: Evidence[]) =>
      coverage(...each('build'), one, ...more).ofAll('selftests').length;
    assert.equal(ran(last('selftests')), 1);
    assert.equal(ran(of('selftests', 1)), 1, 'that does not say of which patches');
    assert.equal(ran(last('kvm-unit-tests')), 0);
    assert.equal(ran(last('selftests', { tree: 'other', parent: 'other' })), 0);
    assert.equal(ran(last('selftests', { patch: ids[0]! })), 0);
    assert.equal(ran(of('selftests', 0, { series: ids })), 0, 'on the first patch');
    assert.equal(ran(last('selftests', { series: ids.slice(1) })), 0, 'of fewer patches');
    assert.equal(ran(last('selftests', { series: [...ids, 'x'] })), 0, 'of more');
    assert.equal(ran(last('selftests', { series: [...ids].reverse() })), 0, 'in another order');
  });
  test('of one patch alone, on top of those before it', async () => {
    const { of, each, coverage } = await start();
    const of1 = (...all: Evidence[]) => coverage(...all).ofPatch(1, 'build').length;
    assert.equal(of1(...each('build')), 1);
    assert.equal(of1(of('build', 1)), 0);
    assert.equal(of1(of('htmldocs', 0), of('build', 1)), 1, 'whatever was run of the first');
    assert.equal(of1(...each('htmldocs')), 0);
    assert.equal(of1(of('build', 0)), 0);
    assert.equal(coverage(of('build', 0, { parent: 'any' })).ofPatch(0, 'build').length, 1);
    assert.equal(coverage(of('build', 1)).ofPatch(0, 'build').length, 0);
  });
  test('of a task with parts, all of them; or by hand', async () => {
    const { each, last, coverage } = await start();
    const parts = (['no-smm-xen', 'lockdep', '32-bit'] as const).map((part) => each(part));
    const kconfigs = (...all: Evidence[][]) =>
      recordedOf('kconfigs', coverage(...all.flat())).map(({ id }) => id);
    assert.deepEqual(kconfigs(...parts), ['no-smm-xen', 'lockdep', '32-bit']);
    assert.deepEqual(kconfigs(...parts.slice(1)), []);
    assert.deepEqual(kconfigs(each('build'), [last('kconfigs')]), ['kconfigs']);
    assert.equal(recordedOf('build', coverage(last('build'))).length, 0, 'each patch has to be built');
    assert.equal(recordedOf('nested', coverage(...each('build'), last('nested'))).length, 1);
  });
});

describe('a cover letter', () => {
  const task = (id: EvidenceId, mandatory = true, what = 'Do it'): Task =>
    ({ id, mandatory, task: what, why: '', because: [], details: [] }) as unknown as Task;
  const ran = (passed: number, of: number, more: Partial<RanTests> = {}): RanTests => ({
    passed: Array.from({ length: passed }, (_, i) => `x86/test_${i}`),
    skipped: [],
    known: [],
    of,
    ...more,
  });
  test('names the machine and the counts of what was run, each once', async () => {
    const { each, last, coverage } = await start();
    const text = (...all: Evidence[]) => recordedText(task('selftests'), coverage(...each('build'), ...all));
    assert.equal(text(), '');
    assert.equal(text(last('selftests'), last('selftests')), 'gcc 12, 2026-01-02');
    assert.equal(
      text(
        last('selftests', { on: 'Milan', ran: ran(2, 3, { skipped: ['x'] }) }),
        last('selftests', { on: 'Turin' }),
      ),
      'Milan: 2 of 3 pass, 1 skipped, 2026-01-02; Turin, 2026-01-02',
    );
  });
  test('has what was done, and of what is mandatory what was not', async () => {
    const { each, last, coverage } = await start();
    const letter = (tasks: Task[], ...all: Evidence[]) =>
      testingText(tasks, coverage(...all))
        .trimEnd()
        .split('\n');
    assert.deepEqual(letter([]), ['']);
    assert.deepEqual(letter([task('nested', false)]), [''], 'what is encouraged may be left out');
    assert.deepEqual(letter([task('build'), task('selftests')], ...each('build')), [
      'Testing:',
      '  - each patch built with KVM_INTEL=m, KVM_AMD=m and KVM_WERROR=y (gcc 12)',
      'Not tested:',
      '  - KVM selftests',
    ]);
    assert.deepEqual(letter([task('parameters', true, 'Run the tests with kvm.demo on and off')]), [
      'Not tested:',
      '  - kvm.demo',
    ]);
    const built = [...each('build'), ...each('selftests-built')];
    assert.deepEqual(letter([], ...built), ['Testing:', '  - KVM selftests built at each patch']);
    assert.deepEqual(letter([], ...built, last('selftests')), ['']);
    assert.deepEqual(letter([], ...each('build'), last('order', { on: '1 fails without 2' })), [
      'Testing:',
      '  - 1 fails without 2',
    ]);
    assert.deepEqual(letter([], ...each('build'), last('flaky', { on: 'demo_test' })), [
      'Not tested:',
      '  - demo_test: its runs contradict each other',
    ]);
  });
  test('names the selftests that were run, a dozen at most, and counts what is left of them', async () => {
    const { each, last, coverage } = await start();
    const letter = (...runs: RanTests[]) =>
      testingText(
        [task('selftests')],
        coverage(
          ...each('build'),
          ...runs.map((one, i) => last('selftests-run', { ran: one, on: `M${i}` })),
          last('selftests-run'),
        ),
      )
        .trimEnd()
        .split('\n');
    assert.deepEqual(letter(ran(2, 5, { skipped: ['x86_64/a_test'], known: ['b_test'] })), [
      'Testing:',
      '  - 2 of 5 KVM selftests: test_0, test_1; skipped: a_test; failing as without the series: b_test (M0)',
      'Not tested:',
      '  - KVM selftests: 3 of 5',
    ]);
    assert.deepEqual(
      letter(ran(1, 5), ran(4, 6), ran(2, 5)).at(-1),
      '  - KVM selftests: 2 of 6',
      'the best machine',
    );
    assert.match(letter(ran(12, 20))[1]!, /test_10, test_11 \(M0\)$/);
    assert.match(letter(ran(13, 20))[1]!, /test_11 and 1 more \(M0\)$/);
  });
});
