/**
 * One rule suppressed for one patch, for a reason. It stands where git does not record it: a line
 *
 *     git-kvm: allow RULE: the reason
 *
 * under the `---` of a mail, in the body of a cover letter, or in the note of a commit (see `src/git/allowed.ts`).
 */

import { hasLocalNotes, notesOf, recentNotes } from '../git/allowed';
import type { RepoPaths } from '../git/repo-paths';
import type { Finding } from '../model/finding';
import type { CoverLetter, Patch, Series } from '../model/patch';
import type { RepoFacts } from '../model/repo-facts';
import { Text } from '../model/text';
import { nearest } from './config/nearest';
import type { RuleInForce } from './engine';
import { currentId } from './renamed';
import { runsAtCommit, type Stage } from './rule';

/** The id that findings on suppressions themselves have. It is not a rule: it cannot be suppressed. */
const SUPPRESSION = 'suppression';

interface Suppression {
  readonly rule: string;
  /** '' where none is given. */
  readonly reason: string;
  readonly line: Text;
}

const LINE = /^\s*git-kvm:[ \t]*allow\b[ \t]*([\w-]*)[ \t]*:?[ \t]*(.*)$/i;

/** The line that says so. */
export function allowLine(rule: string, reason: string): string {
  return `git-kvm: allow ${rule}: ${reason}`;
}

export function readSuppressions(text: Text): Suppression[] {
  return text.lines().flatMap((line) => {
    const match = LINE.exec(line.value);
    return match
      ? [{ rule: currentId(match[1]!.toLowerCase()), reason: match[2]!.trim(), line: line.trim() }]
      : [];
  });
}

interface SuppressOptions {
  /** The ids of all rules there are. */
  known(): readonly string[];
  /**
   * Whether this rule was asked for this patch at all: of a rule that was not (its level is off, it needs mail and there
   * is none) no one can say that nothing had to be suppressed. Default: every rule.
   */
  wasAsked?(rule: string, of: Patch | CoverLetter): boolean;
}

/**
 * Mark what is suppressed, and add findings for suppressions that name no rule, give no reason, or let nothing off.
 * A suppression without a reason lets nothing off.
 *
 * @param findings of these series
 */
export function applySuppressions(
  findings: readonly Finding[],
  all: readonly Series[],
  options: SuppressOptions,
): Finding[] {
  const own: Finding[] = [];
  const reasons = new Map<Patch | CoverLetter, Map<string, string>>();
  for (const of of all.flatMap((series) => [...(series.cover ? [series.cover] : []), ...series.patches])) {
    const add = ({ line, isInMail }: Placed, message: string, hint: string) =>
      own.push({
        rule: SUPPRESSION,
        level: 'warn',
        message,
        hint,
        at: isInMail ? line.span() : null,
        of,
        related: [],
        suppressed: null,
      });
    const here = new Map<string, string>();
    for (const suppression of suppressionsOf(of)) {
      const { rule, reason } = suppression;
      if (!options.known().includes(rule)) {
        const meant = nearest(rule, options.known());
        add(suppression, `Unknown rule "${rule}"`, meant ? `Did you mean ${meant}?` : 'See git kvm rules');
      } else if (reason === '') {
        add(
          suppression,
          `No reason given for suppressing ${rule}`,
          `Write "${allowLine(rule, 'the reason')}"`,
        );
      } else {
        here.set(rule, reason);
        const isUsed = findings.some((finding) => finding.of === of && finding.rule === rule);
        if (!isUsed && (options.wasAsked?.(rule, of) ?? true)) {
          add(suppression, `Unused suppression of ${rule}`, howToRemove(rule, of, suppression));
        }
      }
    }
    reasons.set(of, here);
  }
  const marked = findings.map((finding) => {
    const reason = reasons.get(finding.of)?.get(finding.rule);
    return reason === undefined ? finding : { ...finding, suppressed: reason };
  });
  return [...marked, ...own];
}

interface Placed extends Suppression {
  /** False for a line that only the clone has: it is in no file. */
  readonly isInMail: boolean;
}

/** Those in the text, and those of the clone for other rules: a note that is public is in the mail as well. */
function suppressionsOf(of: Patch | CoverLetter): Placed[] {
  if (of.kind === 'cover') return readSuppressions(of.body).map((one) => ({ ...one, isInMail: true }));
  const isInMail = of.origin.kind === 'mail';
  const inText = readSuppressions(of.notes).map((one) => ({ ...one, isInMail }));
  const local = readSuppressions(Text.of(of.allowed ?? ''));
  return [
    ...inText,
    ...local
      .filter(({ rule }) => !inText.some((one) => one.rule === rule))
      .map((one) => ({ ...one, isInMail: false })),
  ];
}

function howToRemove(rule: string, { origin }: Patch | CoverLetter, { isInMail }: Placed): string {
  const commit = origin.commit ?? origin.madeOf;
  const name = commit?.slice(0, 12) ?? (origin.kind === 'message' ? 'HEAD' : 'COMMIT');
  const command = `git kvm allow --remove ${rule} --commit ${name}`;
  return isInMail ? `Remove the line; for the next version: ${command}` : `Remove it: ${command}`;
}

/** A patch with what its commit's note, or the file for the next commit, suppresses. */
export function withAllowed(patch: Patch, lines: string): Patch {
  return lines.trim() === '' ? patch : { ...patch, allowed: lines };
}

/**
 * Commits, and mails that were made of commits of this clone, with what the clone suppresses for them. A mail that doesn't
 * say which commit it was made of (b4's) is looked up by its shortlog.
 */
export function withNotes(
  all: readonly Series[],
  where: RepoPaths | null,
  place: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Series[] {
  const patches = all.flatMap((series) => series.patches);
  const isLocal = where !== null && hasLocalNotes(where.commonDir);
  const idOf = ({ origin }: Patch) => origin.commit ?? (isLocal ? origin.madeOf : undefined);
  const notes = notesOf(
    place,
    patches.flatMap((patch) => idOf(patch) ?? []),
  );
  const isNameless = ({ origin }: Patch) => origin.kind === 'mail' && origin.madeOf === undefined;
  // mutant: only saves time
  const recent = isLocal && patches.some(isNameless) ? recentNotes(place) : [];
  const noted = (patch: Patch): Patch => {
    if (!isNameless(patch)) return withAllowed(patch, notes.get(idOf(patch) ?? '') ?? '');
    const commit = recent.find(({ shortlog }) => shortlog === patch.shortlog.value);
    if (commit === undefined) return patch;
    return withAllowed({ ...patch, origin: { ...patch.origin, madeOf: commit.id } }, commit.note);
  };
  return all.map((series) => ({ ...series, patches: series.patches.map(noted) }));
}

/** Which rules had what they need to be asked; for `SuppressOptions.wasAsked`. */
export function askedBy(context: {
  readonly rules: readonly RuleInForce[];
  readonly clone: RepoFacts | null;
  readonly stage: Stage;
}): (rule: string, of: Patch | CoverLetter) => boolean {
  const inForce = new Map(context.rules.map((one) => [one.rule.id, one]));
  return (id, of) => {
    const one = inForce.get(id);
    if (one === undefined || one.level === 'off') return false;
    const { requires } = one.rule;
    if (requires.includes('clone') && context.clone === null) return false;
    if (requires.includes('mail') && of.headers === null) return false;
    if (context.stage === 'commit' && !runsAtCommit(one.rule, one.level)) return false;
    return !(requires.includes('diff') && of.kind === 'patch' && !of.hasDiff);
  };
}
