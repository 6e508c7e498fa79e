import { isDocs, isTools, sharesOf, type Touched, touchedBy } from '../analysis/kvm/paths';
import { prefixFindings } from '../analysis/kvm/prefix';
import { isSelftest } from '../analysis/kvm/selftest-paths';
import { parseShortlog } from '../analysis/kvm/shortlog';
import { commonTopic, isWithin, lineage, namedTopic, prefixOf, topicNamed } from '../analysis/kvm/topics';
import { exampleDiff } from '../lint/example-mail';
import { patchRule, type RulePage } from '../lint/rule';
import type { Diff } from '../model/diff';

/** Below this share of the changed lines, a topic is a side matter of the patch. */
const MINOR = 0.25;

export default patchRule({
  id: 'shortlog-topic-files',
  section: 'shortlog',
  level: 'warn',
  requires: ['message', 'diff'],
  summary: 'Use the topic that is the first common parent of the files touched',
  *check(patch, { domain }) {
    const { segments } = parseShortlog(patch.shortlog.value, domain);
    const [kvm, topic, next] = segments;
    if (kvm?.value.toLowerCase() !== 'kvm') return;
    const stated = topic === undefined ? '' : (namedTopic(topic.value, domain)?.topic.name ?? null);
    // Give one advice per shortlog: a topic that is unknown, unlisted or one too many is shortlog-topic's.
    if (stated === null || prefixFindings(patch, domain).length > 0) return;
    // `KVM: arm64: selftests:` names two.
    if (next !== undefined) return;
    const shares = sharesOf(touchedBy(patch.diff), domain);
    const right = commonTopic(
      shares.map((share) => share.topic),
      domain,
    );
    if (right === null && stated === 'selftests' && !patch.diff.paths.some(isSelftest)) {
      if (patch.diff.paths.length === 0) return;
      yield {
        message: 'No KVM selftest is touched',
        hint: 'Use the prefix of the files touched: see git log --oneline on them',
        at: patch.shortlog.span(0, (topic ?? kvm).end),
      };
    }
    if (right === null) return;
    // A topic that only the guide of the clone lists: which files are its is not known.
    // mutant: in git-kvm's own list each listed topic has paths
    if (!domain.paths.some((path) => path.topic === stated) && isListed(stated)) return;

    const total = shares.reduce((sum, share) => sum + share.lines, 0);
    const within = shares.filter((share) => isWithin(share.topic, stated, domain));
    const part = within.reduce((sum, share) => sum + share.lines, 0) / total;
    const line = lineage(right, domain);
    // If the topic of the files is not listed, a listed parent is fine.
    if (nearestListed(line) === stated) return;
    // Nested code needs what is around it: `KVM: nVMX:` may well touch vmx.c alone.
    const isBelow = isWithin(stated, right, domain);
    const isOwn = isNestedOf(stated, right);
    // A change of only one narrower topic belongs to that topic.
    const isNarrower = stated === 'x86' && isWithin(right, 'x86', domain);
    const isBothVendors =
      VENDOR.test(stated) && shares.some(({ topic: one }) => VENDOR.test(one) && !sameVendor(one, stated));
    // A document or a number for user space does not contradict a topic below: all of them share the file.
    const isShared = patch.diff.paths.every((path) => isDocs(path) || path.startsWith('include/uapi/'));
    const isFar = isBelow ? part <= MINOR && !isOwn && !isShared : part < 1 && !isMostly(stated, patch.diff);
    const isWarning = isFar || isNarrower || isBothVendors;
    if (!isWarning && part < 1 && part >= 1 - MINOR) return;
    yield {
      message: `The files touched suggest \`${prefixOf(right).trim()}\``,
      hint: `Use the prefix \`${prefixOf(right).trim()}\`, the first common parent of the files touched`,
      at: patch.shortlog.span(0, (topic ?? kvm).end),
      ...(isWarning ? {} : { level: 'note' }),
    };

    function isListed(name: string): boolean {
      return topicNamed(name, domain)?.standing === 'listed';
    }

    function nearestListed(names: readonly string[]): string | undefined {
      return names.find((name) => name === '' || topicNamed(name, domain)?.standing !== 'used');
    }
  },
});

const VENDOR = /^n?(?:VMX|SVM)$/;

function sameVendor(a: string, b: string): boolean {
  return a.replace(/^n/, '') === b.replace(/^n/, '');
}

/** A patch of tests may touch a header. */
function isMostly(stated: string, diff: Diff): boolean {
  const touched = touchedBy(diff);
  const lines = (paths: readonly Touched[]) => paths.reduce((sum, one) => sum + one.lines, 0);
  return stated === 'selftests' && lines(touched.filter(({ path }) => isTools(path))) * 2 >= lines(touched);
}

function isNestedOf(stated: string, right: string): boolean {
  return stated === `n${right}`;
}

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Shortlog',
  why: `If a patch touches several topics, use their first common parent in the conceptual tree: x86 for VMX and SVM, VMX for
nVMX and VMX, plain \`KVM:\` for selftests and x86. Tests, docs and headers that accompany code do not count. If the topic
fits part of the diff, this is only a note, and nothing if it fits three quarters.`,
  valid: [
    {
      name: 'an unknown topic is reported by shortlog-topic',
      message: 'KVM: mmu: Count the pages of tables',
      files: ['virt/kvm/kvm_main.c'],
    },
    {
      name: 'one topic',
      message: 'KVM: VMX: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c', 'arch/x86/kvm/vmx/vmx.h'],
    },
    {
      name: 'two vendors meet at x86',
      message: 'KVM: x86: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c', 'arch/x86/kvm/svm/svm.c'],
    },
    {
      name: 'a header goes along',
      message: 'KVM: x86/mmu: Add a root counter',
      files: ['arch/x86/kvm/mmu/mmu.c', 'arch/x86/include/asm/kvm_host.h'],
    },
    {
      name: 'most of it is of the topic',
      message: 'KVM: VMX: Cache the exit reason',
      diff: exampleDiff({
        'arch/x86/kvm/vmx/vmx.c': ['+\ta = 1;', '+\tb = 2;', '+\tc = 3;', '+\td = 4;'],
        'arch/x86/kvm/x86.c': ['+\ta = 1;'],
      }),
    },
    {
      name: 'a test goes along',
      message: 'KVM: x86/xen: Bound the port number',
      files: ['arch/x86/kvm/xen.c', 'tools/testing/selftests/kvm/x86/xen_vmcall_test.c'],
    },
    {
      name: 'several architectures',
      message: 'KVM: Drop an unused hook',
      files: ['arch/x86/kvm/x86.c', 'arch/arm64/kvm/arm.c', 'virt/kvm/kvm_main.c'],
    },
    {
      name: 'an unlisted topic, with the prefix of its parent',
      message: 'KVM: Drop an unused pfn',
      files: ['virt/kvm/pfncache.c'],
    },
    {
      name: 'a topic too many is for shortlog-topic',
      message: 'KVM: SVM: nSVM: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c'],
    },
    {
      name: 'of other architectures nothing is known',
      message: 'KVM: arm64: Cache the exit reason',
      files: ['arch/arm64/kvm/arm.c', 'virt/kvm/kvm_main.c'],
    },
    { name: 'nothing is touched', message: 'KVM: selftests: Cache the exit reason', diff: '' },
  ],
  invalid: [
    {
      name: 'one vendor, and files of both',
      message: 'KVM: VMX: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c', 'arch/x86/kvm/svm/svm.c'],
      quotes: ['KVM: VMX'],
      says: ['KVM: x86:'],
    },
    {
      name: 'x86, and files of one narrower topic',
      message: 'KVM: x86: Cache the event',
      files: ['arch/x86/kvm/pmu.c'],
      quotes: ['KVM: x86'],
      says: ['KVM: x86/pmu:'],
    },
    {
      name: 'the other vendor',
      message: 'KVM: SVM: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c'],
      quotes: ['KVM: SVM'],
    },
    {
      name: 'code under selftests',
      message: 'KVM: selftests: Cache the exit reason',
      files: ['arch/x86/kvm/x86.c'],
      quotes: ['KVM: selftests'],
    },
    {
      name: 'a test under x86',
      message: 'KVM: x86: Cover the exit reason',
      files: ['tools/testing/selftests/kvm/x86/exit_test.c'],
      quotes: ['KVM: x86'],
    },
    {
      name: 'all of it is of one vendor',
      message: 'KVM: x86: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c'],
      quotes: ['KVM: x86'],
    },
    {
      name: 'a deeper topic fits all of it',
      message: 'KVM: x86: Cache the root',
      files: ['arch/x86/kvm/mmu/mmu.c'],
      quotes: ['KVM: x86'],
    },
    {
      name: 'a document that several topics share',
      message: 'KVM: x86: Document the capability of the root',
      files: ['Documentation/virt/kvm/api.rst'],
      quotes: ['KVM: x86'],
      levels: ['note'],
    },
    {
      name: 'a number in the header of all',
      message: 'KVM: x86: Define the capability of the root',
      files: ['include/uapi/linux/kvm.h'],
      quotes: ['KVM: x86'],
      levels: ['note'],
    },
    {
      name: 'common code under x86',
      message: 'KVM: x86: Cache the root',
      files: ['virt/kvm/kvm_main.c'],
      quotes: ['KVM: x86'],
    },
    {
      name: 'tools that are not a selftest',
      message: 'KVM: selftests: Add a header for offsets',
      files: ['tools/include/linux/kbuild.h'],
      quotes: ['KVM: selftests'],
    },
    {
      name: 'half of it is somewhere else',
      message: 'KVM: VMX: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c', 'arch/x86/kvm/x86.c'],
      quotes: ['KVM: VMX'],
      levels: ['note'],
    },
  ],
});
