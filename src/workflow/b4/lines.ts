/** What b4 reads of a check: lines for the contributor (`b4 prep --check`), JSON for the reviewer (`b4 review`). */

import { escapeControls } from '../../model/escape-controls';
import type { Finding } from '../../model/finding';

/**
 * One line a finding. b4 takes a line with `ERROR:` in it for a failure, any other for a warning, and silence for a pass.
 * Notes are not shown: there every line is at least a warning.
 */
export function b4Lines(findings: readonly Finding[]): string {
  return findings
    .filter(({ level, suppressed }) => level !== 'note' && suppressed === null)
    .map((finding) => {
      const { level, rule, message, at } = finding;
      const hint = finding.hint ? `. ${finding.hint}` : '';
      const quote = (at?.quote ?? '').split('\n')[0]!.trim();
      const place = quote === '' || `${message}${hint}`.includes(quote) ? '' : ` ("${shortened(quote)}")`;
      // Nothing that is quoted may look like a failure.
      const text = `${message}${place}${hint}`.replaceAll('ERROR:', 'ERROR').replace(/\s+/g, ' ');
      return `${level === 'block' ? 'ERROR' : 'WARNING'}: ${rule}: ${escapeControls(text)}\n`;
    })
    .join('');
}

function shortened(quote: string): string {
  return quote.length > 60 ? `${quote.slice(0, 59)}…` : quote;
}

/** A result as `b4 review` shows it. */
interface B4Result {
  readonly tool: string;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly summary: string;
  readonly details: string;
}

/** @param details the report as text; '' where there is nothing to say */
export function b4Result(findings: readonly Finding[], details: string): B4Result {
  const shown = findings.filter(({ suppressed }) => suppressed === null);
  const count = (level: Finding['level']) => shown.filter((finding) => finding.level === level).length;
  const [block, warn] = [count('block'), count('warn')];
  const status = block > 0 ? 'fail' : warn > 0 ? 'warn' : 'pass';
  const parts = [
    block > 0 ? `${block} blocking` : '',
    warn > 0 ? `${warn} ${warn === 1 ? 'warning' : 'warnings'}` : '',
  ].filter(Boolean);
  return { tool: 'git-kvm', status, summary: parts.join(', ') || 'Follows the guide', details };
}
