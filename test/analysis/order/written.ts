/** How well the order of written series is judged: made-up ones, whose verdict was fixed before any run. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isKernel, isTest, readSeries } from '../../../src/analysis/order/extract/facts';
import { judgeOrder, type Verdict } from '../../../src/analysis/order/order/verdict';
import { relate } from '../../../src/analysis/order/relations/relate';
import type { Signal } from '../../../src/analysis/order/relations/relations';
import type { Series } from '../../../src/model/patch';
import { readMail } from '../../../src/patches/mail';
import { mailsIn } from '../../../src/patches/mbox';
import { groupSeries } from '../../../src/patches/series';
import { type Found, NONE, strongest } from './measure';

interface WrittenLabel {
  readonly id: string;
  readonly family: string;
  readonly kind: string;
  readonly expect: 'right' | 'wrong' | 'wrong-build' | 'doubt';
  /** Numbers of the patches that are the wrong way round: the earlier, the later. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly note: string;
  readonly mbox: string;
}

type Given = Partial<WrittenLabel> & Omit<WrittenLabel, 'family' | 'pairs'>;

export interface Written {
  readonly label: WrittenLabel;
  readonly series: Series;
}

/** What a written series is about: the group of the table that it counts in. */
export type Group = 'right' | 'test first' | 'change first' | 'build' | 'doubt';

export interface WrittenResult {
  readonly of: Written;
  readonly group: Group;
  readonly verdict: Verdict;
  /** The strongest finding on a pair that is wrong; on any pair where the series is right or in doubt. */
  readonly found: Found;
}

/** The written series of a corpus; none where it has none. */
export async function readWritten(corpus: string): Promise<Written[]> {
  const path = join(corpus, 'order-written.json.gz');
  if (!existsSync(path)) return [];
  const labels = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as Given[];
  return Promise.all(
    labels.map(async (given) => {
      const label: WrittenLabel = { family: given.id.replace(/[a-z]+$/, ''), pairs: [], ...given };
      const mails = [...mailsIn(Buffer.from(label.mbox))].map(({ raw, firstLine, unquote, broken }) =>
        readMail(raw, { file: `${label.id}.mbox`, firstLine, unquote, broken }),
      );
      const [series] = groupSeries(await Promise.all(mails), { whole: true });
      return { label, series: series! };
    }),
  );
}

export function measureWritten(
  written: readonly Written[],
  without: ReadonlySet<Signal> = NONE,
): WrittenResult[] {
  return written.map((of) => {
    const verdict = judgeOrder(relate(readSeries(of.series), without));
    const { expect, pairs } = of.label;
    const isPair = (first: number, second: number) =>
      pairs.some(([a, b]) => a - 1 === second && b - 1 === first);
    const isWrong = expect === 'wrong' || expect === 'wrong-build';
    const order = strongest(verdict, (first, second) => !isWrong || isPair(first, second));
    // That no order is clean is said of the two, whichever way they stand.
    const isTwoWay = !isWrong && verdict.relations.mutual.some(({ level }) => level === 'warn');
    const found = order === 'no' && isTwoWay ? 'warn' : order;
    return { of, group: groupOf(of), verdict, found };
  });
}

function groupOf({ label, series }: Written): Group {
  if (label.expect === 'right' || label.expect === 'doubt') return label.expect;
  if (label.expect === 'wrong-build') return 'build';
  const { patches } = readSeries(series);
  const [[a, b]] = label.pairs as [readonly [number, number]];
  return isTest(patches[a - 1]!) && isKernel(patches[b - 1]!) ? 'test first' : 'change first';
}
