import { HELP, HELP_FOR_OTHERS, OFF_BY_DEFAULT, SAID_BY_RULE } from '../analysis/c/checkpatch-types';
import { LOUD, layoutFindings } from '../analysis/c/layout/layout';
import { answersOf, askAhead } from '../analysis/c/layout/script';
import type { Domain } from '../analysis/kvm/domain';
import { scopesOfSeries } from '../analysis/kvm/scope';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import { lineSpan } from '../model/line-span';
import type { Patch, Series } from '../model/patch';

export default seriesRule({
  id: 'checkpatch',
  section: 'diff',
  level: 'warn',
  requires: ['diff'],
  summary: 'Fix what checkpatch.pl --strict reports: alignment, braces, blank lines, line breaks',
  options: {
    warn: {
      default: LOUD,
      summary: 'Types that warn. Errors always warn, everything else is a note',
    },
    ignore: { default: OFF_BY_DEFAULT, summary: 'Types that are not reported' },
  },
  atCommit: false,
  oneByOne: true,
  ahead: (all, { clone, domain }) =>
    // mutant: only saves time
    askAhead(all.length < 2 ? [] : all.flatMap((series) => patchesOf(series, domain)), clone),
  *check(series, { clone, domain, options }): Iterable<RuleFinding> {
    const patches = patchesOf(series, domain);
    const warn = options.warn as readonly string[];
    const ignore = options.ignore as readonly string[];
    const answers = answersOf(patches, clone);
    for (const [i, patch] of patches.entries()) {
      const own = [...layoutFindings(patch.diff)];
      const script = answers[i] ?? [];
      const hasScript = answers[i] !== undefined;
      const said = new Set(script.map(({ type, line }) => `${type} ${line?.at}`));
      for (const { type, level, text, at, line, isDoubtful } of script) {
        if (SAID_BY_RULE[type] !== undefined || ignore.includes(type)) continue;
        // git-kvm's finding of the same knows the exact column.
        const same = own.find((finding) => finding.type === type && finding.line === line);
        const isLoud = (level === 'ERROR' || warn.includes(type)) && (!isDoubtful || same !== undefined);
        yield {
          of: patch,
          message: `${text} (${type})`,
          hint: same?.hint ?? HELP[type] ?? HELP_FOR_OTHERS,
          at: same === undefined ? at : lineSpan(same.line, same.from, same.to),
          level: isLoud ? 'warn' : 'note',
          isOfMove: same?.isOfMove,
        };
      }
      for (const finding of own) {
        const { type, message, hint, line, from, to, isNote, isBeyondScript, isOfMove } = finding;
        if (ignore.includes(type) || said.has(`${type} ${line.at}`) || (hasScript && !isBeyondScript))
          continue;
        yield {
          of: patch,
          message: `${message} (${type})`,
          hint,
          at: lineSpan(line, from, to),
          level: isNote !== true && warn.includes(type) ? 'warn' : 'note',
          isOfMove,
        };
      }
    }
  },
});

/** The patches that the script can check. */
function patchesOf(series: Series, domain: Domain): Patch[] {
  const scopes = scopesOfSeries(series, domain);
  // mutant: the script is not started for patches it can't check
  const isAsked = (patch: Patch) => patch.hasDiff && !patch.isMerge && scopes.get(patch) === 'kvm-x86';
  return series.patches.filter(isAsked);
}

const LONG = `\tpr_info("${'a'.repeat(90)} message");`;
const SAID = {
  '+\tdemo_zap_range(kvm, start,': 'CHECK:OPEN_ENDED_LINE: Lines should not end with a comma',
  '+\t\tend);': 'CHECK:PARENTHESIS_ALIGNMENT: Alignment should match open parenthesis',
  '+\tif (flush) {': 'WARNING:BRACES: braces {} are not necessary for single statement blocks',
  '+\treturn(0);': 'ERROR:RETURN_PARENTHESES: return is not a function, parentheses are not required',
  [`+${LONG}`]: 'WARNING:LONG_LINE: line length of 118 exceeds 100 columns',
  '+\tadd(kvm, +1);': "CHECK:SPACING: spaces preferred around that '+' (ctx:WxV)",
  '+\tadd(kvm, a|~b);': "CHECK:SPACING: spaces preferred around that '|' (ctx:VxO)",
  '+#define DEMO(a) ((a) + (a))': "CHECK:MACRO_ARG_REUSE: Macro argument reuse 'a' - possible side-effects?",
};
const one = (lines: readonly string[]) => at('arch/x86/kvm/mmu/mmu.c', lines);
const at = (path: string, lines: readonly string[]) => [
  exampleMail({ subject: '[PATCH] KVM: Zap a range', diff: { [path]: lines } }),
];

export const page = (): RulePage => ({
  guide: 'submitting-patches: Style-check your changes',
  why: `Alignment, braces and blank lines are what reviewers most often ask to change. git-kvm itself checks what the diff shows:
alignment with the open parenthesis, braces on all arms or none, and none around a single line, one blank line after
declarations, no line that ends with an open parenthesis, no split message, spaces after commas and around operators, none after
a cast. At check and send it also runs the kernel's checkpatch.pl --strict: the copy that 'git kvm install' made, never the script
of the tree that is checked. Types that other rules cover (tags, the changelog, spelling) are left out. Findings warn, and matters
of taste are notes. So are braces around a single wrapped statement: tip's documentation asks for them, but nine in ten in KVM's
code have none, and its reviewers ask to drop them.`,
  valid: [
    {
      name: 'nothing to say',
      series: one(['+\tdemo_zap_range(kvm, start, end);']),
      clone: { checkpatch: SAID },
    },
    { name: 'no script in the clone', series: one(['+\tadd(kvm, +1);']), clone: {} },
    { name: 'an ignored type', series: one(['+#define DEMO(a) ((a) + (a))']), clone: { checkpatch: SAID } },
    {
      name: 'what another rule reports',
      series: one(['+\ta();']),
      clone: { checkpatch: { '+\ta();': 'WARNING:TYPO_SPELLING: misspelled' } },
    },
    {
      name: 'aligned',
      series: one(['+\tdemo_zap_range(kvm, start,', '+\t\t       end);']),
    },
    {
      name: 'an aligned line would be too long',
      series: one([
        '+\t\t\t\tr = demo_zap_all_of_a_very_long_range_of_guest_frames(kvm,',
        '+\t\t\t\t\tdemo_start_of_the_range(slot), demo_end(slot));',
      ]),
    },
    {
      name: 'one arm of two lines',
      series: one(['+\tif (flush) {', '+\t\ta();', '+\t\tb();', '+\t} else {', '+\t\tc();', '+\t}']),
    },
    {
      name: 'a comment asks for braces',
      series: one(['+\tif (flush) {', '+\t\t/* Stale. */', '+\t\ta();', '+\t}']),
    },
    {
      name: 'declarations and code',
      series: one(['+\tif (flush) {', '+\t\tint i = 0;', '+', '+\t\tdemo(i);', '+\t\tdemo(i);', '+\t}']),
    },
    {
      name: 'moved as it was',
      series: one([
        '-\tfoo();',
        '-\tdemo(kvm,',
        '-\t\tend);',
        '-\tbar();',
        ' ',
        '+\tfoo();',
        '+\tdemo(kvm,',
        '+\t\tend);',
        '+\tbar();',
      ]),
    },
    {
      name: 'as it was before, but for a word',
      series: one([
        ' \tif (a) {',
        ' \t\tint b = 1;',
        '-\t\tdemo(b);',
        '+\t\tdemo(b, a);',
        ' \t\tfoo();',
        ' \t}',
      ]),
    },
    {
      name: 'a row of a table, and a message, as long as they are',
      series: one([
        `+\tKVM_DEMO_${'A'.repeat(50)} | KVM_DEMO_${'B'.repeat(50)},`,
        `+\tpr_warn("${'demo '.repeat(20)}\\n");`,
      ]),
    },
    {
      name: 'types in full, pointers as they are',
      series: one([
        '+\tunsigned int a;',
        '+\tunsigned long *b;',
        '+',
        '+\tif (!b)',
        '+\t\treturn (a) + ((u64)a, -1);',
      ]),
    },
    {
      name: 'another architecture',
      series: at('arch/arm64/kvm/arm.c', ['+\tdemo_zap_range(kvm, start,', '+\t\tend);']),
    },
    {
      name: 'a selftest of another architecture',
      series: at('tools/testing/selftests/kvm/riscv/demo_test.c', ['+\tdemo_zap(kvm, start,', '+\t\tend);']),
    },
  ],
  invalid: [
    {
      name: 'braces around one line',
      series: one(['+\tif (flush) {', '+\t\tdemo();', '+\t}', ' \tfoo();']),
      quotes: ['\tif (flush) {'],
    },
    {
      name: 'a space after a cast, and none after a comma',
      series: one(['+\treturn (u64) a->b;', '+\tdemo(a,b);']),
      quotes: ['(u64) ', 'a,'],
    },
    {
      name: 'braces that the patch made needless',
      series: one([
        ' \tif (flush) {',
        '-\t\tu64 opt;',
        '-',
        '+\t\tdemo();',
        '-\t\tdemo(opt);',
        ' \t}',
        ' \tfoo();',
      ]),
      quotes: ['\t\tdemo();'],
    },
    {
      name: 'braces around one wrapped statement',
      series: one(['+\tif (flush) {', '+\t\tdemo(kvm,', '+\t\t     end);', '+\t}', ' \tfoo();']),
      quotes: ['\tif (flush) {'],
      levels: ['note'],
    },
    {
      name: 'braces on one arm',
      series: one(['+\tif (flush) {', '+\t\ta();', '+\t\tb();', '+\t} else', '+\t\tc();', ' \tfoo();']),
      quotes: ['\t} else'],
    },
    {
      name: 'alignment',
      series: one(['+\tdemo_zap_range(kvm, start,', '+\t\tend);']),
      quotes: ['end);'],
    },
    {
      name: 'parameters of a new function',
      series: one(['+static void demo(struct kvm_vcpu *vcpu,', '+\t\tu64 data)']),
      quotes: ['u64 data)'],
    },
    {
      name: 'an open parenthesis at the end',
      series: one(['+\tdemo_zap_range(', '+\t\tkvm, start, end);']),
      quotes: ['demo_zap_range('],
    },
    {
      name: 'no blank line after declarations',
      series: one(['+{', '+\tint r;', '+\tr = demo();', '+\tdemo();']),
      quotes: ['\tr = demo();'],
    },
    {
      name: 'nor after a condition that compares',
      series: one([' \t    a != b)) {', '+\t\tint r = 1;', '+\t\tdemo(r);', '+\t}']),
      quotes: ['\t\tdemo(r);'],
    },
    { name: 'two blank lines', series: one([' \ta();', '+', '+', ' \tb();']), quotes: [''] },
    {
      name: 'a blank line before the close brace',
      series: one(['+\twhile (1) {', '+\t\ta();', '+\t\tb();', '+', '+\t}']),
      quotes: [''],
    },
    {
      name: 'functions without a line between them',
      series: one(['+}', '+static void demo(void)', '+{']),
      quotes: ['static void demo(void)'],
    },
    { name: 'spaces instead of tabs', series: one(['+        demo();']), quotes: ['        demo();'] },
    { name: 'no space after if', series: one(['+\tif(a)', '+\t\tb();']), quotes: ['if('] },
    {
      name: 'no space before a brace',
      series: one(['+struct demo{', '+\tint a;', '+};']),
      quotes: ['struct demo{'],
    },
    {
      name: 'a function’s brace on the line of its head',
      series: one(['+static int demo(void) {', '+\treturn demo_it();', '+}']),
      quotes: ['{'],
    },
    { name: 'a bare unsigned', series: one(['+\tunsigned a;', '+', '+\tdemo();']), quotes: ['unsigned'] },
    { name: 'NULL is named', series: one(['+\tif (a == NULL)', '+\t\tb();']), quotes: ['== NULL'] },
    { name: 'return is not a function', series: one(['+\treturn (a + 1);']), quotes: ['return ('] },
    {
      name: 'a pointer, an assignment, a zero',
      series: one([
        '+static int demo_count = 0;',
        '+',
        '+void* demo;',
        '+\tif ((r = demo()) < 0)',
        '+\t\tb();',
      ]),
      quotes: ['static int demo_count = 0', 'void*', 'if ((r = '],
    },
    {
      name: 'a line that is far too long',
      series: one([`+\tdemo(${'a + '.repeat(24)}b);`]),
      quotes: [`\tdemo(${'a + '.repeat(24)}b);`],
    },
    {
      name: 'a comment that is far too wide',
      series: one([
        '+/*',
        '+ * Zap all of the range that the caller names, as somebody else may look at it right now.',
        '+ * All of it.',
        '+ */',
      ]),
      quotes: [' * Zap all of the range that the caller names, as somebody else may look at it right now.'],
    },
    {
      name: 'a comment that is far too narrow',
      series: one([
        '+/*',
        '+ * Zap all of the range that',
        '+ * the caller names, as it is',
        '+ * stale by now.',
        '+ */',
      ]),
      quotes: [' * Zap all of the range that'],
      levels: ['note'],
    },
    {
      name: 'a finding of the script',
      series: one(['+\treturn(0);']),
      clone: { checkpatch: SAID },
      quotes: ['return('],
      says: [
        'return is not a function, parentheses are not required (RETURN_PARENTHESES)\nDrop the parentheses',
      ],
    },
    {
      name: 'what both find is reported once',
      series: one(['+\tdemo_zap_range(kvm, start,', '+\t\tend);']),
      clone: { checkpatch: SAID },
      quotes: ['\tdemo_zap_range(kvm, start,', 'end);'],
    },
    {
      name: 'what the script is often wrong about is a note',
      series: one(['+\tadd(kvm, a|~b);']),
      clone: { checkpatch: SAID },
      quotes: ['\tadd(kvm, a|~b);'],
      levels: ['note'],
    },
    {
      name: 'a matter of taste is a note',
      series: one([`+${LONG}`]),
      clone: { checkpatch: SAID },
      quotes: ['aaaaaaa message");'],
      levels: ['note'],
    },
  ],
});
