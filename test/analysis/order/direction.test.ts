import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coversMore, testChangeOf } from '../../../src/analysis/order/evidence/direction';
import { claimsOf } from '../../../src/analysis/order/extract/claims';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { verdictOf } from '../../../src/analysis/order/order/verdict';
import type { Series } from '../../../src/model/patch';
import { type Given, seriesOf } from './help';

const TEST = 'tools/testing/selftests/kvm/x86/apic_lvt_test.c';
const said = (series: Series) =>
  verdictOf(series)
    .wrong.filter(({ level }) => level !== 'note')
    .map(({ relation: { kind, first, second } }) => `${kind} ${first} ${second}`);
/** What is said of the two in this order, and in the other. */
async function both(one: Given, other: Given): Promise<[string, string]> {
  return [said(await seriesOf(one, other)).join(), said(await seriesOf(other, one)).join()];
}

const FIX: Given = {
  title: 'KVM: x86: Fix the mask bit of LVTERR after INIT',
  text: 'Mask LVTERR when the local APIC is reset by INIT.\n\nFixes: 0123456789ab ("KVM: x86: Add it")',
  diff: { 'arch/x86/kvm/lapic.c': ['+\tkvm_lapic_set_reg(apic, APIC_LVTERR, APIC_LVT_MASKED);'] },
};
const REJECT: Given = {
  title: 'KVM: x86: Reject an LVTERR vector below 16 from userspace',
  text: 'Fail KVM_SET_LAPIC if LVTERR has an illegal vector.',
  diff: { 'arch/x86/kvm/lapic.c': ['+\tif (lvterr_vector(s) < 16)', '+\t\treturn -EINVAL;'] },
};
const change = (title: string, text: string, ...lines: string[]): Given => ({
  title: `KVM: selftests: ${title}`,
  text,
  diff: { [TEST]: lines },
});

describe('an existing test that checks more', () => {
  const more = change(
    'Send INIT with LVTERR unmasked in apic_lvt_test',
    'Look at the mask bit of LVTERR after INIT.',
    '+\tsend_init(vcpu);',
    '+\tlvt = read_lvterr(vcpu);',
    '+\tTEST_ASSERT(lvt & APIC_LVT_MASKED, "unmasked");',
  );
  test('comes behind the fix', async () => {
    assert.deepEqual(await both(FIX, more), ['', 'covers 1 0']);
  });
  test('but not where it gives up a check, or mends itself', async () => {
    const lines = ['-\tTEST_ASSERT(!lvt, "set");', ...more.diff![TEST]!, '+\tdone(vcpu);'];
    const gives = change('Send INIT with LVTERR unmasked', 'Look at the mask bit.', ...lines);
    const mends = { ...more, title: 'KVM: selftests: Fix the mask bit of LVTERR in apic_lvt_test' };
    const { patches } = readSeries(await seriesOf(FIX, gives, mends, more));
    assert.deepEqual(
      patches.slice(1).map((one) => coversMore(one, patches[0]!)),
      [false, false, true],
    );
  });
  test('code alone counts where a fix is mended, and not else', async () => {
    const code = change('Send INIT twice', 'With LVTERR.', '+\tsend(a);', '+\tsend(b);', '+\tsend(c);');
    const { patches } = readSeries(await seriesOf(FIX, REJECT, code));
    assert.equal(coversMore(patches[2]!, patches[0]!), true);
    assert.equal(coversMore(patches[2]!, patches[1]!), false);
  });
});

describe('an existing test that expects less', () => {
  const less = (title: string, text = 'Use a legal LVTERR vector with KVM_SET_LAPIC.') =>
    change(title, text, '-\tTEST_ASSERT(!r, "set");', '+\tset_legal(vcpu);');
  for (const title of [
    "Don't rely on LVTERR vectors below 16 in apic_lvt_test",
    'Stop using LVTERR vectors below 16 in apic_lvt_test',
    'Tolerate a failing KVM_SET_LAPIC of LVTERR in apic_lvt_test',
    'Expect KVM_SET_LAPIC to fail with an LVTERR vector below 16',
  ]) {
    test(title, async () => {
      assert.deepEqual(await both(less(title), REJECT), ['', 'adapts-to 1 0']);
    });
  }
  for (const text of [
    'Use a legal LVTERR vector: apic_lvt_test is of no use as soon as KVM checks the vector.',
    'Use a legal LVTERR vector. Future kernels are more picky.',
    'Use a legal LVTERR vector. So far, the test passes 0 to KVM_SET_LAPIC.',
    'Use a legal LVTERR vector. Without it apic_lvt_test times out.',
  ]) {
    test(text, async () => {
      assert.deepEqual(await both(less('Set a vector of LVTERR in apic_lvt_test', text), REJECT), [
        '',
        'adapts-to 1 0',
      ]);
    });
  }
  test('nothing is said of a change that gives no reason', async () => {
    assert.deepEqual(await both(less('Rework apic_lvt_test', 'Use set_legal().'), REJECT), ['', '']);
  });
  test('nor of one whose trouble is its own', async () => {
    const own = less(
      "Don't rely on timing in apic_lvt_test",
      'Wait for LVTERR of KVM_SET_LAPIC. The race is in the test, with any kernel.',
    );
    assert.deepEqual(await both(own, REJECT), ['', '']);
  });
});

describe('constants', () => {
  const RETURN: Given = {
    title: 'KVM: x86: Use -ENXIO if there is no local APIC',
    text: 'Tell a missing local APIC from a bad state.',
    diff: { 'arch/x86/kvm/x86.c': ['-\t\treturn -EINVAL;', '+\t\treturn -ENXIO;'] },
  };
  test('an error code that the test and the kernel exchange', async () => {
    const flip = change(
      'Update apic_lvt_test for a missing local APIC',
      'Look for ENXIO.',
      '-\tTEST_ASSERT(r && errno == EINVAL, "no local APIC");',
      '+\tTEST_ASSERT(r && errno == ENXIO, "no local APIC");',
    );
    // Accepts only one of the two, so neither order is clean.
    assert.deepEqual(await both(flip, RETURN), ['', '']);
    const { mutual } = verdictOf(await seriesOf(RETURN, flip)).relations;
    assert.deepEqual(
      mutual.map(({ level, evidence }) => [level, ...evidence]),
      [['warn', 'the test expects ENXIO instead of EINVAL, and accepts only one of them']],
    );
    const facts = readSeries(await seriesOf(flip, RETURN)).patches[0]!;
    assert.deepEqual([...testChangeOf(facts).loses, ...testChangeOf(facts).gains], ['EINVAL', 'ENXIO']);
  });
});

describe('a check that asks for something else', () => {
  const MOVED = { ...REJECT, title: 'KVM: x86: Handle an LVTERR vector below 16 from userspace' };
  const asks = (...lines: string[]) => change('LVTERR of KVM_SET_LAPIC in userspace', 'Below 16.', ...lines);
  const checks = (was: string, is: string) => asks(`-\tTEST_ASSERT(${was});`, `+\tTEST_ASSERT(${is});`);
  test('hints that it is made ready', async () => {
    assert.deepEqual(await both(checks('lvt == 3, "vector"', 'lvt >= 3, "vector"'), MOVED), [
      '',
      'adapts-to 1 0',
    ]);
    assert.deepEqual(await both(asks('-\tTEST_ASSERT(lvt == 3, "vector");', '+\tuse(lvt);'), MOVED), [
      '',
      'adapts-to 1 0',
    ]);
  });
  test('is none if the message or the layout is another', async () => {
    assert.deepEqual(await both(checks('lvt == 3, "vector"', 'lvt == 3, "LVTERR"'), MOVED), ['', '']);
    assert.deepEqual(await both(checks('lvt == 3,"v"', '(lvt == 3), "v"'), MOVED), ['', '']);
  });
  test('nor where the change mends what was wrong', async () => {
    const fix = { ...MOVED, text: `${MOVED.text}\n\nFixes: 0123456789ab ("KVM: x86: Add it")` };
    assert.deepEqual(await both(checks('lvt == 3, "v"', 'lvt >= 3, "v"'), fix), ['', '']);
  });
});

describe('hints', () => {
  const hinting = (title: string, ...lines: string[]): Given => change(title, 'See KVM_SET_LAPIC.', ...lines);
  const tolerant = "Don't rely on LVTERR vectors below 16 from userspace";
  const level = async (...given: Given[]) => verdictOf(await seriesOf(...given)).wrong[0]?.level;
  test('warn, and block where a check goes as well', async () => {
    assert.equal(await level(REJECT, hinting(tolerant, '-\told(vcpu);', '+\tset(vcpu);')), 'warn');
    assert.equal(await level(REJECT, hinting(tolerant, '-\tTEST_ASSERT(!r, "set");', '+\tset();')), 'block');
  });
  test('have to be about what the change is about', async () => {
    const ignore = hinting(
      'Ignore SIGCHLD in apic_lvt_test',
      '-\told(vcpu);',
      '+\tsignal(SIGCHLD, SIG_IGN);',
    );
    const about = hinting('Ignore LVTERR in apic_lvt_test', '-\told(vcpu);', '+\tskip(LVTERR);');
    const kernel = { ...REJECT, title: 'KVM: x86: Report a state of LVTERR that is illegal for the APIC' };
    assert.deepEqual([await level(kernel, ignore), await level(kernel, about)], [undefined, 'warn']);
  });
  test('are worth nothing against a change of comments', async () => {
    const comment = {
      ...REJECT,
      diff: { 'arch/x86/kvm/lapic.c': ['-\t/* Never below 15. */', '+\t/* 16. */'] },
    };
    assert.equal(await level(comment, hinting(tolerant, '-\told(vcpu);', '+\tset(vcpu);')), undefined);
  });
});

describe('error codes', () => {
  const more = (code: string): Given =>
    change(
      'Look for an error in apic_lvt_test',
      'With a bad state.',
      '+\tr = set(vcpu);',
      `+\tTEST_ASSERT(r && errno == ${code}, "set");`,
    );
  const returns = (code: string): Given => ({
    title: 'KVM: x86: Handle two writers of the local APIC',
    text: 'One of them loses.',
    diff: { 'arch/x86/kvm/lapic.c': ['+\tif (busy)', `+\t\treturn -${code};`] },
  });
  const asserted = async (code: string) =>
    verdictOf(await seriesOf(more(code), returns(code))).relations.all.some(({ signals }) =>
      signals.includes('asserted-name'),
    );
  test('tie a check to the change that returns them, if they are rare', async () => {
    assert.equal(await asserted('EEXIST'), true);
    assert.equal(await asserted('EINVAL'), false);
  });
});

describe('a test that passes anyway', () => {
  test('covers no change that is near in words', async () => {
    const fresh = (text: string): Given => ({
      title: 'KVM: selftests: Test the mask bit of LVTERR after INIT',
      text,
      diff: { '+tools/testing/selftests/kvm/x86/lvterr_init_test.c': ['+int main(void)'] },
    });
    assert.deepEqual(said(await seriesOf(fresh('Look at LVTERR.'), FIX)), ['covers 1 0']);
    assert.deepEqual(said(await seriesOf(fresh('Look at LVTERR. It passes on all kernels.'), FIX)), []);
    assert.deepEqual(said(await seriesOf(fresh('Document the current LVTERR.'), FIX)), []);
  });
});

describe('the cover letter', () => {
  test('says which patch needs which', async () => {
    const given = [
      change('Set LVTERR', 'Do.', '+\tset();'),
      { ...REJECT, title: 'KVM: x86: Change it' },
    ] as const;
    const judge = async (body: string) => {
      const series = await seriesOf(...given);
      return said({ ...series, cover: { body: { value: body } } } as unknown as Series).join();
    };
    assert.equal(await judge('Patch 1 fails without patch 2.'), 'covers 1 0');
    assert.equal(await judge('Patch 1 does not pass without patch 2.'), 'covers 1 0');
    assert.equal(await judge('Patch 2 breaks without patch 1.'), '');
    assert.equal(await judge('Patch 1 does not depend on patch 2.'), '');
    assert.equal(await judge('Patch 1 is good. Patch 2 fails.'), '');
  });
  const cover = (body: string) => async () => {
    const series = await seriesOf(change('Set LVTERR', 'Do.', '+\tset();'), REJECT);
    const shown = { ...series, cover: { body: { value: body } } } as unknown as Series;
    return claimsOf(readSeries(shown).patches[0]!, readSeries(shown));
  };
  test('speaks of a patch by its number, and goes on about it', async () => {
    const named = await cover('Patch 1 sets a vector. Without it the test fails after patch 2.')();
    assert.equal(named.failsWords, 'Without it the test fails after patch 2.');
    assert.equal((await cover('Patch 2 is a regression test, patch 1 is not.')()).coversWords, null);
    assert.notEqual((await cover('Patch 2 is a fix, patch 1 is a regression test.')()).coversWords, null);
    assert.notEqual((await cover('The vector in apic_lvt_test has to be adapted.')()).updateWords, null);
    assert.equal(
      (await cover('Patch 1 is good.\n\nA B (2):\n  KVM: Accept x in apic_lvt_test')()).loosensWords,
      null,
    );
    assert.notEqual((await cover('[PATCH 1-2] are independent of the rest.')()).freeWords, null);
  });
});
