/** Blank out, in a piece of prose, what its author only quotes: the result has the same length, so offsets hold. */

const blanks = (found: string) => found.replace(/[^\n]/g, ' ');

/** Links and mail addresses. */
const ADDRESS = /\bhttps?:\/\/[^\s>)\]]+|<?(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}>?/g;
/** `"…"`, over a line break but not over a paragraph. */
const DOUBLE = /"[^"]{1,800}"|“[^”]{1,800}”/g;
const BACKTICK = /``[^`]{1,200}``|`[^`]{1,200}`/g;
/** `'…'` that is no apostrophe: it opens after a blank and closes before one. */
const SINGLE = /(?<![^\s(=[])'(?=\S)[^'\n]{1,80}'(?![\w'])/g;
/** `(commit 0123456789ab ("…"))` is gone with its quotes; the id itself is no word either. */
const HASH = /\b[0-9a-f]{7,40}\b/g;
/** What holds an underscore, parentheses, an arrow, a digit or a slash between letters, or names a file or an option. */
const CODE =
  /(?<![\w])(?:--?[a-z][\w-]*=\S+|[\w.>[\]-]{0,80}(?:_|->|::)(?:[\w.>[\](){},*-]{0,80}[\w)}*\]>])?|\w+\(\)|[\w/-]{1,80}\.(?:[chS]|py|rst|txt|sh|ko|config)\b|\$\w+|@\w+)/g;

/** Blank out quotations, `code` in backticks, links, addresses and commit ids. */
export function maskQuoted(value: string): string {
  return value
    .replace(ADDRESS, blanks)
    .replace(DOUBLE, blanks)
    .replace(BACKTICK, blanks)
    .replace(SINGLE, blanks)
    .replace(HASH, blanks);
}

/** Blank out identifiers, paths and options as well: what is left are words. */
export function maskCode(value: string): string {
  return maskQuoted(value).replace(CODE, blanks);
}
