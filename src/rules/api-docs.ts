import { FEATURE_WORDS, type Feature, featuresOf } from '../analysis/kvm/features';
import { isAllHereOf, wordsOfSeries } from '../analysis/kvm/series-text';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { Series } from '../model/patch';

const DOCS = /^Documentation\/virt\/(?:kvm|uml|hyperv|coco)\/|^Documentation\/virtual\/kvm\//;

export default seriesRule({
  id: 'api-docs',
  section: 'series',
  level: 'warn',
  requires: ['series', 'diff'],
  summary: 'Document new capabilities and ioctls in api.rst',
  *check(series) {
    if (!isAllHereOf(series, (path) => path.startsWith('Documentation/'))) return;
    const features = featuresOf(series).filter(({ kind }) => kind !== 'parameter' && kind !== 'cpuid');
    const missing = features.filter((feature) => !isDocumented(feature, series));
    const isLoud = ({ kind }: Feature) => kind === 'capability' || kind === 'ioctl' || kind === 'attribute';
    // What belongs to a new ioctl is documented with it: reported once, by the ioctl's name.
    const told = missing.some(isLoud) ? missing.filter(isLoud) : missing.slice(0, 1);
    for (const { kind, name, patch, at } of told.slice(0, 10)) {
      yield {
        message: `The new ${FEATURE_WORDS[kind]} ${name} is not documented`,
        hint: `Describe it in Documentation/virt/kvm/${kind === 'attribute' ? 'devices/' : 'api.rst'}`,
        at,
        of: patch,
        level: kind === 'uapi' || series.rfc ? 'note' : 'warn',
      };
    }
  },
});

/** Added documentation names it; or the very patch documents something, under whatever name. */
function isDocumented({ name, patch }: Feature, series: Series): boolean {
  const docs = (of: Series['patches'][number]) => of.diff.files.filter((file) => DOCS.test(file.newPath));
  if (docs(patch).length > 0) return true;
  const short = name.replace(/^KVM_(?:CAP_)?/, '');
  return (
    series.patches.some((other) =>
      docs(other).some((file) =>
        file.hunks.some((hunk) => hunk.lines.some(({ text, kind }) => kind !== '-' && text.includes(short))),
      ),
    ) ||
    /\bdocument(?:ed|ation)\b[^.]{0,60}\b(?:later|separate|follow|another|already|next version)/i.test(
      wordsOfSeries(series),
    )
  );
}

const HEADER = 'include/uapi/linux/kvm.h';
const CAP = ['+#define KVM_CAP_X86_NEW_THING 300'];
const IOCTL = ['+#define KVM_SET_NEW_THING _IOW(KVMIO, 0xe0, struct kvm_new_thing)'];
const API = 'Documentation/virt/kvm/api.rst';
const one = (diff: Record<string, string[]>, prefix = 'PATCH') =>
  exampleMail({ subject: `[${prefix}] KVM: x86: Add the new thing`, diff });

export const page = (): RulePage => ({
  guide: 'submitting-patches: Check your code',
  why: `The interface to userspace is kept forever, and api.rst is where its users look first. Describing what a capability does, and
which errors an ioctl returns, also shows if the interface is ready.`,
  valid: [
    {
      name: 'documented in the same patch',
      series: [one({ [HEADER]: CAP, [API]: ['+7.99 KVM_CAP_X86_NEW_THING'] })],
    },
    {
      name: 'documented by a later patch',
      series: [
        one({ [HEADER]: IOCTL }, 'PATCH 1/2'),
        one({ [API]: ['+4.150 KVM_SET_NEW_THING'] }, 'PATCH 2/2'),
      ],
    },
    {
      name: 'nothing new',
      series: [one({ [HEADER]: ['-#define KVM_CAP_OLD 12', '+#define KVM_CAP_OLD  12'] })],
    },
    { name: 'a part of a series alone', series: [one({ [HEADER]: CAP }, 'PATCH 1/2')] },
    { name: 'a copy of the header for tools', series: [one({ 'tools/include/uapi/linux/kvm.h': CAP })] },
    {
      name: 'CPUID bits and module parameters are not an API',
      series: [
        one({
          'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWINSN),'],
          'arch/x86/kvm/x86.c': ['+module_param(new_thing, bool, 0444);'],
        }),
      ],
    },
    {
      name: 'the documentation is promised',
      series: [
        exampleMail({
          subject: '[PATCH] KVM: x86: Add the new thing',
          text: 'Add it.  Documentation is posted in a separate series.',
          diff: { [HEADER]: CAP },
        }),
      ],
    },
    {
      name: 'a document of another name in the same patch',
      series: [
        one({ [HEADER]: CAP, 'Documentation/virt/kvm/x86/other.rst': ['+The things are limited to six.'] }),
      ],
    },
  ],
  invalid: [
    {
      name: 'a capability',
      series: [one({ [HEADER]: CAP })],
      quotes: ['KVM_CAP_X86_NEW_THING'],
      says: ['Documentation/virt/kvm/api.rst'],
    },
    {
      name: 'an ioctl',
      series: [one({ [HEADER]: IOCTL, 'arch/x86/kvm/x86.c': ['+\tcase KVM_SET_NEW_THING:'] })],
      quotes: ['KVM_SET_NEW_THING'],
    },
    {
      name: 'documentation of something else',
      series: [one({ [HEADER]: CAP }, 'PATCH 1/2'), one({ [API]: ['+Fix a typo.'] }, 'PATCH 2/2')],
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
    {
      name: 'an attribute of the vCPU',
      series: [one({ 'arch/x86/include/uapi/asm/kvm.h': ['+#define KVM_VCPU_NEW_CTRL 1'] })],
      quotes: ['KVM_VCPU_NEW_CTRL'],
      says: ['Documentation/virt/kvm/devices/'],
    },
    {
      name: 'a flag',
      series: [one({ 'arch/x86/include/uapi/asm/kvm.h': ['+#define KVM_GUESTDBG_NEW_THING 0x00200000'] })],
      quotes: ['KVM_GUESTDBG_NEW_THING'],
      levels: ['note'],
    },
    {
      name: 'an RFC may omit it',
      series: [one({ [HEADER]: CAP }, 'RFC PATCH')],
      quotes: ['KVM_CAP_X86_NEW_THING'],
      levels: ['note'],
    },
    {
      name: 'a flag of a new ioctl is reported with the ioctl',
      series: [one({ [HEADER]: [...IOCTL, '+#define KVM_NEW_THING_FLAG (1 << 0)'] })],
      quotes: ['KVM_SET_NEW_THING'],
    },
    {
      name: 'what the patch takes out of the documentation',
      series: [
        exampleMail({
          subject: '[PATCH 1/2] KVM: x86: Drop a paragraph',
          diff: { [API]: ['-KVM_CAP_X86_NEW_THING is not there yet.'] },
        }),
        exampleMail({ subject: '[PATCH 2/2] KVM: x86: Add the new thing', diff: { [HEADER]: CAP } }),
      ],
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
  ],
});
