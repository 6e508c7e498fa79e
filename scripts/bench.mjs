// Time, as ratios to a bare `node -e 0` in the same run: machines differ and are noisy, ratios hold. It is CPU time, of a
// command and all that it starts, as the machine may be shared; in turns, and the median of the rounds.
//
//   npm run bench                    the hooks, beside gitlint and checkpatch.pl
//   npm run bench -- --send          only a send
//   npm run bench -- --commitlint    commitlint as well, which npm installs for this run
//
// gitlint is run if it is installed, checkpatch.pl if GIT_KVM_KERNEL names a kernel tree.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commitlint, DIFF, gitlint, kernelTree, mailOf, messages } from './bench-others.mjs';
import { ensureDependencies } from './ensure.mjs';

const root = join(import.meta.dirname, '..');
const rounds = Number(process.env.GIT_KVM_BENCH_ROUNDS ?? 20);
/** Runs of each command in a round. */
const AT_ONCE = 10;
const withCommitlint = process.argv.includes('--commitlint');
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
  GIT_AUTHOR_NAME: 'Ada Example',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
};
for (const name of ['GIT_DIR', 'GIT_INDEX_FILE', 'GIT_WORK_TREE', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'])
  delete env[name];
const clone = join(home, 'clone');
makeClone();
try {
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${git('--version').trim()}, median of ${rounds} rounds of ${AT_ONCE}`,
  );
  if (!process.argv.includes('--send')) benchCommit();
  benchSend();
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** A clone with git-kvm. */
function makeClone() {
  git('init', '-q', clone);
  const done = spawnSync(process.execPath, [join(root, 'dist', 'git-kvm.cjs'), 'install', clone], {
    env,
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(done.stderr);
  git('-C', clone, 'config', 'user.name', 'Ada Example');
  git('-C', clone, 'config', 'user.email', 'ada@example.org');
}

/** `commit-msg`, the whole process as git runs it, on clean messages. */
function benchCommit() {
  const file = join(clone, 'arch', 'x86', 'kvm', 'x86.c');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'int x86;\n');
  git('-C', clone, 'add', '.');
  git('-C', clone, 'commit', '-q', '-n', '-m', 'KVM: x86: Start');
  writeFileSync(file, '/* The state. */\nint x86;\n');
  git('-C', clone, 'add', '.');
  const base = git('-C', clone, 'rev-parse', 'HEAD').trim();
  const texts = messages(rounds * AT_ONCE);
  // Beside COMMIT_EDITMSG, whose folder tells the hook which clone it is in.
  const paths = texts.map((text, i) => put(join(clone, '.git', `MESSAGE-${i}`), text));
  const fixes = texts.map((text, i) =>
    put(
      join(clone, '.git', `FIX-${i}`),
      text.replace('\n\nSigned', `\n\nFixes: ${base.slice(0, 12)} ("KVM: x86: Start")\nSigned`),
    ),
  );
  // The same messages, for a file of ext4: its own index.
  const outside = join(clone, '.git', 'outside');
  copyFileSync(join(clone, '.git', 'index'), outside);
  const other = { ...env, GIT_INDEX_FILE: outside };
  spawnSync('git', ['-C', clone, 'reset', '-q', '--', '.'], { env: other });
  mkdirSync(join(clone, 'fs', 'ext4'), { recursive: true });
  writeFileSync(join(clone, 'fs', 'ext4', 'inode.c'), 'int inode;\n');
  spawnSync('git', ['-C', clone, 'add', 'fs'], { env: other });
  const elsewhere = texts.map((text, i) =>
    put(join(clone, '.git', `OTHER-${i}`), text.replace(/^KVM: .*?: /, 'ext4: ')),
  );
  const hook = join(clone, '.git', 'hooks', 'commit-msg');
  for (const path of paths) {
    const said = spawnSync(hook, [path], { cwd: clone, env, encoding: 'utf8' });
    if (said.status !== 0 || said.stderr !== '') throw new Error(`a message is not clean: ${said.stderr}`);
  }
  const diff = ['diff', '--cached', '--no-ext-diff', '--no-textconv', '--no-color', '-M', '-p', '--'];
  const rows = {
    'node -e 0': () => [process.execPath, '-e', '0'],
    'commit-msg, clean message': (i) => [hook, paths[i]],
    'commit-msg, a commit outside KVM': (i) => ['env', `GIT_INDEX_FILE=${outside}`, hook, elsewhere[i]],
    'commit-msg, clean message, from an editor': (i) => ['env', 'GIT_EDITOR=vi', hook, paths[i]],
    'commit-msg, clean message, with Fixes:': (i) => [hook, fixes[i]],
    'git diff --cached (what commit-msg asks git)': () => ['git', ...diff],
    'git cat-file --batch (what Fixes: asks git)': () => ['git', 'cat-file', '-p', base],
    ...others(texts, paths),
  };
  const names = Object.keys(rows);
  const [spent, waited] = [1, 2].map(() => Object.fromEntries(names.map((name) => [name, []])));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, commandOf] of Object.entries(rows)) {
      const commands = Array.from({ length: AT_ONCE }, (_, i) => commandOf(round * AT_ONCE + i));
      const began = performance.now();
      const cpu = cpuOf(commands, /^(?:node|commit-msg|the same|git)/.test(name));
      waited[name].push((performance.now() - began) / AT_ONCE);
      spent[name].push(cpu / AT_ONCE);
    }
  }
  const node = 'node -e 0';
  for (const name of names) {
    const ratio = (all) => median(all[name].map((ms, round) => ms / all[node][round])).toFixed(2);
    console.log(
      `${name.padEnd(54)} ${median(spent[name]).toFixed(1).padStart(7)} ms CPU ${ratio(spent).padStart(6)} x node -e 0, ${median(waited[name]).toFixed(1).padStart(6)} ms waited ${ratio(waited).padStart(6)} x`,
    );
  }
}

/** What else checks a commit message, on the same messages; only what is there, or can be had. */
function others(texts, paths) {
  const rows = {};
  const python = gitlint();
  if (python !== null) rows.gitlint = (i) => [python, '--msg-filename', paths[i]];
  const lint = withCommitlint ? commitlint(home, env) : null;
  if (lint !== null) rows['commitlint, config-conventional'] = (i) => [...lint, '--edit', paths[i]];
  const tree = kernelTree();
  if (tree !== null) {
    const mails = texts.map((text, i) => put(join(home, `mail-${i}`), mailOf(text, DIFF)));
    const script = join(home, 'checkpatch.pl');
    copyFileSync(join(tree, 'scripts', 'checkpatch.pl'), script);
    chmodSync(script, 0o755);
    rows['checkpatch.pl --no-tree'] = (i) => ['perl', script, '--no-tree', '-q', mails[i]];
    rows['checkpatch.pl in a tree'] = (i) => [
      'perl',
      join(tree, 'scripts', 'checkpatch.pl'),
      `--root=${tree}`,
      '-q',
      mails[i],
    ];
  }
  return rows;
}

/** A send of 30 patches: without a hook, with hooks that do nothing, and with ours. */
function benchSend() {
  const file = join(clone, 'arch', 'x86', 'kvm', 'x86.c');
  mkdirSync(dirname(file), { recursive: true });
  for (let n = 0; n <= 30; n += 1) {
    writeFileSync(file, `/* Step ${n}. */\nint x86;\n`);
    git('-C', clone, 'add', '.');
    const text = `KVM: x86: Describe step ${n}\n\nDescribe step ${n} in a comment.`;
    git('-C', clone, 'commit', '-q', '-s', '--no-verify', '-m', text);
  }
  const out = join(clone, 'out');
  git('-C', clone, 'format-patch', '-q', '--cover-letter', '--base=HEAD~30', '-o', out, 'HEAD~30');
  const cover = join(out, '0000-cover-letter.patch');
  const letter = readFileSync(cover, 'utf8').replace('*** SUBJECT HERE ***', 'KVM: x86: Describe the steps');
  writeFileSync(cover, letter.replace('*** BLURB HERE ***', 'Describe the steps in comments.'));
  const noop = join(home, 'noop');
  mkdirSync(noop);
  writeFileSync(join(noop, 'sendemail-validate'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const send = [
    'send-email',
    ...['--dry-run', '--quiet', '--confirm=never', '--suppress-cc=all'],
    ...['--to=kvm@vger.kernel.org', '--from=ada@example.org', out],
  ];
  const quiet = 'the same, a hook of sh that does nothing';
  const ours = 'the same, git-kvm';
  const ways = {
    'node -e 0': [process.execPath, '-e', '0'],
    'git send-email --dry-run of 30, no hook': ['git', '-c', `core.hooksPath=${home}/none`, ...send],
    [quiet]: ['git', '-c', `core.hooksPath=${noop}`, ...send],
    [ours]: ['git', ...send],
  };
  const spent = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, command] of Object.entries(ways)) {
      const cpu = cpuOf([command], true);
      if (round > 0) spent[name].push(cpu);
    }
  }
  const node = median(spent['node -e 0']);
  for (const [name, all] of Object.entries(spent)) {
    const ms = median(all);
    console.log(
      `${name.padEnd(54)} ${ms.toFixed(1).padStart(7)} ms CPU ${(ms / node).toFixed(2).padStart(6)} x node -e 0`,
    );
  }
  const added = median(spent[ours].map((ms, i) => (ms - spent[quiet][i]) / spent['node -e 0'][i]));
  console.log(`git-kvm adds ${added.toFixed(1)} starts of node to 31 hooks that do nothing`);
}

/** CPU time in ms of commands, one after the other, and all that they start, as the shell counts it. */
function cpuOf(commands, mustPass) {
  const quoted = commands.map((words) => words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' '));
  const script = quoted
    .map((line) => `${line} >/dev/null 2>&1 </dev/null ${mustPass ? '|| exit 1' : ''}`)
    .join('\n');
  const done = spawnSync('bash', ['-c', `${script}\ntimes`], { cwd: clone, env, encoding: 'utf8' });
  const children =
    done.stdout
      .trim()
      .split('\n')[1]
      ?.match(/[\d.]+/g) ?? [];
  if (done.status !== 0 || children.length !== 4)
    throw new Error(`${quoted[0]}: ${done.status} ${done.stderr}`);
  const [userMin, user, sysMin, sys] = children.map(Number);
  return 1000 * (60 * (userMin + sysMin) + user + sys);
}

function git(...args) {
  const done = spawnSync('git', args, { env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

function put(path, text) {
  writeFileSync(path, text);
  return path;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
