/** `git kvm check`: judge mails, directories, archives, a commit range or one message file. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../core/errors';
import { openClone } from '../git/git-clone';
import { findRepository } from '../git/where';
import type { Series } from '../model/patch';
import { gcc } from '../report/gcc';
import { json } from '../report/json';
import { pretty } from '../report/pretty';
import type { Report } from '../report/report';
import { sarif } from '../report/sarif';
import { RULES } from '../rules/registry';
import { readRange } from '../sources/commits';
import { readPaths } from '../sources/paths';
import { readStaged } from '../sources/staged';
import type { Io } from './io';
import { judgeSeries } from './judge';

export const FORMATS = ['pretty', 'json', 'sarif', 'gcc'] as const;
export type Format = (typeof FORMATS)[number];

export interface CheckOptions {
  /** Files, directories, `-`; anything that is none of them is a commit range. */
  readonly what: readonly string[];
  /** A commit message file, judged with what is in the index. */
  readonly message?: string;
  readonly format: Format;
  readonly notes: boolean;
  readonly rule?: readonly string[];
  readonly set?: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin?: NodeJS.ReadableStream;
}

/** @returns 0, or 1 when something blocks */
export async function check(options: CheckOptions, io: Io): Promise<0 | 1> {
  const { cwd, env } = options;
  const where = findRepository(cwd);
  const { series, read, unreadable } = await readAll(options);
  const report = await judgeSeries(series, {
    where,
    cwd,
    env,
    moment: 'check',
    clone: where === null ? null : openClone(cwd, { env, budgetMs: 30_000 }),
    read,
    rule: options.rule,
    set: options.set,
  });
  for (const { file, line, why } of unreadable) io.err(`git-kvm: ${file}:${line}: not read: ${why}\n`);
  io.out(formatted(report, options, io));
  return report.summary.block > 0 ? 1 : 0;
}

type ReadAll = Pick<Awaited<ReturnType<typeof readPaths>>, 'series' | 'unreadable'> & {
  read: Awaited<ReturnType<typeof readPaths>>['summary'] | undefined;
};

async function readAll(options: CheckOptions): Promise<ReadAll> {
  const { cwd, env, what, message } = options;
  if (message !== undefined) {
    if (what.length > 0) throw new UsageError('--message takes one file and nothing else');
    const { patch } = readStaged(message, cwd, env);
    const series: Series = { cover: null, patches: [patch], version: 1, of: 1, rfc: false, whole: false, mailed: false };
    return { series: [series], read: undefined, unreadable: [] };
  }
  const isPath = (name: string) => name === '-' || existsSync(resolve(cwd, name));
  const ranges = what.length === 0 ? ['@{upstream}..HEAD'] : what.filter((name) => !isPath(name));
  const paths = what.filter(isPath);
  if (ranges.length > 0 && paths.length > 0) {
    throw new UsageError(`'${ranges[0]}' is neither a file nor a directory`, 'give files, or a commit range, not both');
  }
  if (paths.length > 0) {
    // One file alone, or an archive, need not hold all of a series; a directory or several files are one.
    const whole = paths.length > 1 || (await import('node:fs')).statSync(resolve(cwd, paths[0]!), { throwIfNoEntry: false })?.isDirectory() === true;
    const named = paths.map((path) => (path === '-' ? path : path));
    const read = await readPaths(named, { whole, stdin: options.stdin });
    return { series: read.series, read: read.summary, unreadable: read.unreadable };
  }
  if (ranges.length > 1) throw new UsageError(`one commit range at a time: ${ranges.join(' ')}`);
  const read = await readRange(ranges[0]!, cwd);
  return { series: read.series, read: read.summary, unreadable: read.unreadable };
}

function formatted(report: Report, options: CheckOptions, io: Io): string {
  switch (options.format) {
    case 'json':
      return json(report);
    case 'sarif':
      return sarif(report, RULES);
    case 'gcc':
      return gcc(report);
    case 'pretty':
      return pretty(report, { color: io.color, showNotes: options.notes });
  }
}
