/** How what is not prose looks: one line or one paragraph at a time, every test linear in its input. */

import { oneOf, pattern } from '../../model/words';

/** A line that can only be the start of what a kernel, a sanitizer or a test printed. */
const SPLAT_START = [
  /^\s*\[\s*\d{1,7}\.\d{3,6}\]/,
  /^\s*(?:-{4,}|={4,})?\[? ?cut here/,
  /^\s*(?:WARNING|BUG|Oops|INFO|watchdog|KASAN|UBSAN|KCSAN|KMSAN|PANIC|Kernel panic)\b.{0,40}[:-]/,
  /^\s*(?:general protection fault|invalid opcode|divide error|unable to handle|stack segment|Unable to handle)\b/,
  /^\s*(?:Call Trace|Call trace|Backtrace|Hardware name|Modules linked in|Workqueue|RIP|EIP|PC is at|CPU: ?\d+ (?:UID|PID|Comm))\b.{0,3}:?/,
  /^\s*CPU: ?\d+ /,
  /^\s*(?:unchecked MSR access error|kvm_intel: |kvm_amd: |kvm: |kvm \[\d+\]:|vmwrite error|Unhandled WRMSR)/,
  /^\s*==+ Test Assertion Failure ==+/,
  /^\s*Possible unsafe locking scenario/,
  /^\s*[\w./-]{1,100}\.(?:[chSo]|rst|py):\d{1,6}(?::\d{1,6})?: /,
  /^\s*(?:not ok|ok) \d+ \S/,
  /^\s*In file included from \S+:\d/,
  /^\s*[\w./-]{1,100}\.[chS]: (?:In function|In member function|At top level)\b/,
  /^\s*(?:the existing dependency chain|which lock already depends|but task is already holding|possible (?:circular|recursive) locking)/,
];

/** The end of a sentence that says: what follows was printed. */
const ANNOUNCES = [
  /\b(?:output|dmesg|console|printout)\b.{0,60}:$/i,
  pattern('i')`\b${oneOf`
    gcc, clang, compiler, linker, sparse, smatch, coccicheck, checkpatch, objtool, lockdep, kasan, ubsan, selftest, test
  `}\b.{0,60}\b(?:complain|warn|report|print|say|show|fail|output)\w*\b.{0,30}:$`,
];
/** So much of a line is looked at. */
const LAST_WORDS = 200;

/** Returns true if a line says that what a tool, a compiler or a test printed follows. */
export function announcesOutput(line: string): boolean {
  const end = line.trimEnd().slice(-LAST_WORDS);
  return end.endsWith(':') && ANNOUNCES.some((shape) => shape.test(end));
}

/** A line as splats have them further on. */
const SPLAT_LINE = [
  /^\s*(?:\? )?[\w.$]+\+0x[0-9a-f]+\/0x[0-9a-f]+/,
  /^\s*(?:[RE][A-Z0-9]{1,2}|[RE]?(?:FLAGS|IP|SP)|CR\d|DR\d|[CDEFGS]S|GS|FS|ORIG_RAX|PKRU|Code): ?(?:[0-9a-f]{4}|\?\?)/,
  /^\s*(?:#\d+|-> #\d+|\d+:|\d+ locks? held|#\d+:)\s/,
  /^\s*<\/?(?:TASK|IRQ|NMI|#[A-Z]{2})>/,
  /\+0x[0-9a-f]{1,6}\b/,
  /^\s*\d+\s+0x[0-9a-f]{8,16}:/,
  /^\s*(?:[\w-]+\.[ch]|[\w/.-]+\/[\w-]+\.[chS]):\d+\b/,
  /^\s*(?:lock\(|\*\*\* DEADLOCK|stack backtrace|---\[ end trace|CPU\d\s+CPU\d|----\s+----)/,
  /^\s*(?:pid=|errno=)/,
  /^\s*(?:\(|&)?\w[\w>.&()-]{3,}\)?\{[\w.+?-]{2,6}\}-\{\d/,
  /^\s*(?:__?)?[a-z]\w*\(?\)?\s*$/,
  /0x[0-9a-f]{8,16}/,
  /^\s*(?:Tainted|Comm|Not tainted|Hardware name|task:|Freed by|Allocated by|The buggy address|Read of size|Write of size)\b/,
];

/** Returns true if a compiler speaks: code follows, indented. */
export function startsDiagnostic(line: string): boolean {
  return /^\s*(?:In file included from |[\w./-]{1,100}\.(?:[chS]|rst|py):(?:\d| (?:In|At) ))/.test(line);
}

/** Returns true if a line starts what a machine printed. */
export function startsSplat(line: string): boolean {
  return SPLAT_START.some((shape) => shape.test(line));
}

/** Returns true if a line belongs to what a machine printed, once it began. */
export function isSplat(line: string): boolean {
  return startsSplat(line) || SPLAT_LINE.some((shape) => shape.test(line)) || /^\s*[=-]{3,}/.test(line);
}

/** `[ handler: what they changed ]`, in one paragraph. */
export function isNote(paragraph: string): boolean {
  return /^\[\s?[\w.@ -]{2,40}:\s/.test(paragraph) && paragraph.endsWith(']');
}

/** `$ command`, `# command`, `host# command`, `./configure`. */
export function isCommand(line: string): boolean {
  return /^\s*(?:[\w@~:/.-]{0,40}[$#] \S|\.\/[\w./-]+(?:\s|$)|(?:sudo|modprobe|qemu-system-\w+|make -\w) )/.test(
    line,
  );
}

/** `[1] https://…`, `[1]: …`, a link alone, `Link: …`, `Fixes: …`: nothing that was written as a sentence. */
export function isReference(line: string): boolean {
  return (
    /^\s*(?:\[\d{1,2}\]:?|\(\d\))\s*(?:https?:|\S*@\S*$|Documentation\/|commit [0-9a-f]{7})/i.test(line) ||
    /^\s*\[\d{1,2}\]:?\s/.test(line) ||
    /^\s*[<(]?https?:\/\/\S+$/.test(line) ||
    /^(?:Link|Fixes|Cc|Closes|[A-Z][a-z]+(?:-[a-z]+)*-by|Message-ID|Change-Id|base-commit): ?\S/i.test(line)
  );
}

/** A paragraph in columns: lines with wide gaps, or bars, or drawn arrows. */
export function isTable(lines: readonly string[]): boolean {
  if (
    /^\s*(?:v?CPU ?\d|[Tt]hread ?\d|task ?\d|L[012]|Host)\S*\s{2,}(?:v?CPU ?\d|[Tt]hread ?\d|task ?\d|L[012]|Guest)/.test(
      lines[0]!,
    )
  ) {
    return true;
  }
  const columns = lines.filter(
    (line) =>
      /\S(?: {3,}|\t+ *)\S/.test(line.trimStart().replace(/^\S{1,3}\s+/, '')) ||
      /^\s*[|+].*[|+]\s*$/.test(line) ||
      /[|].*[|]/.test(line) ||
      /[-=]{4}[>+|]|[<+|][-=]{4}/.test(line),
  ).length;
  return columns * 2 > lines.length || (columns >= 2 && columns * 3 >= lines.length);
}

/** A paragraph of source, of a diff, or of assembler. */
export function isCode(lines: readonly string[]): boolean {
  if (/^\s*(?:diff --git |@@ -\d|--- a\/|\+\+\+ b\/)/.test(lines[0]!)) return true;
  const code = lines.filter(
    (line) =>
      /[;{}]\s*$/.test(line) ||
      /^\s*(?:#(?:include|define|if|ifdef|endif)\b|(?:if|for|while|switch) \(.*\)\s*\{?$|\/\*|\*\/|return\b.*;|else$)/.test(
        line,
      ) ||
      /^\s*[-+](?:\t| {4})/.test(line) ||
      /^\s*(?:[0-9a-f]{2} ){4}/.test(line) ||
      /^\s*[0-9a-f]{4,16}:\s/.test(line) ||
      /^\s*[a-z_]\w*\([^)]*\),?$/.test(line),
  ).length;
  return code * 2 > lines.length;
}
