/** What does not build by more than a name that is missing: signatures, unused functions, exports, link lists. */
import type { DiffLine } from '../../../model/diff';
import type { Token } from '../../c/lexer';
import type { PatchFacts, SeriesFacts } from '../extract/facts';
import type { AddedLine, Definition, FileFacts, Use } from '../extract/symbols';
import type { Relation, Signal } from './relations';

interface Broken {
  readonly first: PatchFacts;
  readonly second: PatchFacts;
  readonly name: string;
  readonly signal: Signal;
  readonly evidence: string;
  readonly line: DiffLine;
  readonly column: number;
  /** The other order does not build either. */
  readonly squash: boolean;
}

/** All of these of a series. */
export function* buildsOf(facts: SeriesFacts): Iterable<Relation> {
  for (const one of [...signatures(facts), ...unused(facts), ...exports(facts)]) yield relationOf(one);
}

function relationOf({ first, second, name, signal, evidence, line, column, squash }: Broken): Relation {
  return {
    kind: 'needs',
    first: first.index,
    second: second.index,
    confidence: 1,
    build: true,
    squash,
    name,
    evidence: [evidence],
    at: { patch: second.index, line, column, length: name.length },
    other: null,
    signals: [signal],
  };
}

/** How many arguments follow a name, over the lines that it goes on; null where the end is not there. */
function argumentsOf(lines: readonly AddedLine[], from: number, name: string): number | null {
  let depth = 0;
  let count = 0;
  let some = false;
  const tokens = lines.slice(from, from + 6).flatMap((line) => line.tokens);
  for (const { text } of tokens.slice(callAt(tokens, name) + 1)) {
    if (text === '(' || text === '[' || text === '{') depth += 1;
    else if (text === ')' || text === ']' || text === '}') depth -= 1;
    else if (text === ',' && depth === 1) count += 1;
    else if (text !== 'void') some = true;
    if (depth === 0) return some ? count + 1 : 0;
  }
  return null;
}

/** Where the name is called, or defined as a function; -1 if it is not. */
function callAt(tokens: readonly Token[], name: string): number {
  return tokens.findIndex(({ text }, i) => text === name && tokens[i + 1]?.text === '(');
}

/** The number of arguments with which lines define or call a function; null where that differs or is not seen. */
function countIn(files: readonly FileFacts[], side: 'added' | 'removed', name: string): number | null {
  let count: number | null = null;
  for (const file of files) {
    for (const [i, { tokens }] of file[side].entries()) {
      if (callAt(tokens, name) === -1) continue;
      const own = argumentsOf(file[side], i, name);
      if (own === null || (count !== null && count !== own)) return null;
      count = own;
    }
  }
  return count;
}

/** A function that takes other arguments than before, and callers that another patch converts. */
function* signatures({ patches }: SeriesFacts): Iterable<Broken> {
  for (const by of patches) {
    for (const [name, what] of redefined(by)) {
      const files = by.files.filter(({ defines }) => defines.some((one) => one.name === name));
      const [was, now] = [countIn(files, 'removed', name), countIn(files, 'added', name)];
      if (was === null || now === null || was === now) continue;
      for (const other of patches) {
        const [use] = other.uses.get(name) ?? [];
        if (other === by || use === undefined) continue;
        if (countIn(other.files, 'removed', name) !== was || countIn(other.files, 'added', name) !== now)
          continue;
        const second = patches[Math.min(by.index, other.index)]!;
        const first = patches[Math.max(by.index, other.index)]!;
        const { line, column } = second === by ? what : use;
        const evidence = `patch ${by.number} changes the arguments of ${name}(), and patch ${other.number} adapts its callers`;
        yield { first, second, name, signal: 'changed-signature', evidence, line, column, squash: true };
      }
    }
  }
}

/** Functions whose head is in the removed lines of a file, and again in the added ones. */
function redefined({ files }: PatchFacts): Map<string, Definition> {
  const found = new Map<string, Definition>();
  for (const { area, defines, removed } of files) {
    if (area !== 'kernel' && area !== 'testlib' && area !== 'test') continue;
    const heads = removed.filter(({ tokens }) => tokens[0]?.column === 0);
    for (const what of defines) {
      const isGone = heads.some(({ tokens }) => callAt(tokens, what.name) !== -1);
      if (isFunction(what) && isGone) found.set(what.name, what);
    }
  }
  return found;
}

function isFunction({ form }: Definition): boolean {
  return form === 'function' || form === 'prototype';
}

/** A static function that nothing uses until a later patch: with warnings as errors, it does not build. */
function* unused({ patches }: SeriesFacts): Iterable<Broken> {
  for (const by of patches) {
    for (const [name, [what]] of by.brings) {
      if (what!.form !== 'function' || !what!.local || isUsedWhereItIs(by, what!)) continue;
      const user = patches.find(
        (other) =>
          other.index > by.index &&
          other.uses.get(name)?.some((use) => use.path === what!.path && isPlainUse(use)),
      );
      if (user === undefined) continue;
      const evidence = `${name}() is static and unused until patch ${user.number}, which CONFIG_KVM_WERROR=y turns into an error`;
      const { line, column } = what!;
      yield {
        first: user,
        second: by,
        name,
        signal: 'unused-function',
        evidence,
        line,
        column,
        squash: true,
      };
    }
  }
}

function isPlainUse({ plain, declared }: Use): boolean {
  return plain && !declared;
}

/** Returns true if the patch itself uses the function, or its definition says that it may be unused. */
function isUsedWhereItIs({ files, uses }: PatchFacts, { name, path, line }: Definition): boolean {
  if (
    /\b(?:inline|__always_inline|__maybe_unused|__used|__init|__exit|asmlinkage|__visible)\b/.test(line.text)
  )
    return true;
  const file = files.find((one) => one.path === path)!;
  // Once where it is defined; a use may be in a header that the file includes, or pasted together.
  const own = uses.get(name)?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return own > 1 || file.added.some((one) => one.line.text.includes('##'));
}

const EXPORTS = /^EXPORT_(?:SYMBOL|STATIC_CALL)\w*$/;

/** The module that a file is built into: kvm.ko, kvm-intel.ko or kvm-amd.ko; '' for what is built in. */
function moduleOf(path: string): string {
  const vendor = /^arch\/x86\/kvm\/(vmx|svm)\//.exec(path)?.[1];
  return vendor ?? (/^arch\/x86\/kvm\/|^virt\/kvm\//.test(path) ? 'kvm' : '');
}

/** A function that another module uses, and that a later patch exports. */
function* exports({ patches }: SeriesFacts): Iterable<Broken> {
  for (const by of patches) {
    for (const { area, path, added, removed } of by.files) {
      if (area !== 'kernel') continue;
      const exported = namesExported(added);
      for (const name of namesExported(removed)) exported.delete(name);
      for (const name of exported) {
        if (by.drops.has(name)) continue;
        for (const user of patches) {
          const use = user.uses
            .get(name)
            ?.find(
              (one) =>
                one.path.endsWith('.c') &&
                one.call &&
                isPlainUse(one) &&
                !['', moduleOf(path)].includes(moduleOf(one.path)),
            );
          if (use === undefined || user === by) continue;
          const evidence = `${use.path} and ${path} are in different modules, and patch ${by.number} exports ${name}`;
          const { line, column } = use;
          yield { first: by, second: user, name, signal: 'export', evidence, line, column, squash: false };
        }
      }
    }
  }
}

function namesExported(lines: readonly AddedLine[]): Set<string> {
  return new Set(
    lines.flatMap(({ tokens }) =>
      EXPORTS.test(tokens[0]?.text ?? '') && tokens[2]?.kind === 'name' ? [tokens[2].text] : [],
    ),
  );
}
