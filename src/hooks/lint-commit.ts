/** Reject a commit whose message breaks the guide, keep its message, and say how to continue. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { notesOf, readPending, usePending } from '../git/allowed';
import { openClone } from '../git/git-clone';
import { replaceFile } from '../git/replace-file';
import type { RepoPaths } from '../git/repo-paths';
import { commitOf, type Effective } from '../lint/config/merge';
import { type Linter, linterWith } from '../lint/prepare';
import type { Rule } from '../lint/rule';
import { withAllowed } from '../lint/suppress';
import type { Level } from '../model/finding';
import { type Patch, seriesOfOne } from '../model/patch';
import { rewriteMessageFile } from '../patches/rewrite/message-file';
import { planFixes, withMessage } from '../patches/rewrite/plan';
import type { StagedCommit } from '../patches/staged';
import { pretty } from '../report/pretty';
import { RULES_AT_COMMIT } from '../rules/at-commit';
import { ruleSpecs } from '../rules/specs';
import { continueCommit } from './continue-commit';
import type { HookCall, Status } from './hook';
import { keepMessage } from './kept-message';

/** @param effective the configuration @returns 0 or 1, after the report is printed */
export async function lintCommit(
  call: HookCall,
  commit: StagedCommit,
  where: RepoPaths,
  effective: Effective,
): Promise<Status> {
  const { gitDir, commonDir } = where;
  const linter = linterWith(effective, {
    stage: 'commit',
    where,
    cwd: call.cwd,
    env: call.env,
    rules: rulesFor(effective),
    specs: ruleSpecs,
    clone: openClone(call.cwd, { env: call.env, walk: false }),
  });
  const allowed = readPending(gitDir);
  // The note of the commit that is amended will be the new one's.
  const kept = commit.amend ? [...notesOf(call, ['HEAD']).values()].join('\n') : '';
  const written = withAllowed(commit.patch, `${kept}\n${allowed}`);
  const settings = commitOf(linter.settings);
  const patch = settings.fix
    ? fixed(written, commit, linter, resolve(call.cwd, call.args[0]!), call)
    : written;
  const report = await linter.report([seriesOfOne(patch)]);
  if (report.findings.length > 0)
    call.err(pretty(report, { color: call.color, width: call.width, showNotes: false }));
  if (report.summary.block === 0) {
    if (allowed !== '') usePending(gitDir, patch.shortlog.value);
    return 0;
  }
  if (settings.level === 'warn') {
    call.err('\nCommitted, as commit: warn asks for; a send blocks until it is fixed.\n');
    return 0;
  }
  call.err(howToContinue(patch, call, gitDir, commonDir));
  return 1;
}

/** All rules only where the configuration raises one that is usually a note: loading them takes long. */
function rulesFor({ settings }: Effective): readonly Rule[] {
  const loaded = new Set(RULES_AT_COMMIT.map(({ id }) => id));
  const isRaised = ([id, { level }]: [string, { level?: Level }]) =>
    !loaded.has(id) && (level === 'warn' || level === 'block');
  if (!Object.entries(settings.rules).some(isRaised)) return RULES_AT_COMMIT;
  return (require('../rules/registry') as typeof import('../rules/registry')).RULES;
}

/** The patch with the fixes that are certain; the message file is rewritten. Only where the configuration asks. */
function fixed(patch: Patch, commit: StagedCommit, linter: Linter, path: string, call: HookCall): Patch {
  const [change] = planFixes(
    seriesOfOne(patch),
    (series) => linter.findings([series]),
    ({ level }) => level !== 'note',
  );
  if (change === undefined) return patch;
  const bytes = rewriteMessageFile(readFileSync(path), patch.message, change.message, commit.encoding);
  // What cannot be written is checked as it stands.
  try {
    replaceFile(path, bytes);
  } catch {
    return patch;
  }
  for (const { rule, fix } of change.applied) call.err(`git-kvm: ${rule}: ${fix!.title}\n`);
  return withMessage(patch, change.message);
}

function howToContinue(patch: Patch, call: HookCall, gitDir: string, commonDir: string): string {
  const message = patch.message.value;
  const kept = keepMessage(commonDir, message, new Date()) ?? resolve(gitDir, 'COMMIT_EDITMSG');
  const { command, notes } = continueCommit(call, kept, message);
  return [
    '',
    'Commit rejected; the message is saved. Fix it and continue with:',
    '',
    `  ${command}`,
    '',
    ...notes,
    ...(notes.length > 0 ? [''] : []),
    'To suppress a rule for this commit: git kvm allow RULE --reason "…"; to skip all checks: --no-verify.',
    '',
  ].join('\n');
}
