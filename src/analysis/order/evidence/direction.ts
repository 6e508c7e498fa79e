/**
 * Which way the change of an existing test points: it covers something more, and comes after what it covers; or it
 * expects less, or something else, and comes before what it is made ready for. Words in common do not tell.
 */
import type { DiffLine } from '../../../model/diff';
import { memoize } from '../../../model/memoize';
import type { Token } from '../../c/lexer';
import type { PatchFacts } from '../extract/facts';
import { description, hasFixes } from '../extract/kinds';
import type { FileFacts } from '../extract/symbols';
import { isTelling } from '../relations/needs';
import { CHECKS } from './ties';

export interface TestChange {
  /** A test that was not there before. */
  readonly fresh: boolean;
  /** Checks in added and in removed lines. */
  readonly added: number;
  readonly removed: number;
  /** A check that was there is gone, or asks for something else; another message or layout is not a change. */
  readonly expectsElse: boolean;
  /** It adds code and takes next to none away. */
  readonly grows: boolean;
  /** It checks or calls what it did not, and does more than print. */
  readonly runsMore: boolean;
  /** All that it changes are values, and one of them is what it expects. */
  readonly flips: { readonly was: string; readonly now: string } | null;
  /** All that it changes are values, and none of them is what it expects: it has KVM do the same with others. */
  readonly swaps: boolean;
  /** One of them is a bound of a loop. */
  readonly loops: boolean;
  /** Constants that it no longer has, and those that are new to it. */
  readonly loses: ReadonlySet<string>;
  readonly gains: ReadonlySet<string>;
}

const PRINTS = /^(?:f?puts|f?printf|pr_\w+|print_\w+|ksft_\w+)$/;

/** How a patch changes tests, told from its diff alone. */
export const testChangeOf = memoize(({ files, patch }: PatchFacts): TestChange => {
  let added = 0;
  let removed = 0;
  let fresh = false;
  let calls = 0;
  const lines = { added: 0, removed: 0 };
  const asked: string[] = [];
  const asks = new Set<string>();
  const has = new Set<string>();
  const had = new Set<string>();
  for (const file of files) {
    if (file.area !== 'test') continue;
    if (file.file.change === 'added' && file.path.endsWith('.c')) fresh = true;
    for (const use of file.drops.values()) {
      if (CHECKS.test(use.name)) removed += use.count;
      if (isConstant(use.name)) had.add(use.name);
    }
    for (const use of file.uses.values()) {
      if (CHECKS.test(use.name)) added += use.count;
      if (isConstant(use.name)) has.add(use.name);
    }
    for (const use of file.uses.values()) if (use.call && !PRINTS.test(use.name)) calls += 1;
    for (const { tokens } of file.removed) if (isCheck(tokens)) asked.push(condition(tokens));
    for (const { tokens } of file.added) if (isCheck(tokens)) asks.add(condition(tokens));
    lines.added += file.added.length;
    lines.removed += file.removed.length;
  }
  const own = /^(?:fix|clean|free)\b|\bleak/i.test(description(patch.shortlog.value));
  return {
    fresh,
    added,
    removed,
    grows: (lines.added >= 3 || added > 0) && lines.removed * 4 <= lines.added && !own,
    expectsElse: added <= removed && asked.some((one) => !asks.has(one)),
    ...valuesOf(files.filter(({ area }) => area === 'test')),
    runsMore: calls > 0,
    loses: new Set([...had].filter((name) => !has.has(name))),
    gains: new Set([...has].filter((name) => !had.has(name))),
  };
});

/** A change of more lines than these changes more than what is expected. */
const MOST_FLIPPED = 8;

/** What becomes of values, where each line that goes comes back with another value and nothing else. */
function valuesOf(files: readonly FileFacts[]): Pick<TestChange, 'flips' | 'swaps' | 'loops'> {
  const none = { flips: null, swaps: false, loops: false };
  const linesOf = (side: 'added' | 'removed') =>
    files
      .flatMap((file) => file[side].map((line) => ({ ...line, file })))
      .filter(({ tokens }) => tokens.length > 0);
  const [was, now] = [linesOf('removed'), linesOf('added')];
  if (was.length !== now.length || was.length > MOST_FLIPPED) return none;
  let flips: TestChange['flips'] = null;
  let swaps = false;
  let loops = false;
  for (const [i, { tokens, line, file }] of was.entries()) {
    const [one, other] = [tokens.filter(isCode), now[i]!.tokens.filter(isCode)];
    const mask = (all: readonly Token[]) => all.map((token) => (isValue(token) ? '' : token.text)).join(' ');
    if (mask(one) !== mask(other)) return none;
    const at = one.findIndex(({ text }, k) => text !== other[k]!.text);
    if (at === -1) continue;
    loops ||= one[0]!.text === 'for';
    if (!ERROR_CODE.test(one[at]!.text) && !EXPECTS.test(statementAt(file, line))) swaps = true;
    else flips ??= { was: one[at]!.text, now: other[at]!.text };
  }
  swaps &&= flips === null;
  return { flips, swaps, loops: swaps && loops };
}

/** What checks, and what is checked: the call of an assertion or of a helper that is named like one, or a comparison. */
const EXPECTS = /assert|TEST_FAIL|expect|want|verif|check|[=!]= /i;

/** A statement is looked for in so many lines before the one that changes. */
const STATEMENT_LINES = 6;

/** The text of a removed line, after the lines that its statement starts on. */
function statementAt({ file }: FileFacts, line: DiffLine): string {
  const lines =
    file.hunks.find((hunk) => hunk.lines.includes(line))?.lines.filter(({ kind }) => kind !== '+') ?? [];
  const at = lines.indexOf(line);
  const before = lines.slice(Math.max(0, at - STATEMENT_LINES), at);
  const end = before.findLastIndex(({ text }) => /[;{}:/]\s*$|^#/.test(text));
  return [...before.slice(end + 1), line].map(({ text }) => text).join(' ');
}

function isCode({ kind }: Token): boolean {
  return kind !== 'string';
}

const ERROR_CODE = /^E[A-Z0-9]{3,}$/;

/** A number, an error code, true or false. */
function isValue({ kind, text }: Token): boolean {
  return kind === 'number' || ERROR_CODE.test(text) || text === 'true' || text === 'false';
}

function isCheck(tokens: readonly Token[]): boolean {
  return tokens.some(({ text }) => CHECKS.test(text));
}

/** What a line asks for: its names, numbers and comparisons, up to the message. */
function condition(tokens: readonly Token[]): string {
  const end = tokens.findIndex(({ kind }) => kind === 'string');
  return tokens
    .slice(0, end === -1 ? tokens.length : end)
    .filter(({ text }) => !/^[(),;]$/.test(text) && !CHECKS.test(text))
    .map(({ text }) => text)
    .join(' ');
}

function isConstant(name: string): boolean {
  return /^E[A-Z]{3,}$/.test(name) || (isTelling(name) && /^[A-Z][A-Z0-9]*_[A-Za-z0-9_]+$/.test(name));
}

/** Returns true if the test checks more than it did, or runs more of what was fixed, and gives up nothing. */
export function coversMore(test: PatchFacts, kernel: PatchFacts): boolean {
  const change = testChangeOf(test);
  if (!change.grows || change.removed > 0) return false;
  return change.added > 0 || hasFixes(kernel.patch);
}
