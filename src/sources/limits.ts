/** How much of anything is judged. What is longer was not written by a person, and reading it must not cost what it likes. */

/** Characters; the longest messages of Linux' history, with their dumps and tables, have a tenth of that. */
const MAX_CHARACTERS = 500_000;
const MAX_LINES = 20_000;

/** Why this message, cover letter or these notes are not judged; null for all that anybody writes. */
export function tooLongToJudge(text: string): string | null {
  if (text.length > MAX_CHARACTERS) return `the text has more than ${MAX_CHARACTERS} characters`;
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && lines <= MAX_LINES; at = text.indexOf('\n', at + 1))
    lines += 1;
  return lines > MAX_LINES ? `the text has more than ${MAX_LINES} lines` : null;
}
