import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { isAlive } from '../../git/process';
import { UsageError } from '../../model/errors';
import type { HookCall, Status } from '../hook';
import { cksum } from './cksum';
import { filesOfSend } from './files';

/**
 * Check these files (absolute paths) as one send, print the report. Errors are for the caller of runSendHook.
 * @param headers the file with the headers that git adds, by file; empty for a git that makes none
 */
type LintSend = (files: readonly string[], headers: ReadonlyMap<string, string>) => Promise<Status>;

/**
 * What sendemail-validate starts in node: find the files of the whole send, have them checked together, note the verdict.
 *
 * `call.args` are git's: FILE [HEADERS]. `call.env` has GIT_KVM_SEND, the folder of this send's state, named PID-START
 * after the git send-email process (hooks/sendemail-validate makes it). Git 2.41 and later counts
 * (GIT_SENDEMAIL_FILE_COUNTER): this is the last call, and the arguments of each one are in files 1 … N in there. Before,
 * this is the first call: the files are found from git send-email's command line, and each that passed gets a line
 * CRC-SIZE in the file sums, by which the hook knows it again without node.
 *
 * @returns what `lint` says, 2 never by itself
 * @throws UsageError when the files of the send can't be determined: nothing may be sent then
 */
export async function runSendHook(call: HookCall, lint: LintSend): Promise<Status> {
  const [file] = call.args;
  const state = call.env.GIT_KVM_SEND;
  if (file === undefined || !isAbsolute(file)) {
    throw new UsageError(
      'sendemail-validate: no absolute file name given',
      'git send-email passes each patch to this hook',
    );
  }
  // Node decodes its arguments: of a name in another encoding nothing is left to open the file by.
  if (file.includes('\ufffd') && statSync(file, { throwIfNoEntry: false }) === undefined)
    throw new UsageError(`${file}: file name is not UTF-8`, 'rename it, and send again');
  if (!state) return lint([file], new Map());
  dropStale(dirname(state));
  const total = call.env.GIT_SENDEMAIL_FILE_TOTAL;
  if (!total) return lintAndNote(file, state, lint);
  const calls = recordedCalls(state, countOf(total));
  const headers = calls.flatMap(({ path, headers }) => (headers === null ? [] : [[path, headers] as const]));
  return lint(
    calls.map(({ path }) => path),
    new Map(headers),
  );
}

/** How many files git says there are. @throws UsageError for anything that is not a number: nothing checked is not a pass */
function countOf(total: string): number {
  if (/^[1-9]\d{0,5}$/.test(total)) return Number(total);
  throw new UsageError(`git send-email reported ${JSON.stringify(total.slice(0, 40))} files`, 'Try again');
}

/** What git named in calls 1 … total. @throws UsageError when a call is missing */
function recordedCalls(state: string, total: number): { path: string; headers: string | null }[] {
  const calls = Array.from({ length: total }, (_, i) => i + 1);
  return calls.map((n) => {
    let line: string;
    try {
      line = readFileSync(join(state, String(n)), 'latin1');
    } catch (error) {
      throw new UsageError(
        `git send-email passed file ${total} of ${total}, but not file ${n}`,
        'Send the whole series with one command',
        { cause: error },
      );
    }
    const [file, headers] = words(line);
    if (file === undefined) throw new UsageError('The state of this send is damaged', 'Try again');
    return {
      path: readable(file, join(state, `file-${n}.patch`)),
      headers: headers === undefined ? null : readable(headers, join(state, `headers-${n}`)),
    };
  });
}

/** The words that kvm_quote in hooks/git-kvm.sh wrote, as bytes. */
function words(line: string): Buffer[] {
  if (!line.startsWith('set -- ')) return [];
  return [...line.matchAll(/'([^']*(?:'\\''[^']*)*)' /g)].map(([, word]) =>
    Buffer.from(word!.replaceAll("'\\''", "'"), 'latin1'),
  );
}

/** `path` as a string; a name that is not UTF-8 gets `link`, which is. */
function readable(path: Buffer, link: string): string {
  const text = path.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(path)) return text;
  symlinkSync(path, link);
  return link;
}

async function lintAndNote(file: string, state: string, lint: LintSend): Promise<Status> {
  const files = filesOfSend(file, Number.parseInt(state.slice(state.lastIndexOf('/') + 1), 10));
  // Before they are read for checking: what changes later does not match, and is checked again.
  const sums = files.map(cksum);
  const status = await lint(files, new Map());
  if (status === 0) note(state, sums);
  return status;
}

/** Failing to write is no harm: the hook then starts node for each file. */
function note(state: string, sums: readonly string[]): void {
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    appendFileSync(join(state, 'sums'), sums.map((sum) => `${sum}\n`).join(''));
    // With this one the send is over for the hook, which removes the folder.
    writeFileSync(join(state, `last-${sums.at(-1)!}`), '');
  } catch {}
}

/** Remove the state of sends that ended early: killed, or stopped after the last check. */
function dropStale(sends: string): void {
  let keys: string[] = [];
  try {
    // A link would lead the removal to where someone else's files are.
    if (!lstatSync(sends).isSymbolicLink()) keys = readdirSync(sends);
  } catch {}
  for (const key of keys) {
    if (/^\d+-/.test(key) && !isAlive(key)) rmSync(join(sends, key), { recursive: true, force: true });
  }
}
