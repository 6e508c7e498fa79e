import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const at = (path: string, ...lines: string[]) => [
  exampleMail({ subject: '[PATCH] KVM: Zap a range', diff: { [path]: lines } }),
];
const MMU = 'arch/x86/kvm/mmu/mmu.c';
const ALIGNED = ['+\tdemo_zap_range(kvm, start,', '+\t\tend);'];
const said = (line: string, says: string) => ({ checkpatch: { [line]: says } });

export const more: Examples = {
  passes: [
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
  ],
  fails: [
    {
      name: 'four blanks',
      series: at(MMU, '+struct demo a = {', '+    .b = 1,', '+};'),
      quotes: ['    .b = 1,'],
    },
    { name: 'blanks at the end', series: at(MMU, '+\ta(); '), quotes: ['\ta(); '] },
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
  ],
};
