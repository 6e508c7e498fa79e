import { leadOf } from '../analysis/english';
import type { RulePage } from '../lint/rule';
import { shortlogRule } from '../lint/text-rules';

export default shortlogRule({
  id: 'shortlog-capitalize',
  section: 'shortlog',
  level: 'block',
  summary: 'Capitalize the first word after the prefix',
  fixes: true,
  *check({ description, descriptionAt: at }, patch) {
    const { start } = patch.shortlog;
    const word = /^\S+/.exec(description)?.[0] ?? '';
    const bare = word.replace(/(?<![,;:.!?])[,;:.!?]+$/, '');
    // Only plain words: identifiers, file names and names with capitals inside are written as they are.
    if (!/^[a-z][a-z'’]*(?:-[a-z]+)*$/.test(bare)) return;
    const isSure = leadOf(bare).verb !== null || !namesCode(bare, patch.diff);
    yield {
      message: 'Capitalize the first word after the prefix',
      hint: `Write \`${capitalized(bare)}\``,
      at: patch.shortlog.span(at, at + bare.length),
      ...(isSure ? {} : { level: 'note' as const }),
      fix: {
        title: 'Capitalize the description',
        edits: [{ start: start + at, end: start + at + 1, text: bare.charAt(0).toUpperCase() }],
        certain: isSure,
      },
    };
  },
});

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A lowercase word that is not a verb, and that the diff's code has as a separate word: the name of something. */
function namesCode(
  word: string,
  diff: { files: readonly { hunks: readonly { lines: readonly { text: string }[] }[] }[] },
): boolean {
  // mutant: an expression of megabytes does not compile, and no name is as long.
  if (word.length > 100) return false;
  const name = new RegExp(`(?:^|[^\\w"])${word}(?:$|[^\\w"])`);
  return diff.files.some((file) =>
    file.hunks.some((hunk) =>
      hunk.lines.some(({ text }) => !/^\s*(?:\*|\/[*/])/.test(text) && name.test(text)),
    ),
  );
}

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Shortlog',
  why: `The guide asks to capitalize the first word of the condensed patch description: \`KVM: x86: Fix …\`. Identifiers
(\`kvm_vcpu_init()\`, \`vmcs12\`), quoted words and numbers are exempt.`,
  valid: [
    { name: 'a capital', message: 'KVM: x86: Fix a leak', files: ['arch/x86/kvm/x86.c'] },
    {
      name: 'a function',
      message: 'KVM: x86: kvm_vcpu_init() is gone, drop its comment',
      files: ['arch/x86/kvm/x86.c'],
    },
    { name: 'a name with a capital inside', message: 'KVM: VMX: vCPU creation is atomic' },
    { name: 'a name with a digit', message: 'KVM: nVMX: vmcs12 needs no copy' },
    { name: 'a quotation', message: "KVM: x86: 'pending' is a bool, treat it as one" },
    {
      name: 'another subsystem has its own habits',
      message: 'mm: drop an unused flag',
      files: ['mm/gup.c', 'mm/memory.c', 'virt/kvm/kvm_main.c'],
    },
    { name: 'a revert', message: 'Revert "KVM: x86: fix a leak"', files: ['arch/x86/kvm/x86.c'] },
    { name: 'a revert keeps the words of what it reverts', message: 'Revert "KVM: x86: save DR6 once"' },
    { name: 'a commit that stays in this clone', message: 'WIP: KVM: x86: save DR6 once' },
    {
      name: 'a change of mm with a part in KVM keeps the habits of mm',
      message: 'mm: save DR6 once',
      files: ['mm/memory.c', 'virt/kvm/kvm_main.c'],
    },
  ],
  invalid: [
    {
      name: 'a verb',
      message: 'KVM: x86: fix a leak',
      quotes: ['fix'],
      fixed: 'KVM: x86: Fix a leak',
    },
    {
      name: 'a verb with an apostrophe',
      message: "KVM: SVM: don't skip the intercept",
      quotes: ["don't"],
      fixed: "KVM: SVM: Don't skip the intercept",
    },
    {
      name: 'a noun',
      message: 'KVM: selftests: memory slots may overlap',
      quotes: ['memory'],
      fixed: 'KVM: selftests: Memory slots may overlap',
    },
    {
      name: 'after another prefix',
      message: 'selftests: kvm: fix a leak',
      files: ['tools/testing/selftests/kvm/steal_time.c'],
      quotes: ['fix'],
      fixed: 'selftests: kvm: Fix a leak',
    },
    {
      name: 'two words in one',
      message: 'KVM: x86/mmu: write-protect the root',
      quotes: ['write-protect'],
      fixed: 'KVM: x86/mmu: Write-protect the root',
    },
    {
      name: 'what may be the name of something in the code',
      message: 'KVM: x86: irqfd needs no lock',
      diff: `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-	lock(irqfd);
+	use(irqfd);
`,
      quotes: ['irqfd'],
      levels: ['note'],
      fixed: 'KVM: x86: Irqfd needs no lock',
    },
  ],
});
