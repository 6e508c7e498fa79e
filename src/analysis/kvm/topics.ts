/**
 * The topics of KVM's shortlogs and their conceptual tree: the nine that the guide lists, those in real use beside it,
 * and those of other architectures. Source: maintainer-kvm-x86 "Shortlog", and what the maintainers have applied.
 */

import { memoizeTextOf } from '../../model/memoize-text';
import type { Domain, Topic } from './domain';

function listed(name: string, parent: string, ...aliases: string[]): Topic {
  return { name, parent, standing: 'listed', arch: name === 'selftests' ? 'common' : 'x86', aliases };
}

function used(name: string, parent: string, arch: Topic['arch'], ...aliases: string[]): Topic {
  return { name, parent, standing: 'used', arch, aliases };
}

export const TOPICS: readonly Topic[] = [
  {
    name: '',
    parent: null,
    standing: 'used',
    arch: 'common',
    aliases: ['common', 'core', 'kvm_main', 'virt'],
  },
  listed('x86', '', 'kvm/x86', 'x86_64', 'x86-64', 'i386', 'amd64'),
  listed('x86/mmu', 'x86', 'mmu', 'x86 mmu', 'x86-mmu', 'x86_mmu', 'tdp mmu', 'shadow mmu', 'kvm/mmu'),
  listed('x86/pmu', 'x86', 'pmu', 'vpmu', 'x86 pmu', 'x86-pmu', 'x86/vpmu', 'kvm/pmu', 'perf'),
  listed('x86/xen', 'x86', 'xen', 'x86 xen', 'x86-xen', 'kvm/xen'),
  listed(
    'selftests',
    '',
    'selftest',
    'kselftest',
    'kselftests',
    'self-tests',
    'self-test',
    'kvm/selftests',
    'tests',
    'seftests',
    'sefltests',
    'selftets',
  ),
  listed('SVM', 'x86', 'amd', 'avic', 'x86/svm', 'x86 svm', 'kvm/svm'),
  listed('nSVM', 'SVM', 'nested svm', 'nested-svm', 'svm/nested', 'x86/nsvm'),
  listed('VMX', 'x86', 'intel', 'vt-x', 'ept', 'x86/vmx', 'x86 vmx', 'kvm/vmx'),
  listed('nVMX', 'VMX', 'nested vmx', 'nested-vmx', 'vmx/nested', 'nept', 'x86/nvmx'),
  used('TDX', 'VMX', 'x86', 'x86/tdx', 'vmx/tdx'),
  used('SEV', 'SVM', 'x86', 'sev-es', 'sev-snp', 'snp', 'x86/sev', 'svm/sev'),
  used('x86/tdp_mmu', 'x86/mmu', 'x86', 'tdp_mmu', 'tdp-mmu'),
  used('pfncache', '', 'common', 'gpc'),
  used('guest_memfd', '', 'common', 'gmem', 'guest_mem', 'guest-memfd', 'guestmemfd'),
  used('stats', '', 'common', 'binary_stats'),
  used('Documentation', '', 'common', 'docs', 'doc'),
  ...otherArch('arm64', 'aarch64', 'arm', 'arm/arm64'),
  ...otherArch('s390', 's390x'),
  ...otherArch('RISC-V', 'riscv', 'risc-v'),
  ...otherArch('PPC', 'powerpc', 'ppc64', 'book3s', 'book3s hv', 'book3s pr', 'kvmppc'),
  ...otherArch('MIPS', 'mips'),
  ...otherArch('LoongArch', 'loongarch'),
];

/** Other architectures name their selftests `arm64: selftests`; with common tests they meet at selftests. */
function otherArch(name: string, ...aliases: string[]): Topic[] {
  return [
    { name, parent: '', standing: 'used', arch: 'other', aliases },
    { name: `${name}: selftests`, parent: 'selftests', standing: 'used', arch: 'other', aliases: [] },
  ];
}

/** What someone meant by a word in the place of a topic. */
export interface NamedTopic {
  readonly topic: Topic;
  /** `case`: right but for its letters' case, or singular `selftest`; `alias`: another word for it. */
  readonly by: 'name' | 'case' | 'alias';
}

/** The topic that a word of a shortlog's prefix names, or null. */
export const namedTopic = memoizeTextOf((word, domain: Domain): NamedTopic | null => {
  const exact = topicNamed(word, domain);
  if (exact) return { topic: exact, by: 'name' };
  const low = word.toLowerCase();
  const cased = domain.topics.find((topic) => topic.name.toLowerCase() === low);
  if (cased) return { topic: cased, by: 'case' };
  const alias = domain.topics.find((topic) => topic.aliases.includes(low));
  if (!alias) return null;
  return { topic: alias, by: low === 'selftest' ? 'case' : 'alias' };
}, 2000);

export function topicNamed(name: string, domain: Domain): Topic | null {
  return domain.topics.find((topic) => topic.name === name) ?? null;
}

/** A topic and those above it in the conceptual tree, from the topic itself up to plain `KVM:`. */
export function lineage(name: string, domain: Domain): string[] {
  const line: string[] = [];
  let at: string | null = name;
  while (at !== null && !line.includes(at)) {
    line.push(at);
    at = topicNamed(at, domain)?.parent ?? (at === '' ? null : '');
  }
  return line;
}

/** Returns true if `name` is `above` or stands below it. */
export function isWithin(name: string, above: string, domain: Domain): boolean {
  return lineage(name, domain).includes(above);
}

/** The first common parent of some topics; null of none. */
export function commonTopic(names: Iterable<string>, domain: Domain): string | null {
  let common: string | null = null;
  for (const name of names) {
    if (common === null) common = name;
    else {
      const line = lineage(name, domain);
      common = lineage(common, domain).find((one) => line.includes(one)) ?? '';
    }
  }
  return common;
}

/** `KVM: x86/mmu: `, as it precedes a description. */
export function prefixOf(topic: string): string {
  return topic === '' ? 'KVM: ' : `KVM: ${topic}: `;
}

/** The topics that the guide lists, for a hint. */
export function listedNames(domain: Domain): string {
  return domain.topics
    .filter((topic) => topic.standing !== 'used')
    .map((topic) => topic.name)
    .join(', ');
}
