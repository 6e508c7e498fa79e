/** The program itself, in a process of its own: one of the three exit statuses, and nothing that only a fault prints. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertShown } from './try-input';

/** More than any machine needs to start node and to judge a small input. */
const MOST_MS = 120_000;
/** CPU time, the start of node included. */
const MOST_CPU_MS = 2_500;

/** Each with its exit statuses: the hooks' are 40 higher than the command's. */
const CALLS: readonly ((
  file: string,
  out: string,
) => { args: readonly string[]; statuses: readonly number[] })[] = [
  (file) => ({ args: ['git-kvm.cjs', 'check', '--notes', file], statuses: [0, 1, 2] }),
  (file) => ({ args: ['git-kvm.cjs', 'check', '--format', 'sarif', file], statuses: [0, 1, 2] }),
  (file) => ({ args: ['git-kvm.cjs', 'check', '--format', 'gcc', file], statuses: [0, 1, 2] }),
  (file, out) => ({
    args: ['git-kvm.cjs', 'check', '--format', 'json', '--fix', '--out', out, file],
    statuses: [0, 1, 2],
  }),
  (file) => ({ args: ['git-kvm.cjs', 'order', file], statuses: [0, 1, 2] }),
  (file) => ({ args: ['git-kvm.cjs', 'check', '--message', file], statuses: [0, 1, 2] }),
  (file) => ({ args: ['hook.cjs', 'commit-msg', file], statuses: [40, 41, 42] }),
  (file) => ({ args: ['hook.cjs', 'sendemail-validate', file], statuses: [40, 41, 42] }),
];

/** @param folder a scratch folder, with the program in `dist` */
export function tryProgram(bytes: Buffer, dist: string, folder: string, variant: number): void {
  const [clone, file, out] = [join(folder, 'clone'), join(folder, 'input'), join(folder, 'out')];
  if (!existsSync(clone)) {
    mkdirSync(clone, { recursive: true });
    spawnSync('git', ['init', '-q', clone]);
  }
  rmSync(out, { recursive: true, force: true });
  writeFileSync(file, bytes);
  const { args, statuses } = CALLS[variant % CALLS.length]!(file, out);
  const [program, ...rest] = args;
  const before = childrenCpuMs();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [join(dist, program!), ...rest], {
    cwd: clone,
    encoding: 'utf8',
    input: '',
    timeout: MOST_MS,
    maxBuffer: 1e9,
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
  });
  const took = childrenCpuMs() - before;
  const what = args.slice(0, 4).join(' ');
  assert.ok(
    statuses.includes(status ?? -1),
    `${what}: exit status ${status ?? signal}: ${stderr.slice(0, 300)}`,
  );
  assert.ok(!/fault of (?:its own|git-kvm's)/.test(stdout + stderr), `${what}: ${stderr.slice(0, 300)}`);
  assertShown(stdout);
  assertShown(stderr);
  assert.ok(took < MOST_CPU_MS, `${what}: ${took} ms of CPU`);
  const left = readdirSync(clone).filter((name) => name !== '.git');
  assert.deepEqual(left, [], 'nothing is left in the work tree');
}

/** Of children that have ended; 0 where there is no /proc. */
function childrenCpuMs(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 10 * (Number(fields[13]) + Number(fields[14]));
  } catch {
    return 0;
  }
}
