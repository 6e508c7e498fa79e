/**
 * What `text.matchAll(pattern)` finds. That copies the pattern for each text, which costs more than to look for it where
 * little or nothing is found.
 *
 * @param pattern a global one that no one has left in the middle of a text
 */
export function matchesOf(pattern: RegExp, text: string): RegExpExecArray[] {
  const all: RegExpExecArray[] = [];
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    all.push(found);
    // As `matchAll` does, or it would be found for ever.
    if (found[0] === '') pattern.lastIndex += 1;
  }
  return all;
}
