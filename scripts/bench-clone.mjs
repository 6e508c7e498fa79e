// What the hooks cost in a clone of the kernel's size: `npm run bench:clone -- [ROUNDS [FILES [COMMITS]]]`. The clone is
// made once (half an hour) below the folder for temporary files, or in GIT_KVM_BENCH_CLONE, and used again.
//
// Each hook stands beside the git commands that it runs, with the same input, and one `node -e 0`: CPU time of all
// processes, medians, in turns.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';
import { makeKernelLike } from './kernel-like.mjs';

const root = join(import.meta.dirname, '..');
const [rounds = 15, files = 90_000, commits = 1_200_000] = process.argv.slice(2).map(Number);
const TARGET = 1.5;
ensureDependencies();
const { build } = await import('./build.mjs');
await build();

const cache = process.env.GIT_KVM_BENCH_CLONE ?? join(tmpdir(), 'git-kvm-bench-clone');
const clone = join(cache, `linux-${files}-${commits}`);
if (!existsSync(clone)) {
  rmSync(`${clone}.new`, { recursive: true, force: true });
  await makeKernelLike(`${clone}.new`, files, commits, (text) => console.log(`bench:clone: ${text}`));
  renameSync(`${clone}.new`, clone);
}

const home = mkdtempSync(join(tmpdir(), 'git-kvm-bench-'));
const realGit = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:GIT_|HUSKY|XDG_)/.test(name))),
  HOME: home,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Example',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Example',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};
delete env.NODE_EXTRA_CA_CERTS;
const WITHOUT_GRAPH = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'core.commitGraph',
  GIT_CONFIG_VALUE_0: 'false',
};
const run = (command, args, extra = {}) =>
  spawnSync(command, args, { cwd: clone, env: { ...env, ...extra }, encoding: 'utf8', maxBuffer: 1e9 });
const git = (...args) => {
  const { status, stdout, stderr } = run('git', args);
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
};

git('reset', '-q', '--hard', 'refs/remotes/origin/master');
const installed = run(process.execPath, [join(root, 'dist', 'git-kvm.cjs'), 'install', clone]);
if (installed.status !== 0) throw new Error(installed.stderr);
const hooks = join(clone, '.git', 'hooks');

// A fix of lines that were written at different times, staged.
const source = 'arch/x86/kvm/mmu/mmu.c';
const text = readFileSync(join(clone, source), 'utf8').split('\n');
writeFileSync(join(clone, source), text.filter((_, i) => i < 100 || i % 150 !== 0).join('\n'));
git('add', source);
// Old and recent commits of KVM, to be fixed and quoted.
const last = git('log', '-1', '--format=%h ("%s")', '--abbrev=12', '--', source);
const count = Math.floor(commits / 2);
const old = git('log', '-1', `--skip=${count}`, '--no-merges', '--format=%h ("%s")', '--abbrev=12');
const SIGNED = 'Signed-off-by: Ada Example <ada@example.org>';
const message = (body, ...tags) =>
  `KVM: x86/mmu: Drop steps that nobody takes\n\n${body}\n\n${[...tags, SIGNED].join('\n')}\n`;
const clean = message('Drop the steps of the walk that nobody takes.');
const quoted = message(`Drop the steps that commit\n${last}\nleft behind, as nobody takes them.`);
const fixes = message('Drop the steps of the walk that nobody takes.', `Fixes: ${old}`);
const unwritten = git('stripspace', '--comment-lines').concat(
  '\n# Please enter the commit message for your changes. Lines starting\n# with # will be ignored.\n',
);

const messageFile = join(clone, '.git', 'COMMIT_EDITMSG');
const commitMsg = (of, more) => ({
  prepare: () => writeFileSync(messageFile, of),
  command: [join(hooks, 'commit-msg'), '.git/COMMIT_EDITMSG'],
  env: { GIT_INDEX_FILE: '.git/index', GIT_EDITOR: ':', ...more },
});
const cases = {
  'commit-msg, a clean message': commitMsg(clean),
  'commit-msg, with a Fixes: line': commitMsg(fixes),
  'commit-msg, with a quoted commit': commitMsg(quoted),
  'prepare-commit-msg, an empty message': {
    prepare: () => writeFileSync(messageFile, unwritten),
    command: [join(hooks, 'prepare-commit-msg'), '.git/COMMIT_EDITMSG'],
    env: { GIT_INDEX_FILE: '.git/index', GIT_EDITOR: 'vi' },
  },
  'sendemail-validate, a series of 5 with two fixes': series(),
};

/** Five patches and their cover letter, to be checked together as the last call of a send. */
function series() {
  const out = join(home, 'out');
  const start = git('rev-parse', 'HEAD');
  const saved = readFileSync(join(clone, source), 'utf8');
  for (let n = 1; n <= 5; n += 1) {
    writeFileSync(join(clone, source), `${saved}/* Step ${n}. */\n`);
    const tags = n <= 2 ? [`Fixes: ${n === 1 ? old : last}`, 'Cc: stable@vger.kernel.org'] : [];
    const body = `Describe step ${n} of the walk.`;
    const words = `KVM: x86/mmu: Describe step ${n}\n\n${body}\n\n${[...tags, SIGNED].join('\n')}\n`;
    git('commit', '-q', '--no-verify', '-m', words, '--', source);
  }
  git('format-patch', '-q', '--cover-letter', `--base=${start}`, '-o', out, start);
  git('reset', '-q', '--soft', start);
  writeFileSync(join(clone, source), saved);
  git('add', source);
  const cover = join(out, '0000-cover-letter.patch');
  const letter = readFileSync(cover, 'utf8').replace(
    '*** SUBJECT HERE ***',
    'KVM: x86/mmu: Describe the steps',
  );
  writeFileSync(cover, letter.replace('*** BLURB HERE ***', 'Describe the steps.'));
  return {
    prepare: () => {},
    // The whole folder at once, through the same check as a send.
    command: [join(hooks, 'pre-publish-send-email'), out],
    env: { GIT_DIR: join(clone, '.git') },
  };
}

/** Run a hook with a git before it that notes arguments and input of each call. @returns a script that runs them again */
function recorded(name, { prepare, command, env: own }, extra) {
  const log = mkdtempSync(join(home, 'log-'));
  const bin = join(home, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, 'git'),
    `#!/bin/sh
n=1; while ! mkdir "${log}/$n" 2>/dev/null; do n=$((n + 1)); done
cat >"${log}/$n/in"
for one; do printf '%s\\n' "$one"; done >"${log}/$n/args"
exec ${realGit} "$@" <"${log}/$n/in"
`,
  );
  chmodSync(join(bin, 'git'), 0o755);
  prepare();
  const done = run(command[0], command.slice(1), { ...own, ...extra, PATH: `${bin}:${env.PATH}` });
  if (done.status !== 0) throw new Error(`${name}: ${done.status}\n${done.stdout}${done.stderr}`);
  const calls = readdirSync(log)
    .sort((a, b) => a - b)
    .map((n) => ({
      args: readFileSync(join(log, n, 'args'), 'utf8')
        .split('\n')
        .slice(0, -1),
      input: join(log, n, 'in'),
    }));
  const script = calls.map(
    ({ args, input }) => `${realGit} ${args.map(quotedWord).join(' ')} <${input} >/dev/null 2>&1`,
  );
  return { calls, script: `${script.join('\n')}\n:` };
}

function quotedWord(word) {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** CPU time in ms of a script and all that it starts, as the shell counts it. */
function cpuOf(script, extra) {
  const done = run('bash', ['-c', `${script}\nstatus=$?; times; exit $status`], extra);
  const lines = done.stdout.trim().split('\n').slice(-2);
  const [userMin, user, sysMin, sys] = lines[1].match(/[\d.]+/g).map(Number);
  if (done.status !== 0) throw new Error(`${script}: ${done.status}\n${done.stderr}`);
  return 1000 * (60 * (userMin + sysMin) + user + sys);
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
console.log(
  `bench:clone: ${git('rev-list', '--count', 'HEAD')} commits, ${git('ls-files').split('\n').length} files; ${git('--version')}, Node ${process.version}, median of ${rounds}, CPU time, ${new Date().toISOString().slice(0, 10)}`,
);
let isMet = true;
for (const [graph, extra] of [
  ['with a commit-graph', {}],
  ['without', WITHOUT_GRAPH],
]) {
  for (const [name, one] of Object.entries(cases)) {
    const { calls, script } = recorded(name, one, extra);
    const hook = `${one.command.map(quotedWord).join(' ')} >/dev/null 2>&1`;
    const spent = { hook: [], git: [], node: [] };
    for (let round = 0; round <= rounds; round += 1) {
      one.prepare();
      const took = [
        cpuOf(hook, { ...one.env, ...extra }),
        cpuOf(script, { ...one.env, ...extra }),
        cpuOf(`${process.execPath} -e 0`),
      ];
      // The first round warms the caches of the machine.
      if (round > 0) for (const [i, all] of Object.values(spent).entries()) all.push(took[i]);
    }
    const [ofHook, ofGit, ofNode] = Object.values(spent).map(median);
    const ratio = ofHook / (ofGit + ofNode);
    isMet &&= ratio <= TARGET;
    console.log(
      `${`${name} (${graph})`.padEnd(70)} ${ofHook.toFixed(0)} ms; git ${ofGit.toFixed(0)}, node -e 0 ${ofNode.toFixed(0)}: ${ratio.toFixed(2)} x both, ${(ofHook / ofGit).toFixed(2)} x git`,
    );
    for (const { args } of calls) console.log(`    git ${args.join(' ').slice(0, 150)}`);
  }
}
run(process.execPath, [join(root, 'dist', 'git-kvm.cjs'), 'uninstall', clone]);
git('reset', '-q', '--hard', 'refs/remotes/origin/master');
rmSync(home, { recursive: true, force: true });
console.log(
  `bench:clone: ${isMet ? 'no hook' : 'a hook'} is slower than ${TARGET} x its git commands and a start`,
);
process.exitCode = isMet ? 0 : 1;
