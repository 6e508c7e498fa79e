/** Hold a send back when one of its patches breaks the guide: all of them judged together, one report. */
import { isAbsolute, relative, resolve } from 'node:path';
import { baseOf } from '../analysis/kvm/base';
import { offTreeLines } from '../analysis/kvm/off-tree';
import { openClone } from '../git/git-clone';
import { findRepository, installedAt, type RepoPaths } from '../git/where';
import { prepareJudge, type Report } from '../lint/prepare';
import { UsageError } from '../model/errors';
import { readPaths, unjudgedLines, unread } from '../patches/paths';
import { pretty } from '../report/pretty';
import { RULES } from '../rules/registry';
import { ruleSpecs } from '../rules/specs';
import { rememberSend } from '../workflow/status/remember-send';
import { type HookCall, type Status, shellWord } from './hook';
import { runSendHook } from './send/send';
import { withNewNotes } from './send/shown-notes';

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
  call.err(judge.weakened());
  const report = judge.report(read.series, read.summary);
  const shown = where === null ? report : withNewNotes(report, where.commonDir);
  if (shown.findings.length > 0)
    call.err(pretty(shown, { color: call.color, width: call.width, showNotes: true }));
  if (report.summary.block === 0) {
    if (where !== null && isLeaving)
      rememberSend(read.series, { commonDir: where.commonDir, cwd: call.cwd, env: call.env });
    return 0;
  }
  call.err(howToContinue(report, files, call));
  return 1;
}

/** What to do about a send that was rejected, and the way round. */
function howToContinue({ findings }: Report, files: readonly string[], call: HookCall): string {
  const open = findings.filter(({ level, suppressed }) => level === 'block' && suppressed === null);
  const mails = files.map((file) => shellWord(nearName(file, call.cwd)));
  const folders = [...new Set(mails.map((mail) => mail.slice(0, mail.lastIndexOf('/') + 1)))];
  const what = folders.length === 1 && folders[0] !== '' ? folders[0]! : mails.join(' ');
  // send-email removes the files that it made of a range itself.
  const canFix = open.some(({ fix }) => fix !== undefined) && !what.startsWith('/');
  return `${[
    '',
    'Nothing was sent. Fix the patches and send again.',
    ...(canFix ? [`  git kvm check --fix --in-place ${what}   fixes what can be fixed automatically`] : []),
    '  git kvm allow RULE --reason "…"   suppresses a rule for one commit',
    '  git send-email --no-validate …    skips all checks',
  ].join('\n')}\n`;
}

/** Without a process where the place of the program tells it; in a bare repository git starts hooks in the git directory. */
function whereIs({ programDir, cwd, env }: HookCall): RepoPaths | null {
  const gitDir = env.GIT_DIR === undefined ? null : resolve(cwd, env.GIT_DIR);
  const known = gitDir === null || gitDir === cwd ? null : installedAt(programDir, cwd, gitDir);
  return known ?? findRepository(cwd);
}

/** Files below the work tree by the name that a person would type. */
function nearName(file: string, cwd: string): string {
  const name = relative(cwd, file);
  return name.startsWith('..') || isAbsolute(name) ? file : name;
}
