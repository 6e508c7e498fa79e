import { asideOf } from '../analysis/kvm/series-text';
import { isSaid, planOf } from '../analysis/testplan/items';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';

export default seriesRule({
  id: 'test-plan',
  section: 'testing',
  level: 'note',
  requires: ['series', 'diff'],
  summary: 'Build and run what the guide asks for, before sending',
  *check(series) {
    const said = asideOf(series);
    // Documentation has its own rule.
    const open = planOf(series).filter(({ id }) => id !== 'htmldocs' && !isSaid(id, said));
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

const CODE = ['-\told();', '+\tnew();'];
const COMMENT = ['-\t/* Old words. */', '+\t/* New words. */'];
const one = (diff: Record<string, string[]>, notes?: string) =>
  exampleMail({ subject: '[PATCH] KVM: x86: Change it', diff, notes });
const ALL = `Built each patch with KVM_WERROR=y, and for 32-bit and arm64. Ran selftests and KVM-unit-tests on Intel and AMD,
with ept=0 and npt=0 too.`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Testing',
  why: `The guide says what must be run for which code. This is its list for the files of the series: a reminder, which is shown until
the cover letter or the notes say what was run.`,
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
