/** The report for programs: `schema/report.schema.json` is its contract. */
import type { Report } from '../lint/prepare';
import { escapeControlsJson } from '../model/escape-controls';
import type { Finding } from '../model/finding';
import { numberOf, summaryOf, whereOf } from './report';

/** Keys are added without a new version; none is renamed, removed or given another meaning. */
const JSON_VERSION = 1;

export function json(report: Report): string {
  return escapeControlsJson({
    version: JSON_VERSION,
    summary: summaryOf(report),
    findings: report.findings.map(findingJson),
  });
}

function findingJson({ rule, level, message, hint, of, at: span, related, fix, suppressed }: Finding) {
  const { file, at } = whereOf(of, span);
  return {
    rule,
    level,
    message,
    hint: hint ?? null,
    quote: at?.quote ?? null,
    file,
    messageId: of.origin.messageId,
    commit: of.origin.commit,
    patch: numberOf(of),
    line: at?.line ?? null,
    column: at?.column ?? null,
    endLine: at?.endLine ?? null,
    endColumn: at?.endColumn ?? null,
    related: related.map((place) => ({
      message: place.message,
      file: whereOf(place.of, place.at).file,
      messageId: place.of.origin.messageId,
      commit: place.of.origin.commit,
      patch: numberOf(place.of),
      line: whereOf(place.of, place.at).at?.line ?? null,
    })),
    fix: fix ? { title: fix.title, certain: fix.certain, edits: fix.edits } : null,
    suppressed: suppressed !== null,
    ...(suppressed === null ? {} : { reason: suppressed }),
  };
}
