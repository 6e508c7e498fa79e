import { notesOf } from '../git/allowed';
import { openClone } from '../git/git-clone';
import { findRepository } from '../git/where';
import { prepareJudge, type Report } from '../lint/prepare';
import { withAllowed } from '../lint/suppress';
import { UsageError } from '../model/errors';
import { type Series, seriesOfOne } from '../model/patch';
import { readStaged } from '../patches/staged';
import { gcc } from '../report/gcc';
import { json } from '../report/json';
import { pretty } from '../report/pretty';
import { sarif } from '../report/sarif';
import { PAGES } from '../rules/pages';
import { RULES } from '../rules/registry';
import { ruleSpecs } from '../rules/specs';
import { type FixOptions, fix, type Subject } from './fix';
import type { Io } from './io';
import { readWhat } from './what';

export const FORMATS = ['pretty', 'json', 'sarif', 'gcc'] as const;
export type Format = (typeof FORMATS)[number];

export interface CheckOptions extends FixOptions {
  /** Files, directories, `-`; anything that is none of them is a commit range. */
  readonly what: readonly string[];
  /** A commit message file, judged with what is in the index. */
  readonly message?: string;
  readonly format: Format;
  readonly notes: boolean;
  /** Show and apply the fixes of findings before they are reported. */
  readonly fix: boolean;
  readonly rule?: readonly string[];
  readonly set?: readonly string[];
  readonly stdin?: NodeJS.ReadableStream;
}

/** @returns 0, or 1 when something blocks */
export async function check(options: CheckOptions, io: Io): Promise<0 | 1> {
  const { cwd, env } = options;
  const where = findRepository(cwd);
  const judge = await prepareJudge({
    ...options,
    where,
    moment: 'check',
    rules: RULES,
    specs: ruleSpecs,
    clone: where === null ? null : openClone(cwd, { env, budgetMs: 30_000 }),
  });
  const subject = await readSubject(options);
  for (const { file, line, why } of subject.read?.unreadable ?? []) {
    io.err(`git-kvm: ${file}:${line}: not read: ${why}\n`);
  }
  const series = options.fix ? await fix(subject, judge, options, io) : subject.series;
  const report = judge.report(series, subject.read?.summary);
  io.out(formatted(report, options, io));
  return report.summary.block > 0 ? 1 : 0;
}

async function readSubject(options: CheckOptions): Promise<Subject> {
  const { cwd, env, what, message } = options;
  if (message !== undefined) {
    if (what.length > 0) throw new UsageError('--message takes one file and nothing else');
    return { kind: 'message', series: [seriesOfOne(readStaged(message, cwd, env).patch)] };
  }
  const { kind, read } = await readWhat(options);
  const series = kind === 'commits' ? withNotes(read.series, cwd, env) : read.series;
  return { kind, series, read };
}

/** Commits with what their notes let off, which mail has under `---`. */
function withNotes(all: readonly Series[], cwd: string, env: NodeJS.ProcessEnv): Series[] {
  const ids = all.flatMap(({ patches }) => patches.flatMap(({ origin }) => origin.commit ?? []));
  const notes = notesOf({ cwd, env }, ids);
  if (notes.size === 0) return [...all];
  return all.map((series) => ({
    ...series,
    patches: series.patches.map((patch) => {
      const note = patch.origin.commit === null ? undefined : notes.get(patch.origin.commit);
      return note === undefined ? patch : withAllowed(patch, note);
    }),
  }));
}

function formatted(report: Report, options: CheckOptions, io: Io): string {
  switch (options.format) {
    case 'json':
      return json(report);
    case 'sarif':
      return sarif(report, RULES, (id) => PAGES[id]?.why ?? '');
    case 'gcc':
      return gcc(report);
    case 'pretty':
      return pretty(report, { color: io.color, showNotes: options.notes });
  }
}
