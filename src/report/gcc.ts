/** The report as compilers write theirs, for editors: `file:line:col: error: text [rule]`. */
import type { Report } from '../lint/prepare';
import { escapeControls } from '../model/escape-controls';
import type { Severity } from '../model/finding';
import type { CoverLetter, Patch } from '../model/patch';
import type { Span } from '../model/text';
import { placeName, placeOf } from './report';

const WORDS: Readonly<Record<Severity, string>> = { block: 'error', warn: 'warning', note: 'note' };

/** One line for each finding and for each related place; what concerns a whole patch is at its line 1. */
export function gcc({ findings }: Report): string {
  const lines = findings
    .filter(({ suppressed }) => suppressed === null)
    .flatMap(({ of, at, level, message, hint, rule, related }) => {
      const instead = hint ? ` (${escapeControls(hint.trimEnd())})` : '';
      return [
        `${place(of, at)}: ${WORDS[level]}: ${escapeControls(message)}${instead} [${rule}]`,
        ...related.map((other) => `${place(other.of, other.at)}: note: ${escapeControls(other.message)}`),
      ];
    });
  return lines.map((line) => `${line}\n`).join('');
}

function place(of: Patch | CoverLetter, at: Span | null): string {
  return escapeControls(at === null ? `${placeOf(of)}:1:1` : placeName(of, at));
}
