// How fast `git kvm audit` is on one core and on all, and what memory it takes, on archives made by repeating one.
//
//   node scripts/bench-audit.mjs INBOX.git [MAILS...]        default: 1000 10000 100000
//
// INBOX.git is a public-inbox v2 repository, bare. With GIT_KVM_CHECKPATCH=…/checkpatch.pl, a sample of its patches also
// goes through that script, with and without --strict, for comparison.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';

const SAMPLE = 200;
const [inbox, ...sizes] = process.argv.slice(2);
if (inbox === undefined) {
  process.stderr.write('usage: node scripts/bench-audit.mjs INBOX.git [MAILS...]\n');
  process.exit(2);
}
const dir = mkdtempSync(join(tmpdir(), 'git-kvm-bench-'));
const dist = join(dir, 'dist');
try {
  await build(dist);
  const mails = readMails();
  const rows = [];
  for (const size of sizes.length > 0 ? sizes.map(Number) : [1000, 10_000, 100_000]) {
    const archive = await repeat(mails, size);
    for (const jobs of size > 50_000 ? [1, 2] : [1]) rows.push(await measure(archive, size, jobs));
    rmSync(archive, { recursive: true });
  }
  console.table(rows);
  if (process.env.GIT_KVM_CHECKPATCH) await checkpatch(mails);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function readMails() {
  const commits = execFileSync('git', [`--git-dir=${inbox}`, 'rev-list', '--reverse', 'HEAD'], {
    encoding: 'utf8',
  });
  const input = commits.replace(/\n/g, ':m\n');
  const out = execFileSync('git', [`--git-dir=${inbox}`, 'cat-file', '--batch'], {
    input,
    maxBuffer: 2 ** 30,
  });
  const found = [];
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const size = Number(/ blob (\d+)$/.exec(out.toString('latin1', at, end))?.[1] ?? -1);
    if (size >= 0) found.push(out.subarray(end + 1, end + 1 + size));
    at = end + 1 + (size >= 0 ? size + 1 : 0);
  }
  return found;
}

/** The same mails again and again, each time with Message-IDs of their own, as a public-inbox. */
async function repeat(mails, size) {
  const archive = join(dir, `${size}.git`);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'master', archive]);
  const git = spawn('git', [`--git-dir=${archive}`, 'fast-import', '--quiet', '--depth=10'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  for (let i = 0; i < size; i += 1) {
    const round = Math.floor(i / mails.length);
    const one = mails[i % mails.length].toString('latin1');
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
  return archive;
}

/** CPU time and not the clock's: it does not depend on what else the machine does. */
async function measure(archive, size, jobs) {
  const probe = join(dir, 'probe.cjs');
  writeFileSync(
    probe,
    `process.on('exit', () => {
      const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
      process.stderr.write(JSON.stringify({ maxRSS, cpu: (userCPUTime + systemCPUTime) / 1e6 }) + '\\n');
    });`,
  );
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--require',
      probe,
      join(dist, 'git-kvm.cjs'),
      'audit',
      '--jobs',
      `${jobs}`,
      '--format',
      'json',
      archive,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  await once(child, 'close');
  const seconds = (performance.now() - start) / 1000;
  const { mails } = JSON.parse(out);
  const { maxRSS, cpu } = JSON.parse(err.trim().split('\n').pop());
  if (mails.read !== size) throw new Error(`${mails.read} of ${size} mails`);
  return {
    mails: size,
    jobs,
    patches: mails.patches,
    seconds: seconds.toFixed(1),
    'patches/s': Math.round(mails.patches / seconds),
    'CPU s': cpu.toFixed(1),
    'patches per CPU s': Math.round(mails.patches / cpu),
    'RSS MB': Math.round(maxRSS / 1024),
  };
}

async function checkpatch(mails) {
  const patches = mails.filter((mail) => {
    const text = mail.toString('latin1');
    return /^Subject: \[PATCH/m.test(text) && text.includes('\ndiff --git ');
  });
  const step = Math.max(1, Math.floor(patches.length / SAMPLE));
  const files = patches
    .filter((_, i) => i % step === 0)
    .slice(0, SAMPLE)
    .map((mail, i) => {
      const file = join(dir, `${i}.patch`);
      writeFileSync(file, mail);
      return file;
    });
  for (const strict of [[], ['--strict']]) {
    const start = performance.now();
    for (const file of files) {
      const args = [process.env.GIT_KVM_CHECKPATCH, '--no-tree', '--quiet', ...strict, file];
      const child = spawn('perl', args, { stdio: 'ignore' });
      await once(child, 'close');
    }
    const seconds = (performance.now() - start) / 1000;
    console.log(`checkpatch.pl ${strict.join('')}: ${(files.length / seconds).toFixed(1)} patches/s`);
  }
}
