import { type Advertised, advertisedBy, asName } from '../analysis/kvm/advertised';
import { type PatchFacts, readSeries } from '../analysis/order/extract/facts';
import { description } from '../analysis/order/extract/kinds';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import { oneOf, pattern } from '../model/words';

/** A patch with more code than this does more than advertise; its feature may be complete. */
const MERE_REPORT = 8;
/** A later patch with less code than this does not implement a feature. */
const IMPLEMENTATION = 5;

const IMPLEMENTS = pattern('i')`^${oneOf`
    add, implement, support, emulate, virtuali[sz]e, handle, introduce, enable, provide, allow, save,
    context[- ]switch, set up, wire up, plumb, inject, intercept
  `}\b`;
/** What may follow once a feature is there: it is a separate feature. */
const FOLLOWS_UP = pattern('i')`\b${oneOf`
    nested, nvmx, nsvm, l1, l2, selftests?, optimi[sz]e, fast ?path, tracepoints?, stats?, debugfs,
    document, docs?, default, always, retpoline, sev(?:-es|-snp)?, tdx, xen, hyper-?v
  `}\b`;

export default seriesRule({
  id: 'series-enable-last',
  section: 'series',
  level: 'warn',
  scope: 'kvm',
  requires: ['series', 'diff'],
  summary: "Don't advertise a feature before the patch that implements it",
  *check(series) {
    const { patches } = readSeries(series);
    for (const facts of patches.slice(0, -1)) {
      for (const advertised of advertisedBy(facts)) {
        const later = patches
          .slice(facts.index + 1)
          .find((other) => other.kvm && implementsIt(other, facts, advertised));
        if (later === undefined) continue;
        const what = advertised.kind === 'capability' ? 'capability' : 'CPUID feature';
        yield {
          message: `The ${what} ${advertised.name} is advertised before patch ${later.number} implements it`,
          hint: `Advertise it in patch ${later.number} or later: what KVM reports must work at every commit`,
          at: advertised.at,
          of: facts.patch,
          related: [{ message: 'Implemented here', of: later.patch, at: null }],
        };
        // The first is enough: the others are next to it.
        break;
      }
    }
  },
});

function implementsIt(later: PatchFacts, first: PatchFacts, advertised: Advertised): boolean {
  if (later.kind === 'fix' || later.kind === 'refactoring') return false;
  if (readsFlagOf(later, first, advertised) || enablesIt(later, advertised)) return true;
  if (codeLines(later, advertised.arch) < IMPLEMENTATION) return false;
  const shortlog = later.patch.shortlog.value;
  const stem = `_${advertised.stem}_`;
  const names = asName(shortlog).includes(stem);
  if (advertised.kind === 'cpuid' || advertised.name.startsWith('has_')) {
    return names && IMPLEMENTS.test(description(shortlog)) && !FOLLOWS_UP.test(shortlog);
  }
  if (codeLines(first, advertised.arch) > MERE_REPORT) return false;
  // The ioctl, the function or the field that does it is named after it.
  const brings = [...later.brings.keys()].some((name) => asName(name).includes(stem));
  return (names && IMPLEMENTS.test(description(shortlog))) || (brings && advertised.stem.includes('_'));
}

/** `case KVM_CAP_…:` where user space turns it on: until then it gets an error. */
function enablesIt(later: PatchFacts, { name, kind }: Advertised): boolean {
  if (kind !== 'capability') return false;
  const isCase = later.files.some(
    ({ area, added }) => area === 'kernel' && added.some(({ line }) => line.text.trim() === `case ${name}:`),
  );
  return isCase && !advertisedBy(later).some((other) => other.name === name);
}

/** Lines of code that a patch adds to KVM's .c files of an architecture, or of none. */
function codeLines({ files }: PatchFacts, arch: string): number {
  let count = 0;
  for (const { area, path, arch: own, added } of files) {
    if (area !== 'kernel' || !path.endsWith('.c') || (own !== '' && arch !== '' && own !== arch)) continue;
    count += added.filter(({ tokens }) => tokens.some(({ kind }) => kind === 'name')).length;
  }
  return count;
}

/** Enabling the capability only stores a flag, and it is this later patch that first looks at it. */
function readsFlagOf(later: PatchFacts, first: PatchFacts, advertised: Advertised): boolean {
  const flags = [...first.brings.values()]
    .flat()
    .filter(({ form, name }) => form === 'field' && name.length > 5 && isFlagOf(name, first, advertised));
  return flags.some(({ name }) => {
    const written = linesWith(first, name).filter(
      (text) => !/[;]\s*(?:\/\*.*)?$/.test(text) || /[=,]/.test(text),
    );
    if (written.length === 0 || !written.every((text) => isWrite(text, name))) return false;
    return linesWith(later, name).some((text) => !isWrite(text, name));
  });
}

/** Returns true if the field is named after the capability, or set where userspace enables it. */
function isFlagOf(field: string, { files }: PatchFacts, { name, stem }: Advertised): boolean {
  if (asName(field).includes(`_${stem}_`)) return true;
  return files.some(({ file }) =>
    file.hunks.some(({ lines }) => {
      const now = lines.filter(({ kind }) => kind !== '-').map(({ text }) => text.trim());
      return now.some(
        (text, i) => text === `case ${name}:` && blockAfter(now, i).some((line) => line.includes(field)),
      );
    }),
  );
}

/** The lines of a case, up to what ends it. */
function blockAfter(lines: readonly string[], label: number): readonly string[] {
  const rest = lines.slice(label + 1);
  const end = rest.findIndex((text) => /^(?:break;|return\b|}|case\b|default:)/.test(text));
  return end === -1 ? rest : rest.slice(0, end);
}

function linesWith({ files }: PatchFacts, name: string): string[] {
  return files
    .filter(({ area, path }) => area === 'kernel' && path.endsWith('.c'))
    .flatMap(({ added }) => added.filter(({ tokens }) => tokens.some(({ text }) => text === name)))
    .map(({ line }) => line.text);
}

function isWrite(text: string, name: string): boolean {
  const behind = text.slice(text.indexOf(name) + name.length);
  return /^\s*(?:\|?=[^=]|,)/.test(behind);
}

const HEADER = 'include/uapi/linux/kvm.h';
const X86 = 'arch/x86/kvm/x86.c';
const REPORT = ['+\tcase KVM_CAP_X86_NEW_THING:', '+\t\tr = 1;', '+\t\tbreak;'];
const DEFINE = ['+#define KVM_CAP_X86_NEW_THING 300'];
const CODE = [
  '+static int kvm_vcpu_set_new_thing(struct kvm_vcpu *vcpu, u64 data)',
  '+{',
  '+\tif (data & ~KVM_NEW_THING_VALID)',
  '+\t\treturn -EINVAL;',
  '+',
  '+\tvcpu->arch.new_thing = data;',
  '+\tkvm_make_request(KVM_REQ_NEW_THING, vcpu);',
  '+\treturn 0;',
  '+}',
];
const patch = (n: number, shortlog: string, diff: Record<string, string[]>, of = 2) =>
  exampleMail({ subject: `[PATCH ${n}/${of}] KVM: x86: ${shortlog}`, diff });
const ADVERTISE = 'Advertise KVM_CAP_X86_NEW_THING';
const IMPLEMENT = 'Implement the new thing';
const F = { 'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWINSN),'] };

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Co-Posting Tests',
  why: `A bisection may stop in the middle of the series, and QEMU uses what KVM reports. Between the patch that advertises a
feature and the one that implements it, the guest gets a feature that does not work. So enable it last.`,
  valid: [
    {
      name: 'implemented, then advertised',
      series: [
        patch(1, IMPLEMENT, { [X86]: CODE }),
        patch(2, ADVERTISE, { [HEADER]: DEFINE, [X86]: REPORT }),
      ],
    },
    {
      name: 'all in one patch',
      series: [patch(1, 'Add the new thing', { [HEADER]: DEFINE, [X86]: [...CODE, ...REPORT] }, 1)],
    },
    {
      name: 'another feature that builds on it',
      series: [
        patch(1, 'Enable NEWINSN', F),
        patch(2, 'Support NEWINSN in nested guests', { 'arch/x86/kvm/vmx/nested.c': CODE }),
      ],
    },
    {
      name: 'only defined early',
      series: [
        patch(1, 'Define the capability', { [HEADER]: DEFINE }),
        patch(2, IMPLEMENT, { [X86]: [...CODE, ...REPORT] }),
      ],
    },
    {
      name: 'the CPUID bit last',
      series: [
        patch(1, 'Emulate NEWINSN', { 'arch/x86/kvm/emulate.c': CODE }),
        patch(2, 'Advertise NEWINSN', F),
      ],
    },
  ],
  invalid: [
    {
      name: 'the report first',
      series: [
        patch(1, ADVERTISE, { [HEADER]: DEFINE, [X86]: REPORT }),
        patch(2, IMPLEMENT, { [X86]: CODE }),
      ],
      quotes: ['KVM_CAP_X86_NEW_THING'],
      says: ['The capability KVM_CAP_X86_NEW_THING'],
    },
    {
      name: 'the CPUID bit first',
      series: [
        patch(1, 'Advertise NEWINSN', F),
        patch(2, 'Emulate NEWINSN', { 'arch/x86/kvm/emulate.c': CODE }),
      ],
      quotes: ['NEWINSN'],
      says: ['The CPUID feature X86_FEATURE_NEWINSN'],
    },
    {
      name: 'a flag that KVM sets before it can do it',
      series: [
        patch(1, 'Enable new thing exits', {
          'arch/x86/kvm/svm/svm.c': [
            '+\tif (cpu_feature_enabled(X86_FEATURE_NEW))',
            '+\t\tkvm_caps.has_new_thing_exit = true;',
          ],
        }),
        patch(2, 'Add support for new thing exit', { 'arch/x86/kvm/svm/svm.c': CODE }),
      ],
      quotes: ['has_new_thing_exit'],
    },
    {
      name: 'a capability that stores what no one reads yet',
      series: [
        patch(1, 'Add KVM_CAP_X86_NEW_THING', {
          [HEADER]: DEFINE,
          'arch/x86/include/asm/kvm_host.h': [' struct kvm_arch {', '+\tbool new_thing_enabled;', ' };'],
          [X86]: [
            ...REPORT,
            '+\tcase KVM_CAP_X86_NEW_THING:',
            '+\t\tkvm->arch.new_thing_enabled = true;',
            '+\t\tbreak;',
          ],
        }),
        patch(2, 'Skip the exit', { [X86]: ['+\tif (kvm->arch.new_thing_enabled)', '+\t\treturn 1;'] }),
      ],
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
  ],
});
