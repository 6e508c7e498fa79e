/** What is wrong with an order, as findings of the series-order rules. */
import type { Related, RuleFinding, Severity } from '../../../model/finding';
import { lineSpan } from '../../../model/line-span';
import type { Series } from '../../../model/patch';
import type { RepoFacts } from '../../../model/repo-facts';
import type { Span } from '../../../model/text';
import type { PatchFacts } from '../extract/facts';
import type { Place, Relation } from '../relations/relations';
import type { Suggestion } from './suggest';
import { type Verdict, verdictOf, type Wrong } from './verdict';

interface Telling {
  /** The relations that the rule checks. */
  readonly takes: (relation: Relation) => boolean;
  /** The misplaced patch: the one that comes too late, or the one that comes too early. */
  readonly blames: 'first' | 'second';
  /** What is wrong, as a sentence that starts with the blamed patch, given the two patches and the names that the relation hangs on. */
  readonly says: (blamed: string, others: string, names: readonly string[]) => string;
}

/** One problem for each misplaced patch, with every patch that it is misplaced to. */
export function* problemsOf(
  series: Series,
  clone: RepoFacts | null,
  { takes, blames, says }: Telling,
): Iterable<RuleFinding> {
  const verdict = verdictOf(series, clone);
  const { patches } = verdict.relations.facts;
  const groups = new Map<number, Wrong[]>();
  for (const wrong of verdict.wrong) {
    if (wrong.level === 'note' || !takes(wrong.relation)) continue;
    const blamed = wrong.relation[blames];
    groups.set(blamed, [...(groups.get(blamed) ?? []), wrong]);
  }
  for (const [index, group] of [...groups].sort(([a], [b]) => a - b)) {
    group.sort((a, b) => b.relation.confidence - a.relation.confidence);
    const blamed = patches[index]!;
    const strongest = group[0]!;
    const other = blames === 'first' ? 'second' : 'first';
    const others = [...new Set(group.map(({ relation }) => relation[other]))].map((at) => patches[at]!);
    const names = [...new Set(group.map(({ relation }) => relation.name).filter((name) => name !== ''))];
    yield {
      message: capital(
        says(nameOf(blamed, series), others.map((facts) => nameOf(facts, series)).join(' and '), names),
      ),
      hint: strongest.relation.squash === true ? SQUASH : hintOf(verdict),
      at: spanOf(strongest.relation.at, blamed),
      of: blamed.patch,
      level: strongest.level as Severity,
      related: others.map((facts): Related => {
        const { relation } = group.find((wrong) => wrong.relation[other] === facts.index)!;
        return {
          message: relation.evidence.slice(0, 2).join('; '),
          of: facts.patch,
          at: spanOf(relation.other, facts),
        };
      }),
    };
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `patch 2/5`. */
export function nameOf({ number }: PatchFacts, { of, patches }: Series): string {
  return `patch ${number}/${Math.max(of, patches.length)}`;
}

/** The place in the diff, or else the shortlog. */
function spanOf(place: Place | null, facts: PatchFacts): Span {
  if (place === null || place.patch !== facts.index) return facts.patch.shortlog.span();
  return lineSpan(place.line, place.column, place.column + place.length);
}

const SQUASH = 'Squash the two: neither builds without the other';

function hintOf({ suggestion, relations }: Verdict): string {
  if (suggestion === null) return '';
  return `Possible order: ${orderText(suggestion, relations.facts.patches)} (see git kvm order). If the two are unrelated, say so below \`---\`: "Order: independent of patch N"`;
}

/** `1-3, 5, 4, 6`: the numbers of the patches in their new order, runs drawn together. */
function orderText({ order }: Suggestion, patches: readonly PatchFacts[]): string {
  const parts: string[] = [];
  for (let i = 0; i < order.length; ) {
    let end = i;
    const number = (at: number) => patches[order[at]!]!.number;
    while (end + 1 < order.length && number(end + 1) === number(end) + 1) end += 1;
    parts.push(
      end - i >= 2
        ? `${number(i)}-${number(end)}`
        : order
            .slice(i, end + 1)
            .map((index) => patches[index]!.number)
            .join(', '),
    );
    i = end + 1;
  }
  return parts.join(', ');
}
