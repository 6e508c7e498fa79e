/** What reading and judging a long series costs: `npm run bench:order -- --speed`. */

import { verdictOf } from '../../../src/analysis/order/order/verdict';
import type { Series } from '../../../src/model/patch';
import { readMail } from '../../../src/patches/mail';
import { groupSeries } from '../../../src/patches/series';
import { syntheticMails } from './synthetic';

export interface Cost {
  readonly patches: number;
  readonly lines: number;
  /** CPU time in milliseconds, of this process alone. */
  readonly readMs: number;
  readonly judgeMs: number;
  readonly findings: number;
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

export async function costOf(patches: number, lines: number): Promise<Cost> {
  const mails = syntheticMails(patches, lines).map((mail) => Buffer.from(mail));
  const start = process.cpuUsage();
  const read = await Promise.all(
    mails.map((mail, i) => readMail(mail, { file: `${i}.patch`, firstLine: 1 })),
  );
  const series: Series[] = groupSeries(read, { whole: true });
  const readMs = cpuMs(start);
  const then = process.cpuUsage();
  const findings = series.reduce((sum, one) => sum + verdictOf(one).wrong.length, 0);
  return { patches, lines: patches * lines, readMs, judgeMs: cpuMs(then), findings };
}

/** The curve: patches doubled at the same size each, then lines doubled at the same number of patches. */
export async function* speed(): AsyncIterable<string> {
  await costOf(20, 100); // warm
  yield 'patches    lines   read ms  judge ms   ms per 1000 lines';
  for (const [patches, lines] of [
    [25, 200],
    [50, 200],
    [100, 200],
    [200, 200],
    [400, 200],
    [100, 400],
    [100, 800],
  ] as const) {
    const { readMs, judgeMs, lines: all } = await costOf(patches, lines);
    yield [
      String(patches).padStart(7),
      String(all).padStart(8),
      readMs.toFixed(0).padStart(9),
      judgeMs.toFixed(0).padStart(9),
      (((readMs + judgeMs) / all) * 1000).toFixed(1).padStart(19),
    ].join(' ');
  }
}
