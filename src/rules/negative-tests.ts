import { featuresOf, isEnabled } from '../analysis/kvm/features';
import { isKvmSelftest } from '../analysis/kvm/selftest-paths';
import { isAllHere } from '../analysis/kvm/series-text';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { Patch, Series } from '../model/patch';
import { anyOf, oneOf, pattern } from '../model/words';

/** Returns true for the code of a selftest. */
const isTestCode = (path: string) => isKvmSelftest(path) && /\.[chS]$/.test(path);
/** Code of tests that expects a failure: faults, error numbers, ioctls that are expected to return one. */
const EXPECTS_FAILURE = anyOf(
  'i',
  /\b(?:GP|UD|PF|SS|NP|AC|DB|CP|VE|VC|NM|XM|BP|OF|TS|DF)_VECTOR\b/,
  /\bE(?:INVAL|PERM|NOENT|FAULT|BUSY|EXIST|NXIO|OPNOTSUPP|ACCES|NOTTY|2BIG)\b/,
  /[=!]=\s*-1\b/,
  /\bret\s*<\s*0/,
  /!r\b/,
  pattern()`\b${oneOf`
      safe, negative, invalid, illegal, unsupported, reserved, bad, bogus, fail, fails, failure, fault,
      faults, expect_(?:gp|ud|fault|fail)\w*, should_(?:fail|fault)\w*, must_fail, error, reject\w*,
      disallow\w*, #GP, #UD
    `}\b`,
  /_safe\b/,
  /_invalid\b/,
  /invalid_/,
  /_fails?\b/,
  /unsupported_/,
  /reserved_/,
);
const SAYS = anyOf(
  'i',
  /\bnegative (?:test|case|path|check)/,
  /\b(?:invalid|illegal|reserved|unsupported)\b/,
  /#(?:GP|UD|PF|SS|CP)/,
  /\berror (?:path|case|flow)/,
  /\b(?:fails?|faults?|rejected|rejects)\b/,
);

export default seriesRule({
  id: 'negative-tests',
  section: 'series',
  level: 'note',
  requires: ['series', 'diff'],
  summary: 'Add negative testcases for new hardware features',
  *check(series) {
    if (series.rfc || !isAllHere(series)) return;
    const enabled = featuresOf(series).find(
      (feature) => feature.kind === 'cpuid' && isEnabled(feature, series),
    );
    // Without any test there is another finding.
    const tests = series.patches.filter(hasTests);
    if (enabled === undefined || tests.length === 0 || tests.some(isNegative)) return;
    yield {
      message: `No negative testcases for ${enabled.name}`,
      hint: 'Test what must fault or be rejected: reserved bits, wrong modes, the feature disabled in CPUID',
      at: enabled.at,
      of: enabled.patch,
      related: testsOf(tests),
    };
  },
});

function testsOf(tests: readonly Patch[]): { message: string; of: Series['patches'][number]; at: null }[] {
  return tests.slice(0, 3).map((patch) => ({ message: 'The tests', of: patch, at: null }));
}

function hasTests({ diff }: Patch): boolean {
  return diff.paths.some(isTestCode);
}

function isNegative({ diff, changelog }: Patch): boolean {
  if (SAYS.test(changelog.value)) return true;
  return diff.files.some(
    (file) =>
      isTestCode(file.newPath) &&
      file.hunks.some(({ lines }) =>
        lines.some(({ kind, text }) => kind === '+' && EXPECTS_FAILURE.test(text)),
      ),
  );
}

const ENABLE = {
  'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWINSN),'],
  'arch/x86/kvm/vmx/vmx.c': ['+\tif (!guest_cpu_cap_has(vcpu, X86_FEATURE_NEWINSN))', '+\t\treturn 1;'],
};
const TEST = 'tools/testing/selftests/kvm/x86/newinsn_test.c';
const enable = (diff: Record<string, string[]> = ENABLE, prefix = 'PATCH 1/2') =>
  exampleMail({ subject: `[${prefix}] KVM: VMX: Virtualize NEWINSN`, diff });
const test = (lines: string[], text = 'Run NEWINSN in the guest.', prefix = 'PATCH 2/2') =>
  exampleMail({ subject: `[${prefix}] KVM: selftests: Test NEWINSN`, text, diff: { [TEST]: lines } });
const WORKS = ['+\tGUEST_ASSERT_EQ(newinsn(1), 2);'];

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: New Features',
  why: `Running a VM exercises only the correct use of new hardware. Reserved bits, the wrong mode, and the feature hidden from the
guest need testcases, and that is where the bugs have been.`,
  valid: [
    {
      name: 'a fault is expected',
      series: [enable(), test([...WORKS, '+\tGUEST_ASSERT_EQ(vector, GP_VECTOR);'])],
    },
    {
      name: 'an error number is expected',
      series: [enable(), test(['+\tTEST_ASSERT(r == -1 && errno == EINVAL, "set");'])],
    },
    {
      name: 'the changelog says so',
      series: [enable(), test(WORKS, 'Verify that NEWINSN takes a #UD if it is not in CPUID.')],
    },
    {
      name: 'a feature that is only reported',
      series: [enable({ 'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWINSN),'] }), test(WORKS)],
    },
    { name: 'no tests at all is for another rule', series: [enable(ENABLE, 'PATCH')] },
    {
      name: 'an RFC may omit it',
      series: [enable(ENABLE, 'RFC PATCH 1/2'), test(WORKS, undefined, 'RFC PATCH 2/2')],
    },
    {
      name: 'the rest of the tests is not available',
      series: [enable(ENABLE, 'PATCH 1/3'), test(WORKS, undefined, 'PATCH 2/3')],
      part: true,
    },
  ],
  invalid: [
    { name: 'only what works', series: [enable(), test(WORKS)], quotes: ['NEWINSN'] },
    {
      name: 'a new test',
      series: [
        enable(),
        exampleMail({ subject: '[PATCH 2/2] KVM: selftests: Test NEWINSN', diff: { [`+${TEST}`]: WORKS } }),
      ],
      quotes: ['NEWINSN'],
    },
    {
      name: 'test and feature in one patch',
      series: [enable({ ...ENABLE, [TEST]: WORKS }, 'PATCH')],
      quotes: ['NEWINSN'],
    },
    {
      name: 'turned on by a vendor module',
      series: [
        enable({
          'arch/x86/kvm/svm/svm.c': [
            '+\tkvm_cpu_cap_check_and_set(X86_FEATURE_NEWINSN);',
            '+\tif (guest_cpu_cap_has(vcpu, X86_FEATURE_NEWINSN))',
            '+\t\tsvm_clr_intercept(svm, INTERCEPT_NEW);',
          ],
        }),
        test(WORKS),
      ],
      quotes: ['X86_FEATURE_NEWINSN'],
    },
    {
      name: 'a negative test is taken away',
      series: [enable(), test([...WORKS, '-\tGUEST_ASSERT_EQ(vector, GP_VECTOR);'])],
      quotes: ['NEWINSN'],
    },
    {
      name: 'the error number is in the code, not in a test',
      series: [enable({ ...ENABLE, 'arch/x86/kvm/x86.c': ['+\t\treturn -EINVAL;'] }), test(WORKS)],
      quotes: ['NEWINSN'],
    },
  ],
});
