// What scripts/bench.mjs compares with, and what it gives to all of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DOINGS = ['Drop', 'Rename', 'Move', 'Export', 'Document', 'Skip', 'Clear', 'Track', 'Reject', 'Cache'];
const THINGS = [
  'the pending state',
  'an unused helper',
  'the MSR bitmap',
  'stale roots',
  'the TSC offset',
  'the interrupt shadow',
  'guest page tables',
  'the exit handler',
];
const REASONS = [
  'The state is only read while the vCPU is loaded, and nothing else depends on it.',
  'Each caller holds the lock already, so that a second check can never fail.',
  'Userspace restores the value after a migration, which makes the copy redundant.',
];

/** `count` messages as contributors write them, all different, that break no rule. */
export function messages(count) {
  return Array.from({ length: count }, (_, i) => {
    const doing = DOINGS[i % DOINGS.length];
    const thing = THINGS[Math.floor(i / DOINGS.length) % THINGS.length];
    const reason = REASONS[i % REASONS.length].replace(/(.{1,74})(?: |$)/g, '$1\n').trimEnd();
    return `KVM: x86: ${doing} ${thing} on reset ${i}

${doing} ${thing} when a vCPU is reset, number ${i} of many.

${reason}

No functional change intended.

Signed-off-by: Ada Example <ada@example.org>
`;
  });
}

export const DIFF = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
index 1234567..89abcde 100644
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1,2 @@
+/* The state. */
 int x86;
`;

/** The message as a patch that was mailed, for those who read no others. */
export function mailOf(message, diff) {
  const [subject, ...body] = message.split('\n');
  return `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001
From: Ada Example <ada@example.org>
Date: Wed, 1 May 2024 10:00:00 +0200
Subject: [PATCH] ${subject}
${body.join('\n')}---
${diff}`;
}

/** gitlint, or null where it isn't installed. */
export function gitlint() {
  if (spawnSync('gitlint', ['--version']).status === 0) return 'gitlint';
  return told('gitlint', 'is left out: it is not installed');
}

/** commitlint, installed below `home` for this run; null where npm cannot have it. */
export function commitlint(home, env) {
  const folder = join(home, 'commitlint');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const packages = ['@commitlint/cli', '@commitlint/config-conventional'];
  const npm = spawnSync(
    'npm',
    ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', ...packages],
    {
      cwd: folder,
      // npm's own settings may lie in the real home.
      env: { ...env, HOME: process.env.HOME, XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME },
    },
  );
  if (npm.status !== 0) return told('commitlint', 'could not be installed');
  const config = join(folder, 'commitlint.config.js');
  writeFileSync(config, "module.exports = { extends: ['@commitlint/config-conventional'] };\n");
  return [process.execPath, join(folder, 'node_modules', '@commitlint', 'cli', 'cli.js'), '--config', config];
}

/** The kernel tree that GIT_KVM_KERNEL names; null without one. */
export function kernelTree() {
  const tree = process.env.GIT_KVM_KERNEL;
  if (tree && existsSync(join(tree, 'scripts', 'checkpatch.pl'))) return tree;
  return told('checkpatch.pl', 'is left out: GIT_KVM_KERNEL names no tree of the kernel');
}

function told(name, why) {
  console.log(`${name} ${why}`);
  return null;
}
