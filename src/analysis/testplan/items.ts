/** What the guide's "Testing" asks for by the files of a series: the tasks of a plan, from the diff alone. */

import type { DiffFile } from '../../model/diff';
import type { TaskId } from '../../model/evidence';
import type { Series } from '../../model/patch';
import { anyOf } from '../../model/words';
import { codeIn } from '../c/scan';
import { isKvmSelftest } from '../kvm/selftest-paths';

type PlanId = Exclude<TaskId, 'nearby-parameters' | 'nested' | 'negative-tests'>;

/** Why each task is there: what the guide says about it. */
export const WHY: Readonly<Record<TaskId, string>> = {
  build: 'all patches in a series must build cleanly, so that it can be bisected',
  selftests: 'mandatory for any change of code; before merging, all of them',
  'kvm-unit-tests': 'mandatory for any change of code; before merging, all of them',
  'tdp-off': 'mandatory for shadow paging, strongly encouraged for common MMU code',
  parameters: 'mandatory if the changed code depends on a module parameter',
  'nearby-parameters': 'the changed functions read them; run those that can affect the change',
  'both-vendors': 'strongly preferred where possible and relevant',
  nested: 'only nested guests run code for nested guests',
  architectures: 'common code is built for all of them',
  kconfigs: 'the more the merrier: these options are of particular interest',
  htmldocs: '.rst files must build without new warnings or errors',
  'negative-tests': 'mandatory for new hardware: running a VM rarely tests the error paths',
};

/** One thing to be done. */
export interface PlanItem<Id extends TaskId = TaskId> {
  readonly id: Id;
  /** Mandatory by the guide's words; the rest it prefers or encourages. */
  readonly mandatory: boolean;
  /** In the imperative, one sentence without full stop. */
  readonly task: string;
  readonly why: string;
  /** The paths, parameters or features that ask for it, a few of them. */
  readonly because: readonly string[];
}

/** What someone writes who has done it: each of these. */
const SAID: Readonly<Record<PlanId, readonly RegExp[]>> = {
  build: [/\bbuil[dt]s?\b|\bcompil(?:e[sd]?|ing|ation)\b|\bW=1\b|KVM_WERROR/i],
  selftests: [/\bself-?tests?\b/i],
  'kvm-unit-tests': [/\bkvm[- ]?unit[- ]?tests?\b|\bkut\b/i],
  'tdp-off': [
    anyOf(
      'i',
      /\b(?:tdp|ept|npt)\s*(?:=|is|was|being|turned|mmu)?\s*(?:0|n|off|disabled)\b/,
      /\b(?:tdp|ept|npt)=/,
      /\b(?:without|w\/o|no|disabl\w+|both|legacy|with(?=\s+shadow))\s+(?:tdp|ept|npt|shadow)\b/,
      /\b(?:tdp|ept|npt)\b[^.\n]{0,20}\boff\b/,
      /\bshadow (?:paging|mmu|page tables?)\b/,
    ),
  ],
  parameters: [/\b\w+=[01YNyn]\b|\bmod(?:ule)?[- ]?param/i],
  'both-vendors': [
    /\b(?:intel|vmx|icelake|skylake|sapphire|xeon)\b/i,
    /\b(?:amd|svm|epyc|milan|genoa|turin|zen)\b/i,
  ],
  architectures: [
    /\b(?:arm64|aarch64|s390x?|riscv|ppc64(?:le)?|powerpc|loongarch|mips|cross[- ]?compil\w*|all (?:other )?arch\w*)\b/i,
  ],
  kconfigs: [
    /\b(?:32-bit|i386|KVM_SMM|KVM_XEN|PROVE_LOCKING|lockdep|X86_64=n|allmodconfig|allyesconfig|randconfig)\b/i,
  ],
  htmldocs: [/\bhtmldocs\b|\bsphinx\b/i],
};

/** Returns true if a text says that this part of the plan was carried out. */
export function isSaid(id: PlanId, text: string): boolean {
  return SAID[id].every((words) => words.test(text));
}

/** Module parameters, by what tells in the code that it depends on them. */
const PARAMETERS: Readonly<Record<string, RegExp>> = {
  'kvm_intel.ept': /\b(?:enable_ept|tdp_enabled)\b|\beptp?_/,
  'kvm_amd.npt': /\b(?:npt|tdp)_enabled\b/,
  'kvm.tdp_mmu': /\btdp_mmu_(?:enabled|allowed)\b/,
  'kvm.nx_huge_pages': /\bnx_huge_pages\b|\bnx_hugepage/,
  'kvm.eager_page_split': /\beager_page_split\b/,
  'kvm_intel.enable_apicv, kvm_amd.avic': /\benable_apicv\b|\bavic\b|\bapicv_(?:active|inhibit)/,
  'kvm_intel.enable_ipiv': /\benable_ipiv\b/,
  'kvm_intel.nested, kvm_amd.nested': /\bnested\s*(?:&&|\|\||\))|\bif \(!?nested\b/,
  'kvm_intel.enable_shadow_vmcs': /\benable_shadow_vmcs\b/,
  'kvm_intel.unrestricted_guest': /\benable_unrestricted_guest\b/,
  'kvm_intel.vpid': /\benable_vpid\b/,
  'kvm_intel.pml': /\benable_pml\b/,
  'kvm_intel.flexpriority': /\bflexpriority_enabled\b/,
  'kvm_intel.enable_evmcs': /\benable_evmcs\b/,
  'kvm_amd.vnmi': /\bvnmi\b/,
  'kvm_amd.vgif': /\bvgif\b/,
  'kvm_amd.vls': /\bvls\b/,
  'kvm_amd.lbrv': /\blbrv\b/,
  'kvm_amd.sev, sev_es, sev_snp': /\bsev_(?:es_|snp_)?enabled\b/,
  'kvm.enable_pmu': /\benable_pmu\b/,
  'kvm.force_emulation_prefix': /\bforce_emulation_prefix\b/,
  'kvm.enable_vmware_backdoor': /\benable_vmware_backdoor\b/,
  'kvm.ignore_msrs': /\bignore_msrs\b/,
};

const SHADOW_PAGING = /^arch\/x86\/kvm\/mmu\/(?:paging_tmpl\.h|page_track)/;
const MMU = /^arch\/x86\/kvm\/mmu(?:\/|\.)/;
const SHADOW_CODE =
  /shadow|\bFNAME\(|sync_(?:page|spte)|unsync|\brmap_|gpte|mmu_page_zap|zapped_obsolete|parent_pte/i;
const X86_CODE = /^arch\/x86\/(?:kvm\/|include\/(?:uapi\/)?asm\/(?:kvm|svm|vmx))/;
const COMMON_CODE = /^(?:virt\/kvm\/|include\/(?:uapi\/)?linux\/kvm)/;

/** Returns true if a change can have an effect when it runs: not only comments, blank lines or documentation. */
export function hasEffect(file: DiffFile): boolean {
  const { newPath, hunks, change } = file;
  if (!/\.[chS]$|(?:^|\/)(?:Makefile|Kbuild|Kconfig)[^/]*$/.test(newPath)) return false;
  if (change === 'deleted' || change === 'renamed') return true;
  return hunks.some((hunk) =>
    codeIn(file, hunk).some((code, i) => hunk.lines[i]!.kind !== ' ' && code.trim() !== ''),
  );
}

/** How near a series is to KVM's shadow paging: it is changed; or MMU code that both ways of paging share; or neither. */
export function pagingOf(series: Series): 'shadow' | 'common' | 'none' {
  const files = filesOf(series).filter(
    ({ newPath }) => MMU.test(newPath) && !/tdp_(?:mmu|iter)\.[ch]$/.test(newPath),
  );
  if (files.length === 0) return 'none';
  const isShadow = files.some(
    (file) =>
      SHADOW_PAGING.test(file.newPath) ||
      file.hunks.some(({ lines }) => lines.some(({ kind, text }) => kind !== ' ' && SHADOW_CODE.test(text))),
  );
  return isShadow ? 'shadow' : 'common';
}

function filesOf(series: Series): DiffFile[] {
  return series.patches.flatMap((patch) => patch.diff.files).filter(hasEffect);
}

/** The plan for a series, mandatory items first; empty where nothing that runs is changed. */
export function planOf(series: Series): PlanItem<PlanId>[] {
  const files = filesOf(series);
  const paths = [...new Set(files.map(({ newPath }) => newPath))];
  const x86 = paths.filter((path) => X86_CODE.test(path));
  const common = paths.filter((path) => COMMON_CODE.test(path));
  const shared = paths.filter((path) => isSharedTest(path));
  const tests = paths.filter(isKvmSelftest);
  const code = [...x86, ...common];
  const paging = pagingOf(series);
  const parameters = parametersOf(files);
  const docs = series.patches.flatMap(({ diff }) => diff.paths).filter((path) => path.endsWith('.rst'));
  const items: (PlanItem<PlanId> | null)[] = [
    item('build', true, 'Build every patch with KVM_INTEL=m, KVM_AMD=m and KVM_WERROR=y', code),
    item('selftests', true, 'Run the KVM selftests', [...code, ...tests]),
    item('kvm-unit-tests', true, 'Run KVM-unit-tests', code),
    item(
      'tdp-off',
      paging === 'shadow',
      'Run the tests with TDP off as well (kvm_intel.ept=0, kvm_amd.npt=0)',
      paging === 'none' ? [] : x86.filter((path) => MMU.test(path)),
    ),
    item('parameters', true, `Run the tests with ${parameters.join('; ')} on and off`, parameters),
    item('htmldocs', true, 'Build htmldocs without new warnings', [...new Set(docs)]),
    item(
      'both-vendors',
      false,
      'Run the tests on Intel and on AMD',
      x86.filter((path) => !/\/(?:vmx|svm)\//.test(path)),
    ),
    item('architectures', false, 'Build for another architecture, such as arm64', [...common, ...shared]),
    item('kconfigs', false, 'Build with KVM_SMM and KVM_XEN off, with PROVE_LOCKING, and for 32-bit', x86),
  ];
  return items.flatMap((one) => one ?? []).sort((a, b) => Number(b.mandatory) - Number(a.mandatory));
}

function item(
  id: PlanId,
  mandatory: boolean,
  task: string,
  because: readonly string[],
): PlanItem<PlanId> | null {
  return because.length === 0 ? null : { id, mandatory, task, why: WHY[id], because: because.slice(0, 3) };
}

/** What the selftests of all architectures are built from. */
function isSharedTest(path: string): boolean {
  return isKvmSelftest(path) && !/\/(?:x86|x86_64|arm64|aarch64|s390x?|riscv|loongarch)\//.test(path);
}

function parametersOf(files: readonly DiffFile[]): string[] {
  const lines = files
    .filter(({ newPath }) => newPath.startsWith('arch/x86/kvm/'))
    .flatMap((file) => file.hunks.flatMap((hunk) => hunk.lines.filter(({ kind }) => kind !== ' ')));
  return Object.entries(PARAMETERS)
    .filter(([, tells]) => lines.some(({ text }) => tells.test(text)))
    .map(([name]) => name);
}
