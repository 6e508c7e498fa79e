import { baseOf, isForCurrentRelease } from '../analysis/kvm/base';
import { multiArch } from '../analysis/kvm/multi-arch';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { Series } from '../model/patch';
import type { Tree } from '../model/repo-facts';
import { pattern } from '../model/words';

/** `based on kvm/queue`, `applies to linux-next`: trees that the guide does not ask for. */
const SAYS = pattern(
  'i',
)`\b(?:based|rebased|applies|apply|built|sits?)\b[^.\n]{0,30}?\b(?:on|to|onto|against|atop)\b[^.\n]{0,40}?\b
    (kvm\/(?:queue|next)|linux-next|(?:linus'?s? |torvalds\/|linux\/|mainline )?master|tip(?:\/[\w/]+|\.git)|kvm-x86\/(?!next\b)\w+)`;

export default seriesRule({
  id: 'base-tree',
  section: 'series',
  level: 'warn',
  requires: ['mail', 'series'],
  summary: 'Base the series on kvm-x86/next, or on the tree that the guide names',
  *check(series, { clone }) {
    const base = baseOf(series);
    const multi = multiArch(series);
    const next = base === null ? 'unknown' : (clone?.isIn(base.id, 'kvm-x86/next') ?? 'unknown');
    if (base === null || next === 'unknown') {
      if (multi.is === 'no') yield* saysSo(series);
      return;
    }
    if (next === true) {
      if (clone?.isIn(base.id, 'earlier release') === true)
        yield {
          message: 'The base commit is no newer than the last release that kvm-x86/next is built on',
          hint: hintFor(multi.is === 'yes', isForCurrentRelease(series)),
          at: base.text.span(),
          of: base.of,
        };
      return;
    }
    // A base that no one else has is another rule's.
    if (clone?.isPublic(base.id) === false) return;
    if (multi.is !== 'no' && clone?.isIn(base.id, 'release') !== false) return;
    if (isForCurrentRelease(series)) {
      if (clone?.isIn(base.id, 'kvm/master') !== false) return;
      if (clone.isIn(base.id, 'kvm-x86/fixes') === true) return;
    }
    yield {
      message: `The base commit is not on ${multi.is === 'yes' ? 'a release candidate' : 'kvm-x86/next'}`,
      hint: hintFor(multi.is === 'yes', isForCurrentRelease(series)),
      at: base.text.span(),
      of: base.of,
    };
  },
});

function hintFor(isMultiArch: boolean, isFix: boolean): string {
  if (isMultiArch)
    return 'Rebase the multi-arch series on the release candidate that kvm-x86/next is based on';
  const or = isFix ? ', or on virt/kvm/kvm.git master if the fix is for the current release' : '';
  return `Rebase on kvm-x86/next${or}`;
}

/** Without a base commit that the clone knows, use what the cover letter says. */
function* saysSo(series: Series) {
  const first = series.cover?.body ?? series.patches[0]?.notes;
  const says = first && SAYS.exec(first.value);
  if (!says || (isForCurrentRelease(series) && /master/i.test(says[1]!))) return;
  const at = says.index + says[0].length - says[1]!.length;
  yield {
    message: `The series is based on ${says[1]}, not on kvm-x86/next`,
    hint: hintFor(false, isForCurrentRelease(series)),
    at: first.span(at, at + says[1]!.length),
    of: series.cover ?? series.patches[0]!,
    level: 'note' as const,
  };
}

const BASE = '1111111111111111111111111111111111111111';
const X86 = { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] };
const COMMON = { 'virt/kvm/kvm_main.c': Array.from({ length: 12 }, (_, i) => `+\tcommon(${i});`) };
const mail = (diff: Record<string, string[]>, text?: string, notes?: string) =>
  exampleMail({ subject: '[PATCH] KVM: x86: Change it', diff, text, notes, base: BASE });
const clone = (...trees: Tree[]) => ({ commits: { [BASE]: { shortlog: 'KVM: Merge it', in: trees } } });
const FIX = 'Fix it.\n\nFixes: 0123456789ab ("KVM: x86: Break it")';
const QUOTE = BASE;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Base Tree/Branch',
  why: `A series based on kvm-x86/next applies there, and its author resolves the conflicts. Fixes for the current release go through
virt/kvm/kvm.git master. A multi-arch series needs a base that the maintainers of all architectures have: a release
candidate.`,
  valid: [
    { name: 'on kvm-x86/next', series: [mail(X86)], clone: clone('kvm-x86/next') },
    { name: 'a fix on kvm/master', series: [mail(X86, FIX)], clone: clone('kvm/master') },
    { name: 'a fix on kvm-x86/fixes', series: [mail(X86, FIX)], clone: clone('kvm-x86/fixes') },
    {
      name: 'a multi-arch series on a release candidate',
      series: [mail({ ...X86, ...COMMON })],
      clone: clone('release'),
    },
    {
      name: 'a clone that does not follow the trees',
      series: [mail(X86)],
      clone: { commits: { [BASE]: { shortlog: 'KVM: Merge it' } } },
    },
    {
      name: 'a commit that no one else has',
      series: [mail(X86)],
      clone: { commits: { [BASE]: { shortlog: 'WIP', public: false, in: [] } } },
    },
    { name: 'words about the right one', series: [mail(X86, undefined, 'Based on kvm-x86/next.')] },
  ],
  invalid: [
    {
      name: 'on what kvm-x86/next was built a release ago',
      series: [mail(X86)],
      clone: clone('kvm-x86/next', 'release', 'earlier release'),
      quotes: [QUOTE],
      says: ['no newer than the last release'],
    },
    {
      name: 'a feature on kvm-x86/fixes',
      series: [mail(X86)],
      clone: clone('kvm-x86/fixes'),
      quotes: [QUOTE],
    },
    {
      name: 'a fix along with a new capability, on kvm/master',
      series: [mail({ ...X86, 'include/uapi/linux/kvm.h': ['+#define KVM_CAP_DEMO 300'] }, FIX)],
      clone: clone('kvm/master'),
      quotes: [QUOTE],
    },
    {
      name: 'a feature on kvm/master',
      series: [mail(X86)],
      clone: clone('kvm/master'),
      quotes: [QUOTE],
      says: ['Rebase on kvm-x86/next'],
    },
    { name: 'a newer release candidate', series: [mail(X86)], clone: clone('release'), quotes: [QUOTE] },
    {
      name: 'a fix on some other branch',
      series: [mail(X86, FIX)],
      clone: clone(),
      quotes: [QUOTE],
      says: ['or on virt/kvm/kvm.git master'],
    },
    {
      name: 'a multi-arch series on some other branch',
      series: [mail({ ...X86, ...COMMON })],
      clone: clone(),
      quotes: [QUOTE],
      says: ['not on a release candidate'],
    },
    {
      name: 'it says so',
      series: [mail(X86, undefined, 'The patch applies cleanly to kvm/queue.')],
      quotes: ['kvm/queue'],
      levels: ['note'],
    },
  ],
});
