/** Configurations of kernels, and the shell that sets them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from '../model/errors';

/** A `.config` of the user's. */
export interface ConfigFile {
  readonly path: string;
  /** Of its contents: other contents are another build. */
  readonly hash: string;
}

/** @throws UsageError where it cannot be read */
export function configFile(path: string): ConfigFile {
  try {
    return { path, hash: createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16) };
  } catch (cause) {
    throw new UsageError(`cannot read ${path}: ${(cause as Error).message}`, '', { cause });
  }
}

export function words(makeArgs: readonly string[]): string {
  return makeArgs.map((arg) => (arg.includes(' ') ? ` '${arg}'` : ` ${arg}`)).join('');
}

export interface Configuration {
  /** What it starts from: a target of make, such as `defconfig`, or a file. */
  readonly from: string | ConfigFile;
  /** Set on top of it. */
  readonly fragment: readonly string[];
  /** Lines without which the build would be of something else. */
  readonly holds: readonly string[];
}

/** Set what the fragment says once; later patches only bring the configuration up to date. @param make with its words */
export function configureScript(make: string, { from, fragment, holds }: Configuration): string {
  const isTarget = typeof from === 'string';
  const start = isTarget ? `${make} -s ${from}` : `cp '${from.path.replace(/'/g, `'\\''`)}' "$OUT/.config"`;
  return `cat >"$OUT.fragment" <<'END'
${isTarget ? '' : `# on top of ${from.hash}\n`}${fragment.join('\n')}
END
if ! [ -f "$OUT/.config" ] || ! cmp -s "$OUT.fragment" "$OUT.set"; then
	${start}
	cat "$OUT.fragment" >>"$OUT/.config"
	cp "$OUT.fragment" "$OUT.set"
fi
# What it warns of, of options that are not there, is not the patch's; what ends it is shown.
${make} -s olddefconfig >"$OUT.olddefconfig" 2>&1 || { cat "$OUT.olddefconfig"; echo "make olddefconfig fails"; exit 1; }
for line in ${holds.join(' ')}; do
	grep -qx "$line" "$OUT/.config" || { echo "error: $line does not hold"; exit 1; }
done
`;
}

export function kernelMake(arch: string, makeArgs: readonly string[]): string {
  return `make -C "$TREE" O="$OUT" ARCH=${arch}${words(makeArgs)}`;
}

/** On top of `tinyconfig`: what KVM, its selftests and a console want, and nothing that takes long to compile. */
const SMALL = `
64BIT SMP EXPERT MULTIUSER PRINTK PRINTK_TIME BUG KALLSYMS UNWINDER_FRAME_POINTER CC_OPTIMIZE_FOR_PERFORMANCE KERNEL_GZIP
SLUB BLK_DEV_INITRD BINFMT_ELF BINFMT_SCRIPT POSIX_TIMERS HIGH_RES_TIMERS FUTEX EPOLL SIGNALFD TIMERFD EVENTFD AIO SHMEM
TMPFS ADVISE_SYSCALLS MEMBARRIER RSEQ SYSVIPC USERFAULTFD PROC_FS PROC_SYSCTL SYSFS DEBUG_FS DEVTMPFS HUGETLBFS
TRANSPARENT_HUGEPAGE TTY SERIAL_8250 SERIAL_8250_CONSOLE X86_LOCAL_APIC X86_X2APIC X86_MSR X86_MPPARSE HYPERVISOR_GUEST
PERF_EVENTS CPU_SUP_INTEL CPU_SUP_AMD VIRTUALIZATION KVM_SMM KVM_XEN KVM_HYPERV`;

/** On by themselves, and of no use to a guest with a console. */
const LESS = `
VT INPUT HID CPU_FREQ RD_GZIP RD_BZIP2 RD_LZMA RD_XZ RD_LZO RD_LZ4 RD_ZSTD WLAN RTC_CLASS MICROCODE`;

/**
 * What a guest wants that has the files of its host, as virtme-ng boots it: PCI, virtio, 9p or virtiofs, overlays on them,
 * a network for its shell.
 */
const HOST_FILES = `
ACPI PCI BLOCK NET INET UNIX NETDEVICES NET_CORE NETWORK_FILESYSTEMS VIRTIO_MENU VIRTIO VIRTIO_PCI VIRTIO_NET VIRTIO_CONSOLE
VIRTIO_BLK NET_9P NET_9P_VIRTIO 9P_FS FUSE_FS VIRTIO_FS OVERLAY_FS INOTIFY_USER UNIX98_PTYS SCSI SCSI_LOWLEVEL SCSI_VIRTIO
BLK_DEV_SD FILE_LOCKING MODULES`;

/** What reports more: lockdep, sleeping where it is not allowed, lists that are broken. */
const DEBUG = 'DEBUG_KERNEL PROVE_LOCKING DEBUG_ATOMIC_SLEEP DEBUG_LIST';

const KVM = ['KVM', 'KVM_INTEL', 'KVM_AMD'];

const names = (text: string) => text.trim().split(/\s+/);
const yes = (name: string) => `CONFIG_${name}=y`;
const SMALL_CONFIG = [...names(SMALL).map(yes), ...names(LESS).map((name) => `# CONFIG_${name} is not set`)];
const TINY = 'tinyconfig >/dev/null';

/** KVM as modules of a small kernel, which has all of vmlinux that they are linked against. */
export const MODULES: Configuration = {
  from: TINY,
  fragment: [
    ...SMALL_CONFIG,
    ...['MODULES', 'KVM_WERROR'].map(yes),
    ...KVM.map((name) => `CONFIG_${name}=m`),
  ],
  holds: ['CONFIG_64BIT=y', ...KVM.map((name) => `CONFIG_${name}=m`)],
};

export interface GuestOptions {
  /** It mounts files of its host. */
  readonly hasHostFiles: boolean;
  /** Lockdep and the like are on. */
  readonly isDebug: boolean;
  /** Lines that whoever boots it asks for. */
  readonly wanted: readonly string[];
}

/** A small kernel with KVM built in and a console. */
export function guestConfiguration({ hasHostFiles, isDebug, wanted }: GuestOptions): Configuration {
  const kernel = ['64BIT', 'KVM', 'KVM_AMD', 'SERIAL_8250_CONSOLE'];
  const files = ['PCI', 'NET', 'VIRTIO_PCI', 'NET_9P_VIRTIO', '9P_FS', 'VIRTIO_FS', 'OVERLAY_FS'];
  const more = [...KVM, ...(hasHostFiles ? names(HOST_FILES) : []), ...(isDebug ? names(DEBUG) : [])];
  const held = [...kernel, ...(hasHostFiles ? files : []), ...(isDebug ? ['PROVE_LOCKING'] : [])];
  return { from: TINY, fragment: [...SMALL_CONFIG, ...more.map(yes), ...wanted], holds: held.map(yes) };
}
