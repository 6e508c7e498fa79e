/** What the user names on the command line, as series: files, directories, `-`, or one commit range. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../core/errors';
import type { Series } from '../model/patch';
import { readRange } from '../sources/commits';
import { readPaths } from '../sources/paths';

export interface What {
  /** Files, directories, `-`; anything that is none of them is a commit range. Without any, `@{upstream}..HEAD`. */
  readonly what: readonly string[];
  readonly cwd: string;
  readonly stdin?: NodeJS.ReadableStream;
}

/** The one series that is named. @throws UsageError for none or several, or for a mixture of files and ranges */
export async function readOneSeries(options: What): Promise<Series> {
  const all = await readWhat(options);
  if (all.length === 0) throw new UsageError('there are no patches');
  if (all.length > 1) throw new UsageError(`these are ${all.length} series`, 'name the mails of one');
  return all[0]!;
}

async function readWhat({ what, cwd, stdin }: What): Promise<readonly Series[]> {
  const isPath = (name: string) => name === '-' || existsSync(resolve(cwd, name));
  const ranges = what.length === 0 ? ['@{upstream}..HEAD'] : what.filter((name) => !isPath(name));
  const paths = what.filter(isPath);
  if (ranges.length > 1 || (ranges.length > 0 && paths.length > 0))
    throw new UsageError(`'${ranges[0]}' is no file`, 'give files, or one commit range');
  if (ranges.length === 1) return (await readRange(ranges[0]!, cwd)).series;
  const named = paths.map((path) => (path === '-' ? path : resolve(cwd, path)));
  const whole = named.length > 1 || (named[0] !== '-' && statSync(named[0]!).isDirectory());
  return (await readPaths(named, { whole, ...(stdin === undefined ? {} : { stdin }) })).series;
}
