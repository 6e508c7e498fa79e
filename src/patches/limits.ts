/** How much of anything is checked. What is longer was not written by a person, and reading it must not cost what it likes. */

/** Characters; the longest messages of Linux' history, with their dumps and tables, have a tenth of that. */
const MAX_CHARACTERS = 500_000;
const MAX_LINES = 20_000;

/** Why this message, cover letter or these notes are not checked; null for all that anyone writes. */
export function tooLongToCheck(text: string): string | null {
  return exceeds(text, { characters: MAX_CHARACTERS, lines: MAX_LINES });
}

/** The same by the number of lines, before a text is made of them. */
export function tooManyToCheck(lines: number): string | null {
  return lines > MAX_LINES ? `the text has more than ${MAX_LINES} lines` : null;
}

function exceeds(text: string, most: { characters: number; lines: number }): string | null {
  if (text.length > most.characters) return `the text has more than ${most.characters} characters`;
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines > most.lines ? `the text has more than ${most.lines} lines` : null;
}

/** A commit message together with what a template and `git status` say in comments. */
const MAX_WITH_COMMENTS = { characters: 4_000_000, lines: 200_000 };

/** Why the text of a message file is not even taken apart; null for all that anyone writes. */
export function tooLargeToRead(text: string): string | null {
  return exceeds(text, MAX_WITH_COMMENTS);
}
