/** What fixing a series would do: the new message of each patch, nothing written yet. */
import type { Finding } from '../../model/finding';
import { makePatch, type Patch, type Series } from '../../model/patch';
import { parseSubject } from '../../model/subject';
import { Source } from '../../model/text';
import { fixMessage } from './apply';

export interface Change {
  readonly patch: Patch;
  readonly message: string;
  /** The findings whose fixes were applied. */
  readonly applied: readonly Finding[];
}

/**
 * Only fixes that are certain: what is written must need no second look.
 *
 * @param lint the findings of a series, with suppressions marked
 * @param isShown the findings that the user sees; no others are fixed
 * @returns the patches whose messages change, in order
 */
export function planFixes(
  series: Series,
  lint: (series: Series) => readonly Finding[],
  isShown: (finding: Finding) => boolean = () => true,
): Change[] {
  // The first round needs no second check of what was not changed.
  const findings = lint(series).filter(isShown);
  return series.patches.flatMap((patch) => {
    const first = findings.filter((finding) => finding.of === patch);
    // mutant: only saves time
    if (!first.some((finding) => finding.fix)) return [];
    const before = patch.message.value;
    const again = (message: string) => {
      // mutant: only saves time
      if (message === before) return first;
      const next = withMessage(patch, message);
      const patches = series.patches.map((other) => (other === patch ? next : other));
      return lint({ ...series, patches }).filter((finding) => finding.of === next && isShown(finding));
    };
    const { message, applied } = fixMessage(before, again, 'certain');
    return message === before ? [] : [{ patch, message, applied }];
  });
}

/** The same patch with another message. Places in it count from the start of the message. */
export function withMessage(patch: Patch, message: string): Patch {
  return makePatch({
    origin: patch.origin,
    subject: { ...parseSubject(message.split('\n', 1)[0]!), ...bracketsOf(patch) },
    message: Source.ofLines(message),
    headers: patch.headers,
    subjectText: patch.subjectText,
    author: patch.author,
    notes: patch.notes,
    ...(patch.hasDiff && { diff: patch.diff }),
    footer: patch.footer,
    isMerge: patch.isMerge,
    comment: patch.comment,
  });
}

/** What precedes the shortlog in a mail stays. */
function bracketsOf({ subject }: Patch) {
  const { reply, isPatch, n, of, version, rfc, resend, words } = subject;
  return { reply, isPatch, n, of, version, rfc, resend, words };
}
