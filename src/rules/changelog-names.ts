import { maskQuoted, proseOf } from '../analysis/english';
import { isRight } from '../analysis/english/words';
import { distance } from '../lint/config/nearest';
import { exampleDiff } from '../lint/example-mail';
import { patchRule, type RulePage } from '../lint/rule';
import type { Diff } from '../model/diff';
import { matchesOf } from '../model/matches';
import { memoize } from '../model/memoize';
import type { Patch } from '../model/patch';
import type { Text } from '../model/text';

/** A name of code with an underscore inside, or one that is called. */
const NAME =
  /(?<![\w$@%/.-])(?:[A-Za-z]\w{0,63}_\w{0,63}[A-Za-z0-9]|[A-Za-z]\w{4,63}(?=\(\)))(?![\w*]|\.[ch]\b)/g;
const WORD = /[A-Za-z_]\w{3,}/g;

export default patchRule({
  id: 'changelog-names',
  section: 'changelog',
  level: 'note',
  requires: ['message', 'diff'],
  summary: 'Spell names of code as the code does',
  *check(patch, { clone, series }) {
    const strange = strangeNames(patch);
    // mutant: only saves time
    if (strange.length === 0) return;
    // One question for all patches.
    const asked = [...new Set(series.patches.flatMap(strangeNames).map(({ name }) => name))].sort();
    const known = clone?.uses(asked);
    const words = patchWords(patch);
    const inSeries = series.patches.map(patchWords);
    const families = new Set([...words].map(familyOf));
    for (const { text, at, name } of strange) {
      if (typeof known === 'object' && known.has(name)) continue;
      const meant = [...words].find((word) => isMeant(name, word));
      if (meant !== undefined) {
        if (known === 'unknown') continue;
        yield {
          message: `\`${name}\` is not in the diff, but \`${meant}\` is`,
          hint: `Did you mean \`${meant}\`?`,
          at: text.span(at, at + name.length),
        };
      } else if (typeof known === 'object' && isOfKvm(name, families)) {
        if (inSeries.some((own) => own.has(name)) || isPartOfName(name, text.value[at + name.length], words))
          continue;
        yield {
          message: `\`${name}\` is neither in the series nor in the tree`,
          hint: 'Check the name; for code that is gone, say so and name the commit that removed it',
          at: text.span(at, at + name.length),
        };
      }
    }
  },
});

/** Names in the words of a patch that its diff does not have. */
const strangeNames = memoize((patch: Patch): readonly Named[] => {
  const named = namesOf(patch);
  // mutant: only saves time
  if (named.length === 0) return [];
  const words = patchWords(patch);
  return named.filter(({ name }) => !words.has(name));
});

const patchWords = memoize((patch: Patch) => wordsOf(patch.diff));

/** `kvm` for `kvm_demo_set()`. */
function familyOf(name: string): string {
  return name.replace(/^_+/, '').split('_')[0]!.toLowerCase();
}

/** Names of KVM's code begin like this, and so do those next to which they are used. */
const FAMILIES = new Set(['kvm', 'vmx', 'svm', 'vmcs', 'vmcb', 'tdp', 'tdx', 'sev', 'nested']);

/** `kvm_demo_set/clear()`, `kvm_demo_xxx`, and a test without the end of its name. */
function isPartOfName(name: string, next: string | undefined, words: ReadonlySet<string>): boolean {
  return next === '/' || /_x+$/i.test(name) || [...words].some((word) => word.startsWith(name));
}

function isOfKvm(name: string, families: ReadonlySet<string>): boolean {
  const family = familyOf(name);
  return FAMILIES.has(family) && families.has(family);
}

interface Named {
  readonly text: Text;
  readonly at: number;
  readonly name: string;
}

function namesOf(patch: Patch): Named[] {
  return [patch.shortlog, ...proseOf(patch.changelog)].flatMap((text) =>
    [...matchesOf(NAME, maskQuoted(text.value))].map((match) => ({ text, at: match.index, name: match[0] })),
  );
}

function wordsOf(diff: Diff): Set<string> {
  const words = new Set<string>();
  const add = (text: string) => {
    for (const [word] of matchesOf(WORD, text)) words.add(word);
  };
  for (const { oldPath, newPath, hunks } of diff.files) {
    add(oldPath);
    add(newPath);
    for (const { heading, lines } of hunks) {
      add(heading);
      for (const { text } of lines) add(text);
    }
  }
  return words;
}

/** Returns true if an unknown name is a misspelling of one that exists: in case, in an underscore, in a part. */
function isMeant(name: string, real: string): boolean {
  // mutant: only saves time
  if (Math.abs(name.length - real.length) > 2 || !real.includes('_')) return false;
  if (isSameButCase(name, real)) return !isOtherKind(name, real);
  const [parts, realParts] = [name.split('_'), real.split('_')];
  if (parts.length !== realParts.length) return false;
  const wrong = parts.flatMap((part, i) => (part === realParts[i] ? [] : [[part, realParts[i]!] as const]));
  return wrong.length === 1 && isMisspelt(...wrong[0]!);
}

function isSameButCase(a: string, b: string): boolean {
  const bare = (name: string) => name.replaceAll('_', '').toLowerCase();
  return bare(a) === bare(b);
}

/** A constant and a function of the same name differ; so do functions that differ in a leading underscore. */
function isOtherKind(a: string, b: string): boolean {
  const [one, two] = [caseOf(a), caseOf(b)];
  if (one !== two && one !== 'mixed' && two !== 'mixed') return true;
  return withoutUnderscores(a) === withoutUnderscores(b);
}

function withoutUnderscores(name: string): string {
  return name.replace(/^_+/, '').replace(/(?<!_)_+$/, '');
}

function caseOf(name: string): 'upper' | 'lower' | 'mixed' {
  if (name === name.toUpperCase()) return 'upper';
  return name === name.toLowerCase() ? 'lower' : 'mixed';
}

/** A part that is not a word, one letter away from a word. */
function isMisspelt(part: string, real: string): boolean {
  if (/\d/.test(part)) return false;
  return part.length >= SHORTEST && distance(part, real) === 1 && !isRight(part.toLowerCase());
}

/** Shorter parts of names are abbreviations: gfn, pfn. */
const SHORTEST = 5;

const DIFF = (...lines: string[]) => exampleDiff({ 'arch/x86/kvm/x86.c': lines });
const LOCK = DIFF(
  ' static void demo(void)',
  ' {',
  '+\tspin_lock(&tsc_write_lock);',
  '+\tnr_pages = KVM_DEMO_MAX;',
);
const IN = (changelog: string) => `KVM: x86: Lock the demo\n\n${changelog}\n`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Function References',
  why: `Names in a changelog get searched for, and one in the wrong case, without its underscore or with a typo finds nothing.
Reported are names that are neither in the diff nor in the clone, and that differ little from one in the diff; a name unlike
any in the diff may be from other code. In a clone, names of KVM's own code are also reported if they are nowhere at all.`,
  valid: [
    { name: 'as in the code', message: IN('Take tsc_write_lock around the demo.'), diff: LOCK },
    {
      name: 'of other code',
      message: IN('Take tsc_write_lock, as kvm_guest_time_update() does.'),
      diff: LOCK,
    },
    {
      name: 'a constant and a function of one name',
      message: IN('Handle KVM_SET_DEMO and __nr_pages.'),
      diff: DIFF('+\tkvm_set_demo(nr_pages);'),
    },
    {
      name: 'a name that the clone has',
      message: IN('Take the tscwrite_lock around the demo.'),
      diff: LOCK,
      clone: { uses: { tscwrite_lock: 'mentioned' } },
    },
    {
      name: 'a clone that can’t tell',
      message: IN('Take the tscwrite_lock around kvm_demo_gone().'),
      diff: LOCK.replace('nr_pages', 'kvm_pages'),
      clone: {},
    },
    {
      name: 'names of other code than KVM’s, and of none that the diff is about',
      message: IN('Do as spin_demo_reset() and svm_demo_reset() do.'),
      diff: LOCK.replace('nr_pages', 'kvm_pages'),
      clone: { uses: {} },
    },
    {
      name: 'several names in one, and a part of one',
      message: IN('Have kvm_demo_set/clear(), kvm_pages and kvm_other_xxx take the lock.'),
      diff: LOCK.replace('nr_pages', 'kvm_pages_test').replace('KVM_DEMO', 'kvm_demo_clear'),
      clone: { uses: {} },
    },
    {
      name: 'another word, a number, an abbreviation, quoted words, a file',
      message: IN('Take tsc_writer_lock and kvm_vcpu2 with gfn_to_hva, "Nr_Pages", Nr_pages.c.'),
      diff: DIFF('+\ttsc_write_lock(kvm_vcpu1, pfn_to_hva, nr_pages);'),
    },
    {
      name: 'other parts',
      message: IN('Take tscq_write_lock, tsc_qwritesq_lock and tsc_lokc_writ around the demo, not tsc_w.'),
      diff: DIFF('+\tspin_lock(&tsc_write_lock, tsc_v);'),
    },
  ],
  invalid: [
    {
      name: 'a letter in the wrong case',
      message: IN('Take tsc_writE_lock around the demo.'),
      diff: LOCK,
      quotes: ['tsc_writE_lock'],
      says: ['tsc_write_lock'],
    },
    {
      name: 'an underscore that is missing',
      message: IN('Take tscwrite_lock around the demo.'),
      diff: LOCK,
      quotes: ['tscwrite_lock'],
    },
    {
      name: 'a typo in a part',
      message: IN('Take tsc_wriite_lock around the demo.'),
      diff: LOCK,
      quotes: ['tsc_wriite_lock'],
    },
    {
      name: 'in the shortlog, of a name in a heading',
      message: 'KVM: x86: Lock demo_Reset\n\nTake the lock.\n',
      diff: LOCK.replace(' @@\n', ' @@ static void demo_reset(void)\n'),
      quotes: ['demo_Reset'],
    },
    {
      name: 'a name that the clone does not have',
      message: IN('Use KVM_DemoMax.'),
      diff: LOCK,
      clone: { uses: { tscwrite_lock: 'other' } },
      quotes: ['KVM_DemoMax'],
    },
    {
      name: 'a name that is nowhere',
      message: IN('Take the lock, as kvm_demo_gone() did.'),
      diff: LOCK.replace('nr_pages', 'kvm_pages'),
      clone: { uses: { kvm_pages: 'other' } },
      quotes: ['kvm_demo_gone'],
      says: ['neither in the series nor in the tree'],
    },
  ],
});
