/** Signals for or against a relation of two patches, and their sum. */
import type { Signal } from '../relations/relations';

export interface SignalOf<E> {
  readonly id: Signal;
  /** An example. */
  readonly example: string;
  /** What it adds to the sum, for each of its strength. */
  readonly weight: number;
  /** It is evidence in code or in plain words: with it a relation may block, without any it warns at most. */
  readonly shows?: boolean;
  /** 0 where the signal is not there; most are 1, some count, some are a share. */
  readonly strength: (evidence: E) => number;
  /** In words that a contributor can check; null where there is nothing to say. */
  readonly says?: (evidence: E) => string | null;
}

interface Weighed {
  /** 0 to 1. */
  readonly confidence: number;
  readonly shown: boolean;
  readonly used: readonly Signal[];
  readonly says: readonly string[];
}

/** The logistic curve: 0 points are a confidence of one half. */
function confidenceOf(points: number): number {
  return 1 / (1 + Math.exp(-points));
}

/** Add up the signals that are there. @param without signals that are switched off, for the ablation */
export function weigh<E>(
  evidence: E,
  base: number,
  signals: readonly SignalOf<E>[],
  without: ReadonlySet<Signal>,
): Weighed {
  let points = base;
  let shown = false;
  const used: Signal[] = [];
  const says: string[] = [];
  for (const { id, weight, shows, strength, says: words } of signals) {
    if (without.has(id)) continue;
    const much = strength(evidence);
    if (much === 0) continue;
    points += much * weight;
    shown ||= shows === true;
    used.push(id);
    const text = words?.(evidence) ?? null;
    if (text !== null) says.push(text);
  }
  return { confidence: confidenceOf(points), shown, used, says };
}
