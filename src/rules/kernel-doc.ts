import { type Comment, commentsOf } from '../analysis/c/comments';
import { headsOf } from '../analysis/c/heads';
import { isWritten } from '../analysis/c/written';
import { patchRule, type RulePage } from '../lint/rule';
import type { Diff } from '../model/diff';
import type { RuleFinding } from '../model/finding';
import { matchesOf } from '../model/matches';

/** What kernel-doc documents beside functions: those are fine. */
const NO_FUNCTION = /^\s*(?:DOC\b|struct\b|union\b|enum\b|typedef\b|define\b)/;
const NO_FUNCTION_BEHIND = /^(?:#|(?:struct|union|enum)\b[^()]*\{|[^()]*;$|typedef\b|$)/;

/** The style of older comments of the selftests library, which its maintainers are removing. */
const ARGUMENTS = 'Input Args:';

export default patchRule({
  id: 'kernel-doc',
  section: 'diff',
  level: 'warn',
  requires: ['diff'],
  summary: 'Avoid kernel-doc comments on functions',
  *check(patch) {
    for (const comment of commentsOf(patch.diff)) {
      yield* strangers(patch.diff, comment);
      const [first] = comment.lines;
      if (first === undefined || !comment.isNew) continue;
      if (!comment.isKernelDoc) {
        yield* argumentsOf(comment);
        continue;
      }
      if (NO_FUNCTION.test(comment.text.value.trimStart())) continue;
      if (comment.next !== null && NO_FUNCTION_BEHIND.test(comment.next.text.trim())) continue;
      const at = first.text.indexOf('/**');
      yield {
        message: 'Avoid kernel-doc comments on functions that are not public',
        hint: 'Start the comment with `/*`, and describe the why in plain prose, if at all',
        // Selftests have their own style in places; the guide is about KVM's functions.
        level: comment.file.newPath.startsWith('tools/') ? 'note' : undefined,
        at: { line: first.at, column: at + 2, endLine: first.at, endColumn: at + 5, quote: '/**' },
      };
    }
  },
});

/** Names of parameters that the function does not have. */
function* strangers(diff: Diff, comment: Comment): Iterable<RuleFinding> {
  const { next, text } = comment;
  const head = next === null ? undefined : headsOf(diff).get(next);
  if (head === undefined) return;
  const names = head.parameters.map((one) => one.text);
  for (const { index, 0: told, 1: name } of matchesOf(/^[ \t]*@(\w+)(?=[ \t]*:)/gm, text.value)) {
    const to = index + told.length;
    const at = to - name!.length - 1;
    if (/^ret(?:urns?|val)?$/i.test(name!) || names.includes(name!) || !isWritten(diff, comment, at, to))
      continue;
    yield {
      message: `${head.name}() has no parameter \`${name}\``,
      hint: names.length === 0 ? 'It has none' : `It has ${names.map((one) => `\`${one}\``).join(', ')}`,
      at: text.span(at, to),
    };
  }
}

function* argumentsOf({ text }: Comment): Iterable<RuleFinding> {
  const at = text.value.indexOf(ARGUMENTS);
  if (at === -1) return;
  yield {
    message: 'Avoid listing the arguments of a function in a comment',
    hint: 'Drop what the declaration already says, and describe the why in plain prose, if at all',
    level: 'note',
    at: text.span(at, at + ARGUMENTS.length),
  };
}

const HEAD = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
`;
const MESSAGE = 'KVM: x86: Add a helper\n\nAdd a helper to drop stale state.\n';

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Coding Style',
  why: `Most of KVM's functions are not public, whichever header declares them: only KVM calls them. A kernel-doc comment suggests the
opposite, and its list of parameters mostly repeats the declaration. The tip tree asks for kernel-doc; KVM x86 does not. The
selftests library has comments with "Input Args:" and the like, which new code should not copy. A description of a parameter, in whatever comment, is reported where the function
has no parameter of that name.`,
  valid: [
    {
      name: 'a plain comment',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,7 @@
 int a;
+/*
+ * Drop stale state, so that the next VM-Enter reloads it.
+ */
+static void demo_drop(struct kvm_vcpu *vcpu)
+{
+}
`,
    },
    {
      name: 'kernel-doc of a structure',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,7 @@
 int a;
+/**
+ * struct demo - State of the demo
+ * @a: how often
+ */
+struct demo {
+	int a; };
`,
    },
    {
      name: 'kernel-doc marks of a packed structure and of a variable',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,8 @@
 int a;
+/**
+ * The layout that LGDT reads.
+ */
+struct __packed demo {
+\tint b; };
+/** How often. */
+static int demo_count;
`,
    },
    {
      name: 'old kernel-doc around the change',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,5 +1,6 @@
 /**
  * demo_drop - Drop stale state
  */
 static void demo_drop(struct kvm_vcpu *vcpu)
+	__must_hold(lock)
 {
`,
    },
    {
      name: 'old arguments around the change',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,5 +1,6 @@
 /*
  * Input Args:
+ *   vm - the VM
  */
 static void demo_drop(struct kvm_vm *vm)
 {
`,
    },
    {
      name: 'a row of stars is not kernel-doc',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,4 @@
 int a;
+/***********************/
+static void demo_drop(void)
+{ }
`,
    },
  ],
  invalid: [
    {
      name: 'a static function',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,7 @@
 int a;
+/**
+ * demo_drop - Drop stale state
+ * @vcpu: the vCPU
+ */
+static void demo_drop(struct kvm_vcpu *vcpu)
+{ }
`,
      quotes: ['/**'],
    },
    {
      name: 'a prototype in a header',
      message: MESSAGE,
      diff: `diff --git a/virt/kvm/kvm_mm.h b/virt/kvm/kvm_mm.h
--- a/virt/kvm/kvm_mm.h
+++ b/virt/kvm/kvm_mm.h
@@ -1,1 +1,3 @@
 int a;
+/** demo_drop() - Drop stale state */
+void demo_drop(struct kvm_vcpu *vcpu);
`,
      quotes: ['/**'],
    },
    {
      name: 'without the name of the function',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,6 @@
 int a;
+/**
+ * This helper drops stale state.
+ */
+bool demo_drop(void)
+{ return true; }
`,
      quotes: ['/**'],
    },
    {
      name: 'the arguments in a plain comment',
      message: 'KVM: selftests: Add a helper\n\nAdd a helper to drop stale state.\n',
      diff: `diff --git a/tools/testing/selftests/kvm/lib/demo.c b/tools/testing/selftests/kvm/lib/demo.c
--- a/tools/testing/selftests/kvm/lib/demo.c
+++ b/tools/testing/selftests/kvm/lib/demo.c
@@ -1,1 +1,11 @@
 int a;
+/*
+ * Drop stale state
+ *
+ * Input Args:
+ *   vm - the VM
+ *
+ * Return: None
+ */
+void demo_drop(struct kvm_vm *vm) { }
`,
      quotes: ['Input Args:'],
      levels: ['note'],
    },
    {
      name: 'in a selftest it is a note',
      message: 'KVM: selftests: Add a helper\n\nAdd a helper to drop stale state.\n',
      diff: `diff --git a/tools/testing/selftests/kvm/lib/demo.c b/tools/testing/selftests/kvm/lib/demo.c
--- a/tools/testing/selftests/kvm/lib/demo.c
+++ b/tools/testing/selftests/kvm/lib/demo.c
@@ -1,1 +1,5 @@
 int a;
+/**
+ * demo_drop - Drop stale state
+ */
+void demo_drop(void) { }
`,
      quotes: ['/**'],
      levels: ['note'],
    },
  ],
});
