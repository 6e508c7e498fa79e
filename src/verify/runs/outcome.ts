/** What came of a test that was run, in its own words; and whether that is the same as elsewhere. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, isPassed } from '../matrix';
import type { Places } from '../places';
import { faultOfMachine, GO_ON, lostText, outcomeOf, read, tail } from '../results';
import { RUN, SPLAT } from './run-script';

export type RunOutcome = 'pass' | 'fail' | 'skip' | 'flaky' | 'no build' | 'no kernel' | 'open';

/**
 * How a test ended at a point, by all that was seen of it there, in this run and in earlier ones: `flaky` where that
 * contradicts itself.
 *
 * @param cells its repetitions
 */
export function runOutcome(places: Places, cells: readonly Cell[]): RunOutcome {
  const codes = cells.map((cell) => (isPassed(places, cell) ? 0 : codeOf(places, cell)));
  // What is lost says nothing, and what was not tried neither.
  if (codes.some((code) => Number.isNaN(code) || code === RUN.machine)) return 'open';
  if (codes.includes(RUN.notBuilt)) return 'no build';
  const kinds = new Set([...codes, ...seenCodes(places, cells)].map(kindOf));
  return kinds.size > 1 ? 'flaky' : [...kinds][0]!;
}

function kindOf(code: number): 'pass' | 'fail' | 'skip' {
  if (code === 0) return 'pass';
  return code === RUN.skipped ? 'skip' : 'fail';
}

/** How often a test was seen to end at a point. */
export function timesSeen(places: Places, cells: readonly Cell[]): number {
  return seenCodes(places, cells).length;
}

/** `3 passed, 1 failed`: of a flaky test. */
export function seenText(places: Places, cells: readonly Cell[]): string {
  const kinds = seenCodes(places, cells).map(kindOf);
  const words = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const;
  return (['pass', 'fail', 'skip'] as const)
    .map((kind) => ({ word: words[kind], count: kinds.filter((one) => one === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}

function seenCodes({ dir }: Places, cells: readonly Cell[]): number[] {
  const files = new Set(cells.flatMap(({ seen }) => seen ?? []));
  return [...files].flatMap((file) =>
    read(join(dir, file))
      .split('\n')
      .filter((line) => /^\d{1,3}$/.test(line))
      .map(Number),
  );
}

/** Returns true if this very run failed, skipped ones not counted. */
export function isFailedRun(places: Places, cell: Cell): boolean {
  if (outcomeOf(places, cell) !== 'fail') return false;
  const code = codeOf(places, cell);
  return code !== RUN.notBuilt && code !== RUN.machine && kindOf(code) === 'fail';
}

function codeOf({ dir }: Places, { stamp }: Cell): number {
  return Number.parseInt(read(join(dir, `${stamp}.bad`)), 10);
}

/** What the machine could not run, which says nothing about the test: words for the user, and a hint. */
export function faultOfRuns(places: Places, cells: readonly Cell[]): [string, string] | null {
  const builds = cells.filter((cell) => !cell.column.runs && outcomeOf(places, cell) === 'fail');
  const fault = faultOfMachine(places, builds);
  if (fault !== null) return [fault, GO_ON];
  const lost = cells.find(
    (one) => one.column.runs && outcomeOf(places, one) === 'fail' && codeOf(places, one) === RUN.machine,
  );
  if (lost === undefined) return null;
  const [text, hint] = lostText(places, lost);
  const status = /^git-kvm: (?:status (\d+) after|lost (\d+)$)/m.exec(tail(join(places.dir, lost.log)));
  const signal = SIGNALS[Number(status?.[1] ?? status?.[2]) - 128];
  const killed =
    signal === undefined ? '' : ` (ended by ${signal} from outside, as by a machine out of memory)`;
  return [`${text}${killed}`, hint];
}

/** Returns true if a test that its column leaves is there: it was built. */
export function isBuilt({ dir }: Places, { kept }: Cell, folder: string): boolean {
  return kept !== null && existsSync(join(dir, kept, folder));
}

const MOST_LINES = 12;
const STAMPED = /^\[ *\d+\.\d+\](?:\[[^\]]*\])? /;
const BAD_LINE = new RegExp(SPLAT);
const SEGFAULT = /\b(?:segfault at|trap (?:invalid opcode|divide error|int3)|traps: )/;

export const TIMED_OUT = 'it timed out';

const ENDS: Readonly<Record<number, string>> = {
  [RUN.timeout]: TIMED_OUT,
  [RUN.noBoot]: 'the kernel did not boot',
  [RUN.died]: 'the kernel ended before the test did',
};

const SIGNALS: Readonly<Record<number, string>> = {
  ...{
    1: 'SIGHUP',
    2: 'SIGINT',
    3: 'SIGQUIT',
    4: 'SIGILL',
    5: 'SIGTRAP',
    6: 'SIGABRT',
    7: 'SIGBUS',
    8: 'SIGFPE',
  },
  ...{ 9: 'SIGKILL', 11: 'SIGSEGV', 13: 'SIGPIPE', 14: 'SIGALRM', 15: 'SIGTERM', 31: 'SIGSYS' },
};

/** The signal that ended the test, in words. */
function signalIn(lines: readonly string[]): string | undefined {
  const status = /^git-kvm: end (\d+)$/.exec(
    lines.findLast((line) => line.startsWith('git-kvm: end ')) ?? '',
  );
  const signal = SIGNALS[Number(status?.[1]) - 128];
  return signal && `it was ended by ${signal}`;
}

/**
 * Why a run failed or was skipped, a few lines: the kernel's complaint, the assertion that did not hold, the lines of TAP
 * that are not ok; else what was said last.
 */
export function wordsOfRun(places: Places, cell: Cell): string[] {
  const lines = linesOf(places, cell);
  const how = ENDS[codeOf(places, cell)] ?? signalIn(lines);
  const splats = lines.filter((line) => STAMPED.test(line) && BAD_LINE.test(line));
  // The kernel on a program that was ended, as `test[41]: segfault at 0 ip …`.
  if (how !== undefined) splats.push(...lines.filter((line) => STAMPED.test(line) && SEGFAULT.test(line)));
  const found = [
    ...(how === undefined ? [] : [how]),
    ...splats,
    ...assertions(lines),
    ...notOk(lines),
    ...units(lines),
  ];
  const said = lines.filter((line) => line.trim() !== '' && !MARK.test(line));
  const isExplained = found.length > (how === undefined ? 0 : 1) || codeOf(places, cell) === RUN.timeout;
  if (!isExplained) found.push(...said.slice(-3));
  return found.slice(0, MOST_LINES);
}

/**
 * The same for comparing: without what is another one each time (process ids, addresses, stack, line numbers, time). Two
 * failures are the same only if all of it is.
 */
export function signatureOf(places: Places, cell: Cell): string {
  return wordsOfRun(places, cell)
    .map((line) =>
      line
        .replace(STAMPED, '')
        .replace(/\b0x[0-9a-f]+\b/gi, '0x')
        .replace(/\b([\w./-]{1,200}\.[chS]):\d+/g, '$1')
        .replace(/\b(pid|tid|CPU|PID|Comm)([=:]) ?\d+/gi, '$1$2')
        .trim(),
    )
    .join('\n');
}

const MARK = /^git-kvm: (?:begin|end|status|lost)\b/;

/** What the test and its kernel said. */
function linesOf({ dir }: Places, { log }: Cell): string[] {
  return tail(join(dir, log))
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''));
}

/** KVM's TEST_ASSERT: the condition, errno, and the message after the stack. */
function assertions(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => /^==== Test Assertion Failure ====$/.test(line));
  if (at === -1) return [];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !line.startsWith(' '));
  return rest
    .slice(0, end === -1 ? rest.length : end)
    .filter((line) => !/^\s+(?:\d+\s+0x|0x)[0-9a-f]+[: ]|^\s+\(stack trace empty\)/.test(line))
    .map((line) => line.replace(/^\s+pid=\d+ tid=\d+ /, '  '));
}

/** And what kselftest_harness says before them. */
function notOk(lines: readonly string[]): string[] {
  return lines.filter(
    (line) =>
      /^# [\w./-]+\.c:\d+:/.test(line) || (/^not ok /.test(line) && !/# *(?:TODO|XFAIL|SKIP)/.test(line)),
  );
}

/** `FAIL apic (53 tests, 1 unexpected failures)`. */
function units(lines: readonly string[]): string[] {
  return lines.filter((line) => /^FAIL [\w-]+/.test(line));
}
