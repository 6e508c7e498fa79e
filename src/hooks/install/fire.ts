/** Fire a hook as git does, and see whether it answers. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, constants, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../git/repository';
import type { Layout } from './layout';

export interface Problem {
  readonly what: string;
  readonly remedy: string;
}

export const REINSTALL = 'Reinstall: git kvm install';

/** What git and the hooks see in the user's own environment, but for where the repository is: that is being asked. */
export function environment(): NodeJS.ProcessEnv {
  const location = /^GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|PREFIX|NAMESPACE)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !location.test(name)));
}

/**
 * Have git run the hook `name` in the worktree `path`, as the owner of the clone where root asks. Each of ours answers a
 * token, once node has answered it, and a status that blocks.
 * @returns null if it answers
 */
export function whySilent(
  { gitVersion }: Repository,
  layout: Layout,
  path: string,
  name: string,
): Problem | null {
  const token = randomUUID();
  const file = join(layout.hooks, name);
  // Git 2.36 and later can be told to run a named hook; git 2.54 and later refuses those of git-publish.
  const [command, args]: [string, string[]] =
    gitVersion.atLeast(2, 36) && name !== 'pre-publish-send-email'
      ? ['git', ['hook', 'run', name, '--', '/dev/null']]
      : [file, ['/dev/null']];
  const owner = ownerOf(layout.commonDir);
  const { stdout, stderr, status, signal, error } = spawnSync(command, args, {
    cwd: path,
    env: { ...environment(), ...owner?.env, GIT_KVM_SELFTEST: token },
    ...(owner === null ? {} : { uid: owner.uid, gid: owner.gid }),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status === 3 && `${stdout}${stderr}`.includes(`git-kvm-selftest ${token} ${name}`)) return null;
  const problem = cannotRun(file);
  if (problem !== null) return problem;
  const output = `${stdout ?? ''}${stderr ?? ''}`.trim();
  const said = /^git-kvm: not checked: (.*)$/m.exec(output)?.[1] ?? output.split('\n')[0]!;
  const why = error?.message ?? (said || `git hook run failed with ${signal ?? `status ${status}`}`);
  return { what: owner === null ? why : `${why} (as ${owner.name}, whose clone it is)`, remedy: REINSTALL };
}

/** What keeps a file from being run at all. */
function cannotRun(file: string): Problem | null {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return { what: `${file} does not exist`, remedy: REINSTALL };
  if ((stat.mode & 0o111) === 0)
    return {
      what: `${file} is not executable`,
      remedy: `chmod +x ${file}, on a file system with permissions`,
    };
  try {
    accessSync(file, constants.X_OK);
    return null;
  } catch {
    return {
      what: `${file} can't be executed: its file system is mounted noexec`,
      remedy: 'Mount it with exec, or move the clone to another file system',
    };
  }
}

/** Who owns the clone, if that is another user than root, who asks; null otherwise. */
function ownerOf(commonDir: string) {
  const { uid, gid } = statSync(commonDir);
  if (process.getuid?.() !== 0 || uid === 0) return null;
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find((line) => line[2] === String(uid));
  // Root's own configuration is not theirs to read.
  const env = { HOME: fields?.[5] ?? '/', XDG_CONFIG_HOME: undefined, GIT_CONFIG_GLOBAL: undefined };
  return { uid, gid, name: fields?.[0] ?? `user ${uid}`, env };
}
