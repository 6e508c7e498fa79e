import { commentsOf } from '../analysis/c/comments';
import { headsOf } from '../analysis/c/heads';
import { commentFindings, isBoilerplate } from '../analysis/c/layout/comment-marks';
import { patchRule, type RulePage } from '../lint/rule';
import type { Diff, DiffFile, DiffLine } from '../model/diff';
import type { RuleFinding } from '../model/finding';
import { lineSpan } from '../model/line-span';
import { movedPlaces } from '../model/moved';

export default patchRule({
  id: 'tip-style',
  section: 'diff',
  level: 'note',
  requires: ['diff'],
  summary: "Follow tip's coding style in comments and function definitions",
  *check(patch) {
    const comments = commentsOf(patch.diff).filter((comment) => comment.isNew && !isBoilerplate(comment));
    for (const [i, comment] of comments.entries()) yield* commentFindings(comment, comments[i - 1]);
    for (const file of patch.diff.files) yield* splitHeads(file);
    yield* renamed(patch.diff);
  },
});

/** A parameter that has one name in a function's prototype and another one in its definition. */
function* renamed(diff: Diff): Iterable<RuleFinding> {
  const moved = movedPlaces(diff);
  const isNew = ({ kind, at }: DiffLine) => kind === '+' && !moved.has(at);
  const heads = [...headsOf(diff).values()];
  const prototypes = new Map(heads.flatMap((head) => (head.isPrototype ? [[head.name, head] as const] : [])));
  for (const { name, parameters, isPrototype } of heads) {
    const declared = prototypes.get(name)?.parameters;
    if (isPrototype || declared?.length !== parameters.length) continue;
    for (const [i, { text, line, column }] of parameters.entries()) {
      const other = declared[i]!;
      if (text === other.text || ![line, other.line].some(isNew)) continue;
      yield {
        message: `\`${text}\` is \`${other.text}\` in the prototype of ${name}()`,
        hint: 'Use one name in both',
        at: lineSpan(line, column, column + text.length),
      };
    }
  }
}

/** `static int` on one line and the function's name on the next. */
function* splitHeads(file: DiffFile): Iterable<RuleFinding> {
  if (!/\.[ch]$/.test(file.newPath)) return;
  for (const hunk of file.hunks) {
    const lines = hunk.lines.filter((line) => line.kind !== '-');
    for (const [i, line] of lines.entries()) {
      const next = lines[i + 1];
      if (line.kind !== '+' || next === undefined || next.kind !== '+') continue;
      const isType =
        /^(?:(?:static|inline|extern|const|unsigned|signed|struct|union|enum|__always_inline|noinline)\s+)*[a-z_]\w*(?:\s__[a-z]\w{0,30}){0,2}[\s*]*$/.test(
          line.text,
        );
      if (!isType || !/^[a-z_]\w*\([^;]*$/.test(next.text)) continue;
      yield {
        message: 'Function name is not on the line of its return type',
        hint: 'Put type and name on one line, and wrap the parameters instead',
        at: {
          line: next.at,
          column: 2,
          endLine: next.at,
          endColumn: next.text.indexOf('(') + 2,
          quote: next.text.slice(0, next.text.indexOf('(')),
        },
      };
    }
  }
}

const HEAD = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
`;
const MESSAGE = 'KVM: x86: Add a helper\n\nAdd a helper to drop stale state.\n';

export const page = (): RulePage => ({
  guide: 'maintainer-tip: Comment style',
  why: `KVM x86 prefers tip's coding style, as maintainers of both read its patches. Reported is what reviewers often mention and
checkpatch.pl does not see: tail comments, multi-line comments without /* and */ on separate lines, a function name on
another line than its type (which makes it hard to search for), and a parameter that prototype and definition name differently.`,
  valid: [
    {
      name: 'comment marks on separate lines',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,7 @@
 int a;
+	/* A single line. */
+	b();
+	/*
+	 * Several lines, with the marks
+	 * on lines of their own.
+	 */
`,
    },
    {
      name: 'one line on three, of a function or too long for one',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,8 @@
 int a;
+/*
+ * Reload the MSR.
+ */
+	/*
+	 * Reload the MSR, as the guest may have changed it while it was not here.
+	 */
+	a();
`,
    },
    {
      name: 'the name of an argument',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,2 @@
 int a;
+	demo(/*index=*/1, /* flags */ 0);
`,
    },
    {
      name: 'members of a structure',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,4 @@
 int a;
+	u32 index;	/* of the MSR */
+	DEMO_ONE = 1,	/* the first */
+	u64 bits : 3;	/* reserved */
`,
    },
    {
      name: 'an old tail comment around the change',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,2 +1,3 @@
 	a(); /* always */
+	b();
 	c();
`,
    },
    {
      name: 'licence and guards',
      message: MESSAGE,
      diff: `diff --git a/arch/x86/kvm/demo.h b/arch/x86/kvm/demo.h
new file mode 100644
--- /dev/null
+++ b/arch/x86/kvm/demo.h
@@ -0,0 +1,4 @@
+// SPDX-License-Identifier: GPL-2.0-only
+#ifndef __DEMO_H
+static int demo(int a,
+#endif /* __DEMO_H */
`,
    },
    {
      name: 'two comments of a line each that say two things',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,5 @@
 int a;
+	/* Drop the state. */
+	/* The lock is held. */
+	b();
+	c();
`,
    },
    {
      name: 'comments with code between them',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,5 @@
 int a;
+	/* Drop the state */
+	b();
+	/* that nobody needs */
+	c();
`,
    },
    {
      name: 'a comment that a line is added to',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,2 +1,3 @@
 	/* The state is stale
+	 * and nobody reads it
 	 * any more. */
`,
    },
    {
      name: 'kernel-doc is for another rule',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,3 @@
 int a;
+	/** demo - drop it
+	 */
`,
    },
    {
      name: 'a head that was split before',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,2 +1,3 @@
 static int
-demo(int a)
+demo(int a, int b)
+{
`,
    },
    {
      name: 'a type before what is not a function',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,5 @@
 int a;
+	return
+demo(1);
+static int
+demo_count;
`,
    },
    {
      name: 'assembly',
      message: MESSAGE,
      diff:
        HEAD.replaceAll('x86.c', 'vmx/vmenter.S') +
        `@@ -1,1 +1,3 @@
 int a;
+static int
+demo(int a)
`,
    },
  ],
  invalid: [
    {
      name: 'a // comment after a directive',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,2 @@
 int a;
+#endif // DEMO_H
`,
      quotes: ['//'],
    },
    {
      name: 'after code',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,2 @@
 int a;
+	b(); /* and again */
`,
      quotes: ['and again'],
    },
    {
      name: 'text on the line of the opening mark',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,4 @@
 int a;
+	/* Several lines, with the marks
+	 * where they should not be.
+	 */
`,
      quotes: ['/*'],
    },
    {
      name: 'pieces of a line each',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,3 @@
 int a;
+	/* Reload the MSR here, as the guest */
+	/* may have changed it. */
`,
      quotes: ['/*'],
    },
    {
      name: 'C++ comments',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,2 @@
 int a;
+	// Must be sorted
`,
      quotes: ['//'],
    },
    {
      name: 'the name on the line after the type',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,4 @@
 int a;
+static struct kvm_vcpu *
+demo_first_vcpu(struct kvm *kvm)
+{
`,
      quotes: ['demo_first_vcpu'],
    },
    {
      name: 'the name below an attribute',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,4 @@
 int a;
+static void __init
+demo_setup(struct kvm *kvm)
+{
`,
      quotes: ['demo_setup'],
    },
    {
      name: 'marks that stick to words',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,5 @@
 int a;
+	/*Reload the MSR. */
+	a();
+	/* Drop what is stale*/
+	b();
`,
      quotes: ['/*', '*/'],
    },
    {
      name: 'one line on three',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,5 @@
 int a;
+	/*
+	 * Reload the MSR.
+	 */
+	a();
`,
      quotes: ['/*'],
      says: ['Write /* Reload the MSR. */'],
    },
    {
      name: 'text on the line of the closing mark',
      message: MESSAGE,
      diff: `${HEAD}@@ -1,1 +1,4 @@
 int a;
+	/*
+	 * Several lines, with the marks
+	 * where they should not be. */
`,
      quotes: ['*/'],
    },
  ],
});
