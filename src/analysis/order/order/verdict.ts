/** What is wrong with the order of a series, and the nearest order that is right. */
import type { Severity } from '../../../model/finding';
import { memoize } from '../../../model/memoize';
import type { Series } from '../../../model/patch';
import type { RepoFacts } from '../../../model/repo-facts';
import { isTest } from '../extract/facts';
import { olderNames } from '../relations/older';
import { proofsOf, withProofs } from '../relations/proved';
import { isViolated, levelOf, type Relations, relate, relationsOf } from '../relations/relate';
import type { Relation } from '../relations/relations';
import { type Suggestion, suggestOrder } from './suggest';

export interface Wrong {
  readonly relation: Relation;
  readonly level: Severity;
}

export interface Verdict {
  readonly relations: Relations;
  /** Relations that the order of the patches violates, at the level at which it is said. */
  readonly wrong: readonly Wrong[];
  /** Null where nothing is wrong. */
  readonly suggestion: Suggestion | null;
}

const verdictsOf = memoize((_: Series) => new Map<RepoFacts | null, Verdict>());

/** Judge the order of a series, with what the clone knows of its names; kept as long as the series is. */
export function verdictOf(series: Series, clone: RepoFacts | null = null): Verdict {
  const known = verdictsOf(series);
  let verdict = known.get(clone);
  if (verdict === undefined) {
    verdict = clone === null ? judgeOrder(relationsOf(series)) : withClone(verdictOf(series), clone);
    known.set(clone, verdict);
  }
  return verdict;
}

/** The same with what the clone knows: names that are older than the series, and pairs that were tried. */
function withClone(verdict: Verdict, clone: RepoFacts): Verdict {
  const older = olderNames(
    verdict.wrong.map(({ relation }) => relation),
    verdict.relations.facts,
    clone,
  );
  const { facts } = verdict.relations;
  const relations = older.size === 0 ? verdict.relations : relate(facts, undefined, older);
  const proofs = proofsOf(facts.series, clone.evidence());
  if (older.size + proofs.size === 0) return verdict;
  return judgeOrder({ ...relations, all: withProofs(relations.all, proofs, facts) });
}

export function judgeOrder(relations: Relations): Verdict {
  const wrong: Wrong[] = [];
  const binding: Relation[] = [];
  const wishes: Relation[] = [];
  for (const relation of relations.all) {
    const level = levelOf(relation);
    if (level === null) continue;
    if (isViolated(relation)) wrong.push({ relation, level });
    if (relation.squash === true) continue;
    // What is only said as a note asks for no move, but no move may break it either.
    if (level !== 'note' || !isViolated(relation)) binding.push(relation);
    else wishes.push(relation);
  }
  const { patches } = relations.facts;
  const suggestion = wrong.some(({ relation, level }) => level !== 'note' && relation.squash !== true)
    ? suggestOrder(patches.length, binding, wishes, (index) => isTest(patches[index]!))
    : null;
  return { relations, wrong, suggestion };
}
