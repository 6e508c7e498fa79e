/** The words and names of a patch's prose and code, as far as they tell one change from another. */
import { memoize } from '../../../model/memoize';
import { memoizeText } from '../../../model/memoize-text';
import type { Text } from '../../../model/text';
import type { PatchFacts } from './facts';
import { description } from './kinds';
import type { FileFacts } from './symbols';

/** Words of every patch of KVM, and of English: sharing them ties nothing. */
const COMMON = new Set(
  (
    'kvm kvms selftest selftests test tests tested testing testcase testcases vcpu vcpus vm vms guest guests host linux ' +
    'kernel kernels userspace user space add adds added adding fix fixes fixed introduce introduced support supported ' +
    'supports allow allows when where which while with without that this these those then than from into onto ' +
    'have has had been being are was were will would should could can cannot may might must not also only more most some any ' +
    'each other others same such both after before during between because since there their they them its use used uses ' +
    'using make makes made set sets setting get gets via per for and the but new newly old now instead like just even ' +
    'change changes changed update updates updated handle handled handling case cases code function functions value values ' +
    'check checks checked verify verifies ensure needed need needs required require call calls called calling patch series ' +
    'commit bit bits field fields data struct type types state states mode run running file files line ' +
    'does doing done did what how why here one two first second last next previous still yet already ' +
    'implement implemented implementation feature features behavior behaviour work works correct correctly properly ' +
    'currently existing expected return returns returned returning error errors issue issues bug bugs problem ' +
    'include header headers helper helpers api uapi ioctl ioctls arch x86 x86_64 arm64 aarch64 s390 s390x riscv ' +
    'intel amd cpu cpus otherwise result results fail fails failed failure avoid create created creating enable enabled ' +
    'enables enabling disable disabled disabling number different possible whether provide provides provided ' +
    'virtual machine machines com org https lore signed off www link cc reported exercise cover covers coverage basic validate'
  ).split(' '),
);

/** A word without the ending that its neighbours in a sentence gave it. */
export function stem(word: string): string {
  if (word.length <= 4) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ing') && word.length > 6) return word.slice(0, -3).replace(/(.)\1$/, '$1');
  if (word.endsWith('ed') && word.length > 5) return word.slice(0, -2).replace(/(.)\1$/, '$1');
  if (word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us')) return word.slice(0, -1);
  return word.endsWith('e') ? word.slice(0, -1) : word;
}

/** Telling words of a text, stemmed, once each; names are split at underscores as well. */
export function wordsOf(text: string, into = new Set<string>()): Set<string> {
  for (const name of text.match(NAME) ?? []) for (const word of wordsOfName(name)) into.add(word);
  return into;
}

const NAME = /[A-Za-z0-9][A-Za-z0-9_-]{1,60}/g;
/** Names of so many words and symbols are remembered. */
const MOST_NAMES = 20_000;

const wordsOfName = memoizeText((name): readonly string[] => {
  const parts = name.split(/[_-]/);
  const words = parts
    .map((part) => part.toLowerCase())
    .filter((word) => word.length >= 3 && !COMMON.has(word) && !/^\d/.test(word))
    .map(stem);
  // `SEV-ES` is more than SEV.
  if (parts.length === 2 && name.includes('-') && /^[A-Z0-9-]+$/.test(name)) words.push(name.toLowerCase());
  return words;
}, MOST_NAMES);

/** The first few words of a text with these stems, as they are written there. */
export function spelled(text: string, stems: ReadonlySet<string>, most: number): string[] {
  const words = new Map<string, string>();
  for (const word of text.match(/[A-Za-z0-9][A-Za-z0-9-]{1,60}/g) ?? []) {
    for (const part of word.includes('-') ? new Set([word, ...word.split('-')]) : [word]) {
      const key = stem(part.toLowerCase());
      if (stems.has(key) && !words.has(key)) words.set(key, part);
    }
    if (words.size >= most) break;
  }
  return [...words.values()];
}

/** Names of code in prose: `kvm_lapic_set_base()`, `KVM_CAP_X`, `xapic_state_test`. */
function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  for (const name of text.match(/[A-Za-z_][A-Za-z0-9_]{3,80}/g) ?? []) {
    if (/[a-z0-9]_[a-z0-9]|^[A-Z][A-Z0-9]*_[A-Z0-9_]+$|^[A-Z0-9]{5,}$/.test(name)) names.add(name);
  }
  return names;
}

export interface Prose {
  /** Words of the shortlog, and of the names of the files that a test patch touches. */
  readonly title: ReadonlySet<string>;
  /** Words of the shortlog alone. */
  readonly own: ReadonlySet<string>;
  /** Words of the whole message. */
  readonly message: ReadonlySet<string>;
  /** Words that names in added code and in the headings of hunks are made of. */
  readonly code: ReadonlySet<string>;
  /** Names of code in the message. */
  readonly names: ReadonlySet<string>;
  /** Of a test: words of its message, and of its added lines with their comments and strings. */
  readonly told: ReadonlySet<string>;
}

/** So much of a test's added lines is read for words. */
const MOST_TOLD = 20_000;

/** What the prose of a patch is about. */
export const proseOf = memoize(({ patch, files }: PatchFacts): Prose => {
  const message = textOf(patch.message);
  const own = wordsOf(description(patch.shortlog.value));
  const title = new Set(own);
  const code = new Set<string>();
  for (const file of files) {
    if (file.area === 'test') wordsOf(file.path.slice(file.path.lastIndexOf('/') + 1), title);
    for (const hunk of file.file.hunks) wordsOf(hunk.heading, code);
    for (const name of file.uses.keys()) wordsOf(name, code);
  }
  const words = wordsOf(message);
  return { title, own, message: words, code, names: namesIn(message), told: toldIn(files, words) };
});

function toldIn(files: readonly FileFacts[], message: ReadonlySet<string>): ReadonlySet<string> {
  const told = new Set(message);
  let left = MOST_TOLD;
  for (const { area, added } of files) {
    if (area !== 'test') continue;
    for (const { line } of added) {
      left -= line.text.length;
      if (left < 0) return told;
      wordsOf(line.text, told);
    }
  }
  return told;
}

/** Prose without addresses: tags are left out, and so is text of excessive length. */
function textOf(message: Text): string {
  return message.value
    .slice(0, 50_000)
    .split('\n')
    .filter((line) => !/^[A-Z][A-Za-z-]+-by:|^(?:Cc|Link|Closes|Fixes):/.test(line))
    .join('\n');
}
