/** Archives made up for the tests, and the program run on them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { handedOn } from '../mutants/handed-on';

export function folder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'git-kvm-audit-'));
  t.after(() => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}

export interface Made {
  readonly id: string;
  readonly subject: string;
  readonly to?: string;
  readonly year?: number;
  readonly body?: string;
  readonly from?: string;
}

export const DIFF = `---
 arch/x86/kvm/x86.c | 1 +
 1 file changed, 1 insertion(+)

diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
index 0123456789ab..ba9876543210 100644
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1,3 +1,4 @@ static void check(void)
 	one();
 	two();
+	three();
 	four();
-- 
2.50.0
`;

/** A mail; with a `[PATCH]` in its subject, a patch that breaks the guide where the subject is not capitalized. */
export function mail({
  id,
  subject,
  to,
  year = 2024,
  body,
  from = 'Ann Author <ann@example.org>',
}: Made): string {
  const patch = /\[PATCH/.test(subject) && !/ 0\/|^Re:/.test(subject);
  const text = patch ? `Check it.\n\nSigned-off-by: ${from}\n${DIFF}` : 'Some words.\n';
  return [
    `From: ${from}`,
    'To: kvm@vger.kernel.org',
    `Date: Mon, 6 May ${year} 10:00:00 +0000`,
    `Subject: ${subject}`,
    `Message-ID: <${id}@example.org>`,
    ...(to === undefined ? [] : [`In-Reply-To: <${to}@example.org>`, `References: <${to}@example.org>`]),
    '',
    body ?? text,
  ].join('\n');
}

/** Threads as they lie in an archive: a series of three, of which the mails are not in order, and an answer. */
export function threads(count: number): string[] {
  const mails: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const year = 2020 + (i % 5);
    const from = `Author ${i % 7} <author${i % 7}@example.org>`;
    const one = (id: string, subject: string, to?: string) =>
      mail({ id: `${i}-${id}`, subject, year, from, ...(to === undefined ? {} : { to: `${i}-${to}` }) });
    mails.push(
      one('0', '[PATCH 0/2] KVM: x86: Two of them'),
      one('2', `[PATCH 2/2] KVM: x86: ${i % 2 ? 'check' : 'Check'} the other one`, '0'),
      one('re', 'Re: [PATCH 0/2] KVM: x86: Two of them', '0'),
      one('1', '[PATCH 1/2] KVM: x86: Check one of them', '0'),
    );
  }
  return mails;
}

export function mbox(mails: readonly string[]): string {
  return mails.map((text) => `From a@example.org Mon May  6 10:00:00 2024\n${text}\n`).join('');
}

export function maildir(dir: string, mails: readonly string[]): string {
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(dir, name), { recursive: true });
  mails.forEach((text, i) => {
    writeFileSync(join(dir, i % 2 ? 'new' : 'cur', `${String(i).padStart(6, '0')}.x`), text);
  });
  return dir;
}

/** One commit of a public-inbox: a mail, the deletion of one (by its text), or what an edit of history leaves. */
export type Commit = { readonly m: string } | { readonly d: string } | 'purged';

/** A public-inbox v2 repository as git clones it. */
export function inbox(gitDir: string, commits: readonly Commit[]): string {
  execFileSync('git', ['init', '-q', '--bare', '-b', 'master', gitDir]);
  const parts: Buffer[] = [];
  const add = (text: string) => parts.push(Buffer.from(text));
  for (const commit of commits) {
    add('commit refs/heads/master\ncommitter A <a@example.org> 1714990000 +0000\ndata 1\nx\ndeleteall\n');
    if (commit === 'purged') continue;
    const [name, text] = 'm' in commit ? ['m', commit.m] : ['d', commit.d];
    add(`M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
  }
  execFileSync('git', [`--git-dir=${gitDir}`, 'fast-import', '--quiet'], { input: Buffer.concat(parts) });
  return gitDir;
}

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export const PROGRAM = join(process.env.GIT_KVM_DIST ?? 'dist', 'git-kvm.cjs');

/** The configuration of whoever runs the tests stays out. */
export function environment(dir: string): NodeJS.ProcessEnv {
  return { ...handedOn(), PATH: process.env.PATH, HOME: dir, XDG_CONFIG_HOME: join(dir, 'no-config') };
}

export function audit(dir: string, ...args: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'audit', ...args], {
    cwd: dir,
    env: environment(dir),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, out: stdout, err: stderr };
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of the program under test
export function auditJson(dir: string, ...args: string[]): any {
  const { status, out, err } = audit(dir, '--format', 'json', ...args);
  return { ...JSON.parse(out === '' ? '{}' : out), status, err };
}

export function lines(text: string): { messageId: string; findings: { rule: string }[] }[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

export function read(path: string): string {
  return readFileSync(path, 'utf8');
}
