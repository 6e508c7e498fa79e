/** Which topic a path belongs to, and which one a patch belongs to that touches several. */

import type { Diff, DiffFile } from '../../model/diff';
import { memoizeTextOf } from '../../model/memoize-text';
import type { Domain, PathTopic } from './domain';
import { fits } from './glob';
import { SELFTESTS } from './selftest-paths';
import { commonTopic } from './topics';

const X86 = 'arch/x86/kvm/';

/** Architectures as the kernel's folders name them, and their topics. */
export const OTHER_ARCHES: readonly (readonly [folder: string, topic: string])[] = [
  ['arm64', 'arm64'],
  ['arm', 'arm64'],
  ['aarch64', 'arm64'],
  ['s390', 's390'],
  ['s390x', 's390'],
  ['riscv', 'RISC-V'],
  ['powerpc', 'PPC'],
  ['ppc64le', 'PPC'],
  ['mips', 'MIPS'],
  ['loongarch', 'LoongArch'],
];

function paths(topic: string, ...patterns: string[]): PathTopic[] {
  return patterns.map((pattern) => ({ pattern, topic }));
}

/** The first entry that fits decides, so the special precedes the general. */
export const PATHS: readonly PathTopic[] = [
  ...paths('x86/pmu', `${X86}pmu`, `${X86}vmx/pmu`, `${X86}svm/pmu`),
  ...paths('nVMX', `${X86}vmx/nested`, `${X86}vmx/vmcs12`, `${X86}vmx/vmcs_shadow_fields`),
  ...paths('TDX', `${X86}vmx/tdx`),
  ...paths('VMX', `${X86}vmx/`, 'arch/x86/include/asm/vmx', 'arch/x86/include/uapi/asm/vmx'),
  ...paths('nSVM', `${X86}svm/nested`),
  ...paths('SVM', `${X86}svm/`, 'arch/x86/include/asm/svm', 'arch/x86/include/uapi/asm/svm'),
  ...paths('x86/mmu', `${X86}mmu`),
  ...paths('x86/xen', `${X86}xen`),
  ...paths(
    'x86',
    X86,
    'arch/x86/include/asm/kvm',
    'arch/x86/include/uapi/asm/kvm',
    'Documentation/virt/kvm/x86/',
    'Documentation/process/maintainer-kvm-x86.rst',
  ),
  ...OTHER_ARCHES.flatMap(([folder, topic]) => [
    ...paths(
      `${topic}: selftests`,
      `${SELFTESTS}${folder}/`,
      `${SELFTESTS}lib/${folder}/`,
      `${SELFTESTS}include/${folder}/`,
    ),
    ...paths(
      topic,
      `arch/${folder}/kvm/`,
      `arch/${folder}/include/asm/kvm`,
      `arch/${folder}/include/uapi/asm/kvm`,
      `Documentation/virt/kvm/${folder}/`,
    ),
  ]),
  ...paths('arm64', 'include/kvm/arm', 'Documentation/virt/kvm/devices/arm', 'Documentation/virt/kvm/arm'),
  ...paths('s390', 'Documentation/virt/kvm/s390', 'Documentation/virt/kvm/devices/s390'),
  ...paths('PPC', 'Documentation/virt/kvm/ppc', 'Documentation/virt/kvm/devices/xi'),
  ...paths('selftests', SELFTESTS),
  ...paths('pfncache', 'virt/kvm/pfncache'),
  ...paths('guest_memfd', 'virt/kvm/guest_memfd'),
  ...paths('stats', 'virt/kvm/binary_stats'),
  ...paths(
    '',
    'virt/kvm/',
    'virt/lib/',
    'include/linux/kvm',
    'include/uapi/linux/kvm',
    'include/trace/events/kvm',
    'Documentation/virt/kvm/',
  ),
];

/** The topic of one path; null for what is not KVM's. */
export const topicOfPath = memoizeTextOf(
  (path, domain: Domain): string | null =>
    domain.paths.find((entry) => fits(path, entry.pattern))?.topic ?? null,
  10_000,
);

export function isDocs(path: string): boolean {
  return path.startsWith('Documentation/');
}

function isHeader(path: string): boolean {
  return path.startsWith('include/') || /^arch\/[^/]+\/include\//.test(path);
}

/** Returns true for tests, and for the tools that are built beside them. */
export function isTools(path: string): boolean {
  return path.startsWith('tools/');
}

/** How many lines a patch changes in a file; a rename or a mode change counts as one. */
export function changedLines(file: DiffFile): number {
  let count = 0;
  for (const hunk of file.hunks) for (const line of hunk.lines) if (line.kind !== ' ') count += 1;
  return Math.max(count, 1);
}

/** A path that a patch touches, and how much of the patch it is. */
export interface Touched {
  readonly path: string;
  /** Changed lines. */
  readonly lines: number;
}

export function touchedBy(diff: Diff): Touched[] {
  return diff.files.map((file) => ({ path: file.newPath, lines: changedLines(file) }));
}

/** The part of a patch that belongs to one topic. */
interface Share {
  readonly topic: string;
  readonly lines: number;
}

/**
 * How a patch divides into topics, files outside of KVM left out.
 *
 * Docs, headers and tests that merely accompany code say nothing of the topic: tests and docs are left out where
 * there is code, headers where there is a source file. That is how the maintainers name what they apply.
 */
export function sharesOf(touched: readonly Touched[], domain: Domain): Share[] {
  let kept = touched.flatMap(({ path, lines }) => {
    const topic = topicOfPath(path, domain);
    return topic === null ? [] : [{ path, lines, topic }];
  });
  for (const accompanies of [isDocs, isTools, isHeader]) {
    const rest = kept.filter(({ path }) => !accompanies(path));
    // A header with most of the lines is what the patch is about.
    if (rest.length > 0 && (accompanies !== isHeader || 2 * linesOf(rest) >= linesOf(kept))) kept = rest;
  }
  const shares = new Map<string, number>();
  for (const { topic, lines } of kept) shares.set(topic, (shares.get(topic) ?? 0) + lines);
  return [...shares].map(([topic, lines]) => ({ topic, lines }));
}

function linesOf(touched: readonly Pick<Touched, 'lines'>[]): number {
  return touched.reduce((sum, { lines }) => sum + lines, 0);
}

/** The topic of a patch: the first common parent of what it touches; null where none of it is KVM's. */
export function topicOfPaths(touched: readonly Touched[], domain: Domain): string | null {
  return commonTopic(
    sharesOf(touched, domain).map((share) => share.topic),
    domain,
  );
}
