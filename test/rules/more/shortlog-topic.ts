import type { ExampleRepo } from '../../../src/lint/rule';
import type { Examples } from '../more';

const clone = (...shortlogs: string[]): ExampleRepo => ({
  commits: Object.fromEntries(shortlogs.map((shortlog, i) => [String(i + 1).repeat(40), { shortlog }])),
});
const MESSAGE = { message: 'KVM: x86/hyper-v: Drop a flush', files: ['arch/x86/kvm/hyperv.c'] };

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'no clone can tell that the topic is in use',
      ...MESSAGE,
      quotes: ['x86/hyper-v'],
      says: ['is not one of KVM x86'],
      levels: ['block'],
    },
    {
      name: 'two commits upstream are too few',
      ...MESSAGE,
      clone: clone(
        'KVM: x86/hyper-v: Add a flush',
        'KVM: x86/hyper-v: Move a flush',
        'KVM: x86: Split a flush',
      ),
      quotes: ['x86/hyper-v'],
      levels: ['block'],
    },
    {
      name: 'another word for a topic stays wrong, however often it was used',
      message: 'KVM: mmu: Zap roots in order',
      files: ['arch/x86/kvm/mmu/mmu.c'],
      clone: clone('KVM: mmu: Zap a root', 'KVM: mmu: Count roots', 'KVM: mmu: Free roots'),
      quotes: ['mmu'],
      levels: ['block'],
      fixed: 'KVM: x86/mmu: Zap roots in order',
    },
    {
      name: 'what a test is of is not dropped where nothing else says it',
      message: 'KVM: selftests: TDX: Load a second region',
      files: ['tools/testing/selftests/kvm/lib/x86/demo.c'],
      quotes: ['selftests: TDX'],
      says: ['say what it tests in the description'],
      levels: ['warn'],
    },
    {
      name: 'what a test is of is dropped where the description says it',
      message: 'KVM: selftests: TDX: Load a second region of a TDX guest',
      files: ['tools/testing/selftests/kvm/lib/x86/demo.c'],
      quotes: ['selftests: TDX'],
      levels: ['warn'],
      fixed: 'KVM: selftests: Load a second region of a TDX guest',
    },
  ],
};
