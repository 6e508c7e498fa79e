/** Apply the fixes of findings to a message. */
import type { Edit, Finding } from '../../model/finding';

/** What a round, or all rounds, of fixing came to. */
interface Fixed {
  readonly message: string;
  /** The findings whose fixes were applied, in the order of applying. */
  readonly applied: readonly Finding[];
}

/** A fix can bring another one about; none needs more rounds than this. */
const MOST_ROUNDS = 10;

/**
 * One round: apply the fixes that do not touch each other's places; of two that do, the one whose rule comes first in
 * `findings`. Suppressed findings are left alone.
 *
 * @param findings of one patch whose message is `message`
 * @param only which fixes are wanted: `certain` for those that need no one to look at them
 */
export function applyFixes(
  message: string,
  findings: readonly Finding[],
  only: 'all' | 'certain' = 'all',
): Fixed {
  const edits: Edit[] = [];
  const applied: Finding[] = [];
  for (const finding of findings) {
    const { fix, suppressed } = finding;
    if (!fix || suppressed !== null || (only === 'certain' && !fix.certain)) continue;
    if (fix.edits.some((edit) => !isInside(edit, message) || edits.some((other) => touches(edit, other))))
      continue;
    edits.push(...fix.edits);
    applied.push(finding);
  }
  const fromTheEnd = edits.sort((a, b) => b.start - a.start || b.end - a.end);
  const fixed = fromTheEnd.reduce(
    (text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end),
    message,
  );
  return { message: fixed, applied: fixed === message ? [] : applied };
}

/**
 * Rounds of fixing, until no fix is left or none changes anything.
 *
 * @param lintAgain the findings of the patch, were this its message
 */
export function fixMessage(
  message: string,
  lintAgain: (message: string) => readonly Finding[],
  only: 'all' | 'certain' = 'all',
): Fixed {
  let text = message;
  const applied: Finding[] = [];
  const seen = new Set([message]);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = applyFixes(text, lintAgain(text), only);
    // Two rules that undo each other's fixes would go round for ever.
    if (seen.has(next.message)) break;
    text = next.message;
    seen.add(text);
    applied.push(...next.applied);
  }
  return { message: text, applied };
}

function isInside({ start, end }: Edit, message: string): boolean {
  return start >= 0 && start <= end && end <= message.length;
}

/** Insertions at the same place touch each other as well: no one knows which comes first. */
function touches(a: Edit, b: Edit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}
