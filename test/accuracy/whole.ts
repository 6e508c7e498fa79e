/** All that the corpus measures, as one table: to compare a change with what was before it. */
import { join } from 'node:path';
import type { RepoFacts } from '../../src/model/repo-facts';
import { judgeCases } from './cases';
import { judgeCorpus, type Material } from './corpus';
import { hasRule, isDecidable, isLoud, judgeDecidable, type Told } from './decidable';
import { foreignFindings, judgeAgain, sumOf } from './judged';
import { rowsOf } from './table';

/** @returns the lines of a table in Markdown */
export async function wholeTable(
  corpus: string,
  material: Material,
  clone: RepoFacts | null,
): Promise<string[]> {
  const again = await judgeAgain(join(corpus, 'judged.json.gz'), clone);
  const known = await judgeCorpus({ ...material, clone });
  const { all } = rowsOf(known, () => true);
  const loud = all.caught.block + all.caught.warn;
  const second = await judgeDecidable(corpus, clone);
  const cases = await judgeCases(corpus, clone);
  const wrong = cases.filter(({ isRight }) => !isRight).map(({ name }) => name);
  const taken = known.accepted.length;
  const rows: [what: string, figure: string][] = [
    ['judged wrong or letter-only, and still said', sumOf(again.bad).join(' of ')],
    ['judged right (block, warn), and still said', sumOf(again.good).join(' of ')],
    ['series of experienced authors that are blocked', again.refused.join(' of ')],
    [`findings on ${again.foreignSeries} foreign series`, String(foreignFindings(again))],
    [
      'complaints with a rule: block or warn / any level',
      `${loud} / ${loud + all.caught.note} of ${all.complaints}`,
    ],
    [
      'of them, on patches that the rule is for',
      shareOf(known.complaints.filter(({ isCovered }) => isCovered)),
    ],
    ['complaints-2 with a rule: block or warn / any level', shareOf(second.filter(hasRule))],
    ['of them, on patches that the rule is for', shareOf(second.filter(({ isCovered }) => isCovered))],
    ['complaints-2 that a tool could make', shareOf(second.filter(isDecidable))],
    ['taken patches that are blocked', `${all.accepted.block} of ${taken}`],
    ['taken patches with warnings; warnings', `${all.accepted.warn} of ${taken}; ${all.warnings}`],
    ['taken patches with notes', `${all.accepted.note} of ${taken}`],
    [
      'small cases that are right',
      `${cases.length - wrong.length} of ${cases.length}${wrong.map((name) => ` ${name}`).join('')}`,
    ],
  ];
  return ['| | figure |', '|---|---|', ...rows.map(([what, figure]) => `| ${what} | ${figure} |`)];
}

function shareOf(told: readonly Pick<Told, 'caught'>[]): string {
  const any = told.filter(({ caught }) => caught.length > 0).length;
  return `${told.filter(isLoud).length} / ${any} of ${told.length}`;
}
