// Write src/analysis/english/misspellings.ts and usual.ts from word lists. Arguments: codespell's dictionary.txt, the kernel's spelling.txt.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [codespell, kernel] = process.argv.slice(2);
if (kernel === undefined) {
  process.stderr.write(
    'usage: node scripts/misspellings.mjs codespell/dictionary.txt linux/scripts/spelling.txt\n',
  );
  process.exit(2);
}

/** Right in what kernel developers write, whatever the lists say. */
const RIGHT = new Set(
  `iff hist inout ans ue ba te ot fo od hel thats ned sting stap datas creat parms ser clen doub deque readd
   pevent falsy uptodate uninit reenable reenabled reenables reenabling preemptable unmapable wakup unlikey cant
   advertize advertized advertizes advertizing dont wont isnt doesnt arent wasnt didnt`.split(/\s+/),
);

const words = new Map();
for (const line of readFileSync(kernel, 'utf8').split('\n')) {
  const [wrong, right] = line.split('||');
  if (right !== undefined && !line.startsWith('#')) words.set(wrong.toLowerCase(), right);
}
for (const line of readFileSync(codespell, 'utf8').split('\n')) {
  const [wrong, right] = line.split('->');
  // What may be one of several words is for a reader to decide.
  if (right !== undefined && !right.includes(',')) words.set(wrong.toLowerCase(), right);
}
const lines = [...words]
  .filter(
    ([wrong, right]) => /^[a-z]{4,17}$/.test(wrong) && /^[a-zA-Z' -]+$/.test(right) && !RIGHT.has(wrong),
  )
  .filter(([wrong, right]) => right.replace(/[- ]/g, '').toLowerCase() !== wrong)
  .map(([wrong, right]) => `${wrong} ${right}`)
  .sort();
const text = `/**
 * Misspelt words and what they should be, a line each, in order. Made by scripts/misspellings.mjs from the dictionary
 * of codespell (GPL-2.0; derived from Wikipedia's list of common misspellings, CC BY-SA 3.0) and from the kernel's
 * scripts/spelling.txt (GPL-2.0, first from Debian's lintian). What may be several words is left out.
 */
export const MISSPELLINGS = \`
${lines.join('\n').replace(/[`\\$]/g, '')}
\`;
`;
const folder = join(import.meta.dirname, '..', 'src', 'analysis', 'english');
writeFileSync(join(folder, 'misspellings.ts'), text);
const usual = new Set(lines.map((line) => line.slice(line.indexOf(' ') + 1).toLowerCase()));
const usualText = `/**
 * The words that people are known to misspell, each of them once, a line each: what src/analysis/english/misspellings.ts
 * says they should be, with its sources. Made by scripts/misspellings.mjs.
 */
export const USUAL = \`
${[...usual].sort().join('\n')}
\`;
`;
writeFileSync(join(folder, 'usual.ts'), usualText);
process.stdout.write(`${lines.length} misspellings\n`);
