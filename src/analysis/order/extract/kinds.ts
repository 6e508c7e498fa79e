/** What a patch is, told from the files it touches, its shortlog and its tags. */
import type { Patch } from '../../../model/patch';
import { anyOf, oneOf, pattern } from '../../../model/words';
import { isC, isKvmPath } from './areas';
import type { FileFacts } from './symbols';

export type Kind =
  | 'fix'
  | 'feature'
  | 'behaviour'
  | 'refactoring'
  | 'new test'
  | 'adapted test'
  | 'test library'
  | 'docs'
  | 'header sync'
  | 'mixed'
  | 'other';

/** Changed lines per area. */
interface Extent {
  readonly kernel: number;
  readonly tests: number;
  readonly library: number;
  readonly tools: number;
  readonly docs: number;
}

function extentOf(files: readonly FileFacts[]): Extent {
  const extent = { kernel: 0, tests: 0, library: 0, tools: 0, docs: 0 };
  for (const { area, file } of files) {
    let lines = 0;
    for (const hunk of file.hunks) for (const line of hunk.lines) if (line.kind !== ' ') lines += 1;
    // A pure rename has no hunk, but is a change.
    lines = Math.max(lines, 1);
    if (area === 'kernel' || area === 'uapi') extent.kernel += lines;
    else if (area === 'test' || area === 'testlist') extent.tests += lines;
    else if (area === 'testlib') extent.library += lines;
    else if (area === 'tools') extent.tools += lines;
    else if (area === 'docs') extent.docs += lines;
  }
  return extent;
}

const FIX =
  /^(?:(?:re)?fix(?:e[sd]|ing)?|bug ?fix|properly|correct|repair|avoid|prevent|don't|do not|stop|never)\b/i;
const ADDS = pattern('i')`^${oneOf`
    add, introduce, support, enable, implement, expose, advertise, virtuali[sz]e, emulate, allow,
    handle, provide, report, create, wire, plumb, permit, pass ?through, context switch, save, let
  `}\b`;
const RESHAPES = pattern('i')`^${oneOf`
    refactor, rename, move, extract, factor, split, drop, remove, clean, cleanup, convert, consolidate,
    open.?code, rework, simplify, reorganize, relocate, pass, use, replace, unify, make, mark, hoist,
    extend, prepare, separate, tidy, shuffle, wrap, define, turn, switch, reuse, re-?order, inline,
    unexport, export, kill, delete, get rid, encapsulate, collapse, shove, tweak, rewrite,
    introduce helper,
    add (?:a )?${oneOf`
      helper, wrapper, macro, comment, assertion, warn, infrastructure, definition
    `}
  `}`;
/** What looks like refactoring, but changes behavior. */
const BEHAVES = pattern('i')`^${oneOf`
    make, turn, switch, mark, define, use, drop, remove, kill, delete, replace
  `}\b.*(?:\b${oneOf`
    read-?only, writable, by default, the default, mandatory, unconditional(?:ly)?, quirk
  `}\b|-E[A-Z]{3,})`;
const UNCHANGED = /\bno functional(?:ity)? changes?\b|\bNFC\b/i;
const NEW_TEST = anyOf(
  'i',
  /^(?:add|introduce|extend|expand|test|verify|cover|check|create|validate|exercise|implement|move .* and extend|run|enable)\b/,
  /\btest(?:case)?s? (?:for|that)\b/,
);
const ADAPTS = pattern('i')`^${oneOf`
    fix, update, adjust, adapt, change, sync, switch, convert, make, rename, drop, remove, use, replace,
    clear, automate, don't, do not, move, rework, refactor, split, skip, tolerate, relax, stop
  `}\b`;

/** Returns true if there are words that no prefix has: a second one after a first. */
function hasWords(text: string): boolean {
  const first = text.search(/[a-z] /);
  return first !== -1 && / [a-z]/.test(text.slice(first + 2));
}

/** The shortlog without its prefix: `KVM: x86: Do something` is `Do something`. */
export function description(shortlog: string): string {
  let at = 0;
  for (;;) {
    const colon = shortlog.indexOf(': ', at);
    if (colon === -1 || hasWords(shortlog.slice(at, colon))) break;
    at = colon + 2;
  }
  return shortlog.slice(at).trim();
}

export function hasFixes(patch: Patch): boolean {
  return patch.trailers.some((trailer) => trailer.key.toLowerCase() === 'fixes');
}

/** The kind of a patch. Never throws; a patch without a diff is `other`. */
export function kindOf(patch: Patch, files: readonly FileFacts[]): Kind {
  const extent = extentOf(files);
  const { kernel, tests, library, tools, docs } = extent;
  if (kernel > 0 && tests + library > 0) return 'mixed';
  if (tests + library > 0) return testKind(patch, files, extent);
  if (kernel > 0) return kernelKind(patch, files);
  if (tools > 0) return 'header sync';
  return docs > 0 ? 'docs' : 'other';
}

function testKind(patch: Patch, files: readonly FileFacts[], extent: Extent): Kind {
  const tests = files.filter(({ area }) => area === 'test');
  const added = tests.reduce((sum, file) => sum + file.added.length, 0);
  const removed = tests.reduce((sum, file) => sum + file.removed.length, 0);
  const words = description(patch.shortlog.value);
  // A new file of lines that were there before is a test that moved.
  const isMove = removed * 2 > added;
  if (!isMove && tests.some(({ file, path }) => file.change === 'added' && path.endsWith('.c')))
    return 'new test';
  if (tests.length === 0 && extent.library > 0) return 'test library';
  if (extent.library > 2 * (added + removed) && isMove) return 'test library';
  if (NEW_TEST.test(words) && added > 2 * removed) return 'new test';
  if (ADAPTS.test(words)) return 'adapted test';
  return added > 4 * removed && added > 20 ? 'new test' : 'adapted test';
}

/** Returns true if no line of code changes. */
function isSilent({ added, removed, file }: FileFacts): boolean {
  return file.change === 'modified' && [...added, ...removed].every(({ tokens }) => tokens.length === 0);
}

function kernelKind(patch: Patch, files: readonly FileFacts[]): Kind {
  const words = description(patch.shortlog.value);
  if (hasFixes(patch) || FIX.test(words)) return 'fix';
  const code = files.filter(({ area }) => area === 'kernel' || area === 'uapi');
  if (!code.some(({ path }) => isKvmPath(path)) && !/\bkvm\b/i.test(patch.shortlog.value)) return 'other';
  // What is built by default, or in a debug configuration, changes nothing that KVM does.
  if (code.every(({ path }) => /defconfig$|\/configs\//.test(path))) return 'other';
  // Nor does what is said in comments alone.
  if (code.every((file) => isC(file.path) && isSilent(file))) return 'refactoring';
  if (files.some(({ area, defines }) => area === 'uapi' && defines.length > 0)) return 'feature';
  if (UNCHANGED.test(patch.changelog.value)) return 'refactoring';
  if (RESHAPES.test(words) && !BEHAVES.test(words)) return 'refactoring';
  if (ADDS.test(words)) return 'feature';
  return 'behaviour';
}
