import { isKvmSelftest, SELFTESTS } from '../../kvm/selftest-paths';
/** Where a file lies: whose names it sees, and whether it is KVM's code, a test of it, or neither. */

export type Area =
  /** Kernel code. */
  | 'kernel'
  /** Headers that `make headers_install` gives to user space: selftests are built against them. */
  | 'uapi'
  /** Hand-made copies of kernel headers below tools/; selftests see these too. */
  | 'tools'
  /** A KVM selftest. */
  | 'test'
  /** What KVM selftests share: their library and headers. */
  | 'testlib'
  /** Build lists and the like of KVM selftests: nothing in them orders patches. */
  | 'testlist'
  | 'docs'
  /** Everything else below tools/, samples, scripts: neither KVM nor a selftest. */
  | 'other';

/** The area of a path, by the kernel tree's layout (see `KHDR_INCLUDES` in the KVM selftests' Makefile). */
export function areaOf(path: string): Area {
  if (isKvmSelftest(path)) {
    const rest = path.slice(SELFTESTS.length);
    if (/(?:^|\/)(?:Makefile[^/]*|\.gitignore|config|settings)$/.test(rest)) return 'testlist';
    return /^(?:lib|include)\//.test(rest) || rest.endsWith('.h') ? 'testlib' : 'test';
  }
  if (/^include\/uapi\/|^arch\/[^/]+\/include\/uapi\//.test(path)) return 'uapi';
  if (/^tools\/(?:include|arch)\//.test(path)) return 'tools';
  if (/^Documentation\/|\.rst$|^MAINTAINERS$/.test(path)) return 'docs';
  if (/^(?:tools|samples|scripts)\//.test(path)) return 'other';
  return 'kernel';
}

/**
 * Returns true if selftests can include a header below tools/, by the -I options of their Makefile: tools/include, and
 * neither its copies of uAPI headers (those come from `make headers_install`) nor the copies of kernel ones.
 */
export function isSeenByTests(path: string): boolean {
  return !path.startsWith('tools/') || path.startsWith(SELFTESTS) || /^tools\/include\/(?!uapi\/)/.test(path);
}

/** Returns true if a kernel file is KVM's own, or the part of a header that KVM added. */
export function isKvmPath(path: string): boolean {
  return /^arch\/[^/]+\/kvm\/|^virt\/|kvm/i.test(path);
}

/** The architecture a path belongs to, `x86` for `arch/x86/…`; '' for common code. Names do not cross it. */
export function archOf(path: string): string {
  const arch = /^(?:tools\/)?arch\/([^/]+)\//.exec(path)?.[1];
  if (arch !== undefined) return arch;
  const selftest =
    /^tools\/testing\/selftests\/kvm\/(?:lib\/|include\/)?(x86_64|x86|aarch64|arm64|s390x|s390|riscv|loongarch)\//.exec(
      path,
    )?.[1];
  if (selftest === undefined) return '';
  return { x86_64: 'x86', aarch64: 'arm64', s390x: 's390' }[selftest] ?? selftest;
}

export function isC(path: string): boolean {
  return /\.[chS]$/.test(path);
}
