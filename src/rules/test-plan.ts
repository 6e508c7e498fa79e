import { asideOf } from '../analysis/kvm/series-text';
import { Coverage } from '../analysis/testplan/coverage';
import { isSaid, planOf } from '../analysis/testplan/items';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import { type Evidence, parseDiagnostic } from '../model/evidence';
import type { RuleFinding } from '../model/finding';
import { lineSpan } from '../model/line-span';
import type { Patch, Series } from '../model/patch';
import type { Span } from '../model/text';

export default seriesRule({
  id: 'test-plan',
  section: 'testing',
  level: 'note',
  requires: ['series', 'diff'],
  summary: 'Build and run what the guide asks for, before sending',
  *check(series, { clone }) {
    const said = asideOf(series);
    const plan = planOf(series);
    if (clone !== null && plan.length > 0) yield* recorded(series, clone.evidence());
    // Documentation has its own rule.
    const open = plan.filter(({ id }) => id !== 'htmldocs' && !isSaid(id, said));
    if (open.length === 0) return;
    const tasks = (mandatory: boolean) =>
      open
        .filter((item) => item.mandatory === mandatory)
        .map(({ task }) => task.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()));
    const [must, may] = [tasks(true), tasks(false)];
    yield {
      message:
        must.length > 0
          ? `Before sending: ${must.join('; ')}`
          : `Before sending, if possible: ${may.join('; ')}`,
      hint: `Say what was run in the cover letter or below \`---\`${must.length > 0 && may.length > 0 ? '; see git kvm plan for what is worth running' : ''}`,
      at: null,
    };
  },
});

/** What the last build of exactly these patches said. */
function* recorded(series: Series, evidence: readonly Evidence[]): Iterable<RuleFinding> {
  const coverage = new Coverage(series, evidence);
  for (const [i, patch] of series.patches.entries())
    for (const on of new Set(coverage.ofPatch(i, 'diagnostic').map((one) => one.on))) {
      const { task, path, line, text } = parseDiagnostic(on);
      const where = path === '' ? '' : `${path}:${line}: `;
      yield {
        message: `Fails git kvm verify (${task}): ${where}${text.replace(/(?<![.\s])[.\s]+$/, '')}`,
        hint: 'Fix it, and run git kvm verify again',
        at: placeOf(patch, path, line),
        of: patch,
      };
    }
}

/** The line of the diff; null where the patch does not show it. */
function placeOf({ diff }: Patch, path: string, line: number): Span | null {
  // Selftests are built in their own folder.
  const file = diff.files.find(({ newPath }) => newPath === path || newPath.endsWith(`/${path}`));
  const found = file?.hunks
    .flatMap(({ lines }) => lines)
    .find((one) => one.kind !== '-' && one.newLine === line);
  return found === undefined ? null : lineSpan(found, found.text.search(/\S|$/));
}

const CODE = ['-\told();', '+\tnew();'];
const COMMENT = ['-\t/* Old words. */', '+\t/* New words. */'];
const one = (diff: Record<string, string[]>, notes?: string) =>
  exampleMail({ subject: '[PATCH] KVM: x86: Change it', diff, notes });
const ALL = `Built each patch with KVM_WERROR=y, and for 32-bit and arm64. Ran selftests and KVM-unit-tests on Intel and AMD,
with ept=0 and npt=0 too.`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Testing',
  why: `The guide says what must be run for which code. This is its list for the files of the series: a reminder, which is shown until
the cover letter or the notes say what was run. What the compiler said about exactly these patches, where git kvm verify recorded
it, is shown too.`,
  valid: [
    { name: 'comments only', series: [one({ 'arch/x86/kvm/x86.c': COMMENT })] },
    { name: 'documentation', series: [one({ 'Documentation/virt/kvm/api.rst': CODE })] },
    { name: 'all of it was run, it says', series: [one({ 'arch/x86/kvm/mmu/mmu.c': CODE }, ALL)] },
    {
      name: 'a selftest that was run',
      series: [one({ 'tools/testing/selftests/kvm/x86/state_test.c': CODE }, 'All selftests pass.')],
    },
  ],
  invalid: [
    {
      name: 'KVM code',
      series: [one({ 'arch/x86/kvm/x86.c': CODE })],
      quotes: [null],
      says: ['run the KVM selftests; run KVM-unit-tests'],
    },
    {
      name: 'shadow paging was not run',
      series: [
        one({ 'arch/x86/kvm/mmu/paging_tmpl.h': CODE }, 'Built it, ran selftests and kvm-unit-tests.'),
      ],
      quotes: [null],
    },
    {
      name: 'the selftests of all architectures',
      series: [one({ 'tools/testing/selftests/kvm/lib/kvm_util.c': CODE })],
      quotes: [null],
    },
    {
      name: 'code that a module parameter turns on',
      series: [
        one(
          { 'arch/x86/kvm/vmx/vmx.c': ['+\tif (enable_pml)', '+\t\tnew();'] },
          'Built it, ran selftests and kvm-unit-tests.',
        ),
      ],
      quotes: [null],
    },
    {
      name: 'at once for a series',
      series: [1, 2].map((n) => one({ 'virt/kvm/kvm_main.c': CODE }).replace('[PATCH]', `[PATCH ${n}/2]`)),
      quotes: [null],
    },
  ],
});
