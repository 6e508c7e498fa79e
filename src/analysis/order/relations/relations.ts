/** What ties two patches of a series together, and in which order. */
import type { DiffLine } from '../../../model/diff';

/** What relations are made from; the benchmark switches each off once. */
export const SIGNALS = [
  'new-name',
  'removed-name',
  'new-file',
  'changed-signature',
  'unused-function',
  'export',
  'uapi-name',
  'uapi-name-by-library',
  'fresh-name',
  'shared-name',
  'asserted-name',
  'subject-name',
  'quoted-title',
  'named-in-prose',
  'explained-title',
  'title-words',
  'heard-words',
  'message-words',
  'nearest-change',
  'rival-test',
  'nearer-change',
  'paired-elsewhere',
  'enables-topic',
  'made-strict',
  'change-kind',
  'test-library',
  'benchmark',
  'says-regression',
  'says-independent',
  'says-failure',
  'says-update',
  'turns-on',
  'checks-changed',
  'says-less',
  'made-fit',
  'other-value',
  'expects-else',
  'given-up',
  'gone-name',
  'stricter-subject',
  'taken-on',
  'tightens',
  'sole-change',
  'mends-old',
] as const;
export type Signal = (typeof SIGNALS)[number];

/** A place in a patch's diff. */
export interface Place {
  /** Index into the series' patches. */
  readonly patch: number;
  readonly line: DiffLine;
  readonly column: number;
  readonly length: number;
}

export interface Relation {
  /** `covers`: a test fails without the change. `adapts-to`: a test must change first. `needs`: by name. */
  readonly kind: 'covers' | 'adapts-to' | 'needs';
  /** Index of the patch that must come first. */
  readonly first: number;
  /** Index of the patch that must come after it. */
  readonly second: number;
  /** 0 to 1: see thresholds.ts for what becomes of it. */
  readonly confidence: number;
  /** The other order does not build. */
  readonly build: boolean;
  /** Neither order builds: the two belong into one patch. */
  readonly squash?: boolean;
  /** The test skips where what it covers is not there: the other order does no harm as long as it builds. */
  readonly skips?: boolean;
  /** The name it hangs on; '' where it is not a single one. */
  readonly name: string;
  /** In words that a contributor can check, the strongest first. */
  readonly evidence: readonly string[];
  /** The place in the misplaced patch; null for the patch as a whole. */
  readonly at: Place | null;
  readonly other: Place | null;
  readonly signals: readonly Signal[];
}
