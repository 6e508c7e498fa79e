/** Why a test does no harm before the change that it tests: it is not built yet, not run, or expected to fail. */
import { memoize } from '../../../model/memoize';
import { sentences } from '../extract/said';
import type { PatchFacts, SeriesFacts } from './facts';

/** What a test reports instead of a failure. */
const EXPECTED = /^(?:ksft_(?:exit|test_result)_xfail|KSFT_XFAIL|XFAIL_ADD)$/;
const SAYS_EXPECTED = /\bXFAIL\b|\bexpected (?:failure|to fail)\b|\bknown (?:failure|to fail)\b/i;
/** What is expected to fail there is what the test does, and not the test. */
const CALL_EXPECTED =
  /\b(?:ioctls?|calls?|access(?:es)?|reads?|writes?|VM-?Entry|VMRUN|attempts?|KVM_\w+)\b.{0,40} expected to fail\b/gi;
const SAYS_OPTIONAL =
  /\b(?:not|n't) (?:be )?run (?:\w+ )?by default\b|\bunless (?:the user|it is|explicitly) \w+|\bopts? in\b|\bopt-in\b/i;
/** A test of what was fixed elsewhere, and when. */
const OF_OLD = /\b(?:test|cover|check|fix|regression|verif)\w*\b/i;
const COMMIT = /\b([0-9a-f]{12,40}) \("/g;

/** Returns true if a patch adds a line that skips the test unless it is given an argument. */
function asksForArgument({ files }: PatchFacts): boolean {
  return files.some(
    ({ area, added }) =>
      area === 'test' &&
      added.some(
        ({ tokens }) =>
          tokens.some(({ text }) => /^_*TEST_REQUIRE$/.test(text)) &&
          tokens.some(({ text }) => text === 'argc'),
      ),
  );
}

/** Returns true if a patch's tests gain, or lose, a mark that says that they are expected to fail. */
export const expectsFailure = memoize(
  ({ files }: PatchFacts): { readonly gains: boolean; readonly loses: boolean } => {
    const tests = files.filter(({ area }) => area === 'test');
    const has = (names: Iterable<string>) => [...names].some((name) => EXPECTED.test(name));
    const gains = tests.some(({ uses }) => has(uses.keys()));
    return { gains, loses: !gains && tests.some(({ drops }) => has(drops.keys())) };
  },
);

/** Returns true if a test may come before the change that it tests: it is skipped or expected to fail. */
export const isExcused = memoize((test: PatchFacts): boolean => {
  const { gains, loses } = expectsFailure(test);
  if (gains) return true;
  if (loses) return false;
  const said = `${test.patch.shortlog.value}. ${test.patch.changelog.value.slice(0, 20_000).replace(/\s+/g, ' ')}`;
  const isExpected = SAYS_EXPECTED.test(said.replace(CALL_EXPECTED, ' '));
  return isExpected || SAYS_OPTIONAL.test(said) || asksForArgument(test);
});

/** Returns true if a test says that it tests what an older commit did, which none of these patches is or fixes. */
export function testsOldCommit(test: PatchFacts, { patches }: SeriesFacts): boolean {
  for (const sentence of sentences(test.patch.changelog.value)) {
    if (!OF_OLD.test(sentence)) continue;
    for (const [, id] of sentence.matchAll(COMMIT)) {
      const isOurs = patches.some(
        ({ patch }) => patch.message.value.includes(id!.slice(0, 12)) && patch !== test.patch,
      );
      if (!isOurs) return true;
    }
  }
  return false;
}

/** The patch from which on a new test is built: a later one that lists its file in a Makefile, or the test itself. */
export function builderOf(test: PatchFacts, { patches }: SeriesFacts): PatchFacts {
  const added = test.files.filter(({ file }) => file.change === 'added');
  const lists = (patch: PatchFacts) =>
    added.some(({ path }) => patch.files.some(({ includes }) => includes.has(path.slice(0, -2))));
  return [test, ...patches].find(lists) ?? test;
}

/** Reverts of patches of the same series: what they revert. */
export const revertsIn = memoize(({ patches }: SeriesFacts): ReadonlyMap<PatchFacts, PatchFacts> => {
  const byTitle = new Map(patches.map((patch) => [patch.patch.shortlog.value, patch]));
  const found = new Map<PatchFacts, PatchFacts>();
  for (const patch of patches) {
    const title = /^Revert "(.+)"$/.exec(patch.patch.shortlog.value)?.[1];
    const reverted = title === undefined ? undefined : byTitle.get(title);
    if (reverted !== undefined) found.set(patch, reverted);
  }
  return found;
});
