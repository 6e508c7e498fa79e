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
      const quote = finding.at?.quote.split('\n')[0] ?? '';
      const where = quote === '' ? '' : `'${shortened(quote)}': `;
      const hint = finding.hint ? `. ${finding.hint}` : '';
      // Nothing that is quoted may look like a failure.
      const text = `${where}${finding.message}${hint}`.replaceAll('ERROR:', 'ERROR');
      return `${finding.level === 'block' ? 'ERROR' : 'WARNING'}: ${escapeControls(text.replace(/\s+/g, ' '))} [${finding.rule}]\n`;
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
  const parts = [block > 0 ? `${block} block` : '', warn > 0 ? `${warn} warn` : ''].filter(Boolean);
  return { tool: 'git-kvm', status, summary: parts.join(', ') || 'follows the guide', details };
}
