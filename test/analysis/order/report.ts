/** The tables of `npm run bench:order`. */
import { ADAPTS_SIGNALS } from '../../../src/analysis/order/evidence/adapts-signals';
import { COVERS_SIGNALS } from '../../../src/analysis/order/evidence/covers-signals';
import type { Signal } from '../../../src/analysis/order/relations/relations';
import { SIGNALS } from '../../../src/analysis/order/relations/relations';
import { type Found, type Labelled, type Measured, measure, type Permutation } from './measure';
import { percent } from './shares';
import { exceptions, summary } from './summary';
import { measureWritten, type Written } from './written';

const levelsOf = (wrong: Measured['posted'][number]['verdict']['wrong']) => ({
  block: wrong.filter(({ level }) => level === 'block').length,
  warn: wrong.filter(({ level }) => level === 'warn').length,
});

function row(cells: readonly (string | number)[], widths: readonly number[]): string {
  return cells
    .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]!) : String(cell).padStart(widths[i]!)))
    .join('  ');
}

/** Share of permutations found; by family, each family counts once, with the share of its own. */
function shares(all: readonly Permutation[], of: (one: Permutation) => Found) {
  const families = new Map<string, Permutation[]>();
  for (const one of all) {
    const { family } = one.of.label;
    families.set(family, [...(families.get(family) ?? []), one]);
  }
  const some = (list: readonly Permutation[], what: Found) => list.filter((one) => of(one) === what).length;
  let byFamily = 0;
  for (const list of families.values()) byFamily += 1 - some(list, 'no') / list.length;
  return {
    pairs: all.length,
    block: some(all, 'block'),
    warn: some(all, 'warn'),
    missed: some(all, 'no'),
    families: families.size,
    byFamily,
  };
}

export function* report(
  labelled: readonly Labelled[],
  written: readonly Written[],
  options: { ablation: boolean; misses: boolean },
): Iterable<string> {
  const measured = measure(labelled);
  const judged = measureWritten(written);
  yield* summary(measured, judged);
  yield '';
  yield* right(measured);
  yield* posted(measured);
  yield* permuted(measured, 'the moved test is found', (one) => one.found);
  yield* permuted(measured, 'the very pair is found', (one) => one.pairFound);
  yield* building(measured);
  yield* suggested(measured);
  if (options.misses) {
    yield* misses(measured);
    yield* exceptions(judged);
  }
  if (options.ablation) yield* ablation(labelled, written);
}

function* right({ posted, harmless }: Measured): Iterable<string> {
  const ok = posted.filter(({ of }) => of.label.verdict === 'ok');
  const blocks = ok.filter(({ verdict }) => levelsOf(verdict.wrong).block > 0);
  const warns = ok.filter(
    ({ verdict }) => levelsOf(verdict.wrong).block === 0 && levelsOf(verdict.wrong).warn > 0,
  );
  const families = (list: typeof ok) => new Set(list.map(({ of }) => of.label.family)).size;
  yield `Right series: ${ok.length} of ${families(ok)} families. False blocks: ${blocks.length} (${families(blocks)} families). False warnings: ${warns.length} (${families(warns)} families), ${percent(warns.length, ok.length)}.`;
  for (const { of, verdict } of [...blocks, ...warns]) {
    for (const { relation, level } of verdict.wrong) {
      if (level !== 'note')
        yield `  ${of.label.family} v${of.label.version} ${level}: ${relation.kind} ${relation.first + 1} ${relation.second + 1} (${relation.confidence.toFixed(2)}): ${relation.evidence.join('; ')}`;
    }
  }
  const cried = harmless.filter(({ verdict }) => verdict.wrong.some(({ level }) => level !== 'note'));
  const hard = cried.filter(({ verdict }) => verdict.wrong.some(({ level }) => level === 'block'));
  yield `Right orders made of right series (a test moved up to right behind the last patch it is labelled with): ${harmless.length}. Blocks ${hard.length}, warnings ${cried.length - hard.length}.`;
  for (const { of, test, verdict } of cried) {
    for (const { relation, level } of verdict.wrong) {
      if (level !== 'note') {
        const names = [relation.first, relation.second].map(
          (index) => of.series.patches[index]?.shortlog.value.slice(0, 5) ?? '',
        ).length;
        yield `  ${of.label.family} v${of.label.version} test ${test} ${level} ${relation.kind} (${relation.confidence.toFixed(2)}, ${names}): ${relation.evidence.slice(0, 2).join('; ')}`;
      }
    }
  }
  yield '';
}

function* posted({ posted: all }: Measured): Iterable<string> {
  const bad = all.filter(({ of }) => of.label.verdict === 'violation');
  const count = (level: Found) =>
    bad.filter(({ verdict }) => {
      const { block, warn } = levelsOf(verdict.wrong);
      return level === 'block' ? block > 0 : level === 'warn' ? block === 0 && warn > 0 : block + warn === 0;
    });
  let pairs = 0;
  let found = 0;
  for (const { of, verdict } of bad) {
    const at = new Map(of.series.patches.map((patch, index) => [patch.subject.n ?? index + 1, index]));
    for (const [test, kvm] of of.label.violating_pairs) {
      pairs += 1;
      const both = [at.get(test), at.get(kvm)];
      if (
        verdict.wrong.some(
          ({ relation: { first, second }, level }) =>
            level !== 'note' && both.includes(first) && both.includes(second),
        )
      )
        found += 1;
    }
  }
  yield `Violations as posted: ${bad.length} series of ${new Set(bad.map(({ of }) => of.label.family)).size} families: ${count('block').length} blocked, ${count('warn').length} warned, ${count('no').length} missed; ${found} of ${pairs} pairs.`;
  const unclear = all.filter(({ of }) => of.label.verdict === 'unclear');
  for (const { of, verdict } of unclear) {
    yield `  unclear ${of.label.family} v${of.label.version}: ${verdict.wrong.map(({ relation, level }) => `${level} ${relation.kind} ${relation.first + 1} ${relation.second + 1}`).join(', ') || 'nothing'}; two-way pairs: ${verdict.relations.mutual.length}`;
  }
  yield '';
}

function* permuted(
  { permutations }: Measured,
  title: string,
  of: (one: Permutation) => Found,
): Iterable<string> {
  const groups: readonly (readonly [string, (one: Permutation) => boolean])[] = [
    ['covers, no skip', ({ pair }) => pair.rel !== 'adapts-to' && !pair.skips],
    ['  covers-feature, no skip', ({ pair }) => pair.rel === 'covers-feature' && !pair.skips],
    ['  covers-fix', ({ pair }) => pair.rel === 'covers-fix'],
    ['covers-feature, skips', ({ pair }) => pair.rel === 'covers-feature' && pair.skips],
    ['adapts-to', ({ pair }) => pair.rel === 'adapts-to'],
    ['all without skip', ({ pair }) => !pair.skips],
    ['all', () => true],
  ];
  const widths = [28, 6, 6, 6, 6, 8, 9, 9, 10];
  yield `Permutations: ${title}`;
  yield row(['', 'pairs', 'block', 'warn', 'missed', 'found', 'of it bl.', 'families', 'by family'], widths);
  for (const [name, takes] of groups) {
    const share = shares(permutations.filter(takes), of);
    const found = share.block + share.warn;
    yield row(
      [
        name,
        share.pairs,
        share.block,
        share.warn,
        share.missed,
        percent(found, share.pairs),
        percent(share.block, found),
        share.families,
        percent(share.byFamily, share.families),
      ],
      widths,
    );
  }
  yield '';
}

function* building({ permutations }: Measured): Iterable<string> {
  const breaks = permutations.filter(({ names }) => names.length > 0);
  const blocked = breaks.filter(({ pairFound }) => pairFound === 'block');
  yield `Orders that do not build (found by a plain search for #define): ${breaks.length}, of which ${blocked.length} block.`;
  for (const one of breaks)
    if (one.pairFound !== 'block') yield `  missed: ${where(one)}: ${one.names.join(', ')}`;
  yield '';
}

function* suggested({ permutations }: Measured): Iterable<string> {
  const with_ = permutations.filter(({ verdict }) => verdict.suggestion !== null);
  const free = with_.filter(({ left }) => left === 0);
  yield `Suggested orders: ${with_.length}; free of violations: ${free.length}; with contradictions given up: ${with_.filter(({ verdict }) => verdict.suggestion!.dropped.length > 0).length}; moves: ${[1, 2, 3].map((n) => `${n}: ${with_.filter(({ moves }) => (n < 3 ? moves === n : moves >= n)).length}`).join(', ')}+.`;
  yield '';
}

function where({ of: { label, series }, pair }: Permutation): string {
  const title = (n: number) =>
    series.patches.find((patch) => patch.subject.n === n)?.shortlog.value.slice(0, 60) ?? '';
  return `${label.family} v${label.version} ${pair.rel}${pair.skips ? ' (skips)' : ''} test ${pair.test} "${title(pair.test)}" of ${pair.kvm} "${title(pair.kvm)}"`;
}

function* misses({ permutations }: Measured): Iterable<string> {
  yield 'Missed without a skip (~: the pair alone, another tie of the same test is found):';
  for (const one of permutations) {
    if (one.pairFound !== 'no' || one.pair.skips) continue;
    yield ` ${one.found === 'no' ? ' ' : '~'}${where(one)}`;
  }
  yield '';
}

/** Each signal with its weights, and what is found, and wrongly said, without it. */
function* ablation(labelled: readonly Labelled[], written: readonly Written[]): Iterable<string> {
  yield '| without | weight | real: test first | real: change first | written: test first | written: change first | right ones blocked, warned |';
  yield '|---|---|---|---|---|---|---|';
  yield without('nothing', null, labelled, written);
  for (const signal of SIGNALS) yield without(`\`${signal}\``, signal, labelled, written);
}

function without(
  name: string,
  signal: Signal | null,
  labelled: readonly Labelled[],
  written: readonly Written[],
): string {
  const off = new Set(signal === null ? [] : [signal]);
  const { permutations, posted } = measure(labelled, off);
  const judged = measureWritten(written, off);
  const found = (list: readonly { readonly found: Found }[]) =>
    percent(list.filter((one) => one.found !== 'no').length, list.length);
  const plain = permutations.filter(({ pair }) => !pair.skips);
  const said = [
    ...posted.filter(({ of }) => of.label.verdict === 'ok'),
    ...judged.filter(({ group }) => group === 'right'),
  ].map(({ verdict }) => levelsOf(verdict.wrong));
  const weights = [COVERS_SIGNALS, ADAPTS_SIGNALS].flatMap(
    (all) => all.find(({ id }) => id === signal)?.weight ?? [],
  );
  const cells = [
    name,
    weights.join(', '),
    found(plain.filter(({ pair }) => pair.rel !== 'adapts-to')),
    found(plain.filter(({ pair }) => pair.rel === 'adapts-to')),
    found(judged.filter(({ group }) => group === 'test first')),
    found(judged.filter(({ group }) => group === 'change first')),
    `${said.filter(({ block }) => block > 0).length}, ${said.filter(({ block, warn }) => block === 0 && warn > 0).length}`,
  ];
  return `| ${cells.join(' | ')} |`;
}
