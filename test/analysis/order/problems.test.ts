/** What the rules of order report: whom they blame, with whom, and what they propose. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf } from '../../../src/analysis/order/order/problems';
import { verdictOf } from '../../../src/analysis/order/order/verdict';
import type { Relation } from '../../../src/analysis/order/relations/relations';
import type { RepoFacts } from '../../../src/model/repo-facts';
import { type Given, seriesOf } from './help';

const X86 = 'arch/x86/kvm/x86.c';
const use = (...names: string[]): Given => ({
  title: 'KVM: x86: Use it',
  diff: { [X86]: names.map((name) => `+\t${name}();`) },
});
const bring = (...names: string[]): Given => ({
  title: 'KVM: x86: Bring it',
  diff: { 'arch/x86/kvm/x86.h': names.map((name) => `+void ${name}(void);`) },
});
const OTHER: Given = { title: 'KVM: x86: Do more', diff: { 'arch/x86/kvm/pmu.c': ['+\tx = 1;'] } };

async function problems(
  given: readonly Given[],
  blames: 'first' | 'second' = 'second',
  takes: (relation: Relation) => boolean = () => true,
) {
  const says = (blamed: string, others: string, names: readonly string[]) =>
    `${blamed} needs ${others}: ${names.join(' ')}`;
  return [...problemsOf(await seriesOf(...given), null, { takes, blames, says })];
}

test('each patch that is misplaced once, with all that it is misplaced to', async () => {
  const given = [use('kvm_one', 'kvm_two'), use('kvm_two'), bring('kvm_one'), bring('kvm_two')];
  const found = await problems(given);
  assert.deepEqual(
    found.map(({ message, level, at }) => [message, level, at!.quote]),
    [
      ['Patch 1/4 needs patch 3/4 and patch 4/4: kvm_one kvm_two', 'block', 'kvm_one'],
      ['Patch 2/4 needs patch 4/4: kvm_two', 'block', 'kvm_two'],
    ],
  );
  assert.deepEqual(
    found[0]!.related!.map(({ message, at }) => [message, at!.quote]),
    [
      ['it uses kvm_one, which patch 3 adds in arch/x86/kvm/x86.h', 'kvm_one'],
      ['it uses kvm_two, which patch 4 adds in arch/x86/kvm/x86.h', 'kvm_two'],
    ],
  );
  assert.deepEqual(
    (await problems(given, 'first')).map(({ message }) => message),
    ['Patch 3/4 needs patch 1/4: kvm_one', 'Patch 4/4 needs patch 1/4 and patch 2/4: kvm_two'],
  );
  assert.deepEqual(
    (await problems(given, 'second', ({ name }) => name === 'kvm_one')).map(({ message }) => message),
    ['Patch 1/4 needs patch 3/4: kvm_one'],
  );
});

test('what has no place in a diff is at the shortlog, and a note is no problem', async () => {
  const ordered = [{ ...OTHER, notes: 'Order: after patch 2' }, bring('kvm_one')];
  const [found] = await problems(ordered);
  assert.deepEqual([found!.message, found!.at!.quote], ['Patch 1/2 needs patch 2/2: ', 'KVM: x86: Do more']);
  const CAP = {
    title: 'KVM: x86: Add KVM_CAP_HALT',
    diff: { 'include/uapi/linux/kvm.h': ['+#define KVM_CAP_HALT 1'] },
  };
  const gated: Given = {
    title: 'KVM: selftests: Test KVM_CAP_HALT',
    diff: { '+tools/testing/selftests/kvm/x86/halt_test.c': ['+\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_HALT));'] },
  };
  const report = { title: 'KVM: x86: Advertise KVM_CAP_HALT', diff: { [X86]: ['+\tcase KVM_CAP_HALT:'] } };
  const { wrong } = verdictOf(await seriesOf(CAP, gated, report));
  assert.deepEqual(
    wrong.map(({ level }) => level),
    ['note'],
  );
  assert.deepEqual(await problems([CAP, gated, report]), []);
});

test('the order that is proposed, in runs', async () => {
  const hint = async (...given: Given[]) => /order: (.*?) \(/.exec((await problems(given))[0]!.hint!)?.[1];
  const [early, late] = [use('kvm_one'), bring('kvm_one')];
  assert.equal(await hint(early, late), '2, 1');
  assert.equal(await hint(OTHER, OTHER, OTHER, early, late), '1-3, 5, 4');
  assert.equal(await hint(OTHER, OTHER, early, late), '1, 2, 4, 3');
  assert.equal(await hint(early, late, OTHER, OTHER, OTHER), '2, 1, 3-5');
  const [head, caller] = [
    {
      title: 'KVM: x86: Pass it',
      diff: { [X86]: ['-int kvm_old_it(int a)', '+int kvm_old_it(int a, int b)', ' {'] },
    },
    {
      title: 'KVM: x86: Call it',
      diff: { 'arch/x86/kvm/pmu.c': ['-\tkvm_old_it(1);', '+\tkvm_old_it(1, 2);'] },
    },
  ];
  assert.equal(
    (await problems([head!, caller!]))[0]!.hint,
    'Squash the two: neither builds without the other',
  );
  assert.match(
    (await problems([use('kvm_one'), head!, caller!, bring('kvm_one')]))[0]!.hint!,
    /^Possible order: 4, 1-3 /,
  );
});

test('what a clone knows to be older is no reason', async () => {
  const series = await seriesOf(use('kvm_one'), { ...bring('kvm_one'), base: 'f'.repeat(40) });
  const clone = (path: string) =>
    ({
      commit: (id: string) => ({ id }),
      definitions: () => [{ name: 'kvm_one', path }],
      evidence: () => [],
    }) as unknown as RepoFacts;
  const wrong = (repo: RepoFacts | null) => verdictOf(series, repo).wrong.length;
  assert.deepEqual([wrong(null), wrong(clone('arch/x86/kvm/mmu.h')), wrong(clone('mm/a.c'))], [1, 0, 0]);
  assert.equal(wrong(clone('tools/testing/selftests/kvm/include/a.h')), 1, 'of another space');
  assert.equal(verdictOf(series, null), verdictOf(series, null));
});
