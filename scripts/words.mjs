// The word lists: right words from dictionaries at build time, and the vocabulary of the kernel from a tree.
//   node scripts/words.mjs LINUX    writes data/common-words.txt and data/kernel-words.txt from a kernel tree
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
export const DICTIONARIES = ['dictionary-en', 'dictionary-en-gb'];

/** All forms of all words of the dictionaries, names of people and places included, in lower case and sorted. */
export async function dictionaryWords() {
  const { default: nspell } = await import('nspell');
  const words = new Set();
  for (const name of DICTIONARIES) {
    const folder = join(root, 'node_modules', name);
    const [affixes, list] = ['index.aff', 'index.dic'].map((file) => readFileSync(join(folder, file)));
    for (const word of Object.keys(nspell(affixes, list).data)) {
      if (/^[A-Za-z][a-z]+$/.test(word)) words.add(word.toLowerCase());
    }
  }
  return [...words].sort();
}

/** Put the lists that the program reads into a folder. */
export async function writeWordLists(folder) {
  writeFileSync(join(folder, 'words.txt'), `${(await dictionaryWords()).join('\n')}\n`);
  for (const name of ['common-words.txt', 'kernel-words.txt'])
    copyFileSync(join(root, 'data', name), join(folder, name));
}

/** Where kernel developers write prose: documents, and comments of code. */
const DOCUMENTS = ['Documentation'];
const SOURCES = [
  ...['arch/x86', 'arch/arm64', 'virt', 'kernel', 'mm', 'fs', 'include/linux'],
  ...['tools/testing/selftests/kvm', 'drivers/vfio', 'drivers/iommu'],
];
const NOT_ENGLISH = /translations|devicetree\/bindings/;
const WORD = /(?<![\w'’.@/=#:+*<>&$%-])[A-Za-z]?[a-z]+(?![\w@/=#*(<>-]|\.\w|:\w|->|\[)/g;

/** Parts of names in this code are words of its developers when they are used so often. */
const CODE = ['arch/x86/kvm', 'arch/x86/include', 'virt/kvm', 'tools/testing/selftests/kvm'];
const IN_NAMES = 8;

/** A word is common when it is in so many files; jargon counts when people in several places use it. */
const COMMON_FILES = 8;
const JARGON = { files: 4, times: 6 };
/** A word that is this much rarer than a common one beside it is a slip that went unnoticed. */
const RARER = 20;

/** Right words that a kernel tree has too rarely to tell. */
const MORE =
  `advertize compat handcode handcoding hypercall infact ioctls memslot paravirtual parallelly parametrize passthrough
  refcounted regset selftest synic tracefs untrapped userfault vectoring virtualized callees enlightenments
  folios recoverable uring usbnet`.split(/\s+/);

async function writeKernelWords(tree) {
  const texts = [
    ...DOCUMENTS.flatMap((folder) => filesBelow(tree, folder, /\.(?:rst|txt)$/)).map(read),
    ...SOURCES.flatMap((folder) => filesBelow(tree, folder, /\.[chS]$/))
      .map(read)
      .map((text) => (text.match(/\/\*[\s\S]*?\*\/|\/\/.*/g) ?? []).join('\n')),
  ];
  const times = new Map();
  const files = new Map();
  const count = (map, word) => map.set(word, (map.get(word) ?? 0) + 1);
  for (const text of texts) {
    const words = [...text.matchAll(WORD)].map(([word]) => word);
    for (const word of words) count(times, word.toLowerCase());
    // Names are not candidates: only what is written in lowercase is common.
    for (const word of new Set(words)) if (/^[a-z]/.test(word)) count(files, word);
  }
  const inNames = new Map();
  for (const text of CODE.flatMap((folder) => filesBelow(tree, folder, /\.[chS]$/)).map(read)) {
    for (const [name] of text.matchAll(/\w*_\w*/g))
      for (const part of name.toLowerCase().split(/[^a-z]+/)) count(inNames, part);
  }
  const right = new Set(await dictionaryWords());
  const known = new Set(
    read(join(tree, 'scripts/spelling.txt'))
      .split('\n')
      .flatMap((line) => (line.includes('||') ? [line.split('||')[0].toLowerCase()] : [])),
  );
  const all = [...times.keys()].filter((word) => word.length > 2 && !known.has(word));
  const common = all.filter((word) => right.has(word) && files.get(word) >= COMMON_FILES);
  const isSlip = (word) =>
    word.length > 4 &&
    common.some((other) => times.get(other) > RARER * times.get(word) && isOneEdit(word, other));
  const jargon = all.filter(
    (word) =>
      !right.has(word) &&
      (files.get(word) ?? 0) >= JARGON.files &&
      times.get(word) >= JARGON.times &&
      !isSlip(word),
  );
  const parts = [...inNames.keys()].filter(
    (part) => part.length > 4 && inNames.get(part) >= IN_NAMES && !right.has(part) && !known.has(part),
  );
  // Jargon that is everywhere can be meant as well.
  const often = jargon.filter((word) => word.length > 4 && files.get(word) >= 4 * COMMON_FILES);
  write('common-words.txt', [...common, ...often]);
  write('kernel-words.txt', [...new Set([...jargon, ...parts, ...MORE])]);
}

function isOneEdit(a, b) {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}

function filesBelow(tree, folder, name) {
  return readdirSync(join(tree, folder), { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() && name.test(entry.name) && !NOT_ENGLISH.test(path) ? [path] : [];
  });
}

function read(path) {
  return readFileSync(path, 'latin1');
}

function write(name, words) {
  writeFileSync(join(root, 'data', name), `${words.sort().join('\n')}\n`);
  process.stdout.write(`data/${name}: ${words.length} words\n`);
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.length !== 3) {
    process.stderr.write('usage: node scripts/words.mjs LINUX\n');
    process.exit(2);
  }
  await writeKernelWords(process.argv[2]);
}
