/** What a cover letter says about single patches: by their number, or by the test that they change. */

import { memoize } from '../../../model/memoize';
import { oneOf, pattern } from '../../../model/words';
import { isTest, type PatchFacts, type SeriesFacts } from './facts';

/** `patch 3`, `PATCH[1]`, `patches 3-5`: the first that a clause names is what it is about. */
const NAMED = /\bpatch(?:es)?[ #[]{0,2}(\d{1,3})(?: ?(?:-|to|and|&) ?(\d{1,3}))?/i;
/** Goes on about what the sentence before it named. */
const GOES_ON = /^(?:without|otherwise|it|they|this|these)\b/i;

/** Each sentence once: a piece of text up to a full stop with white space after it, line breaks undone. */
export function sentences(text: string): string[] {
  return text
    .slice(0, 20_000)
    .replace(/\s+/g, ' ')
    .split(/(?<=[.:!?]) /)
    .map((sentence) => sentence.slice(0, 400));
}

/** A cover letter down to what git makes: the list of shortlogs and the diffstat, which say nothing of order. */
function prose(body: string): string {
  const lines = body.slice(0, 50_000).split('\n');
  const made = lines.findIndex((line) => /^\S[^:]{0,80} \(\d{1,3}\):$|^ \S.* \| +(?:\d|Bin)/.test(line));
  return lines.slice(0, made === -1 ? lines.length : made).join('\n');
}

/** Clauses of the cover letter, by the patch that they are about. */
export const saidInCover = memoize(({ series, patches }: SeriesFacts): ReadonlyMap<PatchFacts, string[]> => {
  const said = new Map<PatchFacts, string[]>();
  const text = prose(series.cover?.body.value ?? '');
  const byNumber = new Map(patches.map((patch) => [patch.number, patch]));
  const byTest = testsOf(patches);
  let about: readonly PatchFacts[] = [];
  for (const sentence of sentences(text)) {
    for (const clause of sentence.split(/[,;] (?=(?:and |while |but )?patch(?:es)? ?\d)/i)) {
      if (!GOES_ON.test(clause) || about.length === 0) about = namedIn(clause, byNumber, byTest);
      for (const patch of about) {
        const list = said.get(patch);
        if (list === undefined) said.set(patch, [clause]);
        else list.push(clause);
      }
    }
  }
  return said;
});

function namedIn(
  clause: string,
  byNumber: ReadonlyMap<number, PatchFacts>,
  byTest: ReadonlyMap<string, PatchFacts>,
): PatchFacts[] {
  const named = NAMED.exec(clause);
  if (named === null) {
    const tests = clause.match(/\b[a-z0-9]+_[a-z0-9_]{3,60}\b/g) ?? [];
    return [...new Set(tests)].flatMap((name) => byTest.get(name) ?? []);
  }
  const from = Number(named[1]);
  const to = Math.max(from, Math.min(Number(named[2] ?? from), from + 100));
  return Array.from({ length: to - from + 1 }, (_, i) => byNumber.get(from + i) ?? []).flat();
}

/** Test patches by the name of a test that no other patch of the series touches. */
function testsOf(patches: readonly PatchFacts[]): ReadonlyMap<string, PatchFacts> {
  const byTest = new Map<string, PatchFacts | null>();
  for (const patch of patches) {
    if (!isTest(patch)) continue;
    for (const { path, area } of patch.files) {
      if (area !== 'test' || !path.endsWith('.c')) continue;
      const name = path.slice(path.lastIndexOf('/') + 1, -2);
      byTest.set(name, byTest.has(name) && byTest.get(name) !== patch ? null : patch);
    }
  }
  return new Map([...byTest].flatMap(([name, patch]) => (patch === null ? [] : [[name, patch] as const])));
}

/** `Patch 1 fails without patch 2`, `patch 3 depends on patch 1`: one patch, and another that it needs. */
const NEEDS = pattern('i')`\bpatch (\d{1,3})\b[^.;]{0,60}
  \b${oneOf`fails?, hangs?, breaks?, crash(?:es)?, builds?, pass(?:es)?, works?, depends, needs, requires, relies`}
  \b[^.;]{0,20}\b${oneOf`without, on, needs, requires, only with, after`} patch (\d{1,3})\b`;
const DENIES = /\b(?:not|n't|neither|no longer|with or without|independent\w*)\b/i;

export interface SaidPair {
  readonly first: PatchFacts;
  readonly second: PatchFacts;
  readonly sentence: string;
}

/** Pairs of which the cover letter says that one patch needs another. */
export function saidPairs({ series, patches }: SeriesFacts): SaidPair[] {
  const byNumber = new Map(patches.map((patch) => [patch.number, patch]));
  return sentences(prose(series.cover?.body.value ?? '')).flatMap((sentence) => {
    const match = NEEDS.exec(sentence);
    const [second, first] = [byNumber.get(Number(match?.[1])), byNumber.get(Number(match?.[2]))];
    const isDenied = DENIES.test(
      match?.[0].replace(/\b(?:does|do|will|can) ?n[o']t (?:build|pass|work)/i, '') ?? '',
    );
    return first === undefined || second === undefined || first === second || isDenied
      ? []
      : [{ first, second, sentence }];
  });
}
