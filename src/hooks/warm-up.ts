/** What the hooks' programs do before their compiled code is written down: what a clean commit and a clean send ask of them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processKey } from '../git/process';
import type { Program } from './program';
import type { PROGRAMS } from './programs';

const MESSAGE = `KVM: x86/mmu: Drop a stale comment

Drop a comment on shadow_walk_init() that describes behavior of commit
0123456789ab ("KVM: x86: Add a demo"), which is long gone.

Fixes: 0123456789ab ("KVM: x86: Add a demo")
Cc: stable@vger.kernel.org
Signed-off-by: Ada Example <ada@example.org>
`;

const DIFF = `diff --git a/arch/x86/kvm/mmu/mmu.c b/arch/x86/kvm/mmu/mmu.c
index 1234567..89abcde 100644
--- a/arch/x86/kvm/mmu/mmu.c
+++ b/arch/x86/kvm/mmu/mmu.c
@@ -1,3 +1,4 @@ static int demo(void)
 {
-	/* A stale comment */
+	/* Reload the state. */
+	int r;
 	return 0;
`;

const silent = { err: () => {} };

/** Run a program in `folder`, the working directory, which is empty and in no repository. */
export const warmUp: Readonly<
  Record<(typeof PROGRAMS)[number], (program: Program, folder: string) => Promise<void>>
> = {
  async 'commit-msg'(program, folder) {
    Object.assign(process.env, { GIT_AUTHOR_NAME: 'Ada Example', GIT_AUTHOR_EMAIL: 'ada@example.org' });
    const file = join(folder, 'COMMIT_EDITMSG');
    const commit = (message: string) => {
      writeFileSync(file, `${message}# Please enter the commit message for your changes.\n`);
      const input = () => Buffer.from(`\0${DIFF}\n0`);
      return program.run('commit-msg', [file, 'settings+diff'], folder, { ...silent, input });
    };
    await commit(MESSAGE);
    await commit(MESSAGE.replace(/^(?:Fixes|Cc):.*\n/gm, ''));
  },
  async 'prepare-commit-msg'(program, folder) {
    const file = join(folder, 'COMMIT_EDITMSG');
    writeFileSync(file, '\n# Please enter the commit message for your changes.\n');
    await program.run('prepare-commit-msg', [file], folder, silent);
  },
  async send(program, folder) {
    const total = 3;
    const state = join(folder, 'sends', processKey(process.pid));
    mkdirSync(state, { recursive: true });
    const base = makeClone(folder);
    const mails = [cover(total, base), ...[1, 2, 3].map((n) => mail(n, total))];
    for (const [i, text] of mails.entries()) {
      const file = join(folder, `${i}.patch`);
      writeFileSync(file, text);
      writeFileSync(join(state, String(i + 1)), `set -- '${file}' \n`);
    }
    Object.assign(process.env, { GIT_KVM_SEND: state, GIT_SENDEMAIL_FILE_TOTAL: String(mails.length) });
    await program.run('sendemail-validate', [join(folder, `${total}.patch`)], folder, silent);
    // As for a git that does not count.
    delete process.env.GIT_SENDEMAIL_FILE_TOTAL;
    await program.run('sendemail-validate', [join(folder, '0.patch')], folder, silent);
  },
};

/** A clone with a commit, whose id is returned, and a tag; without git, none, and less is compiled. */
function makeClone(folder: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  try {
    git('init', '-q');
    git('remote', 'add', 'kvm', 'https://git.kernel.org/pub/scm/virt/kvm/kvm.git');
    const ada = ['-c', 'user.name=Ada Example', '-c', 'user.email=ada@example.org'];
    git(...ada, 'commit', '-q', '--allow-empty', '-m', 'KVM: x86: Add a demo');
    git('tag', 'v6.12-rc1');
    return git('rev-parse', 'HEAD');
  } catch {
    return '0'.repeat(40);
  }
}

function cover(total: number, base: string): string {
  return `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001
From: Ada Example <ada@example.org>
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <0@example.org>
Subject: [PATCH 0/${total}] KVM: x86/mmu: Drop stale comments

Drop comments that describe behavior that is long gone.

Ada Example (${total}):
  KVM: x86/mmu: Drop a stale comment
  KVM: x86/mmu: Drop a stale comment
  KVM: x86/mmu: Drop a stale comment

 arch/x86/kvm/mmu/mmu.c | 3 ++-
 1 file changed, 2 insertions(+), 1 deletion(-)


base-commit: ${base}
--
2.39.5
`;
}

function mail(n: number, total: number): string {
  return `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001
From: Ada Example <ada@example.org>
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <${n}@example.org>
In-Reply-To: <0@example.org>
Subject: [PATCH ${n}/${total}] ${MESSAGE}---
Since v1: Reword.

${DIFF}--
2.39.5
`;
}
