import type { Comment } from '../analysis/c/comments';
import { leadOf, sentencesOf } from '../analysis/english';
import { pronounsOf } from '../analysis/english/pronouns';
import type { RulePage } from '../lint/rule';
import { commentRule } from '../lint/text-rules';

const HINT = 'Name the actor (KVM, the guest, userspace, the CPU), or use the imperative';

export default commentRule({
  id: 'comment-pronoun',
  section: 'diff',
  level: 'warn',
  summary: 'Avoid personal pronouns in comments, and describe functions in the imperative',
  *check(words, comment) {
    for (const { at, word } of pronounsOf(words)) {
      yield {
        message: `Personal pronoun in a comment: \`${word}\``,
        hint: HINT,
        from: at,
        to: at + word.length,
      };
    }
    const text = words.trimStart();
    const told = comment !== null && isOfFunction(comment) ? description(text) : null;
    if (told !== null) {
      const from = words.length - text.length;
      yield {
        message: `Comment describes the function: \`${told.words}\``,
        hint: `Use the imperative${told.instead}, or say why the code does what it does`,
        level: 'note',
        from,
        to: from + told.words.length,
      };
    }
  },
});

/** Returns true for a comment right above the definition of an added function. */
function isOfFunction({ isTail, isKernelDoc, next }: Comment): boolean {
  // kernel-doc has a rule of its own.
  if (isTail || isKernelDoc || next?.kind !== '+') return false;
  const head = next.text.slice(0, next.text.indexOf('(') + 1);
  return /^[a-z_][\w *]{1,150}\($/.test(head) && /[ *]\w+\($/.test(head) && !next.text.endsWith(';');
}

/** How a comment begins, if it is `This function` or a verb in the third person: `Checks DR6 first`. */
function description(text: string): { words: string; instead: string } | null {
  const named = /^This (?:function|helper|routine)\b/.exec(text);
  if (named) return { words: named[0], instead: '' };
  const { mood, word, at, verb } = leadOf(sentencesOf(text)[0]?.value ?? '');
  // What a function returns is no step of its code.
  if (mood !== 'third person' || at !== 0 || verb === null || verb === 'return') return null;
  return { words: word, instead: `: \`${verb[0]!.toUpperCase()}${verb.slice(1)}\`` };
}

const HEAD = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
`;
const hashed = (path: string, ...lines: string[]) =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,${lines.length + 1} @@\n a\n${lines.join('\n')}\n`;
const MESSAGE = 'KVM: x86: Drop stale state\n\nDrop state that nothing reads.\n';

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Comments',
  why: `"We" in a comment may be KVM, the host, the guest or the author. In code that runs as one and emulates another, the reader
has to guess. Name the actor, or use the imperative: "Reload the MSR", not "We reload the MSR". A comment above a new function
that begins with "This function" or "Reloads" is a note.

Only added comments are checked, not code that the patch moves.`,
  valid: [
    {
      name: 'imperative',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,2 +1,3 @@
 	a();
+	/* Reload the MSR, as the guest may have changed it. */
 	b();
`,
    },
    {
      name: 'an old comment around the change',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,3 +1,3 @@
 	/* We must reload the MSR. */
-	a();
+	b();
 	c();
`,
    },
    {
      name: 'words that are only wrapped again',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,5 +1,5 @@
 	a();
-	/* Reload the MSR, we need
-	 * it below. */
+	/* Reload the MSR, we need it below,
+	 * and nowhere else. */
 	b();
 	c();
`,
    },
    {
      name: 'a comment that moves',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,4 +1,4 @@
-	/* We must reload the MSR. */
 	a();
 	b();
+	/* We must reload the MSR. */
 	c();
`,
    },
    {
      name: 'a string and abbreviations are not pronouns',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,2 +1,4 @@
 	a();
+	pr_warn("we /* give */ up\\n");
+	/* Emulated I/O, i.e. no exit to userspace; wait 10 us. */
 	b();
`,
    },
    {
      name: 'help, directives, scripts and what a line says after its code',
      message: MESSAGE,
      diff: [
        hashed('arch/x86/kvm/Kconfig', '+\thelp', '+\t  If you are not sure, say N.'),
        hashed('arch/x86/kvm/vmx/vmenter.S', '+#define our_macro my', '+#if I can', '+\tmov %eax, our(%rip)'),
        hashed('tools/testing/selftests/kvm/run.sh', '+#!/bin/we', '+echo "# we run"'),
      ].join(''),
    },
    {
      name: 'a function in the imperative',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,5 @@
 int a;
+/* Reload the MSR.  Checks of the guest come first. */
+static void demo_reload(struct kvm_vcpu *vcpu)
+{
+}
`,
    },
    {
      name: 'what a function returns, and a plural',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,9 @@
 int a;
+/* Returns true if the MSR is there. */
+static void demo_reload(struct kvm_vcpu *vcpu)
+{
+}
+/* Checks are in the caller. */
+static void demo_reload(struct kvm_vcpu *vcpu)
+{
+}
`,
    },
    {
      name: 'a description of data, of a declaration, after code, and in the kernel-doc of a function',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,15 @@
 int a;
+/* This function pointer is set once. */
+static void (*demo)(void);
+/* Reloads the MSR. */
+void demo_a(void);
+int b; /* This function reloads. */
+static void demo_reload(struct kvm_vcpu *vcpu)
+{
+}
+/**
+ * This function reloads the MSR.
+ */
+static void demo_reload(struct kvm_vcpu *vcpu)
+{
+}
`,
    },
    {
      name: 'a description of a step, and one by a pronoun',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,8 @@
 int a;
+/* This reloads the MSR. */
+static void demo_reload(struct kvm_vcpu *vcpu)
+{
+	/* Reloads the MSR. */
+	a = demo_read(vcpu,
+		      0);
+}
`,
    },
    {
      name: 'a description above an old function',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,5 @@
 int a;
+/* Reloads the MSR. */
 static void demo_reload(struct kvm_vcpu *vcpu)
 {
 }
`,
    },
    {
      name: 'what an old comment goes on with, and what a macro defines',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,6 @@
 int a;
+/* Reloads the MSR. */
+DEMO_FUNCTION(demo_reload)
+/* Reloads the MSR. */
+demo_reload(vcpu)
+/* Reloads the MSR. */
`,
    },
  ],
  invalid: [
    {
      name: 'a function described in the third person',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,7 @@
 int a;
+/*
+ * Checks DR6 first, and reloads the MSR.
+ */
+static void demo_reload(struct kvm_vcpu *vcpu)
+{
+}
`,
      quotes: ['Checks'],
      says: ['Use the imperative: `Check`, or'],
      levels: ['note'],
    },
    {
      name: 'this function',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,6 @@
 int a;
+/* This function reloads the MSR. */
+struct demo *demo_reload(struct kvm_vcpu *vcpu,
+			 struct demo *demo)
+{
+}
`,
      quotes: ['This function'],
      says: ['Use the imperative, or'],
      levels: ['note'],
    },
    {
      name: 'a pronoun in a description, reported once',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,5 @@
 int a;
+/* Checks what we need. */
+static void demo_reload(struct kvm_vcpu *vcpu)
+{
+}
`,
      quotes: ['we'],
    },
    {
      name: 'in Kconfig, a Makefile, a script and assembly',
      message: MESSAGE,
      diff: [
        hashed('arch/x86/kvm/Kconfig', '+# We need this for the MMU.'),
        hashed('tools/testing/selftests/kvm/Makefile.kvm', '+# Builds what our tests share'),
        hashed('tools/testing/selftests/kvm/run.sh', '+  # if you are root'),
        hashed('arch/x86/kvm/vmx/vmenter.S', "+\t# RAX is free, let's use it"),
      ].join(''),
      quotes: ['We', 'our', 'you', "let's"],
    },
    {
      name: 'we',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,2 +1,3 @@
 	a();
+	/* We must reload the MSR. */
 	b();
`,
      quotes: ['We'],
    },
    {
      name: 'our, in the middle of a long comment',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,2 +1,6 @@
 	a();
+	/*
+	 * The guest may have changed the MSR,
+	 * which breaks our assumptions.
+	 */
 	b();
`,
      quotes: ['our'],
    },
    {
      name: 'a line in the middle of a long comment, of which the hunk shows neither end',
      message: MESSAGE,
      diff: `${HEAD}@@ -10,2 +10,3 @@
 	 * The MSR is reloaded at each exit,
+	 * as our guest may have changed it,
 	 * and interrupts are still off.
`,
      quotes: ['our'],
    },
    {
      name: 'a line added to an old comment',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,4 +1,5 @@
 	/*
 	 * Reload the MSR.
+	 * Without it, you get a #GP.
 	 */
 	b();
`,
      quotes: ['you'],
    },
    {
      name: 'a comment after code',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,2 +1,3 @@
 	a();
+	c(); // let's not wait
 	b();
`,
      quotes: ["let's"],
    },
  ],
});
