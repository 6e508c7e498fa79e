// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sh writes parameters so
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../../git/run';

/** The hooks that git-kvm has a script for. The last one is not git's: git-publish runs it before it sends. */
export const OUR_HOOKS = [
  'commit-msg',
  'post-commit',
  'prepare-commit-msg',
  'sendemail-validate',
  'pre-publish-send-email',
] as const;

/** What git-kvm changes in husky's runner, line by line. Each line must be there exactly once. */
const REPAIRS: readonly (readonly [old: string, repaired: string])[] = [
  // Two processes saved in each hook. The stub has set $kvm, see stubs.ts.
  ['n=$(basename "$0")', 'n=${0##*/}'],
  ['s=$(dirname "$(dirname "$0")")/$n', '. "$kvm/hooks/git-kvm.sh"\ns=$kvm/hooks/$n'],
  // Husky lets everything through when the script is gone, and what stood here before husky stops silently.
  ['[ ! -f "$s" ] && exit 0', '[ ! -s "$s" ] && kvm_no_script "$@"'],
  ['[ "${HUSKY-}" = "0" ] && exit 0', 'if [ "${HUSKY-}" = "0" ]; then kvm_chain "$@"; exit; fi'],
  // Relative: in a tree that someone else wrote its own `sh`, `git` or `node` would run.
  ['export PATH="node_modules/.bin:$PATH"', ''],
  // One process saved; and the script says itself what is wrong, on standard error.
  ['sh -e "$s" "$@"', 'set -e\n. "$s"'],
  ['c=$?', 'exit'],
  ['[ $c != 0 ] && echo "husky - $n script failed (code $c)"', ''],
  ['[ $c = 127 ] && echo "husky - command not found in PATH=$PATH"', ''],
  ['exit $c', ''],
];

/**
 * Have husky lay out its runner in `hooks`/_, and repair it. `hooks` is a folder without `_`, in a place that is not in
 * use yet.
 * @returns the names of the hooks that husky has stubs for
 * @throws Error when husky fails or is not the husky that the repairs were made for
 */
export async function layOutHusky(hooks: string): Promise<string[]> {
  const scratch = join(hooks, 'scratch');
  mkdirSync(scratch);
  await runHusky(scratch);
  const made = join(scratch, 'hooks', '_');
  const names = readdirSync(made).filter((name) => !['h', 'husky.sh', '.gitignore'].includes(name));
  const runner = repairRunner(readFileSync(join(made, 'h'), 'utf8'));
  rmSync(scratch, { recursive: true });
  mkdirSync(join(hooks, '_'));
  writeFileSync(join(hooks, '_', 'h'), runner);
  return names;
}

/** Husky's runner with git-kvm's repairs. @throws Error when a line to repair is not there as expected */
export function repairRunner(runner: string): string {
  let lines = runner.split('\n');
  for (const [old, repaired] of REPAIRS) {
    if (lines.filter((line) => line === old).length !== 1) {
      throw new Error(`husky's runner has changed: expected one line \`${old}\``);
    }
    lines = lines.map((line) => (line === old ? repaired : line));
  }
  if (lines.some((line) => line.includes('node_modules')))
    throw new Error("husky's runner uses node_modules");
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Husky works on the repository in the working directory, and obeys HUSKY=0: give it its own, and a clean environment. */
async function runHusky(scratch: string): Promise<void> {
  const saved = { ...process.env };
  const folder = process.cwd();
  try {
    for (const name of Object.keys(process.env)) {
      if (name === 'HUSKY' || name.startsWith('GIT_')) delete process.env[name];
    }
    runGit(['init', '--quiet', '--template=', scratch], { cwd: scratch, env: process.env, stderr: 'pipe' });
    const { default: husky } = await import('husky');
    process.chdir(scratch);
    const words = husky('hooks');
    if (words !== '') throw new Error(`husky: ${words.trim()}`);
  } finally {
    process.chdir(folder);
    for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
    Object.assign(process.env, saved);
  }
}
