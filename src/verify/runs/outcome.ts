/** What came of a test that was run, in its own words; and whether that is the same as elsewhere. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { escapeControls } from '../../model/escape-controls';
import type { Cell } from '../matrix';
import type { Places } from '../places';
import { faultOfMachine, outcomeOf, read, tail } from '../results';
import { RUN, SPLAT } from './run-script';

export type RunOutcome = 'pass' | 'fail' | 'skip' | 'no build' | 'no kernel' | 'open';

export function runOutcome(places: Places, cell: Cell): RunOutcome {
  const ended = outcomeOf(places, cell);
  if (ended !== 'fail') return ended;
  const code = codeOf(places, cell);
  if (code === RUN.notBuilt) return 'no build';
  return code === RUN.skipped ? 'skip' : 'fail';
}

function codeOf({ dir }: Places, { stamp }: Cell): number {
  return Number.parseInt(read(join(dir, `${stamp}.bad`)), 10);
}

/** What the machine could not run, which says nothing of the test: words for the user, and a hint. */
export function faultOfRuns(places: Places, cells: readonly Cell[]): [string, string] | null {
  const builds = cells.filter((cell) => !cell.column.runs && outcomeOf(places, cell) === 'fail');
  const fault = faultOfMachine(places, builds);
  if (fault !== null) return [fault, 'mend it; the same command goes on where this one was'];
  const cell = cells.find(
    (one) => one.column.runs && outcomeOf(places, one) === 'fail' && codeOf(places, one) === RUN.machine,
  );
  if (cell === undefined) return null;
  const words = wordsOfRun(places, cell).at(-1) ?? '';
  return [
    `${cell.point.name} could not be run: ${escapeControls(words)}`,
    `the whole log: ${join(places.dir, cell.log)}`,
  ];
}

/** Whether a test that its column leaves is there: it was built. */
export function isBuilt({ dir }: Places, { kept }: Cell, folder: string): boolean {
  return kept !== null && existsSync(join(dir, kept, folder));
}

const MOST_LINES = 12;
const STAMPED = /^\[ *\d+\.\d+\](?:\[[^\]]*\])? /;
const BAD_LINE = new RegExp(SPLAT);

const ENDS: Readonly<Record<number, string>> = {
  [RUN.timeout]: 'it did not end in time',
  [RUN.noBoot]: 'the kernel did not come up',
  [RUN.died]: 'the kernel ended before the test did',
};

/**
 * Why a run failed or was skipped, a few lines: the kernel's complaint, the assertion that did not hold, the lines of TAP
 * that are not ok; else what was said last.
 */
export function wordsOfRun(places: Places, cell: Cell): string[] {
  const lines = linesOf(places, cell);
  const how = ENDS[codeOf(places, cell)];
  const splats = lines.filter((line) => STAMPED.test(line) && BAD_LINE.test(line));
  const found = [
    ...(how === undefined ? [] : [how]),
    ...splats,
    ...assertions(lines),
    ...notOk(lines),
    ...units(lines),
  ];
  if (found.length === 0) found.push(...lines.filter((line) => line.trim() !== '').slice(-3));
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

/** What the test said: between the marks of a guest's init, the kernel's lines with it. */
function linesOf({ dir }: Places, { log }: Cell): string[] {
  const lines = tail(join(dir, log))
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''));
  return lines.filter((line) => !/^git-kvm: (?:begin|end \d+)$/.test(line));
}

/** KVM's TEST_ASSERT: the condition, errno, and the message behind the stack. */
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

/** And what kselftest_harness says in front of them. */
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
