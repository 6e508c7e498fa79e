// Time, always as a ratio to a bare `node -e 0` in the same run: machines differ and are noisy, ratios hold.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';

const root = join(import.meta.dirname, '..');
const rounds = Number(process.env.GIT_KVM_BENCH_ROUNDS ?? 20);
ensureDependencies();
const { build } = await import('./build.mjs');
await build();

const home = mkdtempSync(join(tmpdir(), 'git-kvm-bench-'));
const env = {
  ...process.env,
  HOME: home,
  XDG_CONFIG_HOME: join(home, '.config'),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_EDITOR: ':',
};
for (const name of ['GIT_DIR', 'GIT_INDEX_FILE', 'GIT_WORK_TREE', 'NODE_EXTRA_CA_CERTS']) delete env[name];
const clone = join(home, 'clone');
spawnSync('git', ['init', '-q', clone], { env });
const message = join(clone, '.git', 'COMMIT_EDITMSG');
const clean = `KVM: x86: Drop a stale comment in the MSR code

Drop a comment that describes behavior that is long gone.

Signed-off-by: Ada Example <ada@example.org>
`;
writeFileSync(message, clean);
Object.assign(env, { GIT_AUTHOR_NAME: 'Ada Example', GIT_AUTHOR_EMAIL: 'ada@example.org' });

const install = spawnSync(process.execPath, [join(root, 'dist', 'git-kvm.cjs'), 'install', clone], {
  env,
  encoding: 'utf8',
});
if (install.status !== 0) throw new Error(install.stderr);
const installed = join(clone, '.git', 'git-kvm', 'current');

const gitCall = ['git', 'diff', '--cached', '--no-ext-diff', '--no-textconv', '--no-color', '-M', '-p', '--'];
const commands = {
  'node -e 0': [process.execPath, '-e', '0'],
  'commit-msg, clean message: the hook as git runs it': [
    join(installed, 'hooks', '_', 'commit-msg'),
    message,
  ],
  'the same without the startup snapshot': [
    process.execPath,
    join(installed, 'program', 'hook.cjs'),
    'commit-msg',
    message,
  ],
  'git diff --cached (what commit-msg asks git)': gitCall,
};

const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
for (let round = 0; round < rounds + 2; round += 1) {
  for (const [name, [program, ...args]] of Object.entries(commands)) {
    const start = process.hrtime.bigint();
    const done = spawnSync(program, args, { cwd: clone, env, encoding: 'utf8' });
    const took = Number(process.hrtime.bigint() - start) / 1e6;
    if (done.status !== 0) throw new Error(`${name}: exit status ${done.status}: ${done.stderr}`);
    // The first rounds warm the caches of the machine.
    if (round >= 2) times[name].push(took);
  }
}
rmSync(home, { recursive: true, force: true });

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const base = median(times['node -e 0']);
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, median of ${rounds}, side by side`,
);
for (const [name, took] of Object.entries(times)) {
  const pairs = took.map((value, i) => value / times['node -e 0'][i]);
  console.log(
    `${name.padEnd(52)} ${median(took).toFixed(1).padStart(7)} ms  ${median(pairs).toFixed(2)} x node (${(median(took) / base).toFixed(2)} by medians)`,
  );
}
