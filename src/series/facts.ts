/** A series as the rules of order see it: for each patch what it is, what it brings, removes and uses. */
import type { Patch, Series } from '../model/patch';
import { type Area, isKvmPath } from './areas';
import { type Extent, extentOf, type Kind, kindOf } from './kinds';
import { type Definition, type FileFacts, readFile, type Use } from './symbols';

/** Who sees a name: kernel code, user space by way of the uAPI headers, or the selftests among themselves. */
export type Space = 'kernel' | 'uapi' | 'tests';

/** What user space or an administrator can see of a patch. */
export interface Additions {
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
  readonly extent: Extent;
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

/** Whether a patch changes how KVM, or the kernel under it, behaves or may behave. */
export function isKernel({ kind }: PatchFacts): boolean {
  return (
    kind === 'fix' || kind === 'feature' || kind === 'behaviour' || kind === 'refactoring' || kind === 'other'
  );
}

export function isTest({ kind }: PatchFacts): boolean {
  return kind === 'new test' || kind === 'adapted test' || kind === 'test library';
}

const READ = new WeakMap<Series, SeriesFacts>();

/** Read a series. The answer is kept as long as the series is. */
export function readSeries(series: Series): SeriesFacts {
  const known = READ.get(series);
  if (known !== undefined) return known;
  const facts = { series, patches: series.patches.map(readPatch) };
  READ.set(series, facts);
  return facts;
}

type Alone = Omit<PatchFacts, 'index' | 'number'>;
const ALONE = new WeakMap<Patch, Alone>();

function readPatch(patch: Patch, index: number): PatchFacts {
  let alone = ALONE.get(patch);
  if (alone === undefined) {
    alone = readAlone(patch);
    ALONE.set(patch, alone);
  }
  return { ...alone, index, number: patch.subject.n ?? index + 1 };
}

/** What a patch is wherever it stands. */
function readAlone(patch: Patch): Alone {
  const files = patch.diff.files.map(readFile);
  const before = new Map<Space, Set<string>>();
  for (const file of files) {
    const space = spaceOf(file.area);
    const names = before.get(space) ?? new Set();
    before.set(space, names);
    for (const name of file.before) names.add(name);
  }
  const all = new Set<string>();
  for (const names of before.values()) for (const name of names) all.add(name);
  const brings = new Map<string, Definition[]>();
  const takes = new Map<string, Definition[]>();
  const defined = new Set<string>();
  for (const file of files) for (const { name } of file.defines) defined.add(name);
  for (const file of files) {
    for (const definition of file.defines) {
      if (before.get(spaceOf(file.area))?.has(definition.name) !== true) push(brings, definition);
    }
    for (const definition of file.removes) if (!defined.has(definition.name)) push(takes, definition);
  }
  const uses = new Map<string, Use[]>();
  const drops = new Map<string, Use[]>();
  for (const file of files) {
    for (const use of file.uses.values()) push(uses, use);
    for (const use of file.drops.values()) push(drops, use);
  }
  return {
    patch,
    kind: kindOf(patch, files),
    extent: extentOf(files),
    files,
    kvm: /\bkvm\b/i.test(patch.shortlog.value) || files.some(({ path }) => isKvmPath(path)),
    brings,
    takes,
    uses,
    drops,
    before: all,
    adds: additionsOf(files, brings),
  };
}

function push<T extends { readonly name: string }>(map: Map<string, T[]>, item: T): void {
  const list = map.get(item.name);
  if (list === undefined) map.set(item.name, [item]);
  else list.push(item);
}

const ADVERTISES =
  /\b(?:kvm_cpu_cap_(?:set|check_and_set|init\w*|mask)|F|SF|X86_64_F|EMULATED_F|SYNTHESIZED_F|PASSTHROUGH_F|ALIASED_1_EDX_F|SCATTERED_F|VENDOR_F|RUNTIME_F)\s*\(/;

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
        plain: true,
        whole: true,
        call: false,
        count: 1,
      });
      const parameter = /^module_param(?:_named|_cb)?\s*\(\s*(\w+)/.exec(line.text);
      if (parameter) parameters.push(use(parameter[1]!));
      if (!ADVERTISES.test(line.text)) continue;
      for (let i = 0; i + 2 < tokens.length; i += 1) {
        if (tokens[i + 1]!.text !== '(' || tokens[i + 2]!.kind !== 'name') continue;
        const name = tokens[i + 2]!.text;
        if (!ADVERTISES.test(`${tokens[i]!.text}(`) || !/^[A-Z][A-Z0-9_]+$/.test(name)) continue;
        const whole = name.startsWith('X86_FEATURE_') ? name : `X86_FEATURE_${name}`;
        if (!(file.before.has(name) && file.before.has(tokens[i]!.text))) cpuid.push(use(whole));
      }
    }
  }
  return { capabilities, ioctls, uapi, cpuid, parameters };
}
