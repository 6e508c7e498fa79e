/** Layout findings in hunks, for tests. */
import { layoutFindings } from '../../../../src/analysis/c/layout/layout';
import { parseDiff } from '../../../../src/model/diff';

/** `type: text of the line`, for a hunk of these lines. */
export function faults(...lines: string[]): string[] {
  return faultsIn('virt/kvm/a.c', ...lines);
}

export function faultsIn(path: string, ...lines: string[]): string[] {
  const count = (mark: string) => lines.filter((line) => !line.startsWith(mark)).length;
  const head = `--- a/${path}\n+++ b/${path}\n@@ -1,${count('+')} +1,${count('-')} @@\n`;
  const { diff } = parseDiff(`${head}${lines.join('\n')}\n`.split('\n'));
  return [...layoutFindings(diff)].map(({ type, line }) => `${type}: ${line.text.trim()}`);
}
