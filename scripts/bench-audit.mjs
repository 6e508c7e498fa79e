// How fast `git kvm audit` is, what memory it takes, and how that compares with checkpatch.pl on the same patches.
//
//   node scripts/bench-audit.mjs [--jobs 1,2] [--sample 40] [--keep DIR] [--inbox INBOX.git] [MAILS...]
//
// The archives are made by repeating one: INBOX.git, a public-inbox v2 repository, or else inbox.bundle of the corpus
// (GIT_KVM_CORPUS). MAILS is 1000 10000 if left out; 100000 takes minutes. With --keep, archives stay in DIR for the next
// run. With GIT_KVM_KERNEL, a kernel tree, a sample of the patches goes through its checkpatch.pl as well.
//
// CPU time (of the program and the git it starts, all threads) and not the clock's: it is that of one core, and does not
// depend on what else the machine does.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './ensure.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '1,2' },
    sample: { type: 'string', default: '40' },
    keep: { type: 'string' },
    inbox: { type: 'string' },
  },
});
ensureDependencies();
const { build } = await import('./build.mjs');
const dir = mkdtempSync(join(tmpdir(), 'git-kvm-bench-'));
const dist = join(dir, 'dist');
const archives = values.keep === undefined ? dir : resolve(values.keep);
mkdirSync(archives, { recursive: true });
let mails = null;
try {
  await build(dist);
  const rows = [];
  for (const size of positionals.length > 0 ? positionals.map(Number) : [1000, 10_000]) {
    const archive = await archiveOf(`${size}.git`, readMails, size);
    for (const jobs of values.jobs.split(',').map(Number)) rows.push(measure(archive, jobs, size));
  }
  console.table(rows);
  if (process.env.GIT_KVM_KERNEL) await compare(process.env.GIT_KVM_KERNEL);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function readMails() {
  if (mails !== null) return mails;
  let inbox = values.inbox;
  if (inbox === undefined) {
    inbox = join(dir, 'inbox.git');
    const bundle = join(process.env.GIT_KVM_CORPUS ?? '', 'inbox.bundle');
    if (!existsSync(bundle)) throw new Error('no --inbox, and no inbox.bundle in GIT_KVM_CORPUS');
    execFileSync('git', ['clone', '-q', '--bare', bundle, inbox]);
  }
  const git = [`--git-dir=${inbox}`];
  const commits = execFileSync('git', [...git, 'rev-list', '--reverse', 'HEAD'], { encoding: 'utf8' });
  const input = commits.replace(/\n/g, ':m\n');
  const out = execFileSync('git', [...git, 'cat-file', '--batch'], { input, maxBuffer: 2 ** 30 });
  mails = [];
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const size = Number(/ blob (\d+)$/.exec(out.toString('latin1', at, end))?.[1] ?? -1);
    if (size >= 0) mails.push(out.subarray(end + 1, end + 1 + size));
    at = end + 1 + (size >= 0 ? size + 1 : 0);
  }
  return mails;
}

/** The same mails again and again, each time with Message-IDs of their own, as a public-inbox. */
async function archiveOf(name, read, size) {
  const done = join(archives, name);
  if (existsSync(done)) return done;
  const all = read();
  const archive = join(archives, `${name}.new`);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'master', archive]);
  const git = spawn('git', [`--git-dir=${archive}`, 'fast-import', '--quiet', '--depth=10'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  for (let i = 0; i < size; i += 1) {
    const round = Math.floor(i / all.length);
    const one = all[i % all.length].toString('latin1');
    const cut = one.indexOf('\n\n');
    const head = one.slice(0, cut).replace(/<([^<>@\s]+)@/g, `<r${round}.$1@`);
    const mail = Buffer.from(round === 0 ? one : head + one.slice(cut), 'latin1');
    const commit = `commit refs/heads/master\ncommitter A <a@example.org> ${1_700_000_000 + i} +0000\ndata 0\n`;
    git.stdin.write(`${commit}M 100644 inline m\ndata ${mail.length}\n`);
    git.stdin.write(mail);
    if (!git.stdin.write('\n')) await once(git.stdin, 'drain');
  }
  git.stdin.end();
  await once(git, 'close');
  renameSync(archive, done);
  return done;
}

/** What a command and all that it started and waited for took; of CPU time where the system tells, else by the clock. */
function timed(program, args, options) {
  const before = children();
  const start = performance.now();
  const run = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  const clock = (performance.now() - start) / 1000;
  return { run, clock, cpu: before === null ? clock : children() - before };
}

/** proc(5): user and system time of children that were waited for, in hundredths of a second. */
function children() {
  if (!existsSync('/proc/self/stat')) return null;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function measure(archive, jobs, size) {
  const probe = join(dir, 'probe.cjs');
  writeFileSync(
    probe,
    "process.on('exit', () => process.stderr.write('\\n' + process.resourceUsage().maxRSS));",
  );
  const program = join(dist, 'git-kvm.cjs');
  const args = ['--require', probe, program, 'audit', '--jobs', `${jobs}`, '--format', 'json', archive];
  const { run, clock, cpu } = timed(process.execPath, args);
  const counts = JSON.parse(run.stdout).mails;
  const { read, patches, covers, replies, other } = counts;
  if (read !== size || read !== patches + covers + replies + other) {
    throw new Error(`mails lost: ${JSON.stringify(counts)} of ${size}`);
  }
  return {
    mails: size,
    jobs,
    patches,
    'clock s': clock.toFixed(1),
    'CPU s': cpu.toFixed(1),
    'patches per CPU s': Math.round(patches / cpu),
    'ms per patch': ((1000 * cpu) / patches).toFixed(2),
    'RSS MB': Math.round(Number(run.stderr.trim().split('\n').pop()) / 1024),
  };
}

/** The same patches, through checkpatch.pl (one process for all of them, its best case) and through `git kvm audit`. */
async function compare(kernel) {
  const patches = readMails().filter((mail) => {
    const text = mail.toString('latin1');
    return /^Subject: \[PATCH/m.test(text) && text.includes('\ndiff --git ');
  });
  const count = Number(values.sample);
  const step = Math.max(1, Math.floor(patches.length / count));
  const sample = patches.filter((_, i) => i % step === 0).slice(0, count);
  const files = sample.map((mail, i) => {
    const file = join(dir, `${i}.patch`);
    writeFileSync(file, mail);
    return file;
  });
  const script = join(kernel, 'scripts', 'checkpatch.pl');
  const repeated = 5000;
  const archive = await archiveOf(`sample-${count}.git`, () => sample, repeated);
  const audit = 1000 / measure(archive, 1, repeated)['patches per CPU s'];
  const rows = [{ 'on the same patches': 'git kvm audit', 'ms per patch': audit.toFixed(2), ratio: '1' }];
  for (const [name, args] of [
    ['checkpatch.pl in the tree', []],
    ['checkpatch.pl --no-tree', ['--no-tree']],
  ]) {
    const { cpu } = timed('perl', [script, '--quiet', ...args, ...files], { cwd: kernel });
    const each = (1000 * cpu) / files.length;
    rows.push({
      'on the same patches': name,
      'ms per patch': each.toFixed(2),
      ratio: (each / audit).toFixed(0),
    });
  }
  console.table(rows);
}
