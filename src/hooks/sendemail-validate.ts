/** Hold a send back when one of its patches breaks the guide: all of them checked together, one report. */
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { baseOf } from '../analysis/kvm/base';
import { offTreeLines } from '../analysis/kvm/off-tree';
import { openClone } from '../git/git-clone';
import { findRepository, installedAt, type RepoPaths } from '../git/repo-paths';
import { type SendCommand, sendCommand } from '../git/send-email-command';
import { prepareLinter, type Report } from '../lint/prepare';
import { withNotes } from '../lint/suppress';
import { UsageError } from '../model/errors';
import { GUIDE_PATH } from '../model/guide';
import { isMark } from '../model/marks';
import type { CoverLetter, Patch, Series } from '../model/patch';
import { readPaths, uncheckedLines, unread } from '../patches/paths';
import { pretty } from '../report/pretty';
import { RULES } from '../rules/registry';
import { ruleSpecs } from '../rules/specs';
import { rememberSend } from '../workflow/status/remember-send';
import { type HookCall, type Status, shellWord } from './hook';
import { isFreshFolder } from './send/files';
import { outgoingOf, withHeaderFiles, withOutgoing } from './send/outgoing';
import { runSendHook } from './send/send';
import { withNewNotes } from './send/shown-notes';

export function sendemailValidate(call: HookCall): Promise<Status> {
  return runSendHook(call, (files, headers) => lintSend(files, call, { headers }));
}

/**
 * Check the files of one send; a file that is not a patch (a reply) has nothing to answer for.
 * @param isLeaving git send-email itself asks: what passes is sent next, and remembered
 */
export async function lintSend(
  files: readonly string[],
  call: HookCall,
  {
    isLeaving = true,
    headers = new Map(),
  }: { isLeaving?: boolean; headers?: ReadonlyMap<string, string> } = {},
): Promise<Status> {
  const read = await readPaths(
    files.map((file) => nearName(file, call.cwd)),
    { whole: true, send: true },
  );
  // What was not read was not checked; notes beside the patches are only named.
  const broken = unread(read);
  if (broken !== undefined) throw new UsageError(`${broken.file}: ${broken.why}`);
  call.err(uncheckedLines(read));
  const where = whereIs(call);
  // One process of git answers for the base, and for the files that the rules on spelling and recipients read.
  const early = ['scripts/spelling.txt', 'MAINTAINERS', GUIDE_PATH];
  const clone = openClone(call.cwd, { env: call.env, where, files: early });
  clone?.prefetch(read.series.flatMap((series) => baseOf(series)?.id ?? []));
  const linter = await prepareLinter({
    where,
    cwd: call.cwd,
    stage: 'send',
    rules: RULES,
    specs: ruleSpecs,
    env: call.env,
    clone,
  });
  call.err(offTreeLines(read.series, linter.domain));
  call.err(linter.ignored() + linter.weakened());
  const outgoing =
    isLeaving && headers.size === 0 ? outgoingOf(commandOf(call), clone?.settings() ?? []) : null;
  const series = named(
    outgoing === null ? byHeaders(read.series, headers, call) : withOutgoing(read.series, outgoing),
  );
  const whole = await linter.report(withNotes(series, where, call), read.summary);
  const report = outgoing?.isEditedLater ? withoutMarks(whole) : whole;
  if (report.findings.length < whole.findings.length) call.err(EDITED_LATER);
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

const EDITED_LATER = `git-kvm: places marked *** … HERE *** are left. The editor opens next, and this git (older than 2.41) sends what is
written there without another check. To have it checked, abort, and use one of these:
  git kvm format-patch, write the letter, git send-email FOLDER
  git kvm format-patch, git kvm send      (opens the letter, checks it, then sends)
`;

/** The report without what the editor that opens next is for; git itself doesn't send a subject that is still a mark. */
function withoutMarks(report: Report): Report {
  const findings = report.findings.filter(({ at }) => !isMark(at?.quote ?? ''));
  const block = findings.filter(({ level, suppressed }) => level === 'block' && suppressed === null).length;
  return { findings, summary: { ...report.summary, block } };
}

/** The command line of the git send-email that asks; its process is in the name of the state's folder. */
function commandOf({ env }: HookCall): SendCommand | null {
  const pid = Number.parseInt(basename(env.GIT_KVM_SEND ?? ''), 10);
  return pid > 0 ? sendCommand(pid) : null;
}

function byHeaders(
  all: readonly Series[],
  headers: ReadonlyMap<string, string>,
  { cwd }: HookCall,
): Series[] {
  return withHeaderFiles(all, new Map([...headers].map(([file, head]) => [nearName(file, cwd), head])));
}

/** Without the names of files that git made of a range, and that are gone when the report is read. */
function named(all: readonly Series[]): Series[] {
  const change = <T extends CoverLetter | Patch>(mail: T): T => {
    const { file } = mail.origin;
    const isGone = file !== null && isAbsolute(file) && isFreshFolder(dirname(file));
    return isGone ? { ...mail, origin: { ...mail.origin, file: null } } : mail;
  };
  return all.map((series) => ({
    ...series,
    cover: series.cover && change(series.cover),
    patches: series.patches.map(change),
  }));
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
    files.every((file) => isFreshFolder(dirname(file)))
      ? 'Nothing was sent. Fix the commits (git kvm reword RANGE opens the messages that block) and send again.'
      : 'Nothing was sent. Fix the patches and send again.',
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
