/** One input through all that reads mail, judges and reports. What must hold is asserted; what it took is returned. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { byDefault, judge } from '../../src/core/engine';
import { type Finding, LEVELS } from '../../src/core/finding';
import type { Moment } from '../../src/core/rule';
import { applySuppressions } from '../../src/core/suppress';
import { DOMAIN } from '../../src/domain/data';
import { planFixes } from '../../src/fix/plan';
import { FakeCloneFacts } from '../../src/git/fake-clone';
import { parseDiff } from '../../src/model/diff';
import { makePatch, type Patch, type Series, seriesOfOne } from '../../src/model/patch';
import { parseSubject } from '../../src/model/subject';
import type { Span } from '../../src/model/text';
import { gcc } from '../../src/report/gcc';
import { json } from '../../src/report/json';
import { terminal } from '../../src/report/order/terminal';
import { viewOf } from '../../src/report/order/view';
import { pretty } from '../../src/report/pretty';
import { sarif } from '../../src/report/sarif';
import { RULES } from '../../src/rules/registry';
import { verdictOf } from '../../src/series/verdict';
import { decodeMessage, readCommitMessage } from '../../src/sources/commit-message';
import { readPaths } from '../../src/sources/paths';

const RULES_IN_FORCE = byDefault(RULES);
const KNOWN = RULES.map(({ id }) => id);
const MOMENTS: readonly Moment[] = ['commit', 'send', 'check'];
const CLONES = [null, new FakeCloneFacts({}), new FakeCloneFacts({ others: 'unknown' })];
/** Terminal controls, and what turns the direction of text around. */
const ESCAPES = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

const ENCODINGS = [null, null, 'ISO-8859-1', 'nonsense', 'utf-16le'] as const;
const COMMENTS = ['#', 'auto', ';', '//'] as const;
const CLEANUPS = ['strip', 'whitespace', 'verbatim', 'scissors'] as const;

export interface Tried {
  /** By the clock: no less than the time that the input itself took. */
  readonly ms: number;
  readonly findings: number;
}

/** What it takes when it is done once more: by the clock others count as well, and what is compiled or collected. */
export async function cpuMs(act: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** @throws AssertionError, or whatever the program threw: both are faults of git-kvm's */
export async function tryMails(bytes: Buffer, variant = 0): Promise<Tried> {
  const start = performance.now();
  const read = await readPaths(['-'], {
    stdin: Readable.from(bytes.length > 0 ? [bytes] : []),
    whole: variant % 2 === 0,
  });
  const clone = CLONES[variant % CLONES.length]!;
  const moment = MOMENTS[variant % MOMENTS.length]!;
  const findingsOf = (series: readonly Series[]) =>
    applySuppressions(judge(series, { rules: RULES_IN_FORCE, domain: DOMAIN, clone, moment }), series, {
      known: () => KNOWN,
    });
  const findings = findingsOf(read.series);
  const text = reports(findings, variant);
  if (variant % 4 === 0) {
    for (const series of read.series) {
      terminal(viewOf(verdictOf(series)), { color: false, width: 80 });
      for (const { patch, message } of planFixes(series, (one) => findingsOf([one])))
        assert.notEqual(message, patch.message.value);
    }
  }
  const ms = performance.now() - start;
  for (const one of text)
    assert.equal(ESCAPES.exec(one)?.[0].codePointAt(0), undefined, 'an escape gets through');
  checkFindings(findings, lineLengths(bytes), bytes.includes('base64'));
  return { ms, findings: findings.length };
}

/**
 * One commit message through all that `commit-msg` does with it.
 * @throws like `tryMails`
 */
export function tryMessage(bytes: Buffer, variant = 0): Tried {
  const start = performance.now();
  const encoding = ENCODINGS[variant % ENCODINGS.length]!;
  const text = decodeMessage(bytes, encoding);
  const message = readCommitMessage(text, {
    comment: COMMENTS[variant % COMMENTS.length]!,
    cleanup: CLEANUPS[variant % CLEANUPS.length]!,
    edited: variant % 2 === 0,
    encoding,
  });
  const patch = makePatch({
    origin: { kind: 'message', file: 'm', messageId: null, commit: null },
    subject: parseSubject(message.text.split('\n', 1)[0]!),
    message,
    diff: parseDiff(['diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c'], 0).diff,
  });
  const clone = CLONES[variant % CLONES.length]!;
  const series = [seriesOfOne(patch)];
  const findings = applySuppressions(
    judge(series, { rules: RULES_IN_FORCE, domain: DOMAIN, clone, moment: 'commit' }),
    series,
    { known: () => KNOWN },
  );
  const reported = reports(findings, variant);
  const ms = performance.now() - start;
  for (const one of reported)
    assert.equal(ESCAPES.exec(one)?.[0].codePointAt(0), undefined, 'an escape gets through');
  const lengths = text.split('\n').map(({ length }) => length);
  checkFindings(findings, lengths, false);
  return { ms, findings: findings.length };
}

/** What people read always; one of what programs read, in turns. */
function reports(findings: readonly Finding[], variant: number): readonly string[] {
  const summary = { patches: 1, covers: 0, replies: 0, other: 0, block: 0, warn: 0, note: 0 };
  const report = { summary, findings };
  const forPrograms = [
    () => visibleIn(json(report)),
    () => gcc(report),
    () => visibleIn(sarif(report, variant % 8 === 2 ? RULES : [])),
  ];
  return [pretty(report, { color: false, showNotes: true }), forPrograms[variant % 3]!()];
}

/** @throws SyntaxError when it is no JSON */
function visibleIn(text: string): string {
  JSON.parse(text);
  return text;
}

/** @param lines the lengths of the file's lines */
function checkFindings(findings: readonly Finding[], lines: readonly number[], isBase64: boolean): void {
  for (const { rule, level, message, at, of, fix, related } of findings) {
    assert.ok(LEVELS.includes(level), rule);
    assert.ok(
      message.length > 0 && message.length < 2_000,
      `${rule}: a message of ${message.length} characters`,
    );
    if (at !== null) checkSpan(rule, at, lines, isBase64);
    for (const one of related) if (one.at !== null) checkSpan(rule, one.at, lines, isBase64);
    for (const edit of fix?.edits ?? []) {
      const { length } = (of as Patch).message.source.text;
      assert.ok(edit.start >= 0 && edit.start <= edit.end && edit.end <= length, `${rule}: an edit outside`);
    }
  }
}

function checkSpan(rule: string, at: Span, lines: readonly number[], isBase64: boolean): void {
  assert.ok(at.line >= 1 && at.endLine >= at.line, `${rule}: lines ${at.line} to ${at.endLine}`);
  assert.ok(at.endLine <= lines.length, `${rule}: line ${at.endLine} of ${lines.length}`);
  // Decoding makes text shorter, never longer than twice its bytes (a byte in Latin-1).
  const room = 2 * lines[at.line - 1]! + 2;
  // A line of text may lie on several of base64.
  assert.ok(at.column >= 1 && (isBase64 || at.column <= room), `${rule}: column ${at.column} of ${room}`);
  assert.ok(at.endColumn >= 1, `${rule}: end column ${at.endColumn}`);
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
