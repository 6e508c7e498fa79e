/** A patch as text again, as a mail with a unified diff, and which line of it is which line of the diff. */
import type { DiffFile, DiffLine } from './diff';
import type { Patch } from './patch';
import type { Text } from './text';

export interface PatchText {
  readonly text: string;
  /** By line of the text, from 1: the line of the diff that stands there. */
  readonly lines: ReadonlyMap<number, { readonly file: DiffFile; readonly line: DiffLine }>;
  /** By line of the text, from 1: the line of the message that is there. */
  readonly message: ReadonlyMap<number, Text>;
}

export function patchText(patch: Patch): PatchText {
  const message = new Map<number, Text>();
  const out = [
    'From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001',
    `From: ${patch.author?.name ?? 'Unknown'} <${patch.author?.email ?? 'unknown@example.org'}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: 8bit',
    `Subject: [PATCH] ${patch.shortlog.value}`,
    '',
  ];
  message.set(out.length - 1, patch.shortlog);
  for (const line of patch.body.lines()) {
    out.push(line.value);
    message.set(out.length, line);
  }
  out.push('---', '');
  const lines = new Map<number, { file: DiffFile; line: DiffLine }>();
  for (const file of patch.diff.files) {
    if (file.binary || (file.hunks.length === 0 && file.change !== 'renamed')) continue;
    out.push(`diff --git a/${file.oldPath} b/${file.newPath}`);
    if (file.change === 'renamed') out.push(`rename from ${file.oldPath}`, `rename to ${file.newPath}`);
    if (file.change === 'added') out.push(`new file mode ${file.newMode ?? '100644'}`);
    if (file.change === 'deleted') out.push(`deleted file mode ${file.oldMode ?? '100644'}`);
    if (file.hunks.length === 0) continue;
    out.push(file.change === 'added' ? '--- /dev/null' : `--- a/${file.oldPath}`);
    out.push(file.change === 'deleted' ? '+++ /dev/null' : `+++ b/${file.newPath}`);
    for (const hunk of file.hunks) {
      const count = (without: '+' | '-') => hunk.lines.filter(({ kind }) => kind !== without).length;
      out.push(
        `@@ -${hunk.oldStart},${count('+')} +${hunk.newStart},${count('-')} @@ ${hunk.heading}`.trimEnd(),
      );
      for (const line of hunk.lines) {
        out.push(`${line.kind}${line.text}`);
        lines.set(out.length, { file, line });
        if (line.noNewline) out.push('\\ No newline at end of file');
      }
    }
  }
  out.push('-- ', 'git-kvm', '');
  return { text: out.join('\n'), lines, message };
}
