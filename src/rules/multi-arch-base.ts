import { baseOf, parentOf } from '../analysis/kvm/base';
import { multiArch } from '../analysis/kvm/multi-arch';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';

export default seriesRule({
  id: 'multi-arch-base',
  section: 'series',
  level: 'warn',
  requires: ['series', 'diff', 'clone'],
  summary: "Don't base a multi-arch series on kvm-x86/next",
  *check(series, { clone }) {
    const base = baseOf(series) ?? parentOf(series);
    if (base === null || clone === null) return;
    const multi = multiArch(series);
    if (multi.is === 'no' || clone.isIn(base.id, 'kvm-x86/next') !== true) return;
    // Every release candidate gets merged into kvm-x86/next at some point, and is still a valid base.
    if (clone.isIn(base.id, 'release') !== false) return;
    yield {
      message: `Multi-arch series is based on kvm-x86/next: it changes ${multi.why}`,
      hint: 'Rebase on the release candidate that kvm-x86/next is based on',
      at: base.text?.span() ?? null,
      of: base.of,
      level: multi.is === 'yes' ? 'warn' : 'note',
    };
  },
});

const BASE = '1111111111111111111111111111111111111111';
const lines = (count: number) => Array.from({ length: count }, (_, i) => `+\tchange(${i});`);
const X86 = { 'arch/x86/kvm/x86.c': lines(20) };
const one = (diff: Record<string, string[]>) =>
  exampleMail({ subject: '[PATCH] KVM: Change it', diff: { ...X86, ...diff }, base: BASE });
const clone = { commits: { [BASE]: { shortlog: 'KVM: x86: Merge it', in: ['kvm-x86/next' as const] } } };
const rc = {
  commits: { [BASE]: { shortlog: 'Linux 6.12-rc2', in: ['kvm-x86/next' as const, 'release' as const] } },
};

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Base Tree/Branch',
  why: `Maintainers of other architectures do not have the commits of kvm-x86/next, and can't take a series that is based on them. A
release candidate is common to all trees. If in doubt, the guide asks to treat a series as multi-arch.`,
  valid: [
    { name: 'x86 alone', series: [one({})], clone },
    {
      name: 'common code on a release candidate',
      series: [one({ 'virt/kvm/kvm_main.c': lines(20) })],
      clone: rc,
    },
    {
      name: 'a capability number in the common header',
      series: [one({ 'include/uapi/linux/kvm.h': lines(1) })],
      clone,
    },
    {
      name: 'selftests and documentation',
      series: [
        one({
          'tools/testing/selftests/kvm/lib/kvm_util.c': lines(40),
          'Documentation/virt/kvm/api.rst': lines(40),
        }),
      ],
      clone,
    },
    {
      name: 'a base that the clone does not have',
      series: [one({ 'virt/kvm/kvm_main.c': lines(20) })],
      clone: {},
    },
  ],
  invalid: [
    { name: 'common code', series: [one({ 'virt/kvm/kvm_main.c': lines(20) })], clone, quotes: [BASE] },
    {
      name: 'another architecture',
      series: [one({ 'arch/arm64/kvm/mmu.c': lines(20) })],
      clone,
      quotes: [BASE],
    },
    {
      name: 'several of them, a few lines each',
      series: [one({ 'arch/arm64/kvm/arm.c': lines(6), 'arch/riscv/kvm/vm.c': lines(6) })],
      clone,
      quotes: [BASE],
    },
    {
      name: 'in doubt',
      series: [one({ 'virt/kvm/kvm_main.c': lines(3) })],
      clone,
      quotes: [BASE],
      levels: ['note'],
    },
  ],
});
