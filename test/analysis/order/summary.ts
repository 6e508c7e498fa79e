/** The one table of `npm run bench:order`: both halves, each miss and each alarm by its kind. */
import type { Verdict } from '../../../src/analysis/order/order/verdict';
import type { Found, Measured } from './measure';
import { byFamily, percent } from './shares';
import type { Group, WrittenResult } from './written';

const GROUPS: readonly (readonly [Group, string])[] = [
  ['test first', 'written: a test before its change'],
  ['change first', 'written: a KVM change before the update of the test that it breaks'],
  ['build', 'written: does not build at some point'],
  ['doubt', 'written: no order is clean, or a matter of taste (found)'],
];

/** Returns true if the verdict warns that no order of two patches is clean. */
function isTwoWay({ relations }: Verdict): boolean {
  return relations.mutual.some(({ level }) => level === 'warn');
}

/** Counts of a list by what was found. */
function count(all: readonly { readonly found: Found }[]) {
  const of = (what: Found) => all.filter(({ found }) => found === what).length;
  return { block: of('block'), warn: of('warn'), no: of('no'), all: all.length };
}

export function* summary(
  { posted, permutations }: Measured,
  written: readonly WrittenResult[],
): Iterable<string> {
  yield '| | block | warn | of | share |';
  yield '|---|---|---|---|---|';
  const ok = posted.filter(({ of }) => of.label.verdict === 'ok');
  const levels = ok.map(({ verdict }) => ({
    found: verdict.wrong.some(({ level }) => level === 'block')
      ? ('block' as const)
      : verdict.wrong.some(({ level }) => level === 'warn') || isTwoWay(verdict)
        ? ('warn' as const)
        : ('no' as const),
  }));
  yield row('real: right ones as posted, spoken of', count(levels));
  const covers = permutations.filter(({ pair }) => pair.rel !== 'adapts-to' && !pair.skips);
  const share = byFamily(covers, ({ found }) => found !== 'no');
  const atBlock = byFamily(covers, ({ found }) => found === 'block');
  yield `${row('real: a test before its fix or feature', count(covers))} by family ${share}, at block ${atBlock} |`;
  const adapts = permutations.filter(({ pair }) => pair.rel === 'adapts-to');
  yield row('real: a change before the update of a test', count(adapts), true);
  if (written.length === 0) return;
  for (const [group, name] of GROUPS)
    yield row(name, count(written.filter((one) => one.group === group)), true);
  yield row('written: right ones, spoken of', count(written.filter(({ group }) => group === 'right')));
}

function row(name: string, { block, warn, all }: ReturnType<typeof count>, share = false): string {
  const end = share ? `${percent(block + warn, all)} |` : '';
  return `| ${name} | ${block} | ${warn} | ${all} | ${end}`;
}

/** Each written series that is missed or wrongly spoken of, and how. */
export function* exceptions(written: readonly WrittenResult[]): Iterable<string> {
  yield 'Misses and alarms of the written series, by kind:';
  const sorted = [...written].sort((a, b) => a.of.label.kind.localeCompare(b.of.label.kind));
  for (const { of, group, verdict, found } of sorted) {
    const isFine = group === 'right' ? found === 'no' : found !== 'no';
    if (isFine) continue;
    const { id, kind, expect, pairs, note } = of.label;
    const said = verdict.wrong
      .filter(({ level }) => level !== 'note')
      .map(
        ({ relation, level }) =>
          `${level} ${relation.kind} ${relation.first + 1} ${relation.second + 1} (${relation.confidence.toFixed(2)}): ${relation.evidence.join('; ')}`,
      );
    yield `  ${kind} ${id}, ${expect} ${JSON.stringify(pairs)}: ${note}`;
    for (const line of said) yield `      ${line}`;
  }
  yield '';
}
