/** The checkers of the configuration as rules: they run first, and the rule of each then yields what it found. */
import { relative } from 'node:path';
import type { Domain } from '../analysis/kvm/domain';
import { scopesOfSeries } from '../analysis/kvm/scope';
import { type CheckerRun, runCheckers } from '../git/checkers';
import type { Level, RuleFinding } from '../model/finding';
import { lineSpan } from '../model/line-span';
import type { Patch, Series } from '../model/patch';
import { type PatchText, patchText } from '../model/patch-text';
import type { Span } from '../model/text';
import { type CheckerFinding, readAnswer } from './checker-answer';
import type { RuleInForce } from './engine';
import { patchRule, type Stage } from './rule';

/** A checker with all that the configuration leaves out filled in. */
export interface Checker {
  readonly name: string;
  readonly command: readonly string[];
  readonly level: Level;
  /** In seconds. */
  readonly timeout: number;
  readonly stages: readonly Stage[];
  readonly cache: boolean;
}

interface CheckersAsked {
  readonly domain: Domain;
  /** Where the programs run: the top of the worktree. */
  readonly top: string;
  readonly env: NodeJS.ProcessEnv;
  readonly commonDir: string | null;
  onProgress?(step: string, done: number, of: number): void;
}

/** Run these checkers on all patches of KVM. */
export async function checkerRules(
  checkers: readonly Checker[],
  all: readonly Series[],
  { domain, top, onProgress, ...options }: CheckersAsked,
): Promise<RuleInForce[]> {
  const inputs = all
    .flatMap((series) => [...scopesOfSeries(series, domain)])
    .filter(([patch, scope]) => scope !== 'none' && scope !== 'guest' && patch.hasDiff && !patch.isMerge)
    .map(([patch]) => ({ patch, mail: patchText(patch) }));
  const jobs = checkers.flatMap(({ command, timeout, cache }) =>
    inputs.map(({ mail }) => ({ command, seconds: timeout, isCached: cache, input: mail.text })),
  );
  const onDone = (done: number) => onProgress?.('checkers', done, jobs.length);
  const runs = await runCheckers(jobs, { ...options, cwd: top, onDone });
  return checkers.map((checker, n) => {
    const own = runs.slice(n * inputs.length, (n + 1) * inputs.length);
    const found = new Map(
      inputs.map(({ patch, mail }, i) => [patch, findingsOf(own[i]!, i === 0, { patch, mail, top })]),
    );
    return { rule: ruleOf(checker, found), level: checker.level, options: {} };
  });
}

function ruleOf({ name, level, command }: Checker, found: ReadonlyMap<Patch, readonly RuleFinding[]>) {
  return patchRule({
    id: name,
    section: 'diff',
    level,
    requires: ['diff'],
    scope: 'kvm',
    summary: command.join(' '),
    check: (patch) => found.get(patch) ?? [],
  });
}

interface Read {
  readonly patch: Patch;
  readonly mail: PatchText;
  readonly top: string;
}

function findingsOf(run: CheckerRun, isFirst: boolean, read: Read): RuleFinding[] {
  // It is missing for all patches: the first one says so.
  if (!run.ok) return run.isMissing && !isFirst ? [] : [unchecked(run.why)];
  let found: CheckerFinding[];
  try {
    found = readAnswer(run.stdout, run.stderr);
  } catch (error) {
    return [unchecked((error as Error).message)];
  }
  if (run.status !== 0 && found.length === 0) {
    const words = run.stderr.trim().split('\n')[0] ?? '';
    return [unchecked(`exit status ${run.status}, and no findings${words === '' ? '' : `: ${tidy(words)}`}`)];
  }
  return found.map((one) => findingOf(one, read));
}

/** At the level of the checker: one that blocks must not let a patch pass that it has not seen. */
function unchecked(why: string): RuleFinding {
  return {
    message: `Could not check: ${why}`,
    hint: 'Run the checker by hand, or set its level to off',
    at: null,
  };
}

function findingOf({ file, line, column, isNote, text, details }: CheckerFinding, read: Read): RuleFinding {
  const at = line === null ? null : spanOf(file, line, column ?? 1, read);
  const place =
    at !== null || file === null || file === '-' ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  return {
    message: `${place}${tidy(text)}`,
    ...(details !== undefined && { hint: details.slice(0, MOST_DETAILS) }),
    at,
    ...(isNote && { level: 'note' as const }),
  };
}

const MOST_DETAILS = 800;

/** In the patch's lines: by a line of the mail that the checker read, or of a file that the patch changes. */
function spanOf(file: string | null, line: number, column: number, { patch, mail, top }: Read): Span | null {
  if (file === null || file === '-') {
    const inDiff = mail.lines.get(line)?.line;
    return inDiff ? lineSpan(inDiff) : (mail.message.get(line)?.span() ?? null);
  }
  const path = file.startsWith('/') ? relative(top, file) : file.replace(/^\.\//, '');
  const { files } = patch.diff;
  const named = files.find(({ newPath }) => newPath === path || `b/${newPath}` === path);
  const found = named?.hunks
    .flatMap(({ lines }) => lines)
    .find(({ kind, newLine }) => kind !== '-' && newLine === line);
  return found === undefined ? null : lineSpan(found, Math.min(column - 1, found.text.length));
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
