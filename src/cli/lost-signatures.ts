import { gitRunner } from '../git/run';
import { escapeControls } from '../model/escape-controls';

/**
 * @param unsigned ids of commits that were made of signed ones, the oldest first
 * @returns lines that name them, and how to sign them again; '' where there are none
 */
export function lostSignatures(unsigned: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string {
  const [oldest] = unsigned;
  if (oldest === undefined) return '';
  const shown = gitRunner(cwd, 10_000, env).run(['log', '--no-walk=unsorted', '--format=%h %s', '--stdin'], {
    input: unsigned.map((id) => `${id}\n`).join(''),
  });
  const lines = shown?.toString('utf8').trimEnd().split('\n') ?? unsigned;
  return [
    'Signatures lost:',
    ...lines.map((line) => `  ${escapeControls(line)}`),
    `Sign again with: git rebase --force-rebase --gpg-sign ${oldest.slice(0, 12)}^`,
    '',
  ].join('\n');
}
