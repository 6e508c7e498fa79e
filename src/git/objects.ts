/** What `git cat-file --batch` prints, taken apart. */

export type BatchObject =
  | { readonly kind: 'object'; readonly id: string; readonly type: string; readonly content: Buffer }
  | { readonly kind: 'missing' | 'ambiguous' };

/** The answers in the order of the questions; fewer where git stopped early. */
export function parseBatch(output: Buffer): BatchObject[] {
  const objects: BatchObject[] = [];
  let at = 0;
  while (at < output.length) {
    const newline = output.indexOf(10, at);
    if (newline === -1) break;
    const head = output.toString('utf8', at, newline);
    at = newline + 1;
    const found = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(head);
    if (found) {
      const end = at + Number(found[3]);
      if (end > output.length) break;
      objects.push({ kind: 'object', id: found[1]!, type: found[2]!, content: output.subarray(at, end) });
      at = end + 1;
    } else {
      objects.push({ kind: head.endsWith(' ambiguous') ? 'ambiguous' : 'missing' });
    }
  }
  return objects;
}

/** The shortlog of a raw commit: its first paragraph on one line, as git's `%s`. */
export function shortlogOf(commit: Buffer): string {
  const cut = commit.indexOf('\n\n');
  if (cut === -1) return '';
  const encoding = /^encoding (.+)$/m.exec(commit.toString('latin1', 0, cut))?.[1] ?? 'utf-8';
  const text = decode(commit.subarray(cut + 2, cut + 2 + 16_384), encoding).replace(/^\n+/, '');
  const paragraph = text.split(/\n[ \t]*\n/, 1)[0] ?? '';
  return paragraph
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .trim();
}

/** When a raw commit was committed, in seconds since 1970; 0 where it does not tell. */
export function committerDateOf(commit: Buffer): number {
  const head = commit.toString('latin1', 0, Math.max(0, commit.indexOf('\n\n')));
  return Number(/^committer .* (\d+) [+-]\d{4}$/m.exec(head)?.[1] ?? 0);
}

function decode(bytes: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
