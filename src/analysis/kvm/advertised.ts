/** What a patch tells user space or the guest that KVM can do: capabilities and CPUID features that it turns on. */

import type { Hunk } from '../../model/diff';
import { lineSpan } from '../../model/line-span';
import type { Span } from '../../model/text';
import type { PatchFacts } from '../order/extract/facts';

export interface Advertised {
  /** As it is in the diff: `KVM_CAP_X86_BUS_LOCK_EXIT`, `has_bus_lock_exit`, `X86_FEATURE_LAM`. */
  readonly name: string;
  /** What is left without the words that all such names share, in capitals: `BUS_LOCK_EXIT`. */
  readonly stem: string;
  readonly kind: 'capability' | 'cpuid';
  /** Architecture of the file; '' for common code. */
  readonly arch: string;
  readonly at: Span;
}

/** A name as it would be written in prose or in another name: capitals, one underscore between words. */
function stemOf(name: string): string {
  return name
    .toUpperCase()
    .replace(/^(?:KVM_CAP_|X86_FEATURE_|HAS_)/, '')
    .replace(/^(?:X86|ARM64|ARM|S390|PPC|RISCV|LOONGARCH|VM|VCPU)_(?=.*_)/, '');
}

/** Text with everything but letters and digits as one underscore, so that `bus lock exit` is `BUS_LOCK_EXIT`. */
export function asName(text: string): string {
  return `_${text.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_`;
}

export function advertisedBy({ files, adds }: PatchFacts): Advertised[] {
  const found: Advertised[] = [];
  for (const file of files) {
    if (file.area !== 'kernel' || !file.path.endsWith('.c')) continue;
    for (const hunk of file.file.hunks) {
      hunk.lines.forEach((line, i) => {
        if (line.kind !== '+') return;
        const capability = /^\s*case (KVM_CAP_\w+):/.exec(line.text);
        const flag = /\bkvm_caps\.(has_\w+)\s*=\s*(?:true|1)\b/.exec(line.text);
        const name = capability && reports(hunk, i) ? capability[1]! : flag?.[1];
        if (name === undefined) return;
        const from = line.text.indexOf(name);
        const at = lineSpan(line, from, from + name.length);
        found.push({ name, stem: stemOf(name), kind: 'capability', arch: file.arch, at });
      });
    }
  }
  for (const { name, line, arch } of adds.cpuid) {
    const bare = name.replace(/^X86_FEATURE_/, '');
    const from = Math.max(0, line.text.indexOf(bare));
    found.push({ name, stem: bare, kind: 'cpuid', arch, at: lineSpan(line, from, from + bare.length) });
  }
  return found;
}

/** Returns true if a `case KVM_CAP_…:` stands where KVM answers what it has, as opposed to where it is enabled. */
function reports(hunk: Hunk, at: number): boolean {
  if (/check_extension/.test(hunk.heading)) return true;
  if (/enable_cap|ioctl/.test(hunk.heading)) return false;
  for (const line of hunk.lines.slice(at + 1, at + 12)) {
    if (line.kind === '-') continue;
    const answer = /^\s*(?:r|ret|rc|err)\s*=\s*(.*)|^\s*return\s+(.*)/.exec(line.text);
    if (answer)
      return /^(?:1|true|[a-z_]*(?:supported|has|have|enabled|caps?)\w*)/.test(answer[1] ?? answer[2] ?? '');
    if (!/^\s*(?:case\b.*|\/?\*.*|)$/.test(line.text)) return false;
  }
  return false;
}
