import { baseOf, isForCurrentRelease } from '../analysis/kvm/base';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import { meaningOf, pingAfter } from '../model/cycle';
import type { Series } from '../model/patch';
import type { RepoFacts } from '../model/repo-facts';

export default seriesRule({
  id: 'cycle-timing',
  section: 'series',
  level: 'note',
  requires: ['series', 'clone'],
  summary: 'Mind the release cycle',
  *check(series, { clone }) {
    // For archived mail the current cycle does not matter.
    if (clone === null || !series.whole) return;
    const cycle = clone.cycle();
    if (cycle === 'unknown' || (!cycle.isMergeWindow && isOnMaster(series, clone))) return;
    const meaning = meaningOf(cycle, { isFix: isForCurrentRelease(series) });
    if (meaning === '') return;
    const when = cycle.days < 1 ? 'today' : cycle.days === 1 ? 'yesterday' : `${cycle.days} days ago`;
    yield {
      message: `${cycle.tag} was tagged ${when}: ${meaning}`,
      hint: `It can be posted anyway; ${pingAfter(cycle)}`,
      at: null,
    };
  },
});

/** Returns true for a fix based on kvm/master or kvm-x86/fixes: it is for the current release, which takes fixes until its end. */
function isOnMaster(series: Series, clone: RepoFacts): boolean {
  const base = isForCurrentRelease(series) ? baseOf(series) : null;
  if (base === null) return false;
  const isThere = (['kvm/master', 'kvm-x86/fixes'] as const).some(
    (tree) => clone.isIn(base.id, tree) === true,
  );
  return isThere && clone.isIn(base.id, 'kvm-x86/next') !== true;
}

const fix = exampleMail({
  subject: '[PATCH] KVM: x86: Free the table',
  text: 'Free the table.\n\nFixes: 0123456789ab ("KVM: x86: Add a table")',
  diff: { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] },
});
const BASE = '1111111111111111111111111111111111111111';
const feature = exampleMail({
  subject: '[PATCH] KVM: x86: Add a table',
  diff: { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] },
});

/** A clone in the week of a release candidate; 0 is the merge window. */
const during = (rc: number, days = 3) => ({
  cycle: { tag: rc === 0 ? 'v6.12' : `v6.12-rc${rc}`, release: '6.12', rc, isMergeWindow: rc === 0, days },
});

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Lifecycle, Timeline',
  why: `Most review happens between rc1 and rc6. The soft deadline for new features is around rc5, for fixes to the next release
around rc6, and from then until the next rc1 the maintainers catch up on other work. A late series isn't wrong, it only waits:
silence then is not disinterest. The state of the cycle is determined by the newest tag of the clone; if that is more than
three weeks old, nothing is reported.`,
  valid: [
    {
      name: 'a fix for the current release, on kvm/master',
      series: [fix.replace(/\n-- \n/, `\nbase-commit: ${BASE}\n-- \n`)],
      clone: { ...during(7), commits: { [BASE]: { shortlog: 'Linux 6.12-rc7', in: ['kvm/master'] } } },
    },
    { name: 'in the middle of the cycle', series: [feature], clone: during(3) },
    { name: 'a fix at rc5', series: [fix], clone: during(5) },
    { name: 'a clone without tags', series: [feature], clone: {} },
    { name: 'mail in an archive', series: [feature], part: true, clone: during(5) },
    {
      name: 'a pending commit',
      message: 'KVM: x86: Add a table\n\nAdd a table.\n',
      files: ['arch/x86/kvm/x86.c'],
      stage: 'commit',
      clone: during(7),
    },
  ],
  invalid: [
    {
      name: 'a fix on kvm-x86/next',
      series: [fix.replace(/\n-- \n/, `\nbase-commit: ${BASE}\n-- \n`)],
      clone: {
        ...during(7),
        commits: { [BASE]: { shortlog: 'Linux 6.12-rc7', in: ['kvm/master', 'kvm-x86/next'] } },
      },
      quotes: [null],
    },
    {
      name: 'a feature on kvm/master',
      series: [feature.replace(/\n-- \n/, `\nbase-commit: ${BASE}\n-- \n`)],
      clone: { ...during(7), commits: { [BASE]: { shortlog: 'Linux 6.12-rc7', in: ['kvm/master'] } } },
      quotes: [null],
    },
    { name: 'a feature at rc5', series: [feature], clone: during(5), quotes: [null], says: ['3 days ago'] },
    { name: 'a fix at rc6', series: [fix], clone: during(6), quotes: [null] },
    { name: 'after rc7', series: [fix], clone: during(7), quotes: [null] },
    {
      name: 'the merge window',
      series: [feature],
      clone: during(0, 0),
      quotes: [null],
      says: ['v6.12 was tagged today'],
    },
    {
      name: 'the day after a tag',
      series: [feature],
      clone: during(6, 1),
      quotes: [null],
      says: ['v6.12-rc6 was tagged yesterday'],
    },
  ],
});
