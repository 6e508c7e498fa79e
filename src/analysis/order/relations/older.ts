/** Names that a series seems to bring, though its base has them: in another header, for another configuration. */

import type { Series } from '../../../model/patch';
import { isFact, type RepoFacts } from '../../../model/repo-facts';
import { baseOf } from '../../kvm/base';
import { archOf, areaOf, isSeenByTests } from '../extract/areas';
import { type SeriesFacts, spaceOf } from '../extract/facts';
import type { Definition } from '../extract/symbols';
import type { Relation } from './relations';

const NONE: ReadonlySet<string> = new Set();

/**
 * Those of the names that make an order wrong which are older than the series. Asks the clone one question, and only
 * where something is wrong; empty where it cannot tell.
 */
export function olderNames(
  wrong: readonly Relation[],
  { series, patches }: SeriesFacts,
  clone: RepoFacts,
): ReadonlySet<string> {
  const brought = new Map<string, readonly Definition[]>();
  for (const relation of wrong) {
    const definitions = patches[relation.first]!.brings.get(relation.name);
    if (definitions !== undefined) brought.set(relation.name, definitions);
  }
  const base = brought.size === 0 ? null : baseRevision(series, clone);
  const known = base === null ? 'unknown' : clone.definitions(base, [...brought.keys()]);
  if (known === 'unknown') return NONE;
  return new Set(
    known
      .filter(({ name, path }) => brought.get(name)?.some((definition) => isSeenAs(path, definition)))
      .map(({ name }) => name),
  );
}

/** The base of the series: the commit before its first, or what its mails name. HEAD may hold the series itself. */
function baseRevision(series: Series, clone: RepoFacts): string | null {
  const first = series.patches[0]?.origin.commit;
  if (first) return `${first}^`;
  const named = baseOf(series);
  const fact = named === null ? 'unknown' : clone.commit(named.id);
  return isFact(fact) ? fact.id : null;
}

/** Returns true if code that sees the one definition would also see the other. */
function isSeenAs(path: string, { area, arch, local, path: own }: Definition): boolean {
  if (local) return path === own;
  // A test has its X86_FEATURE_x from the selftests' processor.h, whatever other copies tools/ has.
  if (!isSeenByTests(path)) return false;
  const other = archOf(path);
  return spaceOf(areaOf(path)) === spaceOf(area) && (other === '' || other === arch);
}
