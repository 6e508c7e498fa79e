import { exampleDiff, exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const message = (shortlog: string, text: string, tags = '') =>
  `KVM: x86: ${shortlog}\n\n${text}\n\n${tags}Signed-off-by: Ann Author <ann@example.org>\n`;
const diff = (...lines: string[]) => exampleDiff({ 'arch/x86/kvm/irq_comm.c': lines });
const CODE = diff('-\tuse(tabel);', '+\tuse(table);');
const REPORTED = 'Reported-by: Uwe User <user@example.org>\n';
const WARNING = '  WARNING: CPU: 1 PID: 2 at arch/x86/kvm/x86.c:10 free_table+0x10/0x20 [kvm]';
const WAIT = 'Wait for readers before the table goes';

export const more: Examples = {
  valid: [
    {
      name: 'what a style tool found',
      message: message(
        'Use max() for the size',
        'Fix what coccicheck reports:\n\n  a.c:1:2-3: WARNING opportunity for max()',
      ),
    },
    {
      name: 'a bug that may come',
      message: message(
        'Rename the field',
        'Rename the field, as reading it twice could lead to bugs in the future.',
      ),
    },
    {
      name: 'names that were wrong',
      message: message('Align function names', 'The names of two helpers were wrong.'),
      diff: CODE,
    },
    {
      name: 'a typo in a name, which did no harm',
      message: message('Fix the spelling of a name', 'Write "table".'),
      diff: CODE,
    },
    {
      name: 'what a style tool found, fixed without a word of harm',
      message: message('Fix the index', 'Found by cppcheck.'),
      diff: diff('-\tuse(i);', '+\tuse(i + 1);'),
    },
    {
      name: 'a spelling mistake',
      message: message("Don't write it twice", 'There is a spelling mistake in the second one.'),
      diff: CODE,
    },
    {
      name: 'reported, and nothing but marked',
      message: message('Mark the table as read-only', 'It is never written to.', REPORTED),
    },
    {
      name: 'bugs of others',
      message: message('Reject the table', 'Only a userspace bug makes it that long.'),
    },
    { name: 'a verb', message: message("Don't keep the table", 'Rather bug the VM if it is kept.') },
    {
      name: 'what may be taken for something else',
      message: message('Initialize the table late', 'The old place incorrectly suggests that it is used.'),
    },
    { name: 'something new without a word', message: 'KVM: x86: Use the table\n', diff: CODE },
    { name: 'neither a word nor a diff', message: 'KVM: x86: Check the table\n' },
    {
      name: 'a check of what was fine',
      message: message('Check the table later', 'Readers have time until then.'),
      diff: CODE,
    },
    {
      name: 'something amiss, and no word of a fix',
      message: message('Set the table early', 'The old order was wrong, and nobody saw it.'),
      diff: CODE,
    },
    {
      name: 'a comment of several lines',
      message: message('Correct what is said of the table', 'Readers may be there.'),
      diff: diff(' /*', '- * Readers are gone.', '+ * Readers may be here.', '  */'),
    },
    {
      name: 'a defect that cannot be met',
      message: message('Check the table', 'Else all ends in a deadlock, which is not possible in practice.'),
    },
    {
      name: 'a letter that is missing in what is printed',
      message: message('Fix a typo in a message', 'Write "table", as "tabl" is wrong.'),
      diff: diff('-\tpr_info("tabl");', '+\tpr_info("table");'),
    },
  ],
  invalid: [
    {
      name: 'a typo in a name, which was the wrong one',
      message: message('Fix a typo in the argument', 'It was the wrong table, by accident.'),
      diff: CODE,
      quotes: ['Fix a typo in the argument'],
    },
    {
      name: 'a typo in an operator, which no word calls wrong',
      message: message('Fix a typo in the size', 'Set the size.'),
      diff: diff('-\tsize == 1;', '+\tsize = 1;'),
      quotes: ['Fix a typo in the size'],
    },
    {
      name: 'what a style tool found does harm',
      message: message('Fix the shift of the index', 'Found by cppcheck: it is undefined behaviour.'),
      quotes: ['Fix the shift of the index'],
    },
    {
      name: 'a mistake',
      message: message("Don't set the index on reset", 'This mistake makes nested guests slow.'),
      quotes: ['mistake'],
      levels: ['note'],
    },
    {
      name: 'what is wrongly taken for granted, where something new helps',
      message: message('Add support for two tables', 'KVM wrongly assumes that there is only one.'),
      quotes: ['wrongly assumes'],
      levels: ['note'],
    },
    {
      name: 'what compilers and linkers reject',
      message: message('Define the table as static', 'a.o: multiple definition of `table`'),
      quotes: ['multiple definition of'],
    },
    {
      name: 'an error whose words are on the next line',
      message: message('Define the size as long', '  a/b.c:12:16: error:\n    value size does not match'),
      quotes: ['c:12:16: error:'],
    },
    {
      name: 'memory that is overwritten',
      message: message('Initialise the name', 'Appending to it ends up corrupting the heap.'),
      quotes: ['corrupting'],
    },
    {
      name: 'a test that did the wrong thing',
      message: message('Close the file early', 'Else all ends in a deadlock.'),
      files: ['tools/testing/selftests/kvm/x86/smm_test.c'],
      quotes: ['deadlock'],
    },
    {
      name: 'a check that the kernel lacked',
      message: message('Check the index early', 'Else all ends in a deadlock.'),
      files: ['arch/x86/kvm/irq_comm.c'],
      quotes: ['deadlock'],
    },
    {
      name: 'a defect, and no word that keeps it from happening',
      message: message('Keep the table', 'Else all ends in a deadlock.'),
      quotes: ['deadlock'],
      levels: ['note'],
    },
    {
      name: 'it says that it fixes, not what',
      message: message('Fix the release method', 'Return what the caller looks at.'),
      quotes: ['Fix the release method'],
      says: ['Bug fix without'],
    },
    {
      name: 'a splat makes more of what sounds like style',
      message: message('Fix the format of the table', WARNING),
      quotes: ['Fix the format of the table'],
    },
    {
      name: 'text that code compares',
      message: message('Fix the name of the device', 'User space looks for the other one.'),
      diff: diff('-\tuse("tabel");', '+\tuse("table");'),
      quotes: ['Fix the name of the device'],
    },
    {
      name: 'reported, but not what',
      message: message(WAIT, 'They may still look at it.', REPORTED),
      quotes: [WAIT],
      levels: ['note'],
    },
    {
      name: 'a warning of the kernel',
      message: message(WAIT.replace('Wait', 'Look'), WARNING),
      quotes: ['WARNING: CPU: 1'],
      levels: ['note'],
    },
    {
      name: 'a splat, and a verb that fixes begin with',
      message: message('Check the table', WARNING),
      quotes: ['WARNING: CPU: 1'],
    },
    {
      name: 'a warning of the kernel that someone reported',
      message: message(WAIT.replace('Wait', 'Look'), WARNING, REPORTED),
      quotes: ['WARNING: CPU: 1'],
    },
    {
      name: 'a defect that someone reported',
      message: message('Keep the table', 'Else all ends in a deadlock.', REPORTED),
      quotes: ['deadlock'],
    },
    {
      name: 'what is kept from happening again was a mistake',
      message: message("Don't look at the table", 'It is mistakenly looked at without the lock.'),
      quotes: ['mistakenly'],
      levels: ['note'],
    },
    {
      name: 'lines that a patch of the same series added',
      series: [
        exampleMail({
          subject: '[PATCH 1/2] KVM: x86: Count tables',
          diff: { 'arch/x86/kvm/irq_comm.c': [' table();', '+\tcount_the_table(kvm, 1);'] },
        }),
        exampleMail({
          subject: '[PATCH 2/2] KVM: x86: Fix the count of tables',
          diff: { 'arch/x86/kvm/irq_comm.c': ['-\tcount_the_table(kvm, 1);', '+\tcount_the_table(kvm, 2);'] },
        }),
      ],
      quotes: ['Fix the count of tables'],
      levels: ['note'],
    },
    {
      name: 'a splat, after a verb that fixes begin with',
      message: message('Take the lock of the table', `${WAIT}.\n\n${WARNING}`),
      quotes: ['WARNING: CPU: 1'],
    },
    {
      name: 'a defect in the shortlog and in the changelog',
      message: message('Avoid a deadlock', 'The free ends in a deadlock.'),
      quotes: ['Avoid a deadlock'],
    },
    {
      name: 'a defect that a tool found',
      message: message('Avoid a deadlock', 'Sparse found it.'),
      quotes: ['Avoid a deadlock'],
    },
    {
      name: 'a splat, and a tool that found nothing',
      message: message('Check the table', `${WARNING}\n\nSparse says nothing.`),
      quotes: ['WARNING: CPU: 1'],
    },
    {
      name: 'something harmless that is fixed',
      message: message('Rename the table in the test', 'It is harmless.  Fix it by the new name.'),
      quotes: ['Fix it'],
      levels: ['note'],
    },
    {
      name: 'an underscore more in a string',
      message: message('Fix the separator', 'It is the other one.'),
      diff: diff('-\tuse("_");', '+\tuse("__");'),
      quotes: ['Fix the separator'],
    },
  ],
};
