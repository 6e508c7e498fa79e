import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { statOf } from './process';

/** What was typed after `git send-email`, and the folders that a relative name in it may be meant from, likeliest first. */
export interface SendCommand {
  readonly args: readonly string[];
  readonly folders: readonly string[];
}

/** The command line of the git send-email process `pid`; null where there is no /proc, or it is not git send-email. */
export function sendCommand(pid: number): SendCommand | null {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    const script = argv.findIndex((word) => basename(word).startsWith('git-send-email'));
    if (script < 0) return null;
    return { args: argv.slice(script + 1), folders: foldersOf(pid) };
  } catch {
    return null;
  }
}

/** Git's perl modules leave the folder where the user stands; the git above it, and PWD, still know it. */
function foldersOf(pid: number): string[] {
  const { parent } = statOf(pid);
  const attempts = [
    () => readlinkSync(`/proc/${parent}/cwd`),
    () => /(?:^|\0)PWD=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))?.[1],
    () => readlinkSync(`/proc/${pid}/cwd`),
  ];
  return attempts.flatMap((attempt) => {
    try {
      return attempt() ?? [];
    } catch {
      return [];
    }
  });
}

/** Options of git send-email that take the next word, from its GetOptions tables of 2.39 to 2.55. */
const WITH_VALUE =
  `identity sender from in-reply-to reply-to subject to to-cmd cc bcc sendmail-cmd smtp-server
  smtp-server-option smtp-server-port smtp-user smtp-pass smtp-encryption smtp-ssl-cert-path smtp-debug smtp-domain
  smtp-auth cc-cmd header-cmd suppress-cc confirm envelope-sender transfer-encoding 8bit-encoding compose-encoding
  batch-size relogin-delay mailmap-file smtp-ssl-client-cert smtp-ssl-client-key`.split(/\s+/);
const WITHOUT_VALUE =
  `no-identity dump-aliases translate-aliases no-to no-cc no-bcc chain-reply-to no-chain-reply-to
  smtp-ssl no-smtp-auth annotate no-annotate compose quiet suppress-from no-suppress-from signed-off-cc
  signed-off-by-cc no-signed-off-cc no-signed-off-by-cc cc-cover no-cc-cover to-cover no-to-cover dry-run thread
  no-thread validate no-validate format-patch no-format-patch force xmailer no-xmailer mailmap no-mailmap outlook-id-fix
  no-outlook-id-fix no-header-cmd use-imap-only no-use-imap-only help h`.split(/\s+/);

/** The words that are neither options nor values of options: files, folders, revisions. */
export function operands(args: readonly string[]): string[] {
  const found: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i]!;
    if (word === '--') break; // what follows is for git format-patch
    if (!word.startsWith('-')) found.push(word);
    else if (takesNext(word)) i += 1;
  }
  return found;
}

/** The options by their whole names, without dashes; each with its values, none for those that take none. */
export function optionsOf(args: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let i = 0; i < args.length && args[i] !== '--'; i += 1) {
    const word = args[i]!;
    if (!word.startsWith('-')) continue;
    const [, typed = '', value] = /^--?([^=]*)(?:=(.*))?$/s.exec(word)!;
    const values = found.get(nameOf(typed)) ?? [];
    if (value !== undefined) values.push(value);
    else if (takesNext(word) && i + 1 < args.length) {
      i += 1;
      values.push(args[i]!);
    }
    found.set(nameOf(typed), values);
  }
  return found;
}

function nameOf(typed: string): string {
  const all = [...WITH_VALUE, ...WITHOUT_VALUE];
  return all.includes(typed) ? typed : (all.find((name) => name.startsWith(typed)) ?? typed);
}

/** Perl's Getopt::Long: one dash or two, and any beginning of a name that tells it from the others. */
function takesNext(word: string): boolean {
  const name = word.replace(/^--?/, '');
  if (name.includes('=')) return false;
  if (WITH_VALUE.includes(name)) return true;
  if (WITHOUT_VALUE.includes(name)) return false;
  const starts = (option: string) => option.startsWith(name);
  return WITH_VALUE.some(starts) && !WITHOUT_VALUE.some(starts);
}
