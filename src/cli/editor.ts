import { spawnSync } from 'node:child_process';
import { askGit } from '../git/run';
import { UsageError } from '../model/errors';

/** Open files in the user's editor, as git does. @throws UsageError where there is none, or it fails */
export function openEditor(
  files: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): void {
  const editor = askGit(['var', 'GIT_EDITOR'], { cwd, env })?.trim();
  if (!editor) throw new UsageError('git names no editor', 'set core.editor; nothing was changed');
  // The user's own command line, and each file as its own word.
  const done = spawnSync('sh', ['-c', `${editor} "$@"`, editor, ...files], { cwd, env, stdio: 'inherit' });
  if (done.status !== 0) throw new UsageError(`the editor '${editor}' failed`, 'nothing was changed');
}
