/**
 * What each test patch has in common with each kernel patch: names, words, kinds. No judgement yet, and
 * independent of the order of the patches.
 */
import { memoize } from '../../../model/memoize';
import { isKernel, isTest, type PatchFacts, type SeriesFacts } from '../extract/facts';
import type { AddedLine } from '../extract/symbols';
import { type Prose, proseOf, spelled, wordsOf } from '../extract/words';
import { isTelling, type Names } from '../relations/needs';
import type { Relation } from '../relations/relations';
import { CONFIDENCE, CROWD, FAR, RIVAL } from '../relations/thresholds';
import { endsIn, gainedNames, lostNames, namesInTitle } from './sharp-names';

export interface Tie {
  readonly test: PatchFacts;
  readonly kernel: PatchFacts;
  /** uAPI names that the kernel patch alone brings and the test's code uses: it does not build without. */
  build: string[];
  /** The same by way of a library patch that the test needs. */
  buildBy: string[];
  /** Names that are new with the series and are in the added code of both. */
  fresh: string[];
  /** Older constants in the added code of both, new to the lines that the kernel patch touches. */
  constants: string[];
  /** Names in the test's checks that the kernel patch's added code has, and hardly another. */
  asserted: string[];
  /** Constants and fields that the changes of both gain or give up. */
  shared: string[];
  /** Names of the kernel patch's title in the test's changed code. */
  subject: string[];
  /** How much of the kernel patch's title the test's message and code have: 0 to 1. */
  explained: number;
  /** The test's message has the kernel patch's shortlog. */
  quoted: boolean;
  /** Names of the kernel patch's code in the test's message. */
  named: string[];
  /** Words of the test's title in the kernel patch. */
  title: string[];
  /** Words of the kernel patch's title in the test's message. */
  heard: string[];
  /** Words that both messages have. */
  words: string[];
  /** `title` as a share of the test's title, `heard` of the kernel patch's, `words` of both messages: 0 to 1. */
  ofTitle: number;
  ofHeard: number;
  ofWords: number;
  /** 0 to 5: how alike the two are in words, by shares. */
  likeness: number;
  /** Acronyms and names that both titles have: what they are about, in one word. */
  topic: string[];
  /** Likeness as a share of the best that the test has with any kernel patch. */
  ofTest: number;
  /** Likeness as a share of the best that the kernel patch has with any test. */
  ofKernel: number;
  /** The test is about as near to another change. */
  torn: boolean;
  /** Names tie the test to another change, and the change to another test, but not the two. */
  paired: boolean;
  /** Another change both brings and handles the names that the test cannot build without. */
  answered: boolean;
}

/** Postings of kernel patches by word; a word that a crowd of them shares tells none apart, and is forgotten. */
class Index {
  private readonly lists = new Map<string, PatchFacts[]>();

  add(words: Iterable<string>, patch: PatchFacts): void {
    for (const word of words) {
      const list = this.lists.get(word);
      if (list === undefined) this.lists.set(word, [patch]);
      else if (list[list.length - 1] !== patch) list.push(patch);
    }
  }

  of(word: string): readonly PatchFacts[] {
    const list = this.lists.get(word) ?? [];
    return list.length > CROWD ? [] : list;
  }
}

/** All ties of a series that hold anything. Linear in what the patches say, by the limit on crowds. */
export function tiesOf({ patches }: SeriesFacts, names: Names, needs: readonly Relation[]): Tie[] {
  // mutant: without a test or a change, it only saves time
  if (!patches.some(isTest) || !patches.some(isKernel)) return [];
  const code = new Index();
  const titles = new Index();
  const messages = new Index();
  const whole = new Index();
  const sharp = new Index();
  for (const kernel of patches) {
    if (!isKernel(kernel)) continue;
    const prose = proseOf(kernel);
    code.add(kernel.uses.keys(), kernel);
    code.add(kernel.brings.keys(), kernel);
    for (const { file } of kernel.files)
      for (const { heading } of file.hunks) code.add(headingNames(heading), kernel);
    sharp.add([...gainedNames(kernel).keys(), ...lostNames(kernel).keys()], kernel);
    titles.add(prose.title, kernel);
    messages.add(prose.message, kernel);
    whole.add(prose.message, kernel);
    whole.add(prose.code, kernel);
  }
  const needed = new Map<number, Relation[]>();
  for (const relation of needs) {
    if (relation.confidence < CONFIDENCE.field) continue;
    const list = needed.get(relation.second);
    if (list === undefined) needed.set(relation.second, [relation]);
    else list.push(relation);
  }
  const inTests = new Weights(patches.filter(isTest).map((patch) => spoken(proseOf(patch))));
  const inKernels = new Weights(patches.filter(isKernel).map((patch) => spoken(proseOf(patch))));
  const ties: Tie[] = [];
  for (const test of patches) {
    if (!isTest(test)) continue;
    const found = new Map<number, Tie>();
    const tie = (kernel: PatchFacts): Tie => {
      let known = found.get(kernel.index);
      if (known === undefined) {
        known = emptyTie(test, kernel);
        found.set(kernel.index, known);
      }
      return known;
    };
    tieByNames(test, patches, names, code, needed, tie);
    const prose = proseOf(test);
    for (const name of prose.names) for (const kernel of code.of(name)) tie(kernel).named.push(name);
    for (const word of prose.title) for (const kernel of whole.of(word)) tie(kernel).title.push(word);
    for (const word of prose.message) {
      for (const kernel of titles.of(word)) tie(kernel).heard.push(word);
      for (const kernel of messages.of(word)) tie(kernel).words.push(word);
    }
    for (const [name, { spelling }] of new Map([...lostNames(test), ...gainedNames(test)]))
      for (const kernel of sharp.of(name)) tie(kernel).shared.push(spelling);
    for (const one of found.values()) {
      one.subject = subjectOf(one);
      one.topic = [...topicOf(test)].filter((word) => topicOf(one.kernel).has(word));
      one.quoted = quotes(one);
    }
    for (const one of found.values()) weigh(one, prose, proseOf(one.kernel), inTests, inKernels);
    ties.push(...found.values());
  }
  share(ties);
  return ties;
}

function spoken({ title, message }: Prose): Set<string> {
  return new Set([...title, ...message]);
}

export function emptyTie(test: PatchFacts, kernel: PatchFacts): Tie {
  return {
    test,
    kernel,
    build: [],
    buildBy: [],
    fresh: [],
    constants: [],
    asserted: [],
    shared: [],
    subject: [],
    explained: 0,
    quoted: false,
    named: [],
    title: [],
    heard: [],
    words: [],
    ofTitle: 0,
    ofHeard: 0,
    ofWords: 0,
    likeness: 0,
    topic: [],
    ofTest: 0,
    ofKernel: 0,
    paired: false,
    torn: false,
    answered: false,
  };
}

function tieByNames(
  test: PatchFacts,
  patches: readonly PatchFacts[],
  names: Names,
  code: Index,
  needed: ReadonlyMap<number, readonly Relation[]>,
  tie: (kernel: PatchFacts) => Tie,
): void {
  // A string may name a statistic, a module parameter or a file in sysfs.
  const texts = test.files.flatMap(({ added }) => added.flatMap(({ tokens }) => tokens));
  const own = new Set([...test.uses.keys(), ...texts.map(({ text }) => text)]);
  const libraries = new Set<PatchFacts>();
  for (const { first, name } of needed.get(test.index) ?? []) {
    const by = patches[first]!;
    if (isKernel(by)) tie(by).build.push(name);
    else libraries.add(by);
  }
  for (const library of libraries) {
    for (const { first, name } of needed.get(library.index) ?? []) {
      if (isKernel(patches[first]!)) tie(patches[first]!).buildBy.push(name);
    }
  }
  const checked = checkedNames(test);
  for (const name of own) {
    if (!isTelling(name) && !ERROR_CODE.test(name)) continue;
    const fresh = names.isFresh(name, test);
    if (!fresh && !ERROR_CODE.test(name) && !/^[A-Z][A-Z0-9][A-Za-z0-9]*_[A-Za-z0-9_]+$/.test(name)) continue;
    const users = code.of(name);
    for (const kernel of users) {
      const isNews = !kernel.before.has(name);
      if (isNews && !fresh && kernel.kvm && users.length <= 2 && checked.has(name))
        tie(kernel).asserted.push(name);
      if (fresh) tie(kernel).fresh.push(name);
      else if (isNews) tie(kernel).constants.push(name);
    }
  }
}

/** Error codes that tell something: nearly everything can return the others. */
const ERROR_CODE = /^E(?!INVAL$|FAULT$|NOMEM$|INTR$|AGAIN$)[A-Z0-9]{3,}$/;

/** What a check is made with. */
export const CHECKS = /^(?:__)?(?:TEST|GUEST)_ASSERT|^TEST_FAIL|^(?:ASSERT|EXPECT)_/;

/** So many lines before a check may hold the call whose result it checks. */
const CALL_LINES = 3;

/** Names on lines of added code that check something, or that get what is checked: `r = ioctl(…)` right before. */
const checkedNames = memoize(({ files }: PatchFacts): ReadonlySet<string> => {
  const names = new Set<string>();
  const add = ({ tokens }: AddedLine) => {
    for (const { kind, text } of tokens) if (kind === 'name') names.add(text);
  };
  for (const { added } of files) {
    for (const [i, line] of added.entries()) {
      if (!line.tokens.some(({ text }) => CHECKS.test(text))) continue;
      add(line);
      const before = added.slice(Math.max(0, i - CALL_LINES), i);
      const gets = before.findLastIndex(({ tokens }) => tokens[1]?.text === '=');
      if (gets !== -1) for (const one of before.slice(gets)) add(one);
    }
  }
  return names;
});

function headingNames(heading: string): string[] {
  const name = /([A-Za-z_][A-Za-z0-9_]{3,80})\s*\(/.exec(heading)?.[1];
  return name === undefined ? [] : [name];
}

/** How much a word says: all of it where one patch has it, ever less the more do. */
class Weights {
  private readonly counts = new Map<string, number>();

  constructor(lists: Iterable<ReadonlySet<string>>) {
    for (const list of lists)
      for (const word of list) this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  of(words: Iterable<string>): number {
    let sum = 0;
    for (const word of words) sum += 1 / Math.log2(1 + (this.counts.get(word) ?? 1));
    return sum;
  }
}

function part(some: number, all: number): number {
  return all === 0 ? 0 : some / all;
}

/** What a name that both change is worth beside words. */
const NAMED = 0.5;

/** Fill in the shares: each is what the two have in common, of what they say. */
function weigh(tie: Tie, test: Prose, kernel: Prose, tests: Weights, kernels: Weights): void {
  tie.ofTitle = part(tests.of(tie.title), tests.of(test.title));
  tie.ofHeard = part(kernels.of(tie.heard), kernels.of(kernel.title));
  tie.ofWords = part(tests.of(tie.words), Math.sqrt(tests.of(test.message) * tests.of(kernel.message)));
  const explained = [...kernel.own].filter((word) => test.told.has(word));
  tie.explained = part(kernels.of(explained), kernels.of(kernel.own));
  const both = [...test.title].filter((word) => kernel.title.has(word));
  const titles = part(tests.of(both), tests.of(kernel.title));
  tie.likeness = tie.ofTitle + tie.ofHeard + tie.ofWords + titles + tie.explained;
  if (tie.shared.length > 0) tie.likeness += NAMED;
  if (tie.subject.length > 0) tie.likeness += NAMED;
}

/** Names of the kernel patch's title that the test checks; of one without checks, that its changed code has. */
function subjectOf({ test, kernel }: Tie): string[] {
  const checked = [...checkedNames(test)].map((name) => name.toLowerCase());
  const code = checked.length > 0 ? checked : [...gainedNames(test).keys(), ...lostNames(test).keys()];
  return namesInTitle(kernel.patch.shortlog.value).filter((name) =>
    code.some((one) => endsIn(one, name.toLowerCase())),
  );
}

/** Prefixes and words in capitals that many patches have. */
const NO_TOPIC = new Set(
  (
    'kvm x86 x86_64 selftests selftest svm vmx nsvm nvmx mmu arm64 aarch64 s390 s390x riscv risc-v loongarch mips ppc ' +
    'amd intel cpu cpuid msr vm vcpu bug ub ud gp pf abi api uapi ioctl tdp ept npt bsp id ids x86/mmu l1 l2 doc rfc ' +
    'tests test lib'
  ).split(' '),
);

/** Acronyms, and names with a digit or an underscore, of a title and its prefix: `FRED`, `guest_memfd`, `SEV-SNP`. */
const topicOf = memoize(({ patch, files }: PatchFacts): ReadonlySet<string> => {
  const title = patch.shortlog.value;
  const words = title.match(/[A-Za-z][\w-]*[A-Za-z0-9]/g) ?? [];
  const telling = words
    .filter((word) => /[A-Z].*[A-Z]|_|[a-z]\d/.test(word))
    .map((word) => word.toLowerCase());
  for (const { area, path } of files) if (area === 'test') telling.push(...baseName(path).split('_'));
  return new Set(telling.filter((word) => word.length >= 3 && !NO_TOPIC.has(word)));
});

/** A shortlog of fewer letters is found in many sentences. */
const LEAST_QUOTED = 16;

function quotes({ test, kernel }: Tie): boolean {
  const { value } = kernel.patch.shortlog;
  const text = test.patch.message.value.slice(0, 20_000).replace(/\s+/g, ' ');
  return value.length >= LEAST_QUOTED && text.includes(value);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}

/** Whose best each tie is: a kernel patch has one test more often than two. */
export function share(ties: readonly Tie[]): void {
  const ofTest = new Map<PatchFacts, number>();
  const ofKernel = new Map<PatchFacts, number>();
  for (const { test, likeness } of ties) ofTest.set(test, Math.max(ofTest.get(test) ?? 0, likeness));
  for (const tie of ties) {
    const best = ofTest.get(tie.test) ?? 0;
    tie.ofTest = part(tie.likeness, best);
    // A test that is nearer to another change is not a rival for this one.
    if (tie.ofTest >= RIVAL) ofKernel.set(tie.kernel, Math.max(ofKernel.get(tie.kernel) ?? 0, tie.likeness));
  }
  const near = new Map<PatchFacts, number>();
  for (const { test, ofTest: share } of ties) if (share >= FAR) near.set(test, (near.get(test) ?? 0) + 1);
  for (const tie of ties) {
    tie.torn = (near.get(tie.test) ?? 0) > (tie.ofTest >= FAR ? 1 : 0);
    const rival = ofKernel.get(tie.kernel) ?? 0;
    tie.ofKernel = rival > 0 ? Math.min(1, tie.likeness / rival) : 1;
  }
  const own = new Set(ties.filter(hasName).map(({ test }) => test));
  const taken = new Set(ties.filter(hasName).map(({ kernel }) => kernel));
  for (const tie of ties) tie.paired = !hasName(tie) && own.has(tie.test) && taken.has(tie.kernel);
  const answered = new Set(ties.filter(isAnswer).map(({ test }) => test));
  for (const tie of ties) tie.answered = answered.has(tie.test) && !isOwn(tie);
  const byTest = new Map<PatchFacts, Tie[]>();
  for (const tie of ties) if (isNamed(tie)) byTest.set(tie.test, [...(byTest.get(tie.test) ?? []), tie]);
  for (const group of byTest.values()) {
    for (const tie of group)
      tie.answered ||= tie.build.length === 0 && group.some((other) => outdoes(other, tie));
  }
}

/** Returns true if code or title name what the two have in common. */
function hasName({ shared, subject, quoted, asserted }: Tie): boolean {
  return quoted || shared.length + subject.length + asserted.length > 0;
}

/** Returns true if a name ties the test to this very change: the test does not build without it, checks it, or the change adds it. */
function isOwn(tie: Tie): boolean {
  return tie.build.length > 0 || tie.asserted.length > 0 || isMaker(tie);
}

function isMaker({ fresh, kernel }: Tie): boolean {
  return fresh.some((name) => kernel.brings.has(name) || kernel.patch.shortlog.value.includes(name));
}

/** Returns true if the one kernel patch has all the names that tie the other one to the test, more of them, and is as near. */
function outdoes(one: Tie, other: Tie): boolean {
  const names = (tie: Tie) => new Set([...tie.fresh, ...tie.asserted, ...tie.constants]);
  const [mine, its] = [names(one), names(other)];
  if (mine.size <= its.size || one.likeness < other.likeness * RIVAL) return false;
  return [...its].every((name) => mine.has(name)) && !isSubject(other, proseOf(one.kernel).title);
}

/** Returns true if what the test checks is what the kernel patch's title is about, and not that of the other. */
function isSubject({ asserted, kernel }: Tie, title: ReadonlySet<string>): boolean {
  const own = proseOf(kernel).title;
  return asserted.some((name) => [...wordsOf(name)].some((word) => own.has(word) && !title.has(word)));
}

/** Returns true if the kernel patch does something with the names that it adds to the uAPI and the test uses. */
function isAnswer({ build, kernel }: Tie): boolean {
  return build.some((name) => kernel.uses.get(name)?.some(({ area }) => area === 'kernel'));
}

function isNamed({ build, buildBy, fresh, asserted }: Tie): boolean {
  return build.length + buildBy.length + fresh.length + asserted.length > 0;
}

/** A few words that the two patches share, as the test writes them. */
export function sharedWords({ test, title, heard }: Tie): string[] {
  return spelled(test.patch.message.value.slice(0, 4000), new Set([...title, ...heard]), 6);
}
