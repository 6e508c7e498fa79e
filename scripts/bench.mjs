// Time, always as a ratio to a bare `node -e 0` in the same run: machines differ and are noisy, ratios hold.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
benchSend();
rmSync(home, { recursive: true, force: true });

/** A send of 30 patches: without a hook, with hooks that do nothing, and with ours; CPU time, as walls are shared. */
function benchSend() {
  const git = (...args) => {
    const done = spawnSync('git', args, { cwd: clone, env, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stdout}${done.stderr}`);
  };
  const file = join(clone, 'arch', 'x86', 'kvm', 'x86.c');
  mkdirSync(dirname(file), { recursive: true });
  git('config', 'user.name', 'Ada Example');
  git('config', 'user.email', 'ada@example.org');
  for (let n = 0; n <= 30; n += 1) {
    writeFileSync(file, `/* Step ${n}. */\nint x86;\n`);
    git('add', '.');
    const text = `KVM: x86: Describe step ${n}\n\nDescribe step ${n} in a comment.`;
    git('commit', '-q', '-s', '--no-verify', '-m', text);
  }
  git('format-patch', '-q', '--cover-letter', '--base=HEAD~30', '-o', 'out', 'HEAD~30');
  const cover = join(clone, 'out', '0000-cover-letter.patch');
  const letter = readFileSync(cover, 'utf8').replace('*** SUBJECT HERE ***', 'KVM: x86: Describe the steps');
  writeFileSync(cover, letter.replace('*** BLURB HERE ***', 'Describe the steps in comments.'));
  const noop = join(home, 'noop');
  mkdirSync(noop);
  writeFileSync(join(noop, 'sendemail-validate'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const send = [
    'send-email',
    ...['--dry-run', '--quiet', '--confirm=never', '--suppress-cc=all'],
    ...['--to=kvm@vger.kernel.org', '--from=ada@example.org', 'out'],
  ];
  const ways = {
    'node -e 0': [process.execPath, '-e', '0'],
    'git send-email --dry-run of 30, no hook': ['git', '-c', `core.hooksPath=${home}/none`, ...send],
    'the same, a hook of sh that does nothing': ['git', '-c', `core.hooksPath=${noop}`, ...send],
    'the same, git-kvm': ['git', ...send],
  };
  const spent = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, command] of Object.entries(ways)) {
      const cpu = cpuOf(command);
      if (round > 0) spent[name].push(cpu);
    }
  }
  const node = median(spent['node -e 0']);
  for (const [name, all] of Object.entries(spent)) {
    const ms = median(all);
    console.log(`${name.padEnd(52)} ${ms.toFixed(0).padStart(7)} ms CPU  ${(ms / node).toFixed(1)} x node`);
  }
  const added =
    median(spent['the same, git-kvm']) - median(spent['the same, a hook of sh that does nothing']);
  console.log(`git-kvm adds ${(added / node).toFixed(1)} starts of node to 30 hooks that do nothing`);
}

/** CPU time in ms of a command and all that it starts, as the shell counts it. */
function cpuOf(command) {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const done = spawnSync('bash', ['-c', `${quoted} >/dev/null 2>&1 || exit 1; times`], {
    cwd: clone,
    env,
    encoding: 'utf8',
  });
  const children =
    done.stdout
      .trim()
      .split('\n')[1]
      ?.match(/[\d.]+/g) ?? [];
  if (done.status !== 0 || children.length !== 4) throw new Error(`${quoted}: ${done.status}`);
  const [userMin, user, sysMin, sys] = children.map(Number);
  return 1000 * (60 * (userMin + sysMin) + user + sys);
}
