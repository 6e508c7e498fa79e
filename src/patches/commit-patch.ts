/** A patch from a commit message and a diff, as git has them. */
import { parseDiff } from '../model/diff';
import { makePatch, type Origin, type Patch, type Person } from '../model/patch';
import { parseSubject } from '../model/subject';
import { Source } from '../model/text';

/**
 * @param message the message as it is recorded; its lines count from 1
 * @param diffText what `git diff` printed; undefined where no diff is at hand
 */
export function makeCommitPatch(
  message: string,
  diffText: string | undefined,
  origin: Origin,
  author: Person | null,
  isMerge = false,
): Patch {
  return makePatch({
    origin,
    subject: parseSubject(message.split('\n', 1)[0]!),
    message: Source.ofLines(message),
    author,
    diff: diffText === undefined ? undefined : parseDiff(diffText.split('\n')).diff,
    isMerge,
  });
}
