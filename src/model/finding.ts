/** What rules report, and what becomes of it. */
import type { CoverLetter, Patch } from './patch';
import type { Span } from './text';

export const LEVELS = ['off', 'note', 'warn', 'block'] as const;
export type Level = (typeof LEVELS)[number];
/** A level that shows. */
export type Severity = Exclude<Level, 'off'>;

/** The lower of two levels. */
export function lower(a: Level, b: Level): Level {
  return LEVELS[Math.min(LEVELS.indexOf(a), LEVELS.indexOf(b))]!;
}

/** Replace the characters `start` up to `end` of the commit message (offsets into `Patch.message`) by `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Fix {
  /** What applying it does, in the imperative: `Capitalize the description`. */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Sure enough to be applied without being looked at, as `commit-msg` may do where it is configured. */
  readonly certain: boolean;
}

/** Another place that belongs to a finding: the fix that a test was posted before. */
export interface Related {
  readonly message: string;
  /** The patch or cover letter it lies in. */
  readonly of: Patch | CoverLetter;
  /** Null for the patch as a whole. */
  readonly at: Span | null;
}

/** One place where a rule is broken, as the rule tells it. */
export interface RuleFinding {
  /** What is wrong, one sentence without full stop. */
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
  /** Null for the patch as a whole: something is missing. */
  readonly at: Span | null;
  /** In a series rule: which patch it is found in; the cover letter or the first patch if left out. */
  readonly of?: Patch | CoverLetter;
  /** Where the evidence is weaker than the rule's level says; a higher level than the rule's is lowered to it. */
  readonly level?: Severity;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
  /** It is wrong where its line is now: a line that the patch moves is no excuse. */
  readonly isOfMove?: boolean;
}

/** A problem with the rule's name and the level that holds for this user. */
export interface Finding extends RuleFinding {
  readonly rule: string;
  readonly level: Severity;
  readonly of: Patch | CoverLetter;
  readonly related: readonly Related[];
  /** The reason given, if the finding was suppressed for this patch. */
  readonly suppressed: string | null;
  /** Nothing is found: the rule itself failed here, so what it asks wasn't checked. */
  readonly failed?: true;
}
