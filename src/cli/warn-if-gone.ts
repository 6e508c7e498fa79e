import { findRepository } from '../git/repo-paths';
import { escapeControls } from '../model/escape-controls';
import type { Io } from './io';

/** Commands that look at the hooks themselves, or whose output another program reads. */
const SILENT = new Set(['install', 'uninstall', 'doctor', 'hook', 'b4-check', 'completion', 'man']);

/** Before a command runs: say so if git-kvm is installed here and its hooks no longer run. Costs two calls of git. */
export async function warnIfGone(command: string, io: Io): Promise<void> {
  if (SILENT.has(command)) return;
  const where = findRepository(process.cwd());
  if (where === null) return;
  const { whyGone } = await import('../hooks/install/examine');
  const problem = whyGone(where.top ?? where.gitDir, where.commonDir);
  if (problem !== null)
    io.err(
      `git-kvm: commits and sends are not checked: ${escapeControls(problem.what)}\n  ${problem.remedy}\n`,
    );
}
