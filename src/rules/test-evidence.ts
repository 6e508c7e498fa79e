import { Coverage } from '../analysis/testplan/coverage';
import { planOf } from '../analysis/testplan/items';
import { recordedOf } from '../analysis/testplan/tasks';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import { parseDiff } from '../model/diff';
import { type EvidenceId, patchIdOf } from '../model/evidence';

export default seriesRule({
  id: 'test-evidence',
  section: 'testing',
  level: 'off',
  requires: ['series', 'diff', 'clone'],
  summary: 'Record the mandatory tests of exactly these patches',
  options: {
    for: {
      default: ['build'],
      summary: 'Tasks that must be recorded: build, selftests, kvm-unit-tests, tdp-off, parameters, htmldocs',
    },
  },
  *check(series, { clone, options }) {
    if (clone === null || !series.whole) return;
    const wanted = options.for as readonly string[];
    const tasks = planOf(series).filter(({ id, mandatory }) => mandatory && wanted.includes(id));
    // mutant: only saves time
    if (tasks.length === 0) return;
    const coverage = new Coverage(series, clone.evidence());
    const open = tasks.filter(({ id }) => recordedOf(id, coverage).length === 0);
    if (open.length === 0) return;
    const runs = open.some(({ id }) => id !== 'build' && id !== 'htmldocs');
    yield {
      message: `Not recorded for these patches: ${open.map(({ id }) => id).join(', ')}`,
      hint: `Run git kvm verify${runs ? ', and record what was run elsewhere: git kvm verify --record TASK --on MACHINE' : ''}`,
      at: null,
    };
  },
});

const CODE = ['-\told();', '+\tnew();'];
const MORE = ['-\tnew();', '+\tnewer();'];
const PATH = 'arch/x86/kvm/x86.c';
const mail = (bracket: string, lines: readonly string[]) =>
  exampleMail({ subject: `[${bracket}] KVM: x86: Change it`, diff: { [PATH]: lines } });
const PAIR = [mail('PATCH 1/2', CODE), mail('PATCH 2/2', MORE)];
const tree = (digit: string) => digit.repeat(40);
/** What verify would record of a patch that changes these lines. */
const built = (lines: readonly string[], parent: string, result: string, id: EvidenceId = 'build') => ({
  id,
  patch: patchIdOf(
    parseDiff([`diff --git a/${PATH} b/${PATH}`, `--- a/${PATH}`, `+++ b/${PATH}`, '@@ -10 +10 @@', ...lines])
      .diff,
  )!,
  parent: tree(parent),
  tree: tree(result),
  on: 'gcc 12.2.0',
  date: '2024-05-01',
});

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Testing',
  why: `Off by default. A series is easily changed after it was tested. git kvm verify records what it built, by patch and tree: the
record stays valid if the changelog changes, but not if the code, the order or the base does.`,
  valid: [
    {
      name: 'built, as it is',
      series: [mail('PATCH', CODE)],
      clone: { evidence: [built(CODE, '0', '1')] },
    },
    {
      name: 'each patch of two, one on top of the other',
      series: PAIR,
      clone: { evidence: [built(CODE, '0', '1'), built(MORE, '1', '2')] },
    },
    {
      name: 'documentation is not built into KVM',
      series: [
        exampleMail({
          subject: '[PATCH] KVM: x86: Say it',
          diff: { 'Documentation/virt/kvm/api.rst': CODE },
        }),
      ],
      clone: {},
    },
    {
      name: 'recorded by hand',
      series: [mail('PATCH', CODE)],
      clone: { evidence: [built(CODE, '0', '1'), built(CODE, '0', '1', 'kvm-unit-tests')] },
      options: { for: ['build', 'kvm-unit-tests'] },
    },
    { name: 'an archive', series: [mail('PATCH', CODE)], part: true, clone: {} },
    {
      name: 'a pending commit',
      message: 'KVM: x86: Change it\n\nChange it.\n',
      files: [PATH],
      stage: 'commit',
      clone: {},
    },
  ],
  invalid: [
    {
      name: 'nothing was recorded',
      series: [mail('PATCH', CODE)],
      clone: {},
      quotes: [null],
      says: ['Run git kvm verify'],
    },
    {
      name: 'changed since',
      series: [mail('PATCH', MORE)],
      clone: { evidence: [built(CODE, '0', '1')] },
      quotes: [null],
    },
    {
      name: 'the first patch was changed since',
      series: PAIR,
      clone: { evidence: [built(CODE, '0', '1'), built(MORE, '9', '2')] },
      quotes: [null],
    },
    {
      name: 'built, and not run',
      series: [mail('PATCH', CODE)],
      clone: { evidence: [built(CODE, '0', '1')] },
      options: { for: ['build', 'selftests'] },
      quotes: [null],
      says: ['git kvm verify --record TASK --on MACHINE'],
    },
  ],
});
