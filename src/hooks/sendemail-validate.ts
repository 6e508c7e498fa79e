/** Hold a send back when one of its patches breaks the guide: all of them judged together, one report. */
import { isAbsolute, relative, resolve } from 'node:path';
import { baseOf } from '../analysis/kvm/base';
import { offTreeLines } from '../analysis/kvm/off-tree';
import { openClone } from '../git/git-clone';
import { findRepository, installedAt, type Where } from '../git/where';
import { prepareJudge } from '../lint/prepare';
import { UsageError } from '../model/errors';
import { readPaths, unjudgedLines, unread } from '../patches/paths';
import { pretty } from '../report/pretty';
import { RULES } from '../rules/registry';
import { ruleSpecs } from '../rules/specs';
import { rememberSend } from '../workflow/status/remember-send';
import type { HookCall, Status } from './hook';
import { runSendHook } from './send/send';

export function sendemailValidate(call: HookCall): Promise<Status> {
  return runSendHook(call, (files) => judgeSend(files, call));
}

/**
 * Judge the files of one send; a file that is no patch (a reply) has nothing to answer for.
 * @param isLeaving git send-email itself asks: what passes is sent next, and remembered
 */
export async function judgeSend(
  files: readonly string[],
  call: HookCall,
  { isLeaving = true }: { isLeaving?: boolean } = {},
): Promise<Status> {
  const read = await readPaths(
    files.map((file) => nearName(file, call.cwd)),
    { whole: true, send: true },
  );
  // What was not read was not judged; notes beside the patches are only named.
  const broken = unread(read);
  if (broken !== undefined) throw new UsageError(`${broken.file}: ${broken.why}`);
  call.err(unjudgedLines(read));
  const where = whereIs(call);
  // The base is asked for, and the list by the rule on spelling: one process of git answers that with the rest.
  const clone = openClone(call.cwd, { env: call.env, where, files: ['scripts/spelling.txt'] });
  clone?.prefetch(read.series.flatMap((series) => baseOf(series)?.id ?? []));
  const judge = await prepareJudge({
    where,
    cwd: call.cwd,
    moment: 'send',
    rules: RULES,
    specs: ruleSpecs,
    env: call.env,
    clone,
  });
  call.err(offTreeLines(read.series, judge.domain));
  const report = judge.report(read.series, read.summary);
  if (report.findings.length > 0) call.err(pretty(report, { color: call.color, showNotes: true }));
  if (report.summary.block === 0) {
    if (where !== null && isLeaving)
      rememberSend(read.series, { commonDir: where.commonDir, cwd: call.cwd, env: call.env });
    return 0;
  }
  call.err('\nNothing is sent. Mend the patches and send again.\n');
  return 1;
}

/** Without a process where the place of the program tells it; in a bare repository git starts hooks in the git directory. */
function whereIs({ programDir, cwd, env }: HookCall): Where | null {
  const gitDir = env.GIT_DIR === undefined ? null : resolve(cwd, env.GIT_DIR);
  const known = gitDir === null || gitDir === cwd ? null : installedAt(programDir, cwd, gitDir);
  return known ?? findRepository(cwd);
}

/** Files below the work tree by the name that a person would type. */
function nearName(file: string, cwd: string): string {
  const name = relative(cwd, file);
  return name.startsWith('..') || isAbsolute(name) ? file : name;
}
