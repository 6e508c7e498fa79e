/** What the hooks' programs do before their compiled code is written down: what a clean commit and a clean send ask of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processKey } from '../send/process';
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
    for (let n = 1; n <= total; n += 1) {
      const file = join(folder, `${n}.patch`);
      writeFileSync(file, mail(n, total));
      writeFileSync(join(state, String(n)), `set -- '${file}' \n`);
    }
    Object.assign(process.env, { GIT_KVM_SEND: state, GIT_SENDEMAIL_FILE_TOTAL: String(total) });
    await program.run('sendemail-validate', [join(folder, `${total}.patch`)], folder, silent);
  },
};

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
