/** The report as workflow commands of GitHub Actions, which show findings beside the lines of a pull request. */
import type { Report } from '../lint/prepare';
import { escapeControls } from '../model/escape-controls';
import type { Severity } from '../model/finding';
import { placeOf, whereOf } from './report';

const COMMANDS: Readonly<Record<Severity, string>> = { block: 'error', warn: 'warning', note: 'notice' };

/** One command a finding. Source: GitHub's "Workflow commands", toolkit's escaping of data and properties. */
export function github({ findings }: Report): string {
  return findings
    .filter(({ suppressed }) => suppressed === null)
    .map(({ of, at, level, rule, message, hint }) => {
      const where = whereOf(of, at);
      const properties = [
        `file=${property(where.file ?? placeOf(of))}`,
        ...(where.at === null ? [] : [`line=${where.at.line}`, `col=${where.at.column}`]),
        `title=${property(rule)}`,
      ];
      const text = hint ? `${message}. ${hint.trimEnd()}` : message;
      return `::${COMMANDS[level]} ${properties.join(',')}::${data(text)}\n`;
    })
    .join('');
}

function data(text: string): string {
  return escapeControls(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
