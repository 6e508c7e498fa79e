// Write src/analysis/english/lookalikes.ts from lists of right words, one a line: those of SCOWL, American and British, large.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const lists = process.argv.slice(2);
if (lists.length === 0) {
  process.stderr.write('usage: node scripts/lookalikes.mjs american-english-large british-english-large\n');
  process.exit(2);
}
const root = join(import.meta.dirname, '..');

/** Words of kernel developers that look like another word, and that no dictionary has. */
const KERNEL =
  `advertize advertized advertizes advertizing compat handcode handcoded handcoding hypercall hypercalls infact
  mmapping regset regsets sanitisation synic tracefs untrapped uring usbnet`.split(/\s+/);

const misspellings = readFileSync(join(root, 'src', 'analysis', 'english', 'misspellings.ts'), 'utf8');
const pairs = [...misspellings.matchAll(/^([a-z]+) (.+)$/gm)];
const wrong = new Set(pairs.map(([, word]) => word));
const usual = new Set(
  pairs.map(([, , right]) => right.toLowerCase()).filter((right) => /^[a-z]{5,}$/.test(right)),
);

const doubled = new Set([...usual].filter((word) => undoubled(word) !== word).map(undoubled));
const right = new Set(KERNEL);
for (const list of lists) {
  for (const line of readFileSync(list, 'utf8').split('\n')) right.add(line.toLowerCase().replace(/'s$/, ''));
}
const words = [...right]
  .filter((word) => /^[a-z]{5,}$/.test(word) && !wrong.has(word) && !usual.has(word) && looksUsual(word))
  .sort();
const text = `/**
 * Right words that look like a misspelling: one letter inside them, or two, makes another usual word. Made by
 * scripts/lookalikes.mjs from the word lists of SCOWL, which are Copyright 2000-2011 by Kevin Atkinson: "Permission to
 * use, copy, modify, distribute and sell these word lists, the associated scripts, the output created from the scripts,
 * and its documentation for any purpose is hereby granted without fee, provided that the above copyright notice appears
 * in all copies and that both that copyright notice and this permission notice appear in supporting documentation. Kevin
 * Atkinson makes no representations about the suitability of this array for any purpose. It is provided "as is" without
 * express or implied warranty."
 *
 * @license
 */
export const LOOKALIKES = \`
${words.join('\n')}
\`;
`;
writeFileSync(join(root, 'src', 'analysis', 'english', 'lookalikes.ts'), text);
process.stdout.write(`${words.length} look-alikes\n`);

/** Whether `slipsOf` in src/analysis/english/slips.ts would find a usual word for it. */
function looksUsual(word) {
  for (let i = 1; i < word.length; i += 1) {
    const [head, tail] = [word.slice(0, i), word.slice(i)];
    const inside = i < word.length - 1;
    if (inside && (usual.has(head + tail.slice(1)) || usual.has(head + tail[1] + tail[0] + tail.slice(2))))
      return true;
    for (let code = 97; code <= 122; code += 1) {
      const letter = String.fromCharCode(code);
      if (usual.has(head + letter + tail) || (inside && usual.has(head + letter + tail.slice(1))))
        return true;
    }
  }
  const single = undoubled(word);
  if (word.length < 8 || single === word) return false;
  const ofVowel = (i) =>
    [...'aeiou'].some((vowel) => doubled.has(single.slice(0, i) + vowel + single.slice(i)));
  return doubled.has(single) || [...single].some((_, i) => i > 0 && ofVowel(i));
}

function undoubled(word) {
  return word.replace(/(.)\1+/g, '$1');
}
