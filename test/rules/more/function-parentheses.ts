import { exampleDiff } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const FILE = 'arch/x86/kvm/mmu/mmu.c';
const diff = (...lines: string[]) => exampleDiff({ [FILE]: lines });
const message = (text: string) => `KVM: x86/mmu: Zap what is stale\n\n${text}\n`;
const CALL = '+\tkvm_zap_stale(kvm);';
const about = message('Zap with kvm_zap_stale when roots are freed.');
const found = {
  message: about,
  quotes: ['kvm_zap_stale'],
  fixed: message('Zap with kvm_zap_stale() when roots are freed.'),
};

export const more: Examples = {
  valid: [
    {
      name: 'a name that the clone has for something else as well',
      message: message('Zap roots as kvm_other_zap and kvm_some_zap do, and kvm_no_zap.'),
      diff: diff('+\tzap(kvm);'),
      clone: { uses: { kvm_other_zap: 'other', kvm_some_zap: 'mentioned' } },
    },
    {
      name: 'a macro that the clone takes for a function',
      message: message('Zap roots in a static_assert, in the kvm_other_zap of the diff.'),
      diff: diff('+\tx->kvm_other_zap = 1;'),
      clone: { uses: { static_assert: 'function', kvm_other_zap: 'function' } },
    },
    {
      name: 'the number of a system call',
      message: message('Add the kvm_zap_stale syscall number.'),
      diff: diff(CALL),
    },
    {
      name: 'what a call is given',
      message: message('Remove on_each_cpu(kvm_zap_stale) for good.'),
      diff: diff(CALL),
    },
    {
      name: 'a macro, called in the diff',
      message: message('Find the page with container_of, not in stale_page.'),
      diff: diff('+\tpage = container_of(head, struct page, head);'),
    },
    {
      name: 'a macro, written with parentheses elsewhere',
      message: message('Use container_of() for stale_page, as container_of is cheap.'),
      diff: diff(CALL),
    },
    {
      name: 'a macro of which the words say that it is called',
      message: message('Zap stale_page where list_for_each_entry calls container_of.'),
      diff: diff(CALL),
    },
    {
      name: 'called in a comment only',
      message: about,
      diff: diff(' \t * Once, kvm_zap_stale(kvm) was here.', '+\tzap(kvm);'),
    },
    {
      name: 'called in a script, which has its own functions',
      message: message('Add a script that calls nothing but its own check_module.'),
      diff: exampleDiff({ 'tools/testing/selftests/kvm/run.py': ['+check_module("kvm")'] }),
    },
    {
      name: 'a field has the same name',
      message: about,
      diff: diff(CALL, '+\tif (kvm->kvm_zap_stale)', '+\t\treturn;'),
    },
    {
      name: 'a variable of that name is declared',
      message: about,
      diff: diff(CALL, '+\tunsigned kvm_zap_stale;'),
    },
    {
      name: 'a parameter has the same name',
      message: about,
      diff: diff(CALL, '+static void zap(struct kvm *kvm, bool kvm_zap_stale)'),
    },
    {
      name: 'an array of that name is read',
      message: about,
      diff: diff(CALL, '+\tx = kvm_zap_stale[i];'),
    },
    { name: 'a variable of that name is set', message: about, diff: diff(CALL, '+\tkvm_zap_stale = 1;') },
    {
      name: 'a static key',
      message: about,
      diff: diff(CALL, '+DEFINE_STATIC_KEY_FALSE(kvm_zap_stale);'),
    },
    {
      name: 'the words before it say that it is something else',
      message: message('Add the tracepoint kvm_zap_stale for those who measure.'),
      diff: diff(CALL),
    },
    {
      name: 'in a line that a comment had before',
      message: message('Zap roots when they are freed.'),
      diff: diff(' /*', '  * As kvm_zap_stale wants it.', '+ * It holds the lock.', '  */', CALL),
    },
    {
      name: 'a variable in an added comment, beside a function elsewhere',
      message: message('Zap with kvm_zap_stale() when roots are freed.'),
      diff: diff('+\t/* What stale_page keeps is for kvm_zap_stale(). */', CALL),
    },
  ],
  invalid: [
    {
      name: 'a function that only the clone knows',
      message: message('Zap roots as kvm_other_zap does.'),
      diff: diff('+\tzap(kvm);'),
      clone: { uses: { kvm_other_zap: 'function' } },
      quotes: ['kvm_other_zap'],
      fixed: message('Zap roots as kvm_other_zap() does.'),
    },
    {
      name: 'what another language does with the name is nothing to C',
      ...found,
      diff: exampleDiff({ [FILE]: [CALL], 'tools/testing/selftests/kvm/run.sh': ['+kvm_zap_stale=1'] }),
    },
    {
      name: 'a comment reads as if it were a variable',
      ...found,
      diff: diff(' \t * Flush first, then kvm_zap_stale; never both.', ' \t */', CALL),
    },
    {
      name: 'defined with a type before it',
      ...found,
      diff: diff('+static int kvm_zap_stale(struct kvm *kvm)'),
    },
    {
      name: 'called by a macro',
      ...found,
      diff: diff('+#define zap_both(kvm) kvm_zap_stale(kvm)'),
    },
    {
      name: 'called with what a macro gives',
      message: message('Call kvm_zap_stale with what container_of gives.'),
      diff: diff('+\tkvm_zap_stale(container_of(arch, struct kvm, arch));'),
      quotes: ['kvm_zap_stale'],
      fixed: message('Call kvm_zap_stale() with what container_of gives.'),
    },
    { name: 'put into a field', ...found, diff: diff(CALL, '+\tops->zap = kvm_zap_stale;') },
    {
      name: 'given to another function',
      ...found,
      diff: diff(CALL, '+\ton_each_cpu(kvm_zap_stale, kvm, 1);'),
    },
    {
      name: 'beside a variable',
      message: message('Zap with kvm_zap_stale, and forget stale_page.'),
      diff: diff(CALL),
      quotes: ['kvm_zap_stale'],
      fixed: message('Zap with kvm_zap_stale(), and forget stale_page.'),
    },
    {
      name: 'in comments, told once, and not the variable',
      message: message('Zap roots when they are freed.'),
      diff: diff('+\t/* kvm_zap_stale forgets stale_page */', CALL, '+\t/* As kvm_zap_stale did. */'),
      quotes: ['kvm_zap_stale'],
    },
  ],
};
