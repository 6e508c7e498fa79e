/** `git kvm reword`: open the messages that block, one after the other, and write the branch again with what was saved. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { findRepository } from '../git/repo-paths';
import { withNotes } from '../lint/suppress';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Finding } from '../model/finding';
import type { Patch, Series } from '../model/patch';
import { type Change, planFixes, withMessage } from '../patches/rewrite/plan';
import { requireQuiet, rewriteCommits } from '../patches/rewrite/range';
import { pretty } from '../report/pretty';
import { openEditor } from './editor';
import { rewritten } from './fix';
import type { Io } from './io';
import { linterOnRequest } from './linter-on-request';
import { action, io } from './shared';
import { readWhat } from './what';

export function addTo(program: Command): void {
  program
    .command('reword')
    .description('edit the messages of commits with blocking findings, with the findings and the fixes')
    .argument('[range]', 'a commit range (default: the commits of this branch)')
    .addHelpText(
      'after',
      `
Examples:
  git kvm reword            the commits of this branch
  git kvm reword HEAD~3     the last three commits

Like "git rebase -i" with reword, but only messages change: no file is touched, and the branch moves once, at the end.
An empty message, or an editor that fails, ends it with nothing changed. The old branch stays in a backup ref.

Exit status: 0 no blocking findings, 1 blocking findings remain, 2 nothing was changed.`,
    )
    .action(
      action((range: string | undefined) => reword({ range, cwd: process.cwd(), env: process.env }, io)),
    );
}

interface RewordOptions {
  readonly range?: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Below this line git ignores everything, whatever the comment character is. */
const SCISSORS = '# ------------------------ >8 ------------------------';

/**
 * @returns 1 if something still blocks
 * @throws UsageError with nothing changed
 */
async function reword({ range, cwd, env }: RewordOptions, io: Io): Promise<0 | 1> {
  const where = findRepository(cwd);
  if (where === null) throw new UsageError('not a git repository');
  const { kind, read } = await readWhat({ what: range === undefined ? [] : [range], cwd });
  if (kind !== 'commits') throw new UsageError(`'${range}' is a file`, 'give a commit range');
  const { linter } = await linterOnRequest(where, cwd, env);
  const all = withNotes(read.series, where, { cwd, env });
  const blocking = new Set(
    linter
      .findings(all)
      .filter(isBlocking)
      .map(({ of }) => of),
  );
  if (blocking.size === 0) {
    io.err('No blocking findings: no message to reword.\n');
    return 0;
  }
  requireQuiet({ cwd, env });
  const changes = all.flatMap((one) =>
    planFixes(
      one,
      (series) => linter.findings([series]),
      ({ of }) => of.kind === 'patch',
    ).filter(({ patch }) => blocking.has(patch)),
  );
  const fixed = withMessages(all, new Map(changes.map(({ patch, message }) => [patch, message])));
  const left = linter.findings(fixed);
  const messages = new Map<Patch, string>();
  const opened = all.flatMap(({ patches }) => patches.filter((patch) => blocking.has(patch)));
  for (const [at, patch] of opened.entries()) {
    const change = changes.find((one) => one.patch === patch);
    const findings = left.filter(({ of }) => of.kind === 'patch' && of.origin.commit === patch.origin.commit);
    const name = `${at + 1} of ${opened.length}: ${patch.origin.commit!.slice(0, 12)} ${patch.shortlog.value}`;
    const message = edit(change?.message ?? patch.message.value, comments(name, change, findings), {
      file: join(where.gitDir, 'COMMIT_EDITMSG'),
      cwd,
      env,
    });
    if (message !== patch.message.value.trimEnd()) messages.set(patch, message);
  }
  const done = rewriteCommits({
    cwd,
    env,
    messages: new Map([...messages].map(([patch, message]) => [patch.origin.commit!, message])),
  });
  io.err(done === null ? 'No message was changed.\n' : rewritten(done, cwd, env));
  const report = await linter.report(withIds(withMessages(all, messages), done?.commits ?? new Map()));
  io.err(pretty(report, { color: io.color, width: io.width, showNotes: false }));
  return report.summary.block > 0 ? 1 : 0;
}

function isBlocking({ level, suppressed, of }: Finding): boolean {
  return level === 'block' && suppressed === null && of.kind === 'patch';
}

function withMessages(all: readonly Series[], messages: ReadonlyMap<Patch, string>): Series[] {
  return all.map((series) => ({
    ...series,
    patches: series.patches.map((patch) => {
      const message = messages.get(patch);
      return message === undefined ? patch : withMessage(patch, message);
    }),
  }));
}

/** The patches by what their commits are called now. */
function withIds(all: readonly Series[], ids: ReadonlyMap<string, string>): Series[] {
  const renamed = (patch: Patch) => {
    const commit = ids.get(patch.origin.commit ?? '') ?? patch.origin.commit;
    return { ...patch, origin: { ...patch.origin, commit } };
  };
  return all.map((series) => ({ ...series, patches: series.patches.map(renamed) }));
}

/** What is shown below the message. */
function comments(name: string, change: Change | undefined, findings: readonly Finding[]): string[] {
  const shown = findings.filter(({ level, suppressed }) => level !== 'note' && suppressed === null);
  return [
    'Everything below the line above is ignored. An empty message aborts, and nothing is changed.',
    name,
    '',
    ...(change?.applied ?? []).map(({ rule, fix }) => `fixed   ${rule}: ${fix!.title}`),
    ...shown.flatMap(({ level, rule, message, at, hint }) => [
      `${level.padEnd(7)} ${rule}: ${message}`,
      ...(at === null ? [] : [`        | ${at.quote.split('\n')[0]}`]),
      ...(hint === undefined ? [] : [`        help: ${hint}`]),
    ]),
  ];
}

/** @returns the message as it was saved, tidied as git does */
function edit(
  message: string,
  below: readonly string[],
  { file, cwd, env }: { file: string; cwd: string; env: NodeJS.ProcessEnv },
): string {
  const lines = below.map((line) => `# ${escapeControls(line)}`.trimEnd());
  writeFileSync(file, `${message.trimEnd()}\n\n${SCISSORS}\n${lines.join('\n')}\n`);
  openEditor([file], { cwd, env });
  const saved = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const end = saved.startsWith(SCISSORS) ? 0 : saved.indexOf(`\n${SCISSORS}`);
  const text = (end === -1 ? saved : saved.slice(0, end)).replace(/(?<![ \t])[ \t]+$/gm, '');
  const tidy = text
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd();
  if (tidy === '') throw new UsageError('the message is empty', 'nothing was changed');
  return tidy;
}
