import { type Comment, commentsOf } from '../analysis/c/comments';
import { codeOfLines } from '../analysis/c/scan';
import { isWritten } from '../analysis/c/written';
import { maskQuoted, proseOf } from '../analysis/english';
import { patchRule, type RulePage } from '../lint/rule';
import type { Diff } from '../model/diff';
import type { Edit } from '../model/finding';
import { matchesOf } from '../model/matches';
import { memoize } from '../model/memoize';
import type { Patch, Series } from '../model/patch';
import type { Text } from '../model/text';
import { oneOf, pattern } from '../model/words';

/** A name as C's functions have it here; a single English word (`wait`) would be mistaken too often. */
const NAME =
  /(?<![\w.>@&*/{$%-])(?:__)?[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w(*{/-]|\.[\w]|->|=|\s*\(\)|\[|::|\s+\([a-z])/g;
const WORD = /[A-Za-z_]\w{2,}/g;
/** One name in quotes is still a name; more than a name is a quotation. */
const QUOTED_NAME = /(["'`])((?:__)?[a-z][a-z0-9]*(?:_[a-z0-9]+)+)\1/g;
/** Macros in lower case, which no diff shows to be macros. */
const MACROS = new Set(
  'module_param module_init module_exit static_assert container_of late_initcall list_for_each_entry kvm_for_each_vcpu early_param core_param'.split(
    ' ',
  ),
);
/** Words after a name that say it is not a function, or that it is named as something else. */
const BEHIND = pattern('i')`^\s+(?:self)?${oneOf`
    tests?, testcases?, fields?, structs?, structures?, flags?, macros?, variables?, vars?, params?,
    parameters?, arguments?, args?, modules?, files?, hooks?, callbacks?, callback, ops?, binary,
    binaries, labels?, sections?, symbols?, unions?, bools?, arrays?, pointers?, members?, ioctls?,
    events?, tracepoints?, types?, typedefs?, enums?, locks?, mutex, attributes?, options?, quirks?,
    caps?, capability, bits?, headers?, stats?, counters?, lists?, tables?, objects?, entries, entry,
    dirs?, director(?:y|ies), branch, tree, commands?, values?, knobs?, format, corruption, kconfig,
    registers?, assets?, variants?, prefix, suffix, namespace, syscalls?, system[ _]calls?,
    static[ _]key, static[ _]call, is defined, isn't defined
  `}\b`;
/** Number of characters next to a name that are checked. */
const AROUND = 200;
const BEFORE = pattern('i')`\b${oneOf`
    struct, enum, union, macro, variable, field, member, param, parameter, argument, module, file,
    tracepoint, flag, bool, lock, mutex, static key, static call, label, symbol, goto, type, typedef,
    test, selftest, -?>, option, hook, callback, const, int, u8, u16, u32, u64, unsigned, long, void,
    pointer, hold, holding, take, taking, takes, acquire, acquiring, drop, dropping, release, releasing,
    grab, grabbing
  `}\s+\*?$`;
/** `calls do_it`: only functions are. */
const CALLED = /\b(?:calls?|calling|invok(?:es?|ing))\s+(?:\*\s+)?$/i;

export default patchRule({
  id: 'function-parentheses',
  section: 'changelog',
  level: 'warn',
  requires: ['message', 'diff'],
  summary: 'Write function names as `function_name()`',
  fixes: true,
  *check(patch, { clone, series }) {
    const { inWords, inNotes } = barely(patch);
    // Few names have no parentheses: the diff, which is long, is only searched for those.
    const candidates = new Set([...inWords, ...inNotes].flatMap(({ bare }) => bare.map(({ name }) => name)));
    for (const name of MACROS) candidates.delete(name);
    // mutant: only saves time
    if (candidates.size === 0) return;
    const functions = functionsOf(patch.diff, candidates);
    for (const name of namedWithParentheses(patch)) if (candidates.has(name)) functions.add(name);
    for (const { bare } of [...inWords, ...inNotes])
      for (const { name, isCalled } of bare) if (isCalled && candidates.has(name)) functions.add(name);
    const known = clone?.uses(bareInSeries(series));
    if (typeof known === 'object')
      for (const name of candidates) if (known.get(name) === 'function') functions.add(name);
    // mutant: only saves time
    if (functions.size === 0) return;
    for (const name of othersOf(patch.diff, functions)) functions.delete(name);
    // mutant: only saves time
    if (functions.size === 0) return;
    yield* inMessage(inWords, functions);
    yield* inComments(inNotes, patch, functions);
  },
});

/** Names without parentheses in the words and in the comments of a patch. */
const barely = memoize((patch: Patch) => ({
  inWords: wordsOf(patch).map((text) => ({ text, bare: bareNames(text.value) })),
  inNotes: commentsOf(patch.diff).map((comment) => ({ comment, bare: bareNames(comment.text.value) })),
}));

/** Those of all patches, for one question to the clone. */
function bareInSeries({ patches }: Series): string[] {
  const names = patches.flatMap((patch) => {
    const { inWords, inNotes } = barely(patch);
    return [...inWords, ...inNotes].flatMap(({ bare }) => bare.map(({ name }) => name));
  });
  return [...new Set(names)].sort();
}

interface BareName {
  readonly name: string;
  readonly at: number;
  /** Words that say that it is called. */
  readonly isCalled: boolean;
}

/** The shortlog, and the changelog's prose. */
function wordsOf(patch: Patch): Text[] {
  return [patch.shortlog, ...proseOf(patch.changelog)];
}

/** Those of the names that are called or defined in the diff, or head one of its hunks. */
function functionsOf(diff: Diff, candidates: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  const mayCall = anyOf([...candidates].map((name) => `${name}(`));
  const read = (code: string) => {
    // mutant: only saves time
    if (!mayCall(code)) return;
    for (const match of matchesOf(/(?<![\w.>])([a-z_][a-z0-9_]{2,80})\(/g, code)) {
      // A function pointer is called as well: `->run(vcpu)` is kept out above, `ops.run(vcpu)` too.
      if (candidates.has(match[1]!)) names.add(match[1]!);
    }
  };
  for (const file of diff.files) {
    if (!/\.[chS]$/.test(file.newPath)) continue;
    for (const hunk of file.hunks) {
      read(hunk.heading);
      codeOfLines(hunk).forEach(read);
    }
  }
  return names;
}

/** Returns true if a line may hold one of a few words; of many words none is checked twice. */
function anyOf(words: readonly string[]): (line: string) => boolean {
  // mutant: only saves time
  return words.length > 16 ? () => true : (line) => words.some((word) => line.includes(word));
}

/** Names that the diff uses as something else than a function: variables, fields, macros, types, files. */
function othersOf(diff: Diff, functions: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  const mayName = anyOf([...functions]);
  for (const file of diff.files) {
    for (const path of [file.oldPath, file.newPath])
      for (const [part] of matchesOf(WORD, path)) names.add(part);
    if (!/\.[chS]$/.test(file.newPath)) continue;
    for (const hunk of file.hunks) {
      for (const code of codeOfLines(hunk)) {
        // mutant: only saves time
        if (!mayName(code)) continue;
        const define = /^\s*#\s*define\s+(\w+)/.exec(code);
        if (define) names.add(define[1]!);
        for (const match of matchesOf(WORD, code)) {
          // mutant: only saves time
          if (!functions.has(match[0])) continue;
          // What decides is next to the name: a line may be of any length.
          const end = match.index + match[0].length;
          const before = code.slice(Math.max(0, match.index - 100), match.index);
          const after = code.slice(end, end + 100);
          if (isOther(before, after)) names.add(match[0]);
        }
      }
    }
  }
  return names;
}

function isOther(before: string, after: string): boolean {
  if (/(?:\.|->|\b(?:struct|enum|union|goto|defined|defined\s?\())\s*$/.test(before)) return true;
  if (/\b(?:TRACE_EVENT\w*|DEFINE_\w+|DECLARE_\w+)\($/.test(before)) return true;
  if (/^\s*\(/.test(after)) return false;
  // `EXPORT_SYMBOL(foo)`, `.run = foo,`, `foo,` in a table of callbacks are the function itself.
  if (/\bEXPORT_\w+\(\s*$|\w\s*=\s*&?$|^\s*$/.test(before) && /^\s*[,);]/.test(after)) return false;
  return (
    /^\s*(?:\[|=[^=]|\+\+|--|[-+|&^]=|->|\.\w)|^\s*;/.test(after) ||
    /\b(?:bool|int|u8|u16|u32|u64|long|char|size_t|gfn_t|gpa_t|hpa_t|hva_t|gva_t|kvm_pfn_t)\s+\**$/.test(
      before,
    )
  );
}

/** A name that the message itself writes with parentheses somewhere. */
function namedWithParentheses(patch: Patch): string[] {
  return matchesOf(/(?<![\w.>{}*-])([a-z_][a-z0-9]*(?:_[a-z0-9]+)+)\(\)/g, patch.message.value).map(
    (match) => match[1]!,
  );
}

function* inMessage(
  words: readonly { readonly text: Text; readonly bare: readonly BareName[] }[],
  functions: ReadonlySet<string>,
) {
  const places = new Map<string, { text: Text; at: number }[]>();
  for (const { text, bare: names } of words) {
    for (const { name, at } of names) {
      if (!functions.has(name)) continue;
      places.set(name, [...(places.get(name) ?? []), { text, at }]);
    }
  }
  for (const [name, found] of places) {
    const { text, at } = found[0]!;
    const edits: Edit[] = found.map((place) => {
      const end = place.text.start + place.at + name.length;
      return { start: end, end, text: '()' };
    });
    yield {
      ...findingOf(name),
      at: text.span(at, at + name.length),
      fix: { title: `Write ${name}()`, edits, certain: true },
    };
  }
}

function* inComments(
  comments: readonly { readonly comment: Comment; readonly bare: readonly BareName[] }[],
  patch: Patch,
  functions: ReadonlySet<string>,
) {
  const told = new Set<string>();
  for (const { comment, bare: names } of comments) {
    for (const { name, at } of names) {
      if (!functions.has(name) || told.has(name)) continue;
      if (!isWritten(patch.diff, comment, at, at + name.length)) continue;
      told.add(name);
      yield { ...findingOf(name), at: comment.text.span(at, at + name.length) };
    }
  }
}

function findingOf(name: string) {
  return { message: `Function name without parentheses: \`${name}\``, hint: `Write \`${name}()\`` };
}

/** Names without parentheses, if the text next to them does not say that they are not functions. */
function bareNames(value: string): BareName[] {
  // mutant: only saves time
  if (!value.includes('_')) return [];
  return matchesOf(NAME, maskQuoted(value.replace(QUOTED_NAME, ' $2 ')))
    .map(({ 0: name, index: at }) => ({
      name,
      at,
      isCalled: CALLED.test(value.slice(Math.max(0, at - 20), at)),
    }))
    .filter(
      ({ name, at }) =>
        !BEHIND.test(value.slice(at + name.length, at + name.length + AROUND)) &&
        !BEFORE.test(value.slice(Math.max(0, at - AROUND), at)) &&
        // `on_each_cpu(disable_one)`: the argument of a call.
        !/\w\($/.test(value.slice(Math.max(0, at - 2), at)),
    );
}

const HEAD = `diff --git a/arch/x86/kvm/mmu/mmu.c b/arch/x86/kvm/mmu/mmu.c
--- a/arch/x86/kvm/mmu/mmu.c
+++ b/arch/x86/kvm/mmu/mmu.c
`;
const DIFF = `${HEAD}@@ -10,3 +10,4 @@ static void kvm_mmu_free_roots(struct kvm *kvm)
 	struct kvm_mmu_page *free_page = NULL;
+	kvm_mmu_zap_all(kvm, free_page);
 	b();
 	c();
`;
const MESSAGE = (text: string) => `KVM: x86/mmu: Zap roots when they are freed\n\n${text}\n`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Function References',
  why: `Parentheses distinguish a function from a variable, a field or a macro: \`kvm_mmu_zap_all()\`. They are asked for if the diff,
another place in the message or the clone shows that the name is a function, and nothing shows that it is something else as
well.`,
  valid: [
    {
      name: 'with parentheses',
      message: MESSAGE('Call kvm_mmu_zap_all() from kvm_mmu_free_roots().'),
      diff: DIFF,
    },
    { name: 'a variable', message: MESSAGE('Zap free_page as well.'), diff: DIFF },
    {
      name: 'a type',
      message: MESSAGE('Zap every struct kvm_mmu_page, i.e. each kvm_mmu_page.'),
      diff: DIFF,
    },
    { name: 'it is unknown what it is', message: MESSAGE('Do as kvm_other_thing does.'), diff: DIFF },
    { name: 'quoted', message: MESSAGE('Print "kvm_mmu_zap_all failed" no more.'), diff: DIFF },
    {
      name: 'a macro that is called',
      message: MESSAGE('Zap as list_for_each_entry calls container_of.'),
      diff: DIFF,
    },
    {
      name: 'named as something else',
      message: MESSAGE('Add the kvm_mmu_zap_all tracepoint and test kvm_mmu_zap_all_test.'),
      diff: DIFF,
    },
    {
      name: 'braces',
      message: MESSAGE('Call kvm_mmu_{zap_all,free_roots}() and kvm_mmu_zap_all*().'),
      diff: DIFF,
    },
  ],
  invalid: [
    {
      name: 'a function that is called',
      message: MESSAGE('Call kvm_mmu_zap_all for each root.'),
      diff: DIFF,
      quotes: ['kvm_mmu_zap_all'],
      fixed: MESSAGE('Call kvm_mmu_zap_all() for each root.'),
    },
    {
      name: 'the function around a hunk, twice',
      message: MESSAGE('Zap in kvm_mmu_free_roots, as kvm_mmu_free_roots frees.'),
      diff: DIFF,
      quotes: ['kvm_mmu_free_roots'],
      fixed: MESSAGE('Zap in kvm_mmu_free_roots(), as kvm_mmu_free_roots() frees.'),
    },
    {
      name: 'in the shortlog',
      message: 'KVM: x86/mmu: Call kvm_mmu_zap_all\n\nZap roots when they are freed.\n',
      diff: DIFF,
      quotes: ['kvm_mmu_zap_all'],
      fixed: 'KVM: x86/mmu: Call kvm_mmu_zap_all()\n\nZap roots when they are freed.\n',
    },
    {
      name: 'in quotes',
      message: MESSAGE("Call 'kvm_mmu_zap_all' for each root."),
      diff: DIFF,
      quotes: ['kvm_mmu_zap_all'],
      fixed: MESSAGE("Call 'kvm_mmu_zap_all()' for each root."),
    },
    {
      name: 'the words say that it is called',
      message: MESSAGE('Zap what remains, as user space calls kvm_other_thing anyway.'),
      diff: DIFF,
      quotes: ['kvm_other_thing'],
      fixed: MESSAGE('Zap what remains, as user space calls kvm_other_thing() anyway.'),
    },
    {
      name: 'written both ways',
      message: MESSAGE('Do as kvm_other_thing() does: kvm_other_thing zaps.'),
      diff: DIFF,
      quotes: ['kvm_other_thing'],
      fixed: MESSAGE('Do as kvm_other_thing() does: kvm_other_thing() zaps.'),
    },
    {
      name: 'in a comment',
      message: MESSAGE('Zap roots when they are freed.'),
      diff: DIFF.replace('+\tkvm', '+\t/* As kvm_mmu_zap_all wants it. */\n+\tkvm').replace('10,4', '10,5'),
      quotes: ['kvm_mmu_zap_all'],
    },
  ],
});
