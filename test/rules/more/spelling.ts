import { exampleDiff } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const TAG = '\n\nSigned-off-by: Ada Example <ada@example.org>';
const message = (text: string, shortlog = 'Check the state', tags = '') =>
  `KVM: x86: ${shortlog}\n\n${text}${TAG}${tags}\n`;
const diff = (...lines: string[]) => exampleDiff({ 'arch/x86/kvm/x86.c': lines });
const CODE = diff('-\told();', '+\tnew();');
const TYPO = 'Fix a typo';

const LISTED = { files: { 'scripts/spelling.txt': 'flubber||blubber\n' } };

export const more: Examples = {
  valid: [
    {
      name: 'a contraction, whose first part the code has',
      message: message("It shouldn't fail."),
      diff: diff('+\tshould = 1;'),
    },
    { name: 'a typo that is fixed, as far as anyone knows', message: message('Replace definitons.', TYPO) },
    { name: 'case in the shortlog, which may be a name', message: message('Pass it.', 'Pass vcpu on') },
    {
      name: 'a name in a comment, which the code has',
      message: message('Check it.'),
      diff: diff('+\t/* Of each varialble. */', '+\tint varialble;'),
    },
    {
      name: 'someone’s name',
      message: message('Check it, as Consolle asked.', undefined, '\nCc: Cara Consolle <cara@example.org>'),
    },
    {
      name: 'the name of a file',
      message: message('Check the varialble.'),
      diff: exampleDiff({ 'tools/testing/selftests/kvm/varialble.c': ['-a', '+b'] }),
    },
    {
      name: 'a name that the code has with and without the mistake',
      message: message("Check 'state->availble'."),
      diff: diff('-\tstate->availble = 0;', '+\tstate->available = 0;'),
    },
    {
      name: 'a name with a mistake, of which the code has nothing',
      message: message("Check 'state->availble'."),
      diff: CODE,
    },
    {
      name: 'the person who has the copyright',
      message: message('Check it.'),
      diff: diff('+/*', '+ * Copyright 2024 Definiton Corporation', '+ */'),
    },
    {
      name: 'in a line that a comment had before',
      message: message('Check it.'),
      diff: diff(' /*', '  * All definitons are here.', '+ * There are six.', '  */'),
    },
    {
      name: 'case in what code prints',
      message: message('Check it.'),
      diff: diff('+\tpr_info("vcpu is there, with sev-snp\\n");'),
    },
    {
      name: 'the list of the clone, while a commit is made',
      message: message('Check the flubber.'),
      clone: LISTED,
      stage: 'commit',
    },
    {
      name: 'a name with several candidates, of which the code has one',
      message: message("Check 'state->lisst'."),
      diff: diff('+\tstate->list = 0;'),
    },
  ],
  invalid: [
    {
      name: 'one word written as two, in a document',
      message: message('Check it.'),
      diff: exampleDiff({ 'Documentation/virt/kvm/api.rst': ['+User space makes the hyper-call.'] }),
      quotes: ['User space', 'hyper-call'],
      levels: ['note', 'note'],
    },
    {
      name: 'two letters swapped in the first word of a comment',
      message: message('Check it.'),
      diff: diff('+\t/* Vectroing needs it. */'),
      quotes: ['Vectroing'],
    },
    {
      name: 'verbs that do not follow others, and two words in one',
      message: message(
        "Check the field, which will called early infact, as KVM doesn't supports the each one.",
      ),
      quotes: ['will called', 'infact', "doesn't supports", 'the each'],
      fixed: message("Check the field, which will be called early in fact, as KVM doesn't support each one."),
    },
    {
      name: 'a typo is fixed, and another one made in the message',
      message: message('Fix it availble.', TYPO),
      diff: diff('-\t/* tabel */', '+\t/* table */'),
      quotes: ['availble'],
      fixed: message('Fix it available.', TYPO),
    },
    {
      name: 'a typo is fixed, and another one made in a comment',
      message: message('Write "table".', TYPO),
      diff: diff('-\t/* tabel */', '+\t/* table, availble */'),
      quotes: ['availble'],
    },
    {
      name: 'case, told once in a message',
      message: message('Check the vcpu, and each other vcpu.'),
      quotes: ['vcpu'],
      levels: ['note'],
      fixed: message('Check the vCPU, and each other vCPU.'),
      certain: false,
    },
    {
      name: 'case, told once in comments',
      message: message('Check it.'),
      diff: diff('+\t/* Check the vcpu. */', '+\ta();', '+\t/* Check each vcpu. */'),
      quotes: ['vcpu'],
      levels: ['note'],
    },
    {
      name: 'a typo that the code does not have',
      message: message('Check the varialble.'),
      diff: CODE,
      quotes: ['varialble'],
      fixed: message('Check the variable.'),
      certain: true,
    },
    {
      name: 'a typo that only a comment of the code has',
      message: message('Check the varialble.'),
      diff: diff('  * The varialble is stale.', '-\told();', '+\tnew();'),
      quotes: ['varialble'],
      fixed: message('Check the variable.'),
    },
    {
      name: 'a list has it',
      message: message('Check the definitons.'),
      quotes: ['definitons'],
      fixed: message('Check the definitions.'),
      certain: true,
    },
    {
      name: 'a word twice',
      message: message('Check the the state.'),
      quotes: ['the the'],
      fixed: message('Check the state.'),
      certain: true,
    },
    {
      name: 'one article too many, and no one knows which',
      message: message('Check the a state.'),
      quotes: ['the a'],
      says: ['Write `the` or `a`'],
    },
    {
      name: 'told once, although the code has it right',
      message: message('Check the definitons.'),
      diff: diff('+\tuse(definitions);'),
      quotes: ['definitons'],
      fixed: message('Check the definitions.'),
    },
    {
      name: 'a name between misspelled words',
      message: message("Check definitons 'state->availble' definitons."),
      diff: diff('+\tstate->available = 0;'),
      quotes: ['definitons', 'availble', 'definitons'],
      fixed: message("Check definitions 'state->available' definitions."),
    },
    {
      name: 'a name that the heading of a hunk has',
      message: message("Check 'state->availble'."),
      diff: CODE.replace('@@\n', '@@ static void set_available(void)\n'),
      quotes: ['availble'],
      fixed: message("Check 'state->available'."),
    },
    {
      name: 'the name of an instruction',
      message: message('Check the state behind xsavec.'),
      quotes: ['xsavec'],
      levels: ['note'],
      fixed: message('Check the state behind XSAVEC.'),
    },
    {
      name: 'a typo in a selftest of another architecture',
      message: 'KVM: selftests: Count events\n\nCount the events of a vcpu in a largeer table.\n',
      diff: exampleDiff({ 'tools/testing/selftests/kvm/arm64/count_test.c': ['-a', '+b'] }),
      quotes: ['largeer'],
      fixed: 'KVM: selftests: Count events\n\nCount the events of a vcpu in a larger table.\n',
    },
    {
      name: 'a word of the list that the code has as a name',
      message: message('Check the flubber.'),
      diff: diff('+\tint flubber;'),
      clone: LISTED,
      quotes: ['flubber'],
      fixed: message('Check the blubber.'),
      certain: true,
    },
    {
      name: 'a wrong form is not certain',
      message: message('Check what is expect to fit.'),
      quotes: ['is expect'],
      fixed: message('Check what is expected to fit.'),
      certain: false,
    },
    {
      name: 'nor is a short word',
      message: message('Check the tabel.'),
      quotes: ['tabel'],
      fixed: message('Check the table.'),
      certain: false,
    },
    {
      name: 'nor what may be a form of its own',
      message: message('Check the variablez.'),
      quotes: ['variablez'],
      fixed: message('Check the variable.'),
      certain: false,
    },
    {
      name: 'nor a part of a word',
      message: message("Check the definitons's state."),
      quotes: ['definitons'],
      fixed: message("Check the definitions's state."),
      certain: false,
    },
  ],
};
