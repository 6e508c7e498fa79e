/**
 * Builders for rules on one kind of text. They hold what each such rule must leave alone, so that no rule forgets it; use
 * them before `patchRule`.
 */
import { type Comment, commentsOf } from '../analysis/c/comments';
import { hashCommentsOf } from '../analysis/c/hash-comments';
import { isWritten } from '../analysis/c/written';
import { maskQuoted, proseOf } from '../analysis/english';
import { partElsewhere } from '../analysis/kvm/intent';
import { localMark, namesKvm, parseShortlog, type Shortlog } from '../analysis/kvm/shortlog';
import type { RuleFinding } from '../model/finding';
import { lineSpan } from '../model/line-span';
import type { Patch } from '../model/patch';
import type { Text } from '../model/text';
import { type Context, type PatchRule, patchRule } from './rule';

type Head = Omit<PatchRule, 'checks' | 'requires' | 'check'>;

/**
 * A rule on how the description of a shortlog is written. Left alone: commits marked as local (`WIP:`, `fixup!`), and
 * patches to another subsystem with a part in KVM, where that subsystem's habits hold. In a revert made by git, the
 * description is the whole shortlog: `shortlog.isRevert` tells.
 */
export function shortlogRule({
  check,
  ...head
}: Head & {
  check(shortlog: Shortlog, patch: Patch, context: Context): Iterable<RuleFinding>;
}): PatchRule {
  return patchRule({
    ...head,
    requires: ['message'],
    *check(patch, context) {
      const { domain } = context;
      const shortlog = parseShortlog(patch.shortlog.value, domain);
      if (localMark(shortlog.value, domain) !== null) return;
      const isKvm = shortlog.segments.some((segment) => namesKvm(segment.value));
      if (isKvm || partElsewhere(patch, domain) === 'none') yield* check(shortlog, patch, context);
    },
  });
}

/**
 * A rule on the words of a changelog, called for each paragraph and list item. Left alone: tags, quoted mail, splats,
 * tables, code blocks, and output of tools.
 */
export function proseRule({
  check,
  ...head
}: Head & {
  /** @param words the same text with quotations, `code`, links and commit ids replaced by spaces */
  check(prose: Text, words: string, patch: Patch, context: Context): Iterable<RuleFinding>;
}): PatchRule {
  return patchRule({
    ...head,
    requires: ['message'],
    *check(patch, context) {
      for (const prose of proseOf(patch.changelog)) {
        yield* check(prose, maskQuoted(prose.value), patch, context);
      }
    },
  });
}

/** A finding in a comment: from and to which offset into its text. */
interface InComment extends Omit<RuleFinding, 'at'> {
  readonly from: number;
  readonly to: number;
}

/**
 * A rule on the words of comments in C, scripts and Makefiles, called for each comment; the first finding of each is
 * reported. Left alone: comments and lines that the patch moves, and what was there before.
 */
export function commentRule({
  check,
  ...head
}: Head & {
  /** @param comment null in scripts and Makefiles */
  check(words: string, comment: Comment | null): Iterable<InComment>;
}): PatchRule {
  return patchRule({
    ...head,
    requires: ['diff'],
    *check(patch) {
      for (const comment of commentsOf(patch.diff)) {
        for (const { from, to, ...problem } of check(comment.text.value, comment)) {
          if (!isWritten(patch.diff, comment, from, to)) continue;
          yield { ...problem, at: comment.text.span(from, to) };
          break;
        }
      }
      for (const { line, from: start, value } of hashCommentsOf(patch.diff)) {
        for (const { from, to, ...problem } of check(value, null)) {
          yield { ...problem, at: lineSpan(line, start + from, start + to) };
          break;
        }
      }
    },
  });
}
