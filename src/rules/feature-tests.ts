import { FEATURE_WORDS, type Feature, featuresOf, isEnabled, isTested } from '../analysis/kvm/features';
import { isSelftest } from '../analysis/kvm/selftest-paths';
import { asideOf, isAllHereOf, wordsOfSeries } from '../analysis/kvm/series-text';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { Series } from '../model/patch';
import { anyOf, oneOf, pattern } from '../model/words';

/** Words for tests, anywhere. */
const TESTS =
  /\b(?:k?self-?tests?|(?:kvm[- ])?unit[- ]?tests?|kut|test ?cases?|test ?suites?|test coverage|stress tests?)\b/i;
/** A statement of what was run. */
const RAN = anyOf(
  'i',
  /\btest(?:ed|ing)\b/,
  /\bcover(?:ed|age)\b/,
  /\btests? (?:with|by|on|using|via|passe?s?|ran|was|were)\b/,
  /\bboot(?:ed|s|ing)?\b[^.]{0,60}\b(?:guests?|vms?|linux|windows|kernel)\b/,
  /\b(?:ran|running)\b[^.]{0,40}\b(?:inside|in) (?:a |the )?(?:guest|vm)\b/,
);

/** Existing tests pass: that covers nothing new. */
const OLD_TESTS = pattern(
  'gi',
)`\b(?:all |existing |kvm |the |run |ran ){0,4}(?:k?self-?tests?|unit[- ]?tests?)
    (?: and (?:kvm[- ])?(?:unit[- ]?tests?|self-?tests?|kut))?(?: suites?)?(?: \w+)? ${oneOf`
    pass(?:es|ed)?, succeed(?:s|ed)?, still (?:work|pass), look good, are green
  `}\b`;

export default seriesRule({
  id: 'feature-tests',
  section: 'series',
  level: 'warn',
  requires: ['series', 'diff'],
  summary: 'Add tests for new features, or say what covers them',
  *check(series) {
    if (series.rfc || !isAllHereOf(series, (path) => /selftests\b/.test(path))) return;
    const features = featuresOf(series).filter((feature) => isEnabled(feature, series));
    if (series.patches.some(({ diff }) => diff.paths.some(isSelftest))) {
      yield* untested(features, series);
      return;
    }
    const first = features.find(({ kind }) => kind !== 'parameter') ?? features[0];
    if (first === undefined) return;
    const [words, aside] = [wordsOfSeries(series), asideOf(series)].map((text) =>
      oneLine(text).replace(OLD_TESTS, ' '),
    );
    if (TESTS.test(words!) || RAN.test(aside!)) return;
    yield {
      message: `The new ${FEATURE_WORDS[first.kind]} ${first.name} has no tests`,
      hint: 'Add a selftest, say in the cover letter or below `---` what covers it, or post the series as RFC',
      at: first.at,
      of: first.patch,
      related: features
        .filter((feature) => feature !== first)
        .slice(0, 5)
        .map(relatedTo),
      // A module parameter may select between paths that existing tests cover.
      level: first.kind === 'parameter' ? 'note' : 'warn',
    };
  },
});

/** There are tests, but none mentions the name that userspace has to use. */
function* untested(features: readonly Feature[], series: Series): Iterable<RuleFinding> {
  const isNamed = ({ kind }: Feature) => kind === 'capability' || kind === 'ioctl';
  const left = features.filter((feature) => isNamed(feature) && !isTested(feature, series));
  // A test of the ioctl need not check its capability, nor vice versa.
  if (left.length === 0 || left.length < features.filter(isNamed).length) return;
  const [first] = left as [Feature];
  yield {
    message: `No selftest mentions the new ${FEATURE_WORDS[first.kind]} ${first.name}`,
    hint: 'Add a testcase for it, or say in the cover letter or below `---` what covers it',
    at: first.at,
    of: first.patch,
    level: 'note',
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function relatedTo({ kind, name, patch, at }: Feature) {
  return { message: `Also new: ${FEATURE_WORDS[kind]} ${name}`, of: patch, at };
}

const CAP = {
  'include/uapi/linux/kvm.h': ['+#define KVM_CAP_X86_NEW_THING 300'],
  'arch/x86/kvm/x86.c': ['+\tcase KVM_CAP_X86_NEW_THING:', '+\t\tr = 1;', '+\t\tbreak;'],
};
const TEST = {
  'tools/testing/selftests/kvm/x86/new_thing_test.c': [
    '+\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_X86_NEW_THING));',
  ],
};
const SUBJECT = 'KVM: x86: Add a capability for the new thing';
const one = (diff: Record<string, string[]>, more: { notes?: string; text?: string; prefix?: string } = {}) =>
  exampleMail({
    subject: `[${more.prefix ?? 'PATCH'}] ${SUBJECT}`,
    diff,
    notes: more.notes,
    text: more.text,
  });
const two = (cover: string) => [
  exampleMail({ subject: `[PATCH 0/1] ${SUBJECT}`, text: cover }),
  one(CAP, { prefix: 'PATCH 1/1' }),
];
const CPUID = { 'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWINSN),'] };
const ENABLED = {
  ...CPUID,
  'arch/x86/kvm/vmx/vmx.c': [
    '+\tif (!guest_cpu_cap_has(vcpu, X86_FEATURE_NEWINSN))',
    '+\t\texec_control &= ~SECONDARY_EXEC_NEWINSN;',
  ],
};

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: New Features',
  why: `Untested code breaks unnoticed. A KVM selftest is best; a guest that uses the feature, or another kernel selftest run in a
VM, is acceptable if the cover letter says so. The one exception is a feature that KVM only reports in CPUID: there is no KVM
code to test. To get feedback early, post the series as RFC.`,
  valid: [
    { name: 'with a selftest', series: [one({ ...CAP, ...TEST })] },
    {
      name: 'a selftest in a separate patch',
      series: [
        one(CAP, { prefix: 'PATCH 1/2' }),
        exampleMail({ subject: '[PATCH 2/2] KVM: selftests: Test it', diff: TEST }),
      ],
    },
    {
      name: 'the cover letter says what covers it',
      series: two('Tested by running the kernel selftests of the feature in a guest.'),
    },
    { name: 'an RFC', series: [one(CAP, { prefix: 'RFC PATCH' })] },
    { name: 'a feature that is only reported', series: [one(CPUID)] },
    { name: 'nothing new', series: [one({ 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] })] },
    {
      name: 'a parameter that changes its mode',
      series: [
        one({
          'arch/x86/kvm/x86.c': ['-module_param(slow, bool, 0444);', '+module_param(slow, bool, 0644);'],
        }),
      ],
    },
    {
      name: 'the rest of the series, perhaps with its tests, is not available',
      series: [one(CAP, { prefix: 'PATCH 1/2' })],
      part: true,
    },
    {
      name: 'the notes say what was run',
      series: [one(CAP, { notes: 'Booted Windows and Linux guests with it.' })],
    },
    {
      name: 'the changelog says which test covers it',
      series: [one(CAP, { text: 'Add it.  The existing selftest is extended in its own series.' })],
    },
    {
      name: 'tests of the ioctl need no look at its capability',
      series: [
        one({
          ...CAP,
          'include/uapi/linux/kvm.h': [
            '+#define KVM_CAP_X86_NEW_THING 300',
            '+#define KVM_SET_NEW_THING _IOW(KVMIO, 0xe0, struct kvm_new_thing)',
          ],
          'tools/testing/selftests/kvm/x86/new_thing_test.c': ['+\tvm_ioctl(vm, KVM_SET_NEW_THING, &thing);'],
        }),
      ],
    },
  ],
  invalid: [
    {
      name: 'tests that were there',
      series: [one(CAP, { notes: 'All selftests pass.' })],
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
    { name: 'a capability', series: [one(CAP)], quotes: ['KVM_CAP_X86_NEW_THING'] },
    {
      name: 'an ioctl',
      series: [
        one({
          'include/uapi/linux/kvm.h': ['+#define KVM_SET_NEW_THING _IOW(KVMIO, 0xe0, struct kvm_new_thing)'],
        }),
      ],
      quotes: ['KVM_SET_NEW_THING'],
    },
    { name: 'a feature that is enabled', series: [one(ENABLED)], quotes: ['NEWINSN'] },
    {
      name: 'a flag of an ioctl',
      series: [one({ 'arch/x86/include/uapi/asm/kvm.h': ['+#define KVM_GUESTDBG_NEW_THING 0x00200000'] })],
      quotes: ['KVM_GUESTDBG_NEW_THING'],
    },
    {
      name: 'a module parameter',
      series: [
        one({
          'arch/x86/kvm/mmu/mmu.c': [
            '+static bool __read_mostly new_thing;',
            '+module_param(new_thing, bool, 0444);',
          ],
        }),
      ],
      quotes: ['new_thing'],
      levels: ['note'],
    },
    {
      name: 'a selftest of something else',
      series: [one({ ...CAP, 'tools/testing/selftests/kvm/x86/state_test.c': ['-\told();', '+\tnew();'] })],
      quotes: ['KVM_CAP_X86_NEW_THING'],
      says: ['No selftest mentions the new capability KVM_CAP_X86_NEW_THING'],
      levels: ['note'],
    },
  ],
});
