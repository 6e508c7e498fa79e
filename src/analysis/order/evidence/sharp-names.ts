/**
 * Names that tell one change from another: what a patch gains or gives up of constants and fields. A name that is only
 * moved, or around the change, says what area it is in, and no more.
 */
import { memoize } from '../../../model/memoize';
import type { PatchFacts } from '../extract/facts';
import type { Use } from '../extract/symbols';

/** Macros of both worlds, and fields that any struct may have. */
const COMMON = new Set(
  (
    'bit_ull genmask_ull array_size page_size page_shift page_mask read_once write_once div_round_up ulong_max uint_max ' +
    'static_assert gp_vector ud_vector pf_vector np_vector ss_vector db_vector bp_vector nmi_vector ac_vector ' +
    'flags type size addr address data index indices value values id ids len length nr count mode state states msr msrs ' +
    'entry entries function host_initiated vcpu vcpus arch kvm run regs sregs events cpuid lock list fd gpa gva hva gfn ' +
    'base slot slots offset start end first last next prev name names info desc attr attrs group op ops cmd code args ' +
    'error errno ret result status valid enabled supported mask bits bit low high lo hi reg rax rbx rcx rdx rsp rip pid ' +
    'tid cpu cpus node dev irq gsi vector exit_reason hypercall pad padding reserved ptr buf buffer file path owner ' +
    'vmcb vmcb12 vmcb02 vmcs vmcs12 save control nested svm vmx mmu apic pmu vmsa ghcb sev tdx info parent children refs refcount private userspace_addr guest_phys_addr memory_size in out read write'
  ).split(' '),
);

/** `GROUP_NAME`, also with a lowercase letter in it (`SVM_EXIT_x`). */
const CONSTANT = /^[A-Z][A-Z0-9]*_[A-Za-z0-9_]+$/;
/** A register or the like: `cr8`, `xcr0`, `dr7`; but no type, no architecture and no exception level. */
const REGISTER = /^(?!(?:[us]\d+|x86|arm64|aa(?:32|64)|l[012]|el\d{1,2}|v\d)$)[a-z]{2,8}\d{1,2}$/;

interface Sharp {
  /** As the code writes it. */
  readonly spelling: string;
  /** A constant, or a field after `.` or `->`; else a part of a longer name. */
  readonly whole: boolean;
}

type Names = ReadonlyMap<string, Sharp>;

/** Returns true if a use can be one of what it names, rather than a variable, a function or a type. */
function isSharp({ name, field }: Use): boolean {
  if (COMMON.has(name.toLowerCase()) || name.length < 3) return false;
  return CONSTANT.test(name) || field;
}

/** Names of which there are more in `more` than in `less`. */
function surplus(
  more: ReadonlyMap<string, Use>,
  less: ReadonlyMap<string, Use>,
  into: Map<string, Sharp>,
): void {
  for (const use of more.values()) {
    if (use.count <= (less.get(use.name)?.count ?? 0)) continue;
    if (isSharp(use)) into.set(use.name.toLowerCase(), { spelling: use.name, whole: true });
    for (const part of use.name.split('_')) {
      const key = part.toLowerCase();
      if (REGISTER.test(key) && !into.has(key)) into.set(key, { spelling: use.name, whole: false });
    }
  }
}

/** Lower-case name → how it is written, of what a patch's code has more of than before. */
export const gainedNames = memoize(({ files }: PatchFacts): Names => {
  const names = new Map<string, Sharp>();
  for (const { area, uses, drops } of files)
    if (area !== 'docs' && area !== 'testlist') surplus(uses, drops, names);
  return names;
});

/** The same for what it has less of. */
export const lostNames = memoize(({ files }: PatchFacts): Names => {
  const names = new Map<string, Sharp>();
  for (const { area, uses, drops } of files)
    if (area !== 'docs' && area !== 'testlist') surplus(drops, uses, names);
  return names;
});

/** Constants, ioctls and registers that a sentence names: `KVM_SET_SREGS`, `TSC_ADJUST`, `CR0`. */
export function namesInTitle(title: string): string[] {
  return title.match(/\b[A-Z][A-Z0-9]*(?:_[A-Za-z0-9]+)+\b|\b[A-Z]{2,8}\d{1,2}\b/g) ?? [];
}

/** Returns true if a piece of code has the name, by itself or at the end of a longer one: `CR0` is in `X86_CR0`. */
export function endsIn(name: string, end: string): boolean {
  return name === end || name.endsWith(`_${end}`);
}
