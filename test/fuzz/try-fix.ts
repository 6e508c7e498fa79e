/** Fixes on broken input: what is written reads back as what was meant, all else stays, and a second run finds nothing. */
import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { UsageError } from '../../src/model/errors';
import type { Finding } from '../../src/model/finding';
import { type Patch, seriesOfOne } from '../../src/model/patch';
import { decodeMessage } from '../../src/patches/commit-message';
import type { Read } from '../../src/patches/paths';
import { withoutLastBreaks } from '../../src/patches/rewrite/lines';
import { rewriteMails } from '../../src/patches/rewrite/mail';
import { rewriteMessageFile } from '../../src/patches/rewrite/message-file';
import { type Change, planFixes } from '../../src/patches/rewrite/plan';
import { showDiff } from '../../src/patches/rewrite/show-diff';
import { judgeAs, judgeAtCommit, messageOf, messageOptions, readBytes } from './try-input';

/** Each round of fixing applies one fix at least: with fewer than there are rounds, nothing was left to fix. */
const ROUNDS = 10;
const isDone = (changes: readonly Change[]) => changes.every(({ applied }) => applied.length < ROUNDS);

/** `check --fix` on mails. @throws AssertionError */
export async function tryFix(bytes: Buffer, variant: number): Promise<void> {
  const judge = judgeAs(variant);
  const read = await readBytes(bytes, true);
  const changes = read.series.flatMap((series) => planFixes(series, (one) => judge([one])));
  for (const { patch, message } of changes) showDiff(patch.message.value, message, 'x');
  const fixed = await written(() => rewriteMails(bytes, changes));
  if (fixed === null || changes.length === 0) return;
  const again = await readBytes(fixed, true);
  const [before, after] = [inOrder(read), inOrder(again)];
  assert.equal(after.length, before.length, 'as many patches as before');
  for (const [i, patch] of before.entries()) {
    const expected = changes.find((change) => change.patch === patch)?.message ?? patch.message.value;
    const now = after[i]!;
    assert.equal(
      withoutLastBreaks(now.message.value),
      withoutLastBreaks(expected),
      'the message as it was meant',
    );
    assert.deepEqual(aroundMessage(now), aroundMessage(patch), 'what is around the message stays');
  }
  if (!isDone(changes)) return;
  const more = again.series.flatMap((series) => planFixes(series, (one) => judge([one])));
  assert.deepEqual(
    more.flatMap(({ applied }) => applied.map(({ rule }) => rule)),
    [],
    'fixed once is fixed',
  );
}

/** `commit.fix` on a message file. @throws AssertionError */
export function tryMessageFix(bytes: Buffer, variant: number): void {
  const options = messageOptions(variant);
  const read = messageOf(bytes, variant);
  if (read === null) return;
  const { text, patch } = read;
  const isShown = ({ level }: Finding) => variant % 2 === 0 || level !== 'note';
  const [change] = planFixes(
    seriesOfOne(patch),
    (series) => judgeAtCommit(series.patches[0]!, variant),
    isShown,
  );
  if (change === undefined) return;
  const fixed = rewriteMessageFile(bytes, patch.message, change.message, options.encoding);
  // Without its last byte of another encoding, a file may be UTF-8: the same bytes, read otherwise.
  if (isUtf8(fixed) !== isUtf8(bytes)) return;
  const again = messageOf(fixed, variant)!;
  assert.equal(cleaned(again.patch.message.value), cleaned(change.message), 'reads back');
  const comments = (of: string) =>
    of
      .split('\n')
      .filter((line) => options.cleanup === 'strip' && line.startsWith('#') && options.comment === '#');
  assert.deepEqual(comments(decodeMessage(fixed, options.encoding)), comments(text), 'comments stay');
  if (!isDone([change])) return;
  const more = planFixes(
    seriesOfOne(again.patch),
    (series) => judgeAtCommit(series.patches[0]!, variant),
    isShown,
  );
  assert.deepEqual(
    more.map(({ applied }) => applied.map(({ rule }) => rule)),
    [],
    'fixed once is fixed',
  );
}

/** As git cleans a message up: white space at the ends of lines, blank lines. */
function cleaned(message: string): string {
  const lines = message.split('\n').map((line) => line.trimEnd());
  return lines
    .filter((line, i) => line !== '' || lines[i - 1] !== '')
    .join('\n')
    .trim();
}

/** What cannot be written is told, and nothing is written. */
async function written(write: () => Promise<Buffer>): Promise<Buffer | null> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

const inOrder = ({ series }: Read) =>
  series
    .flatMap(({ patches }) => patches)
    .map((patch) => ({ patch, line: (patch.subjectText ?? patch.message).span(0, 0).line }))
    .sort((a, b) => a.line - b.line)
    .map(({ patch }) => patch);

function aroundMessage({ notes, diff, headers, footer, author, subject, origin }: Patch) {
  return {
    notes: notes.value,
    files: diff.files.map(({ hunks }) => hunks.map(({ lines }) => lines.map(({ text }) => text).join('\n'))),
    paths: diff.paths,
    head: ['from', 'to', 'cc', 'date', 'in-reply-to', 'references'].map(
      (name) => headers?.field(name)?.value,
    ),
    footer: [footer.baseCommit?.value, footer.prerequisites],
    author,
    brackets: [subject.n, subject.of, subject.version],
    id: origin.messageId,
  };
}
