/** A series as the rules of order see it: for each patch what it is, what it brings, removes and uses. */
import { memoize } from '../../../model/memoize';
import type { Patch, Series } from '../../../model/patch';
import { oneOf, pattern } from '../../../model/words';
import { type Area, areaOf, isKvmPath } from './areas';
import { type Kind, kindOf } from './kinds';
import { type Definition, type FileFacts, readFile, type Use } from './symbols';

/** Who sees a name: kernel code, user space by way of the uAPI headers, or the selftests among themselves. */
export type Space = 'kernel' | 'uapi' | 'tests';

/** What user space or an administrator can see of a patch. */
interface Additions {
  /** `KVM_CAP_…` that the uAPI headers gain. */
  readonly capabilities: readonly Definition[];
  /** uAPI macros made with `_IO`, `_IOR`, `_IOW` or `_IOWR`. */
  readonly ioctls: readonly Definition[];
  /** Every other macro, enumerator, struct or field of the uAPI headers. */
  readonly uapi: readonly Definition[];
  /** `X86_FEATURE_…` whose bit KVM newly reports to user space, with the line that does so. */
  readonly cpuid: readonly Use[];
  /** Module parameters, by the line that makes them. */
  readonly parameters: readonly Use[];
}

export interface PatchFacts {
  /** Place in the series, from 0. */
  readonly index: number;
  /** n of `n/m`, or the place from 1. */
  readonly number: number;
  readonly patch: Patch;
  readonly kind: Kind;
  readonly files: readonly FileFacts[];
  /** It touches KVM or says so in its shortlog. */
  readonly kvm: boolean;
  /** Names that this patch brings into being: defined by added lines, and nowhere in the lines that were there. */
  readonly brings: ReadonlyMap<string, readonly Definition[]>;
  /** Names whose definition this patch takes away for good. */
  readonly takes: ReadonlyMap<string, readonly Definition[]>;
  /** Names in added code, each with one use for each file. */
  readonly uses: ReadonlyMap<string, readonly Use[]>;
  /** Names in removed code. */
  readonly drops: ReadonlyMap<string, readonly Use[]>;
  /** Names in the code around and below the change: context and removed lines. */
  readonly before: ReadonlySet<string>;
  readonly adds: Additions;
}

export interface SeriesFacts {
  readonly series: Series;
  readonly patches: readonly PatchFacts[];
}

export function spaceOf(area: Area): Space {
  if (area === 'uapi') return 'uapi';
  return area === 'test' || area === 'testlib' || area === 'testlist' || area === 'tools'
    ? 'tests'
    : 'kernel';
}

/** Returns true if a patch changes how KVM, or the kernel under it, behaves or may behave. */
export function isKernel({ kind }: PatchFacts): boolean {
  return (
    kind === 'fix' || kind === 'feature' || kind === 'behaviour' || kind === 'refactoring' || kind === 'other'
  );
}

export function isTest({ kind }: PatchFacts): boolean {
  return kind === 'new test' || kind === 'adapted test' || kind === 'test library';
}

/** Read a series; each part is computed when it is first used. */
export const readSeries = memoize((series: Series): SeriesFacts => {
  const all = series.patches.map(readAlone);
  return {
    series,
    patches: series.patches.map(
      ({ subject }, index) => new InSeries(all[index]!, index, subject.n ?? index + 1, all),
    ),
  };
});

const readAlone = memoize((patch: Patch) => new Alone(patch));

/** What a patch is, whatever its place. Reading its code is expensive, and many rules don't need it. */
class Alone {
  private readFiles: readonly FileFacts[] | null = null;
  private readKind: Kind | null = null;
  private definitions: Pick<PatchFacts, 'brings' | 'takes'> | null = null;
  private names: Pick<PatchFacts, 'uses' | 'drops'> | null = null;
  private readBefore: ReadonlySet<string> | null = null;
  private readAdds: Additions | null = null;

  constructor(readonly patch: Patch) {}

  get files(): readonly FileFacts[] {
    this.readFiles ??= this.patch.diff.files.map(readFile);
    return this.readFiles;
  }

  get kind(): Kind {
    this.readKind ??= kindOf(this.patch, this.files);
    return this.readKind;
  }

  get kvm(): boolean {
    const { patch } = this;
    return (
      /\bkvm\b/i.test(patch.shortlog.value) || patch.diff.files.some(({ newPath }) => isKvmPath(newPath))
    );
  }

  get brings(): PatchFacts['brings'] {
    this.definitions ??= definitionsOf(this.files);
    return this.definitions.brings;
  }

  get takes(): PatchFacts['takes'] {
    this.definitions ??= definitionsOf(this.files);
    return this.definitions.takes;
  }

  get uses(): PatchFacts['uses'] {
    this.names ??= namesOf(this.files);
    return this.names.uses;
  }

  get drops(): PatchFacts['drops'] {
    this.names ??= namesOf(this.files);
    return this.names.drops;
  }

  get before(): ReadonlySet<string> {
    this.readBefore ??= together(this.files);
    return this.readBefore;
  }

  get adds(): Additions {
    this.readAdds ??= additionsOf(this.files, this.brings);
    return this.readAdds;
  }
}

class InSeries implements PatchFacts {
  private readBrings: PatchFacts['brings'] | null = null;

  constructor(
    private readonly alone: Alone,
    readonly index: number,
    readonly number: number,
    private readonly all: readonly Alone[],
  ) {}

  get patch() {
    return this.alone.patch;
  }
  get kind() {
    return this.alone.kind;
  }
  get files() {
    return this.alone.files;
  }
  get kvm() {
    return this.alone.kvm;
  }
  get brings() {
    this.readBrings ??= broughtAfterUse(this.alone, this.all.slice(0, this.index));
    return this.readBrings;
  }
  get takes() {
    return this.alone.takes;
  }
  get uses() {
    return this.alone.uses;
  }
  get drops() {
    return this.alone.drops;
  }
  get before() {
    return this.alone.before;
  }
  get adds() {
    return this.alone.adds;
  }
}

/** Names in the lines that were there, of all these files. */
function together(files: readonly FileFacts[]): ReadonlySet<string> {
  // mutant: it saves a copy
  if (files.length === 1) return files[0]!.before;
  const all = new Set<string>();
  for (const { before } of files) for (const name of before) all.add(name);
  return all;
}

function definitionsOf(files: readonly FileFacts[]): Pick<PatchFacts, 'brings' | 'takes'> {
  const brings = new Map<string, Definition[]>();
  const takes = new Map<string, Definition[]>();
  const defined = new Set<string>();
  const before = new Map<Space, ReadonlySet<string>>();
  const wasThere = (space: Space, name: string) => {
    let names = before.get(space);
    if (names === undefined) {
      names = together(files.filter(({ area }) => spaceOf(area) === space));
      before.set(space, names);
    }
    return names.has(name);
  };
  for (const file of files) for (const { name } of file.defines) defined.add(name);
  for (const file of files) {
    const space = spaceOf(file.area);
    for (const definition of file.defines) if (!wasThere(space, definition.name)) push(brings, definition);
    for (const definition of file.removes) if (!defined.has(definition.name)) push(takes, definition);
  }
  return { brings, takes };
}

/**
 * What a patch of a series brings. A name in the lines around a definition is older, except where an earlier patch adds the
 * very lines, and has the name nowhere else: that is a use before the definition, right beside it.
 */
function broughtAfterUse(alone: Alone, earlier: readonly Alone[]): PatchFacts['brings'] {
  const isNew = (name: string) =>
    earlier.some(({ uses }) => uses.has(name)) && !earlier.some(({ before }) => before.has(name));
  const maybe = new Map<string, Definition[]>();
  for (const { defines } of alone.files)
    for (const what of defines) if (!alone.brings.has(what.name) && isNew(what.name)) push(maybe, what);
  for (const { removes } of alone.files) for (const { name } of removes) maybe.delete(name);
  // mutant: it only saves time
  if (maybe.size === 0) return alone.brings;
  for (const { path, file } of alone.files) {
    const added = new Set(
      earlier.flatMap(({ files }) => files.filter((one) => one.path === path).flatMap(addedTo)),
    );
    for (const { kind, text } of file.hunks.flatMap(({ lines }) => lines)) {
      if (kind === '+' || added.has(text)) continue;
      for (const [name] of text.matchAll(/\w+/g)) maybe.delete(name);
    }
  }
  return new Map([...alone.brings, ...maybe]);
}

function addedTo({ added }: FileFacts): string[] {
  return added.map(({ line }) => line.text);
}

function namesOf(files: readonly FileFacts[]): Pick<PatchFacts, 'uses' | 'drops'> {
  const uses = new Map<string, Use[]>();
  const drops = new Map<string, Use[]>();
  for (const file of files) {
    for (const use of file.uses.values()) push(uses, use);
    for (const use of file.drops.values()) push(drops, use);
  }
  return { uses, drops };
}

function push<T extends { readonly name: string }>(map: Map<string, T[]>, item: T): void {
  const list = map.get(item.name);
  if (list === undefined) map.set(item.name, [item]);
  else list.push(item);
}

const ADVERTISES = pattern()`\b${oneOf`
    kvm_cpu_cap_(?:set|check_and_set|init\w*|mask), F, SF, X86_64_F, EMULATED_F, SYNTHESIZED_F,
    PASSTHROUGH_F, ALIASED_1_EDX_F, SCATTERED_F, VENDOR_F, RUNTIME_F
  `}\s*\(`;

/**
 * Returns true if a patch may add anything that user space or an administrator can see, told without reading its code: where
 * this says no, `adds` is empty.
 */
export function mayAdd({ diff }: Patch): boolean {
  return diff.files.some(({ newPath, change, hunks }) => {
    const area = areaOf(newPath);
    if (area === 'uapi') return true;
    if (area !== 'kernel' || !isKvmPath(newPath) || change === 'deleted') return false;
    return hunks.some(({ lines }) =>
      lines.some(({ kind, text }) => kind === '+' && (/^module_param/.test(text) || ADVERTISES.test(text))),
    );
  });
}

function additionsOf(
  files: readonly FileFacts[],
  brings: ReadonlyMap<string, readonly Definition[]>,
): Additions {
  const capabilities: Definition[] = [];
  const ioctls: Definition[] = [];
  const uapi: Definition[] = [];
  for (const definition of [...brings.values()].flat()) {
    if (definition.area !== 'uapi' || definition.form === 'file') continue;
    if (/^KVM_CAP_/.test(definition.name)) capabilities.push(definition);
    else if (/\b_IO(?:R|W|WR)?\s*\(/.test(definition.line.text)) ioctls.push(definition);
    else uapi.push(definition);
  }
  const cpuid: Use[] = [];
  const parameters: Use[] = [];
  for (const file of files) {
    if (file.area !== 'kernel' || !isKvmPath(file.path)) continue;
    for (const { line, tokens } of file.added) {
      const column = tokens[0]?.column ?? 0;
      const use = (name: string): Use => ({
        name,
        path: file.path,
        area: file.area,
        arch: file.arch,
        line,
        column,
        member: false,
        field: false,
        declared: false,
        owner: '',
        plain: true,
        whole: true,
        call: false,
        count: 1,
      });
      const parameter = /^module_param(?:_named|_cb)?\s*\(\s*(\w+)/.exec(line.text);
      if (parameter) parameters.push(use(parameter[1]!));
      for (const [i, { text: call }] of tokens.entries()) {
        const name = tokens[i + 2]?.text ?? '';
        if (!ADVERTISES.test(`${call}${tokens[i + 1]?.text}`) || !/^[A-Z][A-Z0-9_]+$/.test(name)) continue;
        const whole = `X86_FEATURE_${name.replace('X86_FEATURE_', '')}`;
        if (!(file.before.has(name) && file.before.has(call))) cpuid.push(use(whole));
      }
    }
  }
  return { capabilities, ioctls, uapi, cpuid, parameters };
}
