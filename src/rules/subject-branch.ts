import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import { oneOf, pattern } from '../model/words';

/** Branches and trees: `kvm-x86/next`, `kvm/queue`, `for-next`, `tip:x86/urgent`, `linux-next`, `kvm-next`. */
const BRANCH = pattern('i')`^${oneOf`
    ${oneOf`
      kvm(?:-?x86|-?arm(?:64)?|arm|-?riscv|-?s390|-?ppc)?, tip, linux, linus, torvalds, mainline,
      upstream
    `}(?:\.git)?[/:][\w./-]+,
    (?:kvm(?:-?x86)?|linux|tip)-(?:next|queue|master), (?:-|for-|x86-|fixes-?)?next,
    (?:linux-|kvm-|kvm-x86-)?next-20[\d.]{4,12}, for-linus, master, queue,
    (?:base|branch|tree)[:=][\w./-]+, tip, kvm-x86
  `}$`;

export default seriesRule({
  id: 'subject-branch',
  section: 'series',
  level: 'note',
  requires: ['mail'],
  summary: 'Keep the target branch out of the subject prefix',
  *check(series) {
    for (const mail of [...(series.cover ? [series.cover] : []), ...series.patches]) {
      const branch = mail.subject.words.find((word) => BRANCH.test(word));
      if (branch === undefined) continue;
      const at = mail.subject.raw.indexOf(branch);
      yield {
        message: `Branch name in the subject prefix: '${branch}'`,
        hint: 'Drop it, and use `git format-patch --base` instead',
        at: mail.subjectText?.span(at, at + branch.length) ?? null,
        of: mail,
      };
      // All mails of a series carry the same prefix: once is enough.
      return;
    }
  },
});

const DIFF = { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] };
const mail = (prefix: string, shortlog = 'KVM: x86: Handle the new thing') =>
  exampleMail({ subject: `[${prefix}] ${shortlog}`, diff: DIFF });

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Git Base',
  why: `Tools parse the brackets, and people filter by them. base-commit is more precise than a branch, which moves, and the guide
already says which branch to use.`,
  valid: [
    { name: 'a plain prefix', series: [mail('PATCH v2')] },
    { name: 'a call for comments', series: [mail('RFC PATCH v3 RESEND')] },
    { name: 'a branch in the shortlog itself', series: [mail('PATCH', 'KVM: x86: Use master clock [next]')] },
    { name: 'a backport says for which stable tree', series: [mail('PATCH 6.6.y')] },
    { name: 'a cover letter without', series: [mail('PATCH 0/1'), mail('PATCH 1/1')] },
  ],
  invalid: [
    { name: 'the branch of the guide', series: [mail('PATCH kvm-x86/next v2')], quotes: ['kvm-x86/next'] },
    { name: 'a queue', series: [mail('PATCH v2 kvm/queue')], quotes: ['kvm/queue'] },
    { name: 'in a separate bracket', series: [mail('kvm-next] [PATCH')], quotes: ['kvm-next'] },
    { name: 'as other subsystems do', series: [mail('PATCH for-next')], quotes: ['for-next'] },
    { name: 'linux-next, as some write it', series: [mail('PATCH -next')], quotes: ['-next'] },
    { name: 'the linux-next of a day', series: [mail('PATCH next-20240612')], quotes: ['next-20240612'] },
    { name: 'once for a series', series: [mail('PATCH next 1/2'), mail('PATCH next 2/2')], quotes: ['next'] },
  ],
});
