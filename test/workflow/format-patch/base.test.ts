/** The base that `git kvm format-patch` writes, in any history: git takes it, and the rules agree with the choice. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type FormatPatchOptions, formatPatchCommand } from '../../../src/cli/format-patch';
import { UsageError } from '../../../src/model/errors';
import { KernelClone } from '../../e2e/kernel-clone';
import fc from '../../properties';

const X86 = 'https://github.com/kvm-x86/linux.git';
const KVM = 'git://git.kernel.org/pub/scm/virt/kvm/kvm.git';
const LINUS = 'https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git';

const TAG = 'kvm-x86-next-2024.10.04';
const LINES = Array.from({ length: 20 }, (_, i) => `int demo_${i}(void);`).join('\n');
const KINDS = {
  feature: [
    'KVM: x86/mmu: Zap less of the range\n\nZap only what was asked for, as zapping is slow.',
    'arch/x86/kvm/mmu/mmu.c',
    'int demo_zap;',
  ],
  fix: [
    'KVM: x86/mmu: Zap all of the range\n\nZap what was asked for, as stale entries leak.\n\nFixes: CULPRIT ("KVM: x86/mmu: Add a helper to zap a range")',
    'arch/x86/kvm/mmu/mmu.c',
    'int demo_fix;',
  ],
  'multi-arch': [
    'KVM: Count what is common\n\nCount it, as all architectures need it.',
    'virt/kvm/kvm_main.c',
    LINES,
  ],
  'few common lines': [
    'KVM: x86/mmu: Zap by a common helper\n\nZap by a helper, as others do.',
    'virt/kvm/kvm_main.c',
    'int demo_common;',
  ],
  test: [
    'KVM: selftests: Verify zapping of ranges\n\nVerify that zapping a range leaves its end alone.',
    'tools/testing/selftests/kvm/x86/demo_msr_test.c',
    'int demo_test;',
  ],
} as const;
type Kind = keyof typeof KINDS;

/** Commits with dates of their own: releases come one after another. */
class History extends KernelClone {
  private day = 0;
  readonly points: Record<string, string> = {};
  grow(name: string, from: string): void {
    this.day += 1;
    const date = `2024-10-${String(this.day).padStart(2, '0')}T00:00:00Z`;
    Object.assign(this.env, { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date });
    this.git('checkout', '-q', '-f', '--detach', from);
    this.stage('arch/x86/kvm/x86.c', `int ${name.replaceAll(/\W/g, '_')}_${this.day};`);
    this.git('commit', '-q', '-s', '--no-verify', '-m', 'KVM: x86: Grow it\n\nGrow it, as others do.');
    this.points[name] = this.git('rev-parse', 'HEAD');
  }
  tag(name: string, at: string): void {
    this.git('tag', '-a', '-m', name, name, this.points[at]!);
  }
}

function history(): History {
  const clone = new History('linux', { install: false });
  const { points } = clone;
  points.culprit = clone.git('rev-parse', 'HEAD');
  const step = (name: string, from: string) => clone.grow(name, points[from]!);
  step('v6.11', 'culprit');
  clone.tag('v6.11', 'v6.11');
  step('v6.12-rc1', 'v6.11');
  clone.tag('v6.12-rc1', 'v6.12-rc1');
  step('v6.12-rc2', 'v6.12-rc1');
  clone.tag('v6.12-rc2', 'v6.12-rc2');
  step('old next', 'v6.12-rc2');
  step('next', 'v6.12-rc2');
  step('next tip', 'next');
  step('pmu', 'v6.12-rc2');
  step('fixes', 'v6.12-rc2');
  step('kvm master', 'v6.12-rc2');
  step('kvm next', 'v6.12-rc2');
  step('kvm queue', 'kvm next');
  step('linus', 'v6.12-rc2');
  return clone;
}

const BASES = [
  'culprit',
  'v6.11',
  'v6.12-rc1',
  'v6.12-rc2',
  'old next',
  'next',
  'next tip',
  'pmu',
  'fixes',
  'kvm master',
  'kvm next',
  'kvm queue',
  'linus',
] as const;

interface Topology {
  readonly base: (typeof BASES)[number];
  readonly kind: Kind;
  readonly remotes: 'none' | 'kvm-x86' | 'all';
  /** kvm-x86's next was rebuilt since `old next`, and that one got a tag. */
  readonly isTagged: boolean;
  readonly target: 'next' | 'current' | 'multi-arch' | null;
  /** A commit below the series that isn't sent with it. */
  readonly hasMore: boolean;
}

describe('git kvm format-patch in any history', () => {
  const clone = history();
  after(() => clone.remove());
  const { points } = clone;

  const arrange = ({ base, kind, remotes, isTagged, hasMore }: Topology) => {
    for (const remote of ['odd', 'away', 'origin']) clone.tryGit(['remote', 'remove', remote]);
    const at = (name: string) => points[name]!;
    if (remotes !== 'none')
      clone.follow('odd', X86, { next: at('next tip'), pmu: at('pmu'), fixes: at('fixes') });
    if (remotes === 'all') {
      clone.follow('away', KVM, { master: at('kvm master'), next: at('kvm next'), queue: at('kvm queue') });
      clone.follow('origin', LINUS, { master: at('linus') });
    }
    clone.tryGit(['tag', '-d', TAG]);
    if (isTagged) clone.tag(TAG, 'old next');
    clone.git('checkout', '-q', '-f', '-B', 'work', at(base));
    if (hasMore) clone.commit('KVM: x86: Prepare it\n\nPrepare it, as more follows.', 'arch/x86/kvm/x86.c');
    const [message, path, line] = KINDS[kind];
    clone.commit(message.replace('CULPRIT', at('culprit').slice(0, 12)), path, line);
  };

  /** Format HEAD. @returns what rules find of the base, and what is said; null for what was refused, with words */
  const format = async (options: Partial<FormatPatchOptions>, where: KernelClone = clone) => {
    let said = '';
    const io = { out: () => {}, err: (text: string) => (said += text), color: false };
    const places = { cwd: where.path, env: where.env, programDir: process.env.GIT_KVM_DIST! };
    const output = join(where.path, 'out');
    try {
      await formatPatchCommand({ range: 'HEAD~1..', gitArgs: [], output, ...places, ...options }, io);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      assert.notEqual(error.message, 'git format-patch failed');
      return { refused: `${error.message}\n${error.hint}`, findings: [], said };
    }
    const findings = [...said.matchAll(/ (block|warn) +([\w-]+): /g)].map(
      ([, level, rule]) => `${level} ${rule}`,
    );
    assert.deepEqual(
      findings.filter((one) => one.startsWith('block')),
      [],
      said,
    );
    const onBase = findings.filter((one) => /base/.test(one));
    return { refused: null, findings: onBase, said };
  };

  const check = async (one: Topology) => {
    arrange(one);
    const { refused, said, findings } = await format({ ...(one.target && { for: one.target }) });
    if (refused !== null) {
      assert.match(refused, /--base COMMIT|--for next|git rebase --onto|git remote add/);
      // What the choice refuses, the rules report: but for a target that the user says it has, which they can't know.
      if (
        !/multi-arch|public release candidate/.test(refused) ||
        one.target !== null ||
        one.remotes === 'none'
      )
        return;
      const forced = await format({ base: points[one.base]! });
      assert.notDeepEqual(forced.findings, [], refused);
      return;
    }
    const isOnNext = /^base: (?:odd\/next|kvm-x86-next-)/m.test(said);
    if (isOnNext) assert.doesNotMatch(said, /not on kvm-x86\/next/, said);
    if (one.kind === 'feature' && one.target === null && one.remotes !== 'none' && !isOnNext)
      assert.deepEqual(findings, ['warn base-tree'], said);
    if (/assumed to be a fix/.test(said)) assert.deepEqual(findings, [], said);
    if (one.remotes === 'none') assert.deepEqual(findings, [], said);
  };

  it('writes a base that git takes and no rule blocks, and the rules agree with the choice', async () => {
    const from = { remotes: 'all', isTagged: false, target: null, hasMore: false } as const;
    const topology: fc.Arbitrary<Topology> = fc.record({
      base: fc.constantFrom(...BASES),
      kind: fc.constantFrom(...(Object.keys(KINDS) as Kind[])),
      remotes: fc.constantFrom('none', 'kvm-x86', 'all', 'all'),
      isTagged: fc.boolean(),
      target: fc.constantFrom(null, null, null, 'next', 'current', 'multi-arch'),
      hasMore: fc.boolean(),
    });
    const examples: Topology[] = [
      { ...from, base: 'old next', isTagged: true, kind: 'feature' },
      { ...from, base: 'kvm master', kind: 'fix' },
      { ...from, base: 'fixes', kind: 'fix' },
      { ...from, base: 'kvm next', kind: 'multi-arch' },
      { ...from, base: 'next', kind: 'multi-arch' },
      { ...from, base: 'v6.12-rc2', kind: 'multi-arch' },
      { ...from, base: 'next', kind: 'feature', hasMore: true },
      { ...from, base: 'v6.12-rc2', kind: 'feature', remotes: 'none' },
    ];
    await fc.assert(fc.asyncProperty(topology, check), {
      examples: examples.map((one) => [one]),
      numRuns: 30,
      endOnFailure: true,
    });
  });

  it('takes any --base that shares history, whether it has gone on or was rebuilt since', async () => {
    arrange({ base: 'next', kind: 'feature', remotes: 'all', isTagged: false, target: null, hasMore: false });
    // Git itself refuses this one: next has gone on.
    assert.notEqual(clone.tryGit(['format-patch', '-1', '--base=odd/next', '-o', 'out']).status, 0);
    for (const [base, wanted] of [
      ['odd/next', 'next'],
      ['away/master', 'v6.12-rc2'],
      ['v6.11', 'v6.11'],
    ] as const) {
      const done = await format({ base });
      assert.match(done.said, new RegExp(`^base: ${base}, ${points[wanted]!.slice(0, 12)}`, 'm'), done.said);
    }
    assert.match((await format({ base: 'HEAD' })).refused ?? '', /is in the series/);
    const root = clone.git('commit-tree', '-m', 'Another root', 'HEAD^{tree}');
    assert.match((await format({ base: root })).refused ?? '', /no commit in common/);
  });

  it('in a shallow clone, finds the base or says that it cannot', async () => {
    arrange({ base: 'next', kind: 'feature', remotes: 'all', isTagged: false, target: null, hasMore: false });
    clone.git('branch', '-f', 'next', points['next tip']!);
    const shallow = new KernelClone('linux', { install: false });
    try {
      shallow.run(['rm', '-rf', shallow.path]);
      const made = shallow.run(
        [
          'git',
          'clone',
          '-q',
          '--depth=1',
          '--branch=next',
          '--no-tags',
          `file://${clone.path}`,
          shallow.path,
        ],
        {},
        shallow.home,
      );
      assert.equal(made.status, 0, made.said);
      shallow.git('remote', 'rename', 'origin', 'x');
      shallow.git('config', 'remote.x.url', X86);
      shallow.commit(KINDS.feature[0], KINDS.feature[1], KINDS.feature[2]);
      assert.match((await format({}, shallow)).said, /^base: x\/next, /m);
      const far = await format({ base: 'HEAD~1', range: 'HEAD~2..' }, shallow);
      assert.ok(far.refused !== null, far.said);
    } finally {
      shallow.remove();
    }
  });
});
