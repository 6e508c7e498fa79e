/** The report as GitLab's Code Quality artifact, which merge requests show. */
import { createHash } from 'node:crypto';
import type { Report } from '../lint/prepare';
import { escapeControlsJson } from '../model/escape-controls';
import type { Severity } from '../model/finding';
import { placeOf, whereOf } from './report';

const SEVERITIES: Readonly<Record<Severity, string>> = { block: 'critical', warn: 'minor', note: 'info' };

/** An array of issues, as in GitLab's documentation of "Code Quality report format". */
export function gitlab({ findings }: Report): string {
  const seen = new Map<string, number>();
  const issues = findings
    .filter(({ suppressed }) => suppressed === null)
    .map(({ of, at, level, rule, message, hint }) => {
      const where = whereOf(of, at);
      const path = where.file ?? placeOf(of);
      // The place isn't part of it: a finding that only moves is the same one.
      const what = [rule, path, message, at?.quote ?? '', of.shortlog.value].join('\0');
      const count = seen.get(what) ?? 0;
      seen.set(what, count + 1);
      return {
        description: hint ? `${message}. ${hint.trimEnd()}` : message,
        check_name: rule,
        fingerprint: createHash('sha256').update(`${what}\0${count}`).digest('hex'),
        severity: SEVERITIES[level],
        location: { path, lines: { begin: where.at?.line ?? 1 } },
      };
    });
  return escapeControlsJson(issues);
}
