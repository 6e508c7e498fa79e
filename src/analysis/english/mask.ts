/** Blank out, in a piece of prose, what its author only quotes: the result has the same length, so offsets hold. */

import { memoizeText } from '../../model/memoize-text';
import { oneOf, pattern } from '../../model/words';

const blanks = (found: string) => found.replace(/[^\n]/g, ' ');

/** Links and mail addresses. */
const ADDRESS = /\bhttps?:\/\/[^\s>)\]]+|<?(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}>?/g;
/** `"…"`, over a line break but not over a paragraph. */
const DOUBLE = /"[^"]{1,800}"|“[^”]{1,800}”/g;
const BACKTICK = /``[^`]{1,200}``|`[^`]{1,200}`/g;
/** `'…'` that is not an apostrophe: it opens after a space and closes before one. */
const SINGLE = /(?<![^\s(=[])'(?=\S)[^'\n]{1,80}'(?![\w'])/g;
/** `(commit 0123456789ab ("…"))` is gone with its quotes; the id itself is not a word either. */
const HASH = /\b[0-9a-f]{7,40}\b/g;
/** What holds an underscore, parentheses, an arrow, a digit or a slash between letters, or names a file or an option. */
const CODE = pattern('g')`(?<![\w])${oneOf`
    --?[a-z][\w-]{0,60}=\S+, [\w.>[\]-]{0,80}(?:_|->|::)(?:[\w.>[\](){},*-]{0,80}[\w)}*\]>])?, \w+\(\),
    [\w/-]{1,80}\.(?:[chS]|py|rst|txt|sh|ko|config)\b, \$\w+, @\w+
  `}`;

/** As many as the rules look at in one patch, one after the other. */
const MOST_TEXTS = 64;

/** Blank out quotations, `code` in backticks, links, addresses and commit ids. */
export const maskQuoted = memoizeText((value) => {
  let masked = value;
  if (value.includes('@') || value.includes('://')) masked = masked.replace(ADDRESS, blanks);
  if (value.includes('"') || value.includes('“')) masked = masked.replace(DOUBLE, blanks);
  if (value.includes('`')) masked = masked.replace(BACKTICK, blanks);
  if (value.includes("'")) masked = masked.replace(SINGLE, blanks);
  return masked.replace(HASH, blanks);
}, MOST_TEXTS);

/** Blank out identifiers, paths and options as well: what is left are words. */
export const maskCode = memoizeText((value) => maskQuoted(value).replace(CODE, blanks), MOST_TEXTS);
