// Inputs larger than anyone sends, each in its own process: `npm run fuzz:huge`. What must hold: one of the three
// exit statuses, no more than a second of CPU time beyond the reading of the bytes, no more than 500 MB.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureDependencies } from './ensure.mjs';

const root = join(import.meta.dirname, '..');
ensureDependencies();
const { build } = await import('./build.mjs');
await build();

const MOST_MB = 500;
/** Beyond what a small mail takes, start and all; and for each MB that has to be read. */
const MOST_MS = 1000;
const MS_PER_MB = 40;

const HEAD =
  'From: A <a@example.com>\nDate: Wed, 1 May 2024 10:00:00 +0200\nMessage-ID: <x@y>\nSubject: [PATCH] KVM: x86/mmu: Fix the walk\n';
const FILE = 'arch/x86/kvm/mmu/mmu.c';
const SIGNED = 'Signed-off-by: A <a@example.com>\n';
const diffOf = (added, count) =>
  `---\n ${FILE} | 2 +-\n\ndiff --git a/${FILE} b/${FILE}\n--- a/${FILE}\n+++ b/${FILE}\n@@ -1,2 +1,${count + 1} @@ int f(void)\n-\tint a;\n${added.repeat(count)} \treturn;\n-- \n2.39.5\n`;
const DIFF = diffOf('+\tint b;\n', 1);
const mail = (text, diff = DIFF, head = HEAD) => `${head}\n${text}\n\n${SIGNED}${diff}`;
const times = (count, text) => text.repeat(count);
const MB = 1_000_000;

const INPUTS = {
  'a body of 50 MB of prose': () =>
    mail(times(800_000, 'Fix the walk of the pages when foo() is called by bar.\n')),
  'a body of one line of 50 MB': () => mail(times(50 * MB, 'x')),
  'a body of 10 MB of prose': () =>
    mail(times(160_000, 'Fix the walk of the pages when foo() is called by bar.\n')),
  'a body of 480 KB of what a rule forbids': () => mail(times(25_000, 'We fix this patch. ')),
  'a body of 19,000 lines': () => mail(times(19_000, 'We fix this patch.\n')),
  'a body of 50 MB of NUL': () => mail(times(50 * MB, '\0')),
  'a body of 12 MB of NUL': () => mail(times(12 * MB, '\0')),
  'a body of 50 MB of lone CR': () => mail(times(25 * MB, 'x\r')),
  'a body of 12 MB of lone CR': () => mail(times(6 * MB, 'x\r')),
  'a body of 50 MB of invalid UTF-8': () =>
    Buffer.concat([Buffer.from(`${HEAD}\n`), Buffer.alloc(50 * MB, 0xff), Buffer.from(`\n${DIFF}`)]),
  'a body of 12 MB of invalid UTF-8': () =>
    Buffer.concat([Buffer.from(`${HEAD}\n`), Buffer.alloc(12 * MB, 0xff), Buffer.from(`\n${DIFF}`)]),
  'a body of 14 MB of base64': () =>
    `${HEAD}Content-Transfer-Encoding: base64\n\n${times(180_000, `${times(19, 'QUFB')}\n`)}`,
  'a body of 14 MB of quoted-printable': () =>
    `${HEAD}Content-Transfer-Encoding: quoted-printable\n\n${times(1_500_000, '=C3=A9=\n')}`,
  '100,000 tags': () => mail(times(100_000, 'Fixes: 0123456789ab ("KVM: x86: Add")\n')),
  '12,000 tags': () =>
    mail(`Fix.\n\n${SIGNED}${times(12_000, 'Fixes: 0123456789ab ("KVM: x86: Add")\n').trim()}`),
  '100,000 reviews': () => mail(`Fix.\n\n${times(100_000, 'Reviewed-by: A B <a@b.org>\n')}`),
  'a line of a diff a million times': () => mail('Fix.', diffOf('+\tint b = foo(a, b); /* c */\n', MB)),
  'a line of a diff 400,000 times': () => mail('Fix.', diffOf('+\tint b = foo(a, b); /* we */\n', 400_000)),
  'a comment of 200,000 lines': () =>
    mail('Fix.', diffOf('+// we fix this, and vmx_foo() as well\n', 200_000)),
  'a file of a diff a million times': () =>
    mail('Fix.', `---\n${times(MB, `diff --git a/${FILE} b/${FILE}\n`)}`),
  'a file of a diff 200,000 times': () =>
    mail('Fix.', `---\n${times(200_000, `diff --git a/${FILE} b/${FILE}\n`)}`),
  'a million lines of To:': () => mail('Fix.', DIFF, `${HEAD}${times(MB, 'To: A <a@example.com>\n')}`),
  'a header of a million folded lines': () =>
    mail('Fix.', DIFF, `${HEAD}To: a\n${times(MB, ' b@example.org,\n')}`),
  '50,000 nested parts': () =>
    `${HEAD}${Array.from({ length: 50_000 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`).join('')}\nFix.\n${DIFF}`,
  '300,000 parts side by side': () =>
    `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${times(300_000, '--b\n\nFix.\n---\n')}--b--\n`,
  'a gzip that grows to 200 MB': () => gzipSync(Buffer.alloc(200 * MB, 'x')),
  'a subject of 10 MB': () => `From: A <a@b>\nSubject: [PATCH] ${times(MB, 'KVM: x86: ')}\n\nFix.\n${DIFF}`,
};
/** Commit messages: what is not a mail. */
const MESSAGES = {
  'a commit message of 50 MB': () =>
    times(800_000, 'Fix the walk of the pages when foo() is called by bar.\n'),
  'a commit message of 400 KB': () =>
    `KVM: x86/mmu: Fix the walk\n\n${times(8_000, 'Fix the walk of the pages, we do foo(), by bar.\n')}`,
  'a commit message of 100,000 tags': () =>
    `KVM: x86: Fix\n\nFix.\n\n${times(100_000, 'Cc: stable@vger.kernel.org\n')}`,
  'a commit message of 12,000 tags': () =>
    `KVM: x86: Fix\n\nFix.\n\n${SIGNED}${times(12_000, 'Fixes: 0123456789ab ("KVM: x86: Add")\n')}`,
};

const home = mkdtempSync(join(tmpdir(), 'git-kvm-huge-'));
const probe = join(home, 'probe.cjs');
const told = join(home, 'told');
writeFileSync(
  probe,
  `const { readFileSync, writeFileSync } = require('node:fs');
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  // That of the process which started this one counts for maxRSS.
  let kb = maxRSS;
  try {
    kb = Number(/^VmHWM:\\s+(\\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {}
  writeFileSync(${JSON.stringify(told)}, JSON.stringify({ cpu: userCPUTime + systemCPUTime, kb }));
});`,
);
const clone = join(home, 'clone');
mkdirSync(clone);
spawnSync('git', ['init', '-q', clone]);

let failed = 0;
let start = Number.NaN;
start = attempt('mail', 'a small mail', Buffer.from(mail('Fix.')));
const only = process.argv[2] ?? '';
for (const [kind, inputs] of [
  ['mail', INPUTS],
  ['message', MESSAGES],
]) {
  for (const [name, make] of Object.entries(inputs))
    if (name.includes(only)) attempt(kind, name, Buffer.from(make()));
}
rmSync(home, { recursive: true, force: true });
console.log(`fuzz:huge: ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function attempt(kind, name, bytes) {
  const file = join(home, 'input');
  writeFileSync(file, bytes);
  rmSync(told, { force: true });
  const args = kind === 'mail' ? [file] : ['--message', file];
  const program = join(root, 'dist', 'git-kvm.cjs');
  const { status, signal } = spawnSync(
    process.execPath,
    ['-r', probe, program, 'check', '--format', 'json', ...args],
    {
      cwd: clone,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 600_000,
      maxBuffer: 1e9,
    },
  );
  const wrong = [];
  let ms = Number.NaN;
  let mb = Number.NaN;
  try {
    const { cpu, kb } = JSON.parse(readFileSync(told, 'utf8'));
    ms = cpu / 1000;
    mb = kb / 1024;
  } catch {
    wrong.push('no end');
  }
  if (![0, 1, 2].includes(status)) wrong.push(`exit status ${status ?? signal}`);
  if (ms - start > MOST_MS + (bytes.length / MB) * MS_PER_MB) wrong.push('too slow');
  if (mb > MOST_MB) wrong.push('too much memory');
  if (wrong.length > 0) failed += 1;
  const size = `${(bytes.length / MB).toFixed(1)} MB`;
  console.log(
    `${name.padEnd(42)} ${size.padStart(8)}  status ${status}  ${ms.toFixed(0).padStart(6)} ms CPU  ${mb.toFixed(0).padStart(4)} MB  ${wrong.join(', ')}`,
  );
  return ms;
}
