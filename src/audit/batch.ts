/** What is handed to one core at a time: the mails of some threads. And what comes back. */

import type { Domain } from '../analysis/kvm/domain';
import { lint, type RuleInForce } from '../lint/engine';
import { escapeControlsJson } from '../model/escape-controls';
import type { Finding } from '../model/finding';
import type { CoverLetter, Patch, Series } from '../model/patch';
import { readMail } from '../patches/mail';
import { groupSeries } from '../patches/series';
import { authorOf, emptyTally, groupOf, noLevels, ruleOf, type Tally } from './tally';

export interface BatchMail {
  readonly place: string;
  readonly firstLine: number;
  readonly unquote: boolean;
  readonly broken: string | null;
  /** Where the mail lies in the bytes of the batch. */
  readonly start: number;
  readonly end: number;
}

export interface Batch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Thread by thread: what may be of one series is in one of them. */
  readonly threads: readonly (readonly BatchMail[])[];
}

/** A mail that could not be read, or a series that the rules broke down on. */
export interface Trouble {
  readonly place: string;
  readonly line: number;
  readonly why: string;
  /** An internal error, not an error in the mail. */
  readonly own: boolean;
}

export interface BatchResult {
  readonly tally: Tally;
  /** One line of JSON a patch, each with its line break; '' where no one asked. */
  readonly lines: string;
  readonly trouble: readonly Trouble[];
}

export interface Linter {
  readonly rules: readonly RuleInForce[];
  readonly domain: Domain;
  readonly wantsLines: boolean;
}

export async function lintBatch(batch: Batch, by: Linter): Promise<BatchResult> {
  const tally = emptyTally();
  const trouble: Trouble[] = [];
  const lines: string[] = [];
  for (const thread of batch.threads) {
    const members: (Patch | CoverLetter)[] = [];
    for (const one of thread) {
      const raw = Buffer.from(batch.bytes.buffer, one.start, one.end - one.start);
      const mail = await readMail(raw, { file: one.place, firstLine: one.firstLine, unquote: one.unquote });
      const why = one.broken ?? (mail.kind === 'other' ? mail.why : null);
      if (why !== null) {
        tally.counts.unreadable += 1;
        trouble.push({ place: one.place, line: one.firstLine, why, own: false });
      }
      if (why !== null || mail.kind === 'other') tally.counts.other += 1;
      else if (mail.kind === 'reply') tally.counts.replies += 1;
      else {
        tally.counts[mail.kind === 'patch' ? 'patches' : 'covers'] += 1;
        // What else was read of it may go.
        members.push(mail.mail);
      }
    }
    for (const series of groupSeries(members, { whole: false })) {
      const findings = lintSeries(asWhole(series), by, trouble);
      for (const [i, patch] of series.patches.entries()) {
        const own: Finding[] = [];
        for (const finding of findings)
          if (finding.of === patch || (i === 0 && finding.of === series.cover)) own.push(finding);
        count(tally, patch, own);
        if (by.wantsLines) lines.push(lineOf(patch, own));
      }
    }
  }
  return { tally, lines: lines.join(''), trouble };
}

/** A series of which nothing is missing, cover letter and all patches, is checked as one; of others, only what is there. */
export function asWhole(series: Series): Series {
  const { cover, patches, of } = series;
  const isWhole =
    cover !== null && patches.length === of && patches.every((patch, i) => patch.subject.n === i + 1);
  return isWhole ? { ...series, whole: true } : series;
}

function lintSeries(series: Series, { rules, domain }: Linter, trouble: Trouble[]): Finding[] {
  const place = (series.cover ?? series.patches[0]!).origin.file ?? '-';
  const failed = (why: string) =>
    trouble.push({ place, line: 1, why: `not checked, internal error: ${why}`, own: true });
  try {
    const findings = lint([series], { rules, domain, clone: null, stage: 'check' });
    for (const { failed: hasFailed, rule, message } of findings)
      if (hasFailed === true) failed(`${rule}: ${message}`);
    return findings.filter(({ failed: hasFailed }) => hasFailed !== true);
  } catch (error) {
    // One mail may not end the reading of a hundred thousand.
    failed(error instanceof Error ? error.message : String(error));
    return [];
  }
}

function yearOf(date: string | null): string {
  const time = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? 'unknown' : String(new Date(time).getUTCFullYear());
}

function count(tally: Tally, patch: Patch, findings: readonly Finding[]): void {
  const levels = noLevels();
  const byRule = new Map<string, number>();
  for (const { rule, level } of findings) {
    levels[level] += 1;
    tally.levels[level] += 1;
    byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    ruleOf(tally, rule).levels[level] += 1;
  }
  for (const rule of byRule.keys()) ruleOf(tally, rule).patches += 1;
  for (const level of ['block', 'warn', 'note'] as const)
    if (levels[level] > 0) tally.patchesWith[level] += 1;
  const { name = '', email = 'unknown' } = patch.author ?? {};
  const groups = [
    authorOf(tally, email.toLowerCase(), name),
    groupOf(tally.years, yearOf(patch.headers?.date ?? null)),
  ];
  for (const group of groups) {
    group.patches += 1;
    if (levels.block + levels.warn > 0) group.found += 1;
    for (const level of ['block', 'warn', 'note'] as const) group.levels[level] += levels[level];
  }
}

function lineOf(patch: Patch, findings: readonly Finding[]): string {
  const { author, headers, origin, shortlog } = patch;
  const time = headers?.date ? Date.parse(headers.date) : Number.NaN;
  return escapeControlsJson(
    {
      messageId: origin.messageId,
      date: Number.isNaN(time) ? null : new Date(time).toISOString(),
      author: author === null ? null : author.name === '' ? author.email : `${author.name} <${author.email}>`,
      shortlog: shortlog.value,
      place: origin.file,
      findings: findings.map(({ rule, level, message, at, of }) => ({
        rule,
        level,
        message,
        line: at?.line ?? null,
        ...(of === patch ? {} : { in: 'cover' }),
      })),
    },
    0,
  );
}
