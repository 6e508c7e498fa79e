import { earlyWraps } from '../analysis/c/layout/early-wrap';
import { exampleDiff } from '../lint/example-mail';
import { patchRule, type RulePage } from '../lint/rule';
import { lineSpan } from '../model/line-span';

export default patchRule({
  id: 'code-wrap',
  section: 'diff',
  level: 'note',
  requires: ['diff'],
  summary: 'Fill lines of code before wrapping',
  *check(patch) {
    for (const { line, takes, needs, isOfMove } of earlyWraps(patch.diff)) {
      yield {
        message: `Statement is wrapped too early: it takes ${takes} lines and fits on ${needs}`,
        hint: 'Fill the lines up to column 80',
        at: lineSpan(line, line.text.length - line.text.trimStart().length),
        isOfMove,
      };
    }
  },
});
const DIFF = (...lines: string[]) => exampleDiff({ 'arch/x86/kvm/x86.c': lines });
const MESSAGE = 'KVM: x86: Read the header with a helper\n\nRead the header with the helper for it.\n';

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Coding Style',
  why: `Code that is spread over more lines than it needs is harder to read, and reviewers ask to fill the lines. The limit is 80
columns. Breaks after \`&&\`, \`||\` and the like may stay, and so may those between the parameters of a function, which are
often grouped by meaning. Statements with strings or comments are exempt, and so are those that the patch only adds to.`,
  valid: [
    {
      name: 'filled',
      message: MESSAGE,
      diff: DIFF(
        '+\tr = kvm_read_guest_header(vcpu->kvm, header_gpa, &header, sizeof(header),',
        '+\t\t\t\t  KVM_HEADER_STRICT);',
      ),
    },
    {
      name: 'a condition broken at its operator',
      message: MESSAGE,
      diff: DIFF('+\tif (has_header(vcpu) &&', '+\t    is_valid(header))', '+\t\treturn 0;'),
    },
    {
      name: "a function's head",
      message: MESSAGE,
      diff: DIFF('+static int read_header(struct kvm_vcpu *vcpu,', '+\t\t       gpa_t gpa, u64 *data)', '+{'),
    },
    {
      name: 'an initializer in rows, a macro and a message',
      message: MESSAGE,
      diff: DIFF(
        '+\tu64 rows[] = {',
        '+\t\tROW(1),',
        '+\t\tROW(2),',
        '+\t};',
        '+#define READ(x) read_header(x,\t\\',
        '+\t\t\t    0)',
        '+\tpr_warn("no header: %d",',
        '+\t\tr);',
        '+\tread_header(vcpu, /* of the guest */',
        '+\t\t    gpa);',
      ),
    },
    {
      name: 'old code, and code that moves',
      message: MESSAGE,
      diff: DIFF(
        '-\tread_header(vcpu,',
        '-\t\t    gpa);',
        ' \tread_body(vcpu,',
        ' \t\t  gpa);',
        '+\tread_header(vcpu,',
        '+\t\t    gpa);',
      ),
    },
    {
      name: 'arguments added to a call that keeps its layout',
      message: MESSAGE,
      diff: DIFF(
        ' \tread_header(vcpu,',
        '-\t\t    gpa);',
        '+\t\t    gpa,',
        '+\t\t    0);',
        '+\tread_body(&vmx->vcpu,',
        '+\t\t  vmx->info,',
        ' \t\t  BODY_LENGTH,',
        '-\t\t  BODY_FLAGS);',
        '+\t\t  BODY_FLAGS,',
        '+\t\t  0);',
      ),
    },
    {
      name: 'an argument broken at its operator',
      message: MESSAGE,
      diff: DIFF('+\tread_header(vcpu,', '+\t\t    HEADER_STRICT |', '+\t\t    HEADER_SHORT);'),
    },
  ],
  invalid: [
    {
      name: 'two lines for one',
      message: MESSAGE,
      diff: DIFF('+\tr = read_header(vcpu,', '+\t\t\tgpa);'),
      quotes: ['gpa);'],
    },
    {
      name: 'the last argument alone',
      message: MESSAGE,
      diff: DIFF(
        '+\tr = kvm_read_guest_header(vcpu->kvm, header_gpa,',
        '+\t\t\t\t  &header, sizeof(header),',
        '+\t\t\t\t  KVM_HEADER_STRICT);',
      ),
      quotes: ['KVM_HEADER_STRICT);'],
      says: ['takes 3 lines and fits on 2'],
    },
    {
      name: 'code that moves to the left, where it fits',
      message: MESSAGE,
      diff: DIFF(
        '-\tif (has_a_header) {',
        '-\t\tvcpu->arch.last_header_of_the_guest =',
        '-\t\t\tread_header_of_guest_mem(vcpu, g);',
        '-\t}',
        ' ',
        '+\tvcpu->arch.last_header_of_the_guest =',
        '+\t\tread_header_of_guest_mem(vcpu, g);',
      ),
      quotes: ['read_header_of_guest_mem(vcpu, g);'],
    },
    {
      name: 'a value that fits after its =',
      message: MESSAGE,
      diff: DIFF('+\tvcpu->arch.header =', '+\t\tread_header(vcpu);'),
      quotes: ['read_header(vcpu);'],
    },
    {
      name: 'a line that became short enough',
      message: MESSAGE,
      diff: DIFF('-\tr = kvm_read_guest_header_with_a_long_name(vcpu,', '+\tr = read(vcpu,', ' \t\t gpa);'),
      quotes: ['gpa);'],
    },
    {
      name: 'arguments of a condition with an operator',
      message: MESSAGE,
      diff: DIFF('+\tif (has_header(vcpu) &&', '+\t    read_header(vcpu,', '+\t\t\tgpa))', '+\t\treturn 0;'),
      quotes: ['gpa))'],
    },
  ],
});
