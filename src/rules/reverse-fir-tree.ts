import { type DiffLineRun, declarationBlocks } from '../analysis/c/declarations';
import { patchRule, type RulePage } from '../lint/rule';
import { bare } from '../model/moved';

export default patchRule({
  id: 'reverse-fir-tree',
  section: 'diff',
  level: 'note',
  requires: ['diff'],
  summary: 'Declare variables in reverse fir tree order, longest first',
  *check(patch) {
    for (const block of declarationBlocks(patch.diff)) {
      const finding = firstFinding(block);
      if (finding === null) continue;
      const { line, text } = finding;
      yield {
        message: `Declaration is longer than the one above it: '${bare(text)}'`,
        hint: 'Order declarations longest first, as far as initializers allow',
        at: { line: line.at, column: 2, endLine: line.at, endColumn: text.length + 2, quote: text.trim() },
      };
    }
  },
});

/** The first added declaration that could be above its neighbour and is longer; null if there is none. */
function firstFinding(block: DiffLineRun) {
  for (let i = 1; i < block.length; i += 1) {
    const above = block[i - 1]!;
    const here = block[i]!;
    if (above.line.kind !== '+' && here.line.kind !== '+') continue;
    if (here.width <= above.width || dependsOn(here.text, above.name)) continue;
    return here;
  }
  return null;
}

/** An initializer that uses the variable above keeps its place. */
function dependsOn(text: string, name: string): boolean {
  // mutant: no real name is that long
  if (name.length > 100) return true;
  // mutant: only saves time
  return text.includes(name) && new RegExp(`=.*\\b${name}\\b`).test(text);
}

const HEAD = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
`;
const MESSAGE = 'KVM: x86: Add a helper\n\nAdd a helper to drop stale state.\n';

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Coding Style',
  why: `Reverse fir tree (longest declaration first) isn't strictly required by KVM x86, but it is preferred, and reviewers
mention it. Initializers that need the variable above keep their place.`,
  valid: [
    {
      name: 'longest first',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,7 @@
 int a;
+static int demo(struct kvm_vcpu *vcpu)
+{
+	struct kvm_lapic *apic = vcpu->arch.apic;
+	u64 data;
+	int r;
+
`,
    },
    {
      name: 'an initializer that needs the one above',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,6 @@
 int a;
+static int demo(struct kvm_vcpu *vcpu)
+{
+	gfn_t gfn = gpa_to_gfn(gpa);
+	struct kvm_memory_slot *slot = gfn_to_memslot(kvm, gfn);
+
`,
    },
    {
      name: 'old declarations in disorder',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,5 +1,6 @@
 {
 	int r;
 	unsigned long flags;
 
+	demo_reset();
 	return 0;
`,
    },
    {
      name: 'members of a structure',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,5 @@
 int a;
+struct demo {
+	int r;
+	unsigned long flags;
+};
`,
    },
  ],
  invalid: [
    {
      name: 'shortest first in a new function',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,6 @@
 int a;
+static int demo(struct kvm_vcpu *vcpu)
+{
+	int r;
+	struct kvm_lapic *apic = vcpu->arch.apic;
+
`,
      quotes: ['struct kvm_lapic *apic = vcpu->arch.apic;'],
    },
    {
      name: 'a declaration added below a shorter one',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,5 +1,6 @@ static int demo(void)
 {
 	int r;
+	unsigned long flags;
 
 	a();
 	return 0;
`,
      quotes: ['unsigned long flags;'],
    },
    {
      name: 'a short one added on top',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,4 +1,5 @@ static int demo(void)
 {
+	int r;
 	struct kvm *kvm = vcpu->kvm;
 
 	a();
`,
      quotes: ['struct kvm *kvm = vcpu->kvm;'],
    },
    {
      name: 'in a selftest',
      message: 'KVM: selftests: Add a test\n\nAdd a test for stale state.\n',
      diff: `diff --git a/tools/testing/selftests/kvm/x86/demo_test.c b/tools/testing/selftests/kvm/x86/demo_test.c
--- a/tools/testing/selftests/kvm/x86/demo_test.c
+++ b/tools/testing/selftests/kvm/x86/demo_test.c
@@ -1,1 +1,6 @@
 int a;
+int main(int argc, char *argv[])
+{
+	struct kvm_vm *vm;
+	struct kvm_vcpu *vcpu;
+
`,
      quotes: ['struct kvm_vcpu *vcpu;'],
    },
  ],
});
