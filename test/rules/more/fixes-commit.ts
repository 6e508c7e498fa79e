import type { Examples } from '../more';

const A = '5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c';
const SHORTLOG = 'KVM: x86: Cache the length of the emulated instruction';
const known = (shortlog = SHORTLOG) => ({ commits: { [A]: { shortlog } } });
const message = (fixes: string) => `KVM: x86: Reset the cached length

Clear the cached length if the fetch fails.

Fixes: ${fixes}
Signed-off-by: Ann Author <ann@example.org>
`;

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'an unknown id',
      message: message('ffffffffffff ("KVM: x86: Foo")'),
      clone: known(),
      quotes: ['ffffffffffff'],
      says: ['Unknown commit ffffffffffff'],
    },
    {
      name: 'an ambiguous id',
      message: message('5d4c ("KVM: x86: Foo")'),
      clone: { commits: { ...known().commits, [`5d4c${'0'.repeat(36)}`]: { shortlog: 'KVM: x86: Bar' } } },
      quotes: ['5d4c'],
      says: ['at least 12 digits'],
    },
    {
      name: 'a wrapped shortlog of another commit',
      message: message('5d4c3b2a1f0e ("KVM: x86: Drop\nthe cache")'),
      clone: known(),
      quotes: ['KVM: x86: Drop'],
      fixed: message(`5d4c3b2a1f0e ("${SHORTLOG}\nthe cache")`),
      certain: false,
    },
    {
      name: 'a shortlog cut short, which another commit has in full',
      message: message('5d4c3b2a1f0e ("KVM: x86: Cache the length")'),
      clone: {
        commits: { ...known().commits, ['a'.repeat(40)]: { shortlog: 'KVM: x86: Cache the length' } },
      },
      quotes: ['5d4c3b2a1f0e'],
      fixed: message('aaaaaaaaaaaa ("KVM: x86: Cache the length")'),
      certain: false,
    },
    {
      name: 'a short one in another case',
      message: message('5d4c3b2a1f0e ("kvm: x86: fix it")'),
      clone: known('KVM: x86: Fix it'),
      quotes: ['kvm: x86: fix it'],
      fixed: message('5d4c3b2a1f0e ("KVM: x86: Fix it")'),
      certain: true,
    },
    {
      name: 'cut short, and still long enough to tell',
      message: message('5d4c3b2a1f0e ("KVM: x86: Cache the length of the")'),
      clone: known(),
      quotes: ['KVM: x86: Cache the length of the'],
      fixed: message(`5d4c3b2a1f0e ("${SHORTLOG}")`),
      certain: true,
    },
    {
      name: 'another shortlog altogether',
      message: message('5d4c3b2a1f0e ("KVM: x86: Drop the cache of decoded instructions")'),
      clone: known(),
      quotes: ['KVM: x86: Drop the cache of decoded instructions'],
      fixed: message(`5d4c3b2a1f0e ("${SHORTLOG}")`),
      certain: false,
    },
    {
      name: 'cut so short that it tells nothing',
      message: message('5d4c3b2a1f0e ("KVM: x86")'),
      clone: known(),
      quotes: ['KVM: x86'],
      fixed: message(`5d4c3b2a1f0e ("${SHORTLOG}")`),
      certain: false,
    },
  ],
};
