/** One input through all that reads mail, judges and reports. What must hold is asserted. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { lint } from '../../src/lint/engine';
import type { Stage } from '../../src/lint/rule';
import { applySuppressions } from '../../src/lint/suppress';
import { parseDiff } from '../../src/model/diff';
import { type Finding, LEVELS } from '../../src/model/finding';
import { makePatch, type Patch, type Series, seriesOfOne } from '../../src/model/patch';
import { parseSubject } from '../../src/model/subject';
import type { Span } from '../../src/model/text';
import {
  decodeMessage,
  type MessageOptions,
  ownPart,
  readCommitMessage,
} from '../../src/patches/commit-message';
import { tooLargeToRead, tooLongToCheck } from '../../src/patches/limits';
import { type Read, readPaths } from '../../src/patches/paths';
import { gcc } from '../../src/report/gcc';
import { json } from '../../src/report/json';
import { pretty } from '../../src/report/pretty';
import { sarif } from '../../src/report/sarif';
import { RULES } from '../../src/rules/registry';
import { FakeCloneFacts } from '../git/fake-clone';
import { byDefault } from '../lint/defaults';

const RULES_IN_FORCE = byDefault(RULES);
const KNOWN = RULES.map(({ id }) => id);
const MOMENTS: readonly Stage[] = ['commit', 'send', 'check'];
const CLONES = [null, new FakeCloneFacts({}), new FakeCloneFacts({ others: 'unknown' })];
/** Terminal controls, and what turns the direction of text around. */
const ESCAPES = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

const ENCODINGS = [null, null, 'ISO-8859-1', 'nonsense', 'utf-16le'] as const;
const COMMENTS = ['#', 'auto', ';', '//'] as const;
const CLEANUPS = ['strip', 'whitespace', 'verbatim', 'scissors'] as const;

/** The rules in force, as `check`, a commit or a send asks them, on a clone or without one. */
export function judgeAs(variant: number): (series: readonly Series[]) => Finding[] {
  const clone = CLONES[variant % CLONES.length]!;
  const stage = MOMENTS[variant % MOMENTS.length]!;
  return (series) =>
    applySuppressions(lint(series, { rules: RULES_IN_FORCE, domain: DOMAIN, clone, stage }), series, {
      known: () => KNOWN,
    });
}

export function readBytes(bytes: Buffer, whole: boolean): Promise<Read> {
  return readPaths(['-'], { stdin: Readable.from(bytes.length > 0 ? [bytes] : []), whole });
}

/** @throws AssertionError, or whatever the program threw: both are faults of git-kvm's */
export async function tryMails(bytes: Buffer, variant = 0): Promise<void> {
  const read = await readBytes(bytes, variant % 2 === 0);
  const findings = judgeAs(variant)(read.series);
  for (const one of reports(findings, variant)) assertShown(one);
  if (findings.length > 0) checkFindings(findings, lineLengths(bytes), isSpread(bytes));
}

/**
 * One commit message through all that `commit-msg` does with it.
 * @throws like `tryMails`
 */
export function tryMessage(bytes: Buffer, variant = 0): void {
  const read = messageOf(bytes, variant);
  if (read === null) return;
  const { text, patch } = read;
  const findings = judgeAtCommit(patch, variant);
  for (const one of reports(findings, variant)) assertShown(one);
  if (findings.length === 0) return;
  const lengths = text.split('\n').map(({ length }) => length);
  checkFindings(findings, lengths, false);
}

/** Judge what is about to be committed. */
export function judgeAtCommit(patch: Patch, variant: number): Finding[] {
  // As moments take turns by the number as well, this one is named.
  const series = [seriesOfOne(patch)];
  const clone = CLONES[variant % CLONES.length]!;
  return applySuppressions(
    lint(series, { rules: RULES_IN_FORCE, domain: DOMAIN, clone, stage: 'commit' }),
    series,
    { known: () => KNOWN },
  );
}

/** How git is set up to read the message of this number. */
export function messageOptions(variant: number): MessageOptions {
  return {
    comment: COMMENTS[variant % COMMENTS.length]!,
    cleanup: CLEANUPS[Math.floor(variant / 4) % CLEANUPS.length]!,
    edited: variant % 2 === 0,
    encoding: ENCODINGS[variant % ENCODINGS.length]!,
  };
}

/** @returns null for a message that is too long to be judged, which a commit is refused for */
export function messageOf(
  bytes: Buffer,
  variant: number,
): { readonly text: string; readonly patch: Patch } | null {
  const options = messageOptions(variant);
  const text = decodeMessage(bytes, options.encoding);
  if (tooLargeToRead(ownPart(text, options).own) !== null) return null;
  const message = readCommitMessage(text, options);
  if (tooLongToCheck(message.text) !== null) return null;
  const patch = makePatch({
    origin: { kind: 'message', file: 'm', messageId: null, commit: null },
    subject: parseSubject(message.text.split('\n', 1)[0]!),
    message,
    diff: parseDiff(['diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c'], 0).diff,
  });
  return { text, patch };
}

/** @throws AssertionError where a terminal would be steered, or text hidden */
export function assertShown(text: string): void {
  assert.equal(ESCAPES.exec(text)?.[0].codePointAt(0), undefined, 'an escape gets through');
}

/** What people read always; one of what programs read, in turns. */
function reports(findings: readonly Finding[], variant: number): readonly string[] {
  const summary = { patches: 1, covers: 0, replies: 0, other: 0, block: 0, warn: 0, note: 0 };
  const report = { summary, findings };
  const isColored = variant % 4 === 1;
  const forPrograms = [
    () => visibleIn(json(report)),
    () => gcc(report),
    () => visibleIn(sarif(report, variant % 8 === 2 ? RULES : [])),
  ];
  const shown = pretty(report, { color: isColored, showNotes: true });
  return [isColored ? withoutOwnColor(shown) : shown, forPrograms[variant % 3]!()];
}

/** What git-kvm itself paints; nobody else gets an escape through. */
export function withoutOwnColor(text: string): string {
  return text.replace(/\x1b\[(?:0|1|2|22|3[1-6]|39|4|1;3\d)m/g, '');
}

/** @throws SyntaxError when it is no JSON */
function visibleIn(text: string): string {
  JSON.parse(text);
  return text;
}

/** @param lines the lengths of the file's lines */
function checkFindings(findings: readonly Finding[], lines: readonly number[], isSpread: boolean): void {
  for (const { rule, level, message, at, of, fix, related } of findings) {
    assert.ok(LEVELS.includes(level), rule);
    assert.ok(
      message.length > 0 && message.length < 2_000,
      `${rule}: a message of ${message.length} characters`,
    );
    if (at !== null) checkSpan(rule, at, lines, isSpread);
    for (const one of related) if (one.at !== null) checkSpan(rule, one.at, lines, isSpread);
    for (const edit of fix?.edits ?? []) {
      const { length } = (of as Patch).message.source.text;
      assert.ok(edit.start >= 0 && edit.start <= edit.end && edit.end <= length, `${rule}: an edit outside`);
    }
  }
}

function checkSpan(rule: string, at: Span, lines: readonly number[], isSpread: boolean): void {
  assert.ok(at.line >= 1 && at.endLine >= at.line, `${rule}: lines ${at.line} to ${at.endLine}`);
  assert.ok(at.endLine <= lines.length, `${rule}: line ${at.endLine} of ${lines.length}`);
  // Decoding makes text shorter, never longer than twice its bytes (a byte in Latin-1).
  const room = 2 * lines[at.line - 1]! + 2;
  assert.ok(at.column >= 1 && (isSpread || at.column <= room), `${rule}: column ${at.column} of ${room}`);
  assert.ok(at.endColumn >= 1, `${rule}: end column ${at.endColumn}`);
}

/** A line of text may lie on several of the file, and where it does so nobody tells. */
function isSpread(bytes: Buffer): boolean {
  return /base64|utf-7|utf-32/i.test(bytes.toString('latin1'));
}

function lineLengths(bytes: Buffer): number[] {
  const lengths: number[] = [];
  let from = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
    lengths.push(end - from);
    from = end + 1;
  }
  lengths.push(bytes.length - from);
  return lengths;
}
