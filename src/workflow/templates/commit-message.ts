/** The message that an editor opens with: git's own, with the template's first line and its hints put in. */

export interface MessageFile {
  readonly text: string;
  /** What opens a comment line; `auto` where git picks it. */
  readonly comment: string;
  readonly cleanup: 'strip' | 'whitespace' | 'verbatim' | 'scissors';
}

const SCISSORS = /^(\S{1,16}) -{24} >8 -{24}$/;

/** Returns true if no one has written anything: blank lines and a sign-off by `git commit -s`, above git's comments. */
export function isUnwritten(file: MessageFile): boolean {
  const { lines, cut } = takenApart(file);
  return lines.slice(0, cut).every((line) => line.trim() === '' || /^Signed-off-by: .*$/.test(line));
}

/**
 * Put a filled-in template into an unwritten message. The template's comment lines (`#`) get the right character, and
 * stand where git takes them away again; where it would not, they are left out.
 */
export function withTemplate(template: string, file: MessageFile): string {
  const { lines, cut, scissors, comment } = takenApart(file);
  const all = template.replace(/(?<!\n)\n+$/, '').split('\n');
  const words = all.filter((line) => !line.startsWith('#'));
  while (words.length > 1 && words.at(-1)!.trim() === '') words.pop();
  const isGone = file.cleanup === 'strip' || (file.cleanup === 'scissors' && scissors !== -1);
  const hints = isGone
    ? all.filter((line) => line.startsWith('#')).map((line) => comment + line.slice(1))
    : [];
  // The template's words take the place of the blank lines before it.
  const signed = lines.slice(0, cut).findIndex((line) => line.trim() !== '');
  const above = signed === -1 ? [''] : ['', ...lines.slice(signed, cut)];
  const rest = lines.slice(cut);
  if (hints.length > 0) {
    const at = file.cleanup === 'scissors' ? Math.min(scissors - cut + 3, rest.length) : 0;
    rest.splice(at, 0, ...hints, ...(rest[at] === undefined ? [] : [comment]));
  }
  if (above.at(-1) !== '') above.push('');
  return [...words, ...above, ...rest].join('\n');
}

function takenApart({ text, comment: said }: MessageFile) {
  const lines = text.split('\n');
  const scissors = lines.findIndex((line) => SCISSORS.test(line));
  const comment = said === 'auto' ? picked(lines, scissors) : said;
  const first = lines.findIndex((line) => line.startsWith(comment));
  const cut = first === -1 ? (lines.at(-1) === '' ? lines.length - 1 : lines.length) : first;
  return { lines, cut, scissors, comment };
}

/** With `core.commentChar=auto` git's own comments, the last lines, tell what it picked. */
function picked(lines: readonly string[], scissors: number): string {
  if (scissors !== -1) return SCISSORS.exec(lines[scissors]!)![1]!;
  const last = lines.findLast((line) => line.trim() !== '')?.[0];
  return last !== undefined && '#;@!$%^&|:'.includes(last) ? last : '#';
}
