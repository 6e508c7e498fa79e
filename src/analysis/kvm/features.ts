/** What a series adds that user space, an administrator or a guest can see. */
import { lineSpan } from '../../model/line-span';
import type { Patch, Series } from '../../model/patch';
import type { Span } from '../../model/text';
import { mayAdd, type PatchFacts, readSeries } from '../order/extract/facts';

type FeatureKind = 'capability' | 'ioctl' | 'attribute' | 'uapi' | 'parameter' | 'cpuid';

export interface Feature {
  readonly kind: FeatureKind;
  /** `KVM_CAP_X`, `X86_FEATURE_X`, the parameter's name. */
  readonly name: string;
  readonly patch: Patch;
  readonly at: Span;
}

/** What people call it. */
export const FEATURE_WORDS: Readonly<Record<FeatureKind, string>> = {
  capability: 'capability',
  ioctl: 'ioctl',
  attribute: 'device attribute',
  uapi: 'uAPI',
  parameter: 'module parameter',
  cpuid: 'CPUID feature',
};

/** KVM's own uAPI headers for x86; what else a series defines there (exit reasons of VMX) is hardware's. */
const KVM_UAPI = /^(?:include\/uapi\/linux\/kvm\.h|arch\/x86\/include\/uapi\/asm\/kvm(?:_para)?\.h)$/;
const ATTRIBUTE =
  /^KVM_(?:VCPU|VM|DEV|X86)_\w+_(?:CTRL|GRP|GROUP|ATTR|OFFSET)\b|^KVM_(?:DEV|VCPU|X86_XCOMP|X86_GRP)_/;
/** Parts of something else, not a thing by themselves. */
const PART = /_(?:MASK|SHIFT|BITS?|SIZE|LEN|MAX|MIN|NR|NUM|COUNT|VALID|VALID_\w+|END)$|^KVM_EXIT_REASON_/;

/** Of another architecture, in the header that all share: this guide says nothing about it. */
const ELSEWHERE = /^KVM_(?:CAP_)?(?:ARM|ARM64|S390|PPC|SPAPR|RISCV|LOONGARCH|MIPS)_/;

/** The features that a series adds, in its order; one that it also removes, or adds again, counts once or not at all. */
export function featuresOf(series: Series): Feature[] {
  if (!series.patches.some(mayAdd)) return [];
  const found = new Map<string, Feature>();
  const { patches } = readSeries(series);
  const gone = new Set(patches.flatMap((facts) => removedNames(facts)));
  for (const facts of patches) {
    if (/^(?:Revert|Reapply) "/.test(facts.patch.shortlog.value)) continue;
    for (const feature of featuresOfPatch(facts)) {
      if (ELSEWHERE.test(feature.name) || gone.has(feature.name)) continue;
      if (!found.has(feature.name)) found.set(feature.name, feature);
    }
  }
  return [...found.values()];
}

function* featuresOfPatch({ adds, patch }: PatchFacts): Iterable<Feature> {
  const make = (
    kind: FeatureKind,
    { name, line, column }: (typeof adds.uapi)[number] | (typeof adds.cpuid)[number],
  ) => {
    // `F(NAME)` leaves out `X86_FEATURE_`.
    const written = line.text.includes(name) ? name : name.replace(/^X86_FEATURE_/, '');
    const found = line.text.indexOf(written);
    const at = found === -1 ? column : found;
    const to = found === -1 ? line.text.length : at + written.length;
    return { kind, name, patch, at: lineSpan(line, at, to) };
  };
  for (const one of adds.capabilities) if (KVM_UAPI.test(one.path)) yield make('capability', one);
  for (const one of adds.ioctls) if (KVM_UAPI.test(one.path)) yield make('ioctl', one);
  for (const one of adds.uapi) {
    if (!KVM_UAPI.test(one.path) || !/^KVM_/.test(one.name) || PART.test(one.name)) continue;
    if (one.form !== 'macro' && one.form !== 'enumerator') continue;
    yield make(ATTRIBUTE.test(one.name) ? 'attribute' : 'uapi', one);
  }
  for (const one of adds.parameters) if (one.arch === 'x86' || one.arch === '') yield make('parameter', one);
  for (const one of adds.cpuid) if (one.arch === 'x86') yield make('cpuid', one);
}

/** Names that lines taken away define or make a parameter of: then the name is not new. */
function removedNames({ takes, files }: PatchFacts): string[] {
  const parameters = files.flatMap((file) =>
    file.removed.flatMap(
      ({ line }) => /^module_param(?:_named|_cb)?\s*\(\s*(\w+)/.exec(line.text)?.[1] ?? [],
    ),
  );
  const advertised = files.flatMap((file) =>
    file.removed.flatMap(
      ({ line }) => (line.text.includes('X86_FEATURE_') && line.text.match(/\bX86_FEATURE_\w+/g)) || [],
    ),
  );
  return [...takes.keys(), ...parameters, ...advertised];
}

/**
 * Whether KVM does more for a CPUID feature than to report it: some code, elsewhere than where it is reported, asks
 * for it. What KVM only reports, a guest could use anyway.
 */
export function isEnabled(feature: Feature, series: Series): boolean {
  if (feature.kind !== 'cpuid') return true;
  const bare = feature.name.replace(/^X86_FEATURE_/, '');
  return readSeries(series).patches.some(({ files }) =>
    files.some(
      ({ path, area, added }) =>
        area === 'kernel' &&
        /^arch\/x86\/kvm\//.test(path) &&
        added.some(
          ({ line, tokens }) =>
            tokens.some(
              ({ text }) => text === feature.name || (text.length > 4 && text.includes(`_${bare}`)),
            ) &&
            !/\b(?:kvm_cpu_cap_\w+|[A-Z0-9_]*F)\s*\(/.test(line.text) &&
            !/\/cpuid\.[ch]$/.test(path),
        ),
    ),
  );
}

/** Returns true if some selftest of the series names it, in added code or in words. */
export function isTested({ name }: Feature, series: Series): boolean {
  return readSeries(series).patches.some(({ patch, files }) =>
    files.some(
      ({ area, added }) =>
        (area === 'test' || area === 'testlib') &&
        (patch.message.value.includes(name) || added.some(({ line }) => line.text.includes(name))),
    ),
  );
}
