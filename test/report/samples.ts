import type { Report, Summary } from '../../src/lint/prepare';
import type { Finding } from '../../src/model/finding';
import { type CoverLetter, EMPTY, makePatch, NO_FOOTER, type Patch } from '../../src/model/patch';
import { parseSubject } from '../../src/model/subject';
import { Source, type Text } from '../../src/model/text';

const NO_HEADERS = {
  from: null,
  to: [],
  cc: [],
  inReplyTo: [],
  references: [],
  date: null,
  field: () => null,
};

/** A mail whose subject stands in line 4 of its file, the body from line 7 on. */
export function mail(subject: string, body: string, file: string | null = '0001-å.patch'): Patch {
  const parsed = parseSubject(subject);
  const shortlog = parsed.shortlog;
  const text = `${shortlog}\n\n${body}`;
  const pieces = [
    { offset: 0, line: 4, column: 'Subject: '.length + parsed.shortlogAt + 1 },
    { offset: shortlog.length + 1, line: 6, column: 1 },
  ];
  let at = shortlog.length + 2;
  for (const [index, line] of body.split('\n').entries()) {
    pieces.push({ offset: at, line: 7 + index, column: 1 });
    at += line.length + 1;
  }
  const origin = { kind: 'mail' as const, file, messageId: '<1@example.org>', commit: null };
  return makePatch({ origin, subject: parsed, message: new Source(text, pieces), headers: NO_HEADERS });
}

export function commit(message: string): Patch {
  const origin = {
    kind: 'commit' as const,
    file: null,
    messageId: null,
    commit: '0123456789abcdef'.repeat(3).slice(0, 40),
  };
  return makePatch({
    origin,
    subject: parseSubject(message.split('\n')[0]!),
    message: Source.ofLines(message),
  });
}

export function messageFile(message: string): Patch {
  const origin = { kind: 'message' as const, file: '.git/COMMIT_EDITMSG', messageId: null, commit: null };
  return makePatch({
    origin,
    subject: parseSubject(message.split('\n')[0]!),
    message: Source.ofLines(message),
  });
}

export function cover(subject: string): CoverLetter {
  const parsed = parseSubject(subject);
  return {
    kind: 'cover',
    origin: { kind: 'mail', file: '0000-cover-letter.patch', messageId: '<0@example.org>', commit: null },
    headers: NO_HEADERS,
    subject: parsed,
    subjectText: null,
    footer: NO_FOOTER,
    shortlog: Source.ofLines(parsed.shortlog, 4).all(),
    body: EMPTY,
  };
}

/** A finding at the first place where `quote` stands in `text`; for the whole patch without `quote`. */
export function finding(
  of: Patch | CoverLetter,
  text: Text,
  quote: string | null,
  more: Partial<Finding> = {},
): Finding {
  const from = quote === null ? -1 : text.value.indexOf(quote);
  const at = quote === null ? null : text.span(from, from + quote.length);
  return {
    rule: 'shortlog-case',
    level: 'block',
    message: 'Wrong case',
    of,
    at,
    related: [],
    suppressed: null,
    ...more,
  };
}

export function report(findings: readonly Finding[], summary: Partial<Summary> = {}): Report {
  const count = (level: string) =>
    findings.filter((one) => one.level === level && one.suppressed === null).length;
  const read = { patches: 1, covers: 0, replies: 0, other: 0 };
  const levels = { block: count('block'), warn: count('warn'), note: count('note') };
  return { findings, summary: { ...read, ...levels, ...summary } };
}
