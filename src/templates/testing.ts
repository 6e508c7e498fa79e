/** The *Testing* part of a cover letter: what the guide asks to be tested for this series. */
import { isDocs, isTest } from '../domain/paths';
import type { Series } from '../model/patch';

/** One line for each thing to be tested; what was not done is for the author to take out, and to say. */
export function testingLines(series: Series): string[] {
  const paths = [...new Set(series.patches.flatMap(({ diff }) => diff.paths))];
  const has = (pattern: RegExp) => paths.some((path) => pattern.test(path));
  const lines: string[] = [];
  if (paths.some((path) => !isDocs(path) && !isTest(path) && path !== 'MAINTAINERS')) {
    lines.push(
      'every patch built with KVM_INTEL=m, KVM_AMD=m and KVM_WERROR=y',
      'KVM selftests and KVM-unit-tests, on Intel and AMD',
    );
  } else if (has(/^tools\/testing\/selftests\/kvm\//))
    lines.push('KVM selftests built and run, on Intel and AMD');
  if (has(/^arch\/x86\/kvm\/mmu/)) lines.push('with TDP (EPT/NPT) enabled and disabled');
  if (has(/^arch\/x86\/kvm\/(?:vmx|svm)\/nested/)) lines.push('nested guests');
  if (has(/\.rst$/)) lines.push('htmldocs without new warnings');
  return lines;
}

/** The part as text; '' where nothing needs to be tested. */
export function testingPart(series: Series): string {
  const lines = testingLines(series);
  if (lines.length === 0) return '';
  return ['Testing: *** RESULTS HERE ***', ...lines.map((line) => `  - ${line}`)].join('\n');
}
