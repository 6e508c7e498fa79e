/**
 * Which tests belong to which code: KVM selftests by the names of their files, KVM-unit-tests by their names and groups in
 * `x86/unittests.cfg`. What only narrows down where to look first: in the end, all of them are run.
 */

import { oneOf, pattern } from '../../model/words';

export interface TestArea {
  /** Of KVM's sources. */
  readonly paths: RegExp;
  /** Of selftests, below `tools/testing/selftests/kvm/` without the folder of the architecture. */
  readonly selftests: RegExp;
  /** As `run_tests.sh -g GROUP` takes them. */
  readonly groups?: readonly string[];
  /** As `run_tests.sh NAME` takes them. */
  readonly units?: readonly string[];
}

/** The first word that a nested guest needs: the sources that run one. */
export const NESTED =
  /^arch\/x86\/kvm\/(?:vmx\/(?:nested|vmcs12|hyperv_evmcs)|svm\/(?:nested|hyperv)|mmu\/paging_tmpl)/;

const TEST_AREAS: readonly TestArea[] = [
  {
    paths:
      /^(?:arch\/x86\/kvm\/(?:mmu\/|mmu\.h)|virt\/kvm\/(?:kvm_mm|pfncache|guest_memfd)|virt\/kvm\/kvm_main\.c$)/,
    selftests: pattern()`^${oneOf`
        access_tracking, demand_paging, dirty_log, kvm_page_table, memslot, mmu_stress,
        pre_fault_memory, set_memory_region, max_guest_memory, nx_huge_pages, private_mem, guest_memfd,
        smaller_maxphyaddr, vmx_dirty_log
      `}`,
    units: ['access', 'access-reduced-maxphyaddr', 'smap', 'pku', 'rmap_chain', 'memory', 'la57'],
  },
  {
    paths: /^arch\/x86\/kvm\/mmu\/paging_tmpl\.h$/,
    selftests: /^(?:vmx_dirty_log|nested_.*)/,
    groups: ['vmx', 'svm', 'nested_exception'],
    units: ['svm_npt'],
  },
  {
    paths: /^arch\/x86\/kvm\/vmx\/(?:nested|vmcs12|vmcs_shadow|hyperv)/,
    selftests: /^(?:vmx_|nested_|state_test|hyperv_evmcs|evmcs|smm_test|triple_fault)/,
    groups: ['vmx', 'nested_exception'],
  },
  {
    paths: /^arch\/x86\/kvm\/svm\/(?:nested|hyperv)/,
    selftests: /^(?:svm_|nested_|state_test|hyperv_svm|smm_test|triple_fault)/,
    groups: ['svm'],
    units: ['svm_npt'],
  },
  {
    paths: /^arch\/x86\/kvm\/svm\/sev/,
    selftests: /^sev_/,
  },
  {
    paths: /^arch\/x86\/kvm\/svm\/(?:svm|vmenter)/,
    selftests: /^(?:svm_|state_test|set_sregs)/,
    groups: ['svm', 'vmexit'],
  },
  {
    paths: /^arch\/x86\/kvm\/vmx\/(?:vmx|vmenter|main|common|capabilities|vmcs)/,
    selftests: /^(?:vmx_|state_test|set_sregs)/,
    groups: ['vmx', 'vmexit'],
  },
  {
    paths: /^arch\/x86\/kvm\/(?:(?:vmx\/|svm\/)?pmu|vmx\/pmu_intel)/,
    selftests: /^(?:pmu_|vmx_pmu)/,
    groups: ['pmu'],
  },
  {
    paths:
      /^arch\/x86\/kvm\/(?:lapic|irq|ioapic|i8259|i8254|svm\/avic|vmx\/posted_intr)|^virt\/kvm\/(?:eventfd|irqchip)/,
    selftests: /^(?:xapic|apic_bus|recalc_apic|svm_int_ctl|irqfd|set_boot_cpu)/,
    groups: ['apic'],
    units: ['ioapic', 'eventinj', 'intel_iommu'],
  },
  {
    paths: /^arch\/x86\/kvm\/emulate\.c$|^arch\/x86\/kvm\/kvm_emulate\.h$/,
    selftests: /^(?:emulator|exit_on_emulation|fastops|smaller_maxphyaddr)/,
    groups: ['tasks'],
    units: ['emulator', 'realmode', 'eventinj', 'syscall'],
  },
  {
    paths: /^arch\/x86\/kvm\/(?:cpuid|reverse_cpuid)/,
    selftests: /^(?:cpuid|cr4_cpuid|hyperv_cpuid|platform_info|get_msr_index|feature_msrs|xcr0_cpuid)/,
    units: ['msr', 'umip', 'la57', 'xsave', 'pku'],
  },
  {
    paths: /^arch\/x86\/kvm\/hyperv/,
    selftests: /^(?:hyperv_|evmcs)/,
    groups: ['hyperv'],
  },
  {
    // What all guests pass through: state, MSRs, exits to userspace, events, clocks.
    paths: /^arch\/x86\/kvm\/(?:x86\.[ch]|kvm_cache_regs\.h|kvm-asm-offsets\.c)$/,
    selftests: pattern()`^${oneOf`
        state_test, set_sregs, sync_regs, debug_regs, userspace_, msrs_test, hwcr_msr, get_msr_index, feature_msrs,
        kvm_clock, tsc_, kvm_pv, monitor_mwait, platform_info, triple_fault, ucna_injection, fix_hypercall,
        smm_test, xapic_state, xcr0_cpuid, cr4_cpuid, max_vcpuid
      `}`,
    units: ['msr', 'debug', 'eventinj', 'xsave', 'tsc', 'kvmclock_test', 'pcid', 'umip'],
  },
  {
    // The uAPI: what is set and got, and whether a capability is there.
    paths: /^(?:include\/uapi\/linux\/kvm|arch\/x86\/include\/uapi\/asm\/kvm)\.h$/,
    selftests: /^(?:state_test|sync_regs|set_sregs|set_memory_region|kvm_binary_stats|max_vcpuid|userspace_)/,
  },
  { paths: /^arch\/x86\/kvm\/xen/, selftests: /^xen_/ },
  { paths: /^arch\/x86\/kvm\/smm/, selftests: /^smm_/ },
  { paths: /^arch\/x86\/kvm\/vmx\/sgx/, selftests: /^sgx/ },
  { paths: /^arch\/x86\/kvm\/mtrr/, selftests: /^(?:msrs|userspace_msr)/, units: ['msr'] },
  { paths: /^virt\/kvm\/dirty_ring/, selftests: /^dirty_log/ },
  { paths: /^virt\/kvm\/pfncache/, selftests: /^xen_shinfo/ },
];

/** KVM's code: whatever is changed in it, a guest can notice. */
export const NEEDS_SMOKE =
  /^(?:arch\/x86\/kvm\/|virt\/kvm\/|include\/(?:uapi\/)?(?:linux|trace\/events)\/kvm|arch\/x86\/include\/(?:uapi\/)?asm\/(?:kvm|svm|vmx))/;

/** A few that run much of KVM in little time, on Intel and AMD. */
export const SMOKE =
  /^(?:state_test|set_sregs_test|sync_regs_test|set_memory_region_test|cpuid_test|kvm_binary_stats_test|userspace_io_test|userspace_msr_exit_test)$/;

/** The areas that these paths are of. */
export function areasOf(paths: readonly string[]): TestArea[] {
  return TEST_AREAS.filter((area) => paths.some((path) => area.paths.test(path)));
}
