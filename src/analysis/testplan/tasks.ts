/** Tasks of a plan against what was recorded. */

import type { Evidence, EvidenceId, RanTests } from '../../model/evidence';
import type { Coverage } from './coverage';
import type { Task } from './plan';

/** Run for each patch; everything else is run for the series as a whole. */
const OF_EACH: readonly EvidenceId[] = ['build', 'htmldocs'];

/** What makes up a task, where that is more than what carries its name. */
const PARTS: Partial<Readonly<Record<EvidenceId, readonly EvidenceId[]>>> = {
  kconfigs: ['no-smm-xen', 'lockdep', '32-bit'],
};

/** What was recorded of a task; empty while a part of it is open. */
export function recordedOf(id: EvidenceId, coverage: Coverage): Evidence[] {
  const byHand = coverage.ofAll(id);
  const parts = PARTS[id];
  if (parts === undefined) return OF_EACH.includes(id) ? coverage.ofEach(id) : byHand;
  const found = parts.map((part) => coverage.ofEach(part));
  return found.every((all) => all.length > 0) ? found.flat() : byHand;
}

/** `gcc 12.2.0, 2026-01-31`: for the plan. */
export function recordedText(task: Task, coverage: Coverage): string {
  const found = recordedOf(task.id, coverage);
  const counts = (ran: RanTests | undefined) =>
    ran === undefined ? '' : `: ${ran.passed.length} of ${ran.of} pass, ${ran.skipped.length} skipped`;
  return [...new Set(found.map(({ on, ran, date }) => `${on}${counts(ran)}, ${date}`))].join('; ');
}

const DONE: Partial<Readonly<Record<EvidenceId, string>>> = {
  build: 'each patch built with KVM_INTEL=m, KVM_AMD=m and KVM_WERROR=y',
  selftests: 'KVM selftests',
  'kvm-unit-tests': 'KVM-unit-tests',
  'tdp-off': 'with TDP off',
  'both-vendors': 'on Intel and AMD',
  architectures: 'built for another architecture',
  kconfigs: 'each patch built without KVM_SMM and KVM_XEN, with PROVE_LOCKING, and for 32-bit',
  htmldocs: 'htmldocs without new warnings',
  nested: 'nested guests',
  'negative-tests': 'negative testcases',
};

/** `2 of 66 KVM selftests: a, b; skipped: c`. */
function ranText({ passed, skipped, known, of }: RanTests): string {
  const names = (all: readonly string[]) => {
    const short = all.map((name) => name.replace(/^x86(?:_64)?\//, ''));
    const more = short.length - MOST_NAMES;
    return more > 0 ? `${short.slice(0, MOST_NAMES).join(', ')} and ${more} more` : short.join(', ');
  };
  const head = `${passed.length} of ${of} KVM selftests: ${names(passed)}`;
  const more = skipped.length > 0 ? `; skipped: ${names(skipped)}` : '';
  return `${head}${more}${known.length > 0 ? `; failing as without the series: ${names(known)}` : ''}`;
}

const MOST_NAMES = 12;

/** How many selftests are left, by the machine on which most were run. */
function leftOf(some: readonly Evidence[]): string {
  const counts = some.map(({ ran }) => ({ of: ran!.of, left: ran!.of - ran!.passed.length }));
  const best = counts.sort((a, b) => a.left - b.left)[0];
  return best === undefined ? '' : `: ${best.left} of ${best.of}`;
}

/** The *Testing* part of a cover letter: what was recorded, and of what is mandatory, what was not. */
export function testingText(tasks: readonly Task[], coverage: Coverage): string {
  const done: string[] = [];
  const open: string[] = [];
  const some = coverage.ofAll('selftests-run').filter(({ ran }) => ran !== undefined);
  for (const task of tasks) {
    const found = recordedText(task, coverage);
    const name = DONE[task.id] ?? task.task.replace(/^Run the tests with /, '').replace(/ on and off$/, '');
    if (found !== '') done.push(`  - ${name} (${found.replace(/, \d{4}-\d\d-\d\d/g, '')})`);
    else if (task.mandatory) open.push(`  - ${name}${task.id === 'selftests' ? leftOf(some) : ''}`);
  }
  done.push(...some.map(({ ran, on }) => `  - ${ranText(ran!)} (${on})`));
  done.push(...coverage.ofAll('order').map(({ on }) => `  - ${on}`));
  open.push(...coverage.ofAll('flaky').map(({ on }) => `  - ${on}: its runs contradict each other`));
  const built = coverage.ofEach('selftests-built');
  if (built.length > 0 && recordedOf('selftests', coverage).length === 0)
    done.push('  - KVM selftests built at each patch');
  return [
    ...(done.length > 0 ? ['Testing:', ...done] : []),
    ...(open.length > 0 ? ['Not tested:', ...open] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
