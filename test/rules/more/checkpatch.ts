import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const at = (path: string, ...lines: string[]) => [
  exampleMail({ subject: '[PATCH] KVM: Zap a range', diff: { [path]: lines } }),
];
const MMU = 'arch/x86/kvm/mmu/mmu.c';
const ALIGNED = ['+\tdemo_zap_range(kvm, start,', '+\t\tend);'];
const said = (line: string, says: string) => ({ checkpatch: { [line]: says } });

/** What the script says about each of these lines. */
const SAID = {
  '+\tadd(kvm, +1);': "CHECK:SPACING: spaces preferred around that '+' (ctx:WxV)",
  '+\t\tif (a) {': 'CHECK:BRACES: braces {} should be used on all arms of this statement',
  '+\t\t} else': 'CHECK:BRACES: Unbalanced braces around else statement',
  '+#define for_each_demo(d)\t\\': 'ERROR:COMPLEX_MACRO: Macros with complex values should be enclosed',
  '+static_assert(A == B);': 'CHECK:LINE_SPACING: Please use a blank line after declarations',
  '+\tuint64_t a;': "CHECK:PREFER_KERNEL_TYPES: Prefer kernel type 'u64' over 'uint64_t'",
  '+        b = 1;': 'WARNING:LEADING_SPACE: please, no spaces at the start of a line',
  '+    c = 1;': 'WARNING:LEADING_SPACE: please, no spaces at the start of a line',
  '+\tx = y = 0;': 'CHECK:MULTIPLE_ASSIGNMENTS: multiple assignments should be avoided',
  '+ */': 'WARNING:NEW_TYPE_OF_SCRIPT: something else',
};

export const more: Examples = {
  valid: [
    {
      name: 'a cast in a line that moves',
      series: at(
        MMU,
        '-\tdemo(kvm,',
        '-\t     (u64) start_of_range);',
        ' \ta();',
        '+\tzap_(kvm,',
        '+\t     (u64) start_of_range);',
      ),
    },
    {
      name: 'operands of assembly',
      series: at(MMU, '+\tasm volatile("vmcall"', '+\t\t: "=a" (r));'),
    },
    {
      name: 'pieces of a message that end in a new line',
      series: at(MMU, '+\tpr_warn("First line\\n"', '+\t\t"second line\\n");'),
    },
    {
      name: 'a sign that the script takes for an operator',
      series: at(MMU, '+\tadd(kvm, +1);'),
      clone: { checkpatch: SAID },
    },
    {
      name: 'an else whose statement is after #endif',
      series: at(MMU, '+#ifdef DEMO', '+\t\tif (a) {', '+\t\t\tb();', '+\t\t} else', '+#endif', '+\t\tc();'),
      clone: { checkpatch: SAID },
    },
    {
      name: 'a macro before a statement',
      series: at(
        MMU,
        '+#define for_each_demo(d)\t\\',
        '+\tfor (d = 0; d < 2; d++)\t\\',
        '+\t\tif (!d) {\t\\',
        '+\t\t} else',
        '+',
      ),
      clone: { checkpatch: SAID },
    },
    {
      name: 'an assertion below a structure',
      series: at(MMU, '+struct demo {', '+\tint a;', '+};', '+static_assert(A == B);'),
      clone: { checkpatch: SAID },
    },
    {
      name: 'userspace’s types in userspace',
      series: at('tools/testing/selftests/kvm/x86/demo.c', '+\tuint64_t a;'),
      clone: { checkpatch: SAID },
    },
    {
      name: 'a line of many bytes and few columns',
      series: at(MMU, `+/* ${'─'.repeat(40)} */`),
      clone: said(
        `+/* ${'─'.repeat(40)} */`,
        'WARNING:LONG_LINE_COMMENT: line length of 126 exceeds 100 columns',
      ),
    },
    { name: 'a type that is off', series: at(MMU, '+\tx = y = 0;'), clone: { checkpatch: SAID } },
    {
      name: 'the code of another architecture',
      series: at('arch/arm64/kvm/mmu.c', '+\treturn(0);'),
      clone: said('+\treturn(0);', 'ERROR:RETURN_PARENTHESES: return is not a function'),
    },
    {
      name: 'a type that is ignored, and found without the script',
      series: at(MMU, ...ALIGNED),
      options: { ignore: ['PARENTHESIS_ALIGNMENT'] },
    },
    {
      name: 'what only git-kvm takes for misaligned, where the script was asked',
      series: at(MMU, ...ALIGNED),
      clone: { checkpatch: SAID },
    },
  ],
  invalid: [
    {
      name: 'a patch of common selftests among several of another architecture',
      series: ['lib/kvm_util.c', 'riscv/a_test.c', 'riscv/b_test.c'].map((file, i) =>
        exampleMail({
          subject: `[PATCH ${i + 1}/3] KVM: selftests: Zap a range`,
          diff: { [`tools/testing/selftests/kvm/${file}`]: ALIGNED },
        }),
      ),
      quotes: ['end);'],
    },
    {
      name: 'spaces at the start of a line, of which eight should be a tab',
      series: at(MMU, '+        b = 1;', '+    c = 1;'),
      clone: { checkpatch: SAID },
      quotes: ['    c = 1;'],
    },
    {
      name: 'an else without braces, which the script reports twice',
      series: at(MMU, '+\t\tif (a) {', '+\t\t\tb();', '+\t\t\tc();', '+\t\t} else', '+\t\t\td();'),
      clone: { checkpatch: SAID },
      quotes: ['\t\t} else'],
    },
    {
      name: 'two statements without braces on an arm',
      series: at(
        MMU,
        '+\tif (z) {',
        '+\t\tif (a) {',
        '+\t\t\tb();',
        '+\t\t\tc();',
        '+\t\t} else if (d)',
        '+\t\t\te();',
        '+\t} else',
        '+\t\tf();',
      ),
      clone: {
        checkpatch: { ...SAID, '+\t} else': 'CHECK:BRACES: Unbalanced braces around else statement' },
      },
      quotes: ['\t\tif (a) {', '\t} else'],
    },
    {
      name: 'a header out of order, and a character that turns the text',
      series: at(
        MMU,
        ' #include <linux/a.h>',
        ' #include <linux/b.h>',
        '+#include <linux/aa.h>',
        '+\ta(\u202e);',
      ),
      quotes: ['#include <linux/aa.h>', '\u202e'],
      levels: ['note', 'warn'],
    },

    {
      name: 'a type of a newer script',
      series: at(MMU, '+/*', '+ * Demo.', '+ */', '+\tdemo();'),
      clone: { checkpatch: SAID },
      quotes: [' */'],
      says: ['--verbose'],
      levels: ['note'],
    },
    {
      name: 'four spaces',
      series: at(MMU, '+struct demo a = {', '+    .b = 1,', '+};'),
      quotes: ['    .b = 1,'],
    },
    { name: 'spaces at the end', series: at(MMU, '+\ta(); '), quotes: ['\ta(); '] },
    {
      name: 'an error warns whatever is chosen',
      series: at(MMU, '+\tdemo (0);'),
      clone: said('+\tdemo (0);', 'ERROR:OTHER_TYPE: that is an error'),
      options: { warn: [] },
      quotes: ['\tdemo (0);'],
      levels: ['warn'],
    },
    {
      name: 'a check is a note where it is not chosen',
      series: at(MMU, '+\tdemo(zero);'),
      clone: said('+\tdemo(zero);', 'CHECK:OTHER_TYPE: that is a matter of taste'),
      quotes: ['\tdemo(zero);'],
      levels: ['note'],
    },
    {
      name: 'what is found without the script is a note where it is not chosen',
      series: at(MMU, ...ALIGNED),
      options: { warn: [] },
      quotes: ['end);'],
      levels: ['note'],
    },
    {
      name: 'two findings of one line',
      series: at(MMU, '+\tdemo(a,b);'),
      clone: said('+\tdemo(a,b);', 'WARNING:NEW_TYPE_OF_SCRIPT: something else'),
      quotes: ['\tdemo(a,b);'],
      levels: ['note'],
    },
    {
      name: 'the second of two misaligned lines',
      series: at(MMU, ...ALIGNED, '+\tdemo_zap(kvm, first,', '+\t\tlast);'),
      clone: said('+\t\tlast);', 'CHECK:PARENTHESIS_ALIGNMENT: Alignment should match open parenthesis'),
      quotes: ['last);'],
    },
    {
      name: 'what the script is often wrong about, and git-kvm sees as well',
      series: at(MMU, '+\tdemo(a,b);'),
      clone: said('+\tdemo(a,b);', "CHECK:SPACING: space required after that ',' (ctx:VxV)"),
      quotes: ['a,'],
      levels: ['warn'],
    },
    {
      name: 'a line that moves below another one, and is not aligned there',
      series: at(
        MMU,
        '-\tdemo(kvm,',
        '-\t     start_of_range);',
        ' \ta();',
        '+\tdemo_zap(kvm,',
        '+\t     start_of_range);',
      ),
      quotes: ['start_of_range);'],
    },
    {
      name: 'the same, where the script sees it as well',
      series: at(
        MMU,
        '-\tdemo(kvm,',
        '-\t     start_of_range);',
        ' \ta();',
        '+\tdemo_zap(kvm,',
        '+\t     start_of_range);',
      ),
      clone: said(
        '+\t     start_of_range);',
        'CHECK:PARENTHESIS_ALIGNMENT: Alignment should match open parenthesis',
      ),
      quotes: ['start_of_range);'],
    },
    {
      name: 'a comment and assembly right after a declaration, which the script passes over',
      series: at(MMU, '+{', '+\tu8 vector;', '+\t/* Demo. */', '+\tasm volatile("vmcall" : "=a" (vector));'),
      clone: { checkpatch: SAID },
      quotes: ['\t/* Demo. */'],
    },
    {
      name: 'what the script does not look for',
      series: at(MMU, '+\tdemo("\u202e");'),
      clone: { checkpatch: SAID },
      quotes: ['\u202e'],
    },
    {
      name: 'braces that the script sees as well',
      series: at(MMU, '+\tif (flush) {', '+\t\tdemo();', '+\t}', ' \tfoo();'),
      clone: said(
        '+\tif (flush) {',
        'WARNING:BRACES: braces {} are not necessary for single statement blocks',
      ),
      quotes: ['\tif (flush) {'],
    },
  ],
};
