/**
 * What was run, on what, with what result. Keyed by the change of a patch and by its tree: a reword keeps it, a change of
 * code does not.
 */
import type { Diff } from './diff';
import { escapeControls } from './escape-controls';

/** A task of the test plan. */
export type TaskId =
  | 'build'
  | 'selftests'
  | 'kvm-unit-tests'
  | 'tdp-off'
  | 'parameters'
  | 'nearby-parameters'
  | 'both-vendors'
  | 'nested'
  | 'architectures'
  | 'kconfigs'
  | 'htmldocs'
  | 'negative-tests';

/** A task of the plan; or what verify builds beside them; or only the place of a patch in its series. */
export type EvidenceId =
  | TaskId
  | 'selftests-built'
  | 'selftests-run'
  | 'no-smm-xen'
  | 'lockdep'
  | '32-bit'
  | 'modules'
  | 'diagnostic'
  | 'order'
  | 'order-pair'
  | 'flaky'
  | 'series';

export interface Evidence {
  readonly id: EvidenceId;
  /** See `patchIdOf`. */
  readonly patch: string;
  /** The id of the tree that it was run on. */
  readonly tree: string;
  /** The id of the tree before the patch: what ties the patches of a series together. */
  readonly parent: string;
  /** Compiler or machine, in the words of whoever ran it. */
  readonly on: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** All patches that it was run with, first to last; of what is run for a series as a whole. */
  readonly series?: readonly string[];
  /** The tests that were run. */
  readonly ran?: RanTests;
}

/** Tests by name, and how many there are in all. */
export interface RanTests {
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
  /** Failed in exactly the same way without the series. */
  readonly known: readonly string[];
  readonly of: number;
}

const ID = /^[0-9a-f]{40,64}$/;

/**
 * A patch by what it changes: paths and lines with those around them, without line numbers and spaces, as `git patch-id`
 * takes it. Null for binary files, whose contents a diff does not show.
 */
export function patchIdOf(diff: Diff): string | null {
  if (diff.files.length === 0 || diff.files.some(({ binary }) => binary)) return null;
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  const hash = createHash('sha1');
  const files = [...diff.files].sort((a, b) => (a.newPath < b.newPath ? -1 : 1));
  for (const { oldPath, newPath, change, newMode, hunks } of files) {
    hash.update(`${oldPath}\0${newPath}\0${change}\0${newMode ?? ''}\0`);
    for (const { lines } of hunks) {
      hash.update('\0');
      for (const { kind, text } of lines) hash.update(`${kind}${text.replace(/\s+/g, '')}\n`);
    }
  }
  return hash.digest('hex');
}

/** What was found of a pair of patches, by their ids: whether the second needs the first. */
export interface PairProof {
  readonly first: string;
  readonly second: string;
  /** Null where nothing showed. */
  readonly holds: boolean | null;
  /** When, as ISO 8601: the last one counts. */
  readonly at: string;
}

const PAIR = /^(needed|harmless|open) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (\d[0-9TZ:.-]{9,30})$/;

/** A proof as the words of its evidence. */
export function formatPair({ first, second, holds, at }: PairProof): string {
  const word = holds === null ? 'open' : holds ? 'needed' : 'harmless';
  return `${word} ${first} ${second} ${at}`;
}

/** The proof in the words of an evidence; null where they are none. */
export function parsePair(on: string): PairProof | null {
  const match = PAIR.exec(on);
  if (match === null) return null;
  const [, word, first, second, at] = match as unknown as [string, string, string, string, string];
  return { first, second, holds: word === 'open' ? null : word === 'needed', at };
}

/** What a compiler, a linker or Sphinx said about a patch that fails. */
export interface Diagnostic {
  /** What was built. */
  readonly task: string;
  /** From the top of the tree, or of the folder that make ran in; '' if none was named. */
  readonly path: string;
  /** In the new file; 0 if none was named. */
  readonly line: number;
  readonly text: string;
}

/** A line that was printed as the words of its evidence. */
export function formatDiagnostic(task: EvidenceId, printed: string): string {
  return `${task} ${escapeControls(printed.trim())}`.slice(0, 290);
}

/** The diagnostic in the words of an evidence. */
export function parseDiagnostic(on: string): Diagnostic {
  const match = /^(\S*) (?:([^\s:]+):(\d{1,7}):(?:\d{1,7}:)? )?(.*)$/s.exec(on);
  const [, task = '', path = '', line = '0', text = ''] = match ?? [];
  return { task, path, line: Number(line), text };
}

/** Evidence as lines of a note, one JSON object each; what is not evidence is left out. */
export function parseEvidence(text: string): Evidence[] {
  return text.split('\n').flatMap((line) => {
    try {
      const found: unknown = JSON.parse(line);
      return isEvidence(found) ? [found] : [];
    } catch {
      return [];
    }
  });
}

function isEvidence(found: unknown): found is Evidence {
  // mutant: a number has none of the fields below, and to read one of null throws, as text that is not JSON does
  if (typeof found !== 'object' || found === null) return false;
  const { id, patch, tree, parent, on, date } = found as Record<string, unknown>;
  const isId = (value: unknown) => typeof value === 'string' && ID.test(value);
  const isWords = (value: unknown) => typeof value === 'string' && value.length < 300;
  const { series, ran } = found as Record<string, unknown>;
  const isSeries = series === undefined || (Array.isArray(series) && series.every((one) => isId(one)));
  const isOne = isWords(id) && isId(patch) && isId(tree) && isId(parent) && isWords(on) && isWords(date);
  return isOne && isSeries && (ran === undefined || isRanTests(ran));
}

function isRanTests(found: unknown): found is RanTests {
  if (typeof found !== 'object' || found === null) return false;
  const { passed, skipped, known, of } = found as Record<string, unknown>;
  const isNames = (all: unknown) =>
    Array.isArray(all) && all.every((name) => typeof name === 'string' && /^[\w./-]{1,200}$/.test(name));
  return isNames(passed) && isNames(skipped) && isNames(known) && typeof of === 'number';
}

export function formatEvidence(all: readonly Evidence[]): string {
  const byKey = new Map(all.map((one) => [`${one.id} ${one.patch} ${one.on} ${one.series ?? ''}`, one]));
  return [...byKey.values()].map((one) => `${JSON.stringify(one)}\n`).join('');
}
