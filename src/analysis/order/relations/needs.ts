/** *Needs*: one patch uses what another brings, or takes away what another still uses. */
import type { DiffLine } from '../../../model/diff';
import { SELFTESTS } from '../../kvm/selftest-paths';
import { archOf, areaOf, isSeenByTests } from '../extract/areas';
import { isKernel, isTest, type PatchFacts, type SeriesFacts, type Space, spaceOf } from '../extract/facts';
import type { Definition, Use } from '../extract/symbols';
import { buildsOf } from './builds';
import type { Relation } from './relations';
import { CONFIDENCE } from './thresholds';

/** Which names a use in this space can mean. */
const SEES: Record<Space, readonly Space[]> = {
  kernel: ['kernel', 'uapi'],
  uapi: ['uapi'],
  tests: ['tests', 'uapi'],
};

/** Short or lower-case single words are variables and fields of many things: no evidence. */
export function isTelling(name: string): boolean {
  return name.length >= 6 && /_|[a-z][A-Z]|[A-Z]{4}/.test(name);
}

/** Returns true if this use can mean that definition: seen from there, and in a way that fits what it is. */
function canMean(use: Use, definition: Definition): boolean {
  if (!SEES[spaceOf(use.area)].includes(spaceOf(definition.area))) return false;
  if (definition.arch !== '' && use.arch !== '' && definition.arch !== use.arch) return false;
  if (definition.local && definition.path !== use.path) return false;
  // What a selftest's own .c file makes stays there.
  if (definition.area === 'test' && definition.path !== use.path && definition.path.endsWith('.c'))
    return false;
  if (definition.form === 'field') return use.member && !use.plain && isOfStruct(use, definition);
  // What the function makes for itself hides what the file has.
  if (use.declared) return false;
  // A forward declaration is not news: the function is there, or the same patch brings it.
  if (definition.form === 'prototype') return use.plain && definition.path.endsWith('.h');
  // An option that is not there yet reads as switched off, and builds.
  if (definition.form === 'config') return false;
  return use.plain && use.whole;
}

/** Returns false if an initializer names the field of another struct. */
function isOfStruct({ owner }: Use, definition: Definition): boolean {
  return owner === '' || definition.owner === '' || owner === definition.owner;
}

interface Source {
  readonly by: PatchFacts;
  readonly what: Definition;
}

/** For each name that exactly one patch of the series defines (or removes), which, and where. */
export class Names {
  private readonly brought = new Map<string, Source[]>();
  private readonly taken = new Map<string, Source[]>();
  /** Names that some patch defines without bringing them into being, or removes: they are older than the series. */
  private readonly old: Set<string>;

  /** @param older names that are known to be older than the series */
  constructor({ patches }: SeriesFacts, older: Iterable<string> = []) {
    this.old = new Set(older);
    for (const by of patches) {
      for (const file of by.files) {
        // What no selftest can include makes none of them build.
        if (!isSeenByTests(file.path)) continue;
        for (const what of file.defines) {
          if (by.brings.has(what.name)) push(this.brought, by, what);
          else this.old.add(what.name);
        }
        for (const { name } of file.removes) this.old.add(name);
      }
      for (const list of by.takes.values())
        for (const what of list) if (isSeenByTests(what.path)) push(this.taken, by, what);
    }
  }

  /** The one patch that brings a name; null where none does, more than one, or the name is older. */
  bringer(name: string): readonly Source[] | null {
    return this.old.has(name) ? null : only(this.brought.get(name));
  }

  /** Returns true if a name comes with this series, and not with the test alone that uses it. */
  isFresh(name: string, test: PatchFacts): boolean {
    return !this.old.has(name) && this.brought.get(name)?.some(({ by }) => by !== test) === true;
  }

  /** The one patch that takes a name away; null where none does, more than one, or another brings it back. */
  taker(name: string): readonly Source[] | null {
    return this.brought.has(name) ? null : only(this.taken.get(name));
  }
}

function push(map: Map<string, Source[]>, by: PatchFacts, what: Definition): void {
  const list = map.get(what.name);
  if (list === undefined) map.set(what.name, [{ by, what }]);
  else list.push({ by, what });
}

function only(sources: readonly Source[] | undefined): readonly Source[] | null {
  return sources?.every(({ by }) => by === sources[0]!.by) ? sources : null;
}

/** What the patches of a series need of each other by name. Linear in names and uses. */
export function needsOf(facts: SeriesFacts, names = new Names(facts)): Relation[] {
  const relations: Relation[] = [];
  const wanted = wantedFiles(facts);
  const builtBy = buildersOf(wanted);
  for (const user of facts.patches) {
    for (const [name, uses] of user.uses) {
      if (!isTelling(name)) continue;
      const sources = names.bringer(name);
      if (sources === null || sources[0]!.by === user) continue;
      for (const use of uses) {
        const source = sources.find(({ what }) => canMean(use, what));
        if (source === undefined) continue;
        // A copy by hand needs nothing else.
        if (definesItself(user, name, use.path)) continue;
        const { by } = source;
        const builder = builtBy.get(use.path) ?? user;
        // In the given order, what the existing lines name already exists.
        if (builder.index < by.index && user.before.has(name)) continue;
        const linked = linkedBy(sources, builtBy);
        if (linked !== null && linked !== builder) relations.push(needs(user, source, use, builder, linked));
        if (builder.index <= user.index || builder.index < by.index) {
          relations.push(needs(user, source, use));
          break;
        }
        // It is not needed before its file is built; by then it is there.
        if (builder !== by) relations.push(needs(user, source, use, builder));
      }
    }
    for (const [name, drops] of user.drops) {
      if (!isTelling(name) || user.uses.has(name)) continue;
      const sources = names.taker(name);
      if (sources === null || sources[0]!.by === user) continue;
      const drop = drops.find((one) => sources.some(({ what }) => canMean(one, what)));
      if (drop !== undefined) relations.push(removal(user, sources[0]!, drop));
    }
  }
  for (const one of wanted) if (isMissing(one)) relations.push(needsFile(one));
  relations.push(...buildsOf(facts));
  return relations;
}

function definesItself({ files }: PatchFacts, name: string, path: string): boolean {
  return files.some((file) => file.path === path && file.defines.some((what) => what.name === name));
}

/** The patch that lists the new .c file with a function in a Makefile, if that is another than the one that adds it. */
function linkedBy(sources: readonly Source[], builtBy: ReadonlyMap<string, PatchFacts>): PatchFacts | null {
  // A header that has the function as well makes do without the file where it is not built.
  if (sources.some(({ what }) => what.form === 'function' && what.path.endsWith('.h'))) return null;
  for (const { by, what } of sources) {
    const builder = builtBy.get(what.path);
    if (builder !== undefined && builder !== by) return builder;
  }
  return null;
}

/** @param second the patch that must come after: another than the user, where that one has the user's file built */
function needs(user: PatchFacts, { by, what }: Source, use: Use, second = user, first = by): Relation {
  const { name } = use;
  const how = first === by ? `adds in ${what.path}` : `adds to the build (${what.path})`;
  return {
    kind: 'needs',
    first: first.index,
    second: second.index,
    confidence: what.form === 'field' ? fieldConfidence(what, user, by) : CONFIDENCE.name,
    build: true,
    name,
    evidence: [`it uses ${name}, which patch ${first.number} ${how}`],
    at: { patch: user.index, line: use.line, column: use.column, length: name.length },
    other:
      first === by ? { patch: by.index, line: what.line, column: what.column, length: name.length } : null,
    signals: [isTest(user) && isKernel(by) ? 'uapi-name' : 'new-name'],
  };
}

/** Many structs have a `flags` and an `exit_reason`; one that the user names is the one that is meant. */
function fieldConfidence({ name, owner, area }: Definition, user: PatchFacts, by: PatchFacts): number {
  if (owner !== '' && user.uses.has(owner)) return CONFIDENCE.field;
  // A struct that selftests make for themselves often mirrors one that they see as well.
  if (spaceOf(area) === 'tests' && by.brings.has(owner)) return CONFIDENCE.commonField;
  return name.split('_').length >= 3 || name.length >= 14 ? CONFIDENCE.field : CONFIDENCE.commonField;
}

function removal(user: PatchFacts, { by, what }: Source, drop: Use): Relation {
  const { name } = what;
  return {
    kind: 'needs',
    first: user.index,
    second: by.index,
    confidence: what.form === 'field' ? CONFIDENCE.commonField : CONFIDENCE.name,
    build: true,
    name,
    evidence: [`it removes ${name}, which is used until patch ${user.number} (${drop.path})`],
    at: { patch: by.index, line: what.line, column: what.column, length: name.length },
    other: { patch: user.index, line: drop.line, column: drop.column, length: name.length },
    signals: ['removed-name'],
  };
}

/** `#include "new.h"` or a Makefile's `new.o` in one patch, and the patch that adds the file, which may be the same. */
interface WantedFile {
  readonly user: PatchFacts;
  readonly line: DiffLine;
  readonly source: Source;
}

function wantedFiles({ patches }: SeriesFacts): readonly WantedFile[] {
  const added = patches.flatMap((by) =>
    [...by.brings.values()].flatMap(([what]) => (what!.form === 'file' ? [{ by, what: what! }] : [])),
  );
  const byName = new Map<string, Source[]>();
  for (const one of added) {
    const name = baseName(one.what.path);
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  const found: WantedFile[] = [];
  for (const user of patches) {
    for (const file of user.files) {
      for (const [wanted, line] of file.includes) {
        const source = byName.get(baseName(wanted))?.find(({ what }) => isFile(wanted, what.path, file.path));
        if (source !== undefined) found.push({ user, line, source });
      }
    }
  }
  return found;
}

/** Of C files that one patch adds: the one that lists them in a Makefile first. */
function buildersOf(wanted: readonly WantedFile[]): ReadonlyMap<string, PatchFacts> {
  const builtBy = new Map<string, PatchFacts>();
  for (const { user, source } of wanted) {
    const { path } = source.what;
    if (/\.[cS]$/.test(path) && !builtBy.has(path)) builtBy.set(path, user);
  }
  return builtBy;
}

function isMissing({ user, source }: WantedFile): boolean {
  return !user.files.some((own) => own.path === source.what.path);
}

function needsFile({ user, line, source: { by, what } }: WantedFile): Relation {
  return {
    kind: 'needs',
    first: by.index,
    second: user.index,
    confidence: CONFIDENCE.name,
    build: true,
    name: what.path,
    evidence: [`it needs the file ${what.path}, which patch ${by.number} adds`],
    at: { patch: user.index, line, column: 0, length: line.text.length },
    other: null,
    signals: ['new-file'],
  };
}

/** The last part of a path; of a C file without its ending, as Makefiles name objects. */
function baseName(path: string): string {
  // mutant: it only makes the search faster
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[cS]$/, '');
}

/** Returns true if `wanted`, as an #include or a Makefile of the file `from` has it, can be the file at `path`. */
function isFile(wanted: string, path: string, from: string): boolean {
  if (!path.endsWith('.h')) return path.slice(0, -2) === wanted;
  if (path === `${from.slice(0, from.lastIndexOf('/') + 1)}${wanted}`) return true;
  if (!SEES[spaceOf(areaOf(from))].includes(spaceOf(areaOf(path)))) return false;
  const [arch, own] = [archOf(path), archOf(from)];
  return (arch === '' || own === '' || arch === own) && namesInInclude(path).includes(wanted);
}

/** What an #include can call a header below `include/`: selftests leave their architecture out. */
function namesInInclude(path: string): readonly string[] {
  const inside = /(?:^|\/)include\/(?:uapi\/)?(.+)$/.exec(path)?.[1];
  if (inside === undefined) return [];
  return path.startsWith(SELFTESTS) && archOf(path) !== ''
    ? [inside, inside.slice(inside.indexOf('/') + 1)]
    : [inside];
}
