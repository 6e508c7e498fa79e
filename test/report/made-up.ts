/** Made-up series as pictures show them. */

import type { Task } from '../../src/analysis/testplan/plan';
import type { TaskId } from '../../src/model/evidence';
import type { Arrow, View } from '../../src/report/order/view';

export function arrow(from: number, to: number, more: Partial<Arrow> = {}): Arrow {
  const wrong = from > to;
  return {
    ...{ from, to, kind: 'needs', wrong, level: wrong ? 'block' : 'note', confidence: 0.9, build: false },
    ...{ skips: false, fromPlace: '', toPlace: '', evidence: [] },
    ...more,
  };
}

const row = (number: number, kind: string, shortlog: string) => ({ number, kind, shortlog });

/** Three pairs in the wrong order, one that is right, one whose test skips; nothing could be suggested for all. */
export const WRONG: View = {
  rows: [
    row(2, 'new test', 'KVM: selftests: Test "naps" & <dozes>'),
    row(3, 'fix', 'KVM: x86: Fix naps\x1b'),
    row(4, 'feature', 'KVM: x86: 小睡'),
    row(5, 'change', `KVM: x86: ${'Nap '.repeat(25)}on`),
    row(10, 'test', 'KVM: selftests: Expect naps'),
  ],
  arrows: [
    arrow(2, 0, {
      kind: 'covers',
      build: true,
      fromPlace: 'arch/x86/kvm/x86.c:7',
      toPlace: 'nap_test.c:3\x1b',
      evidence: ['uses NAP', 'says <nap>\x1b', 'third', 'fourth'],
    }),
    arrow(4, 3, { kind: 'adapts-to', level: 'warn', confidence: 0.756, evidence: ['naps'] }),
    arrow(4, 2, { level: 'warn', confidence: 0.6 }),
    arrow(0, 1),
    arrow(1, 4, { kind: 'covers', skips: true }),
  ],
  mutual: [{ test: 0, kernel: 3, evidence: ['both\x1b fail'] }] as unknown as View['mutual'],
  suggestion: {
    order: [2, 0, 1, 4, 3],
    moved: [2, 4],
    dropped: [{ first: 1, second: 2 }],
  } as unknown as View['suggestion'],
};

export const RIGHT: View = {
  rows: [row(1, 'fix', 'KVM: x86: Fix naps'), row(2, 'test', 'KVM: selftests: Test naps')],
  arrows: [arrow(0, 1)],
  mutual: [],
  suggestion: null,
};

/** A single patch of which nothing is known. */
export const ALONE: View = { rows: [row(1, 'fix', 'A')], arrows: [], mutual: [], suggestion: null };

const task = (id: TaskId, more: Partial<Task> = {}): Task => ({
  ...{ id, task: `Run ${id} & more`, why: 'it changes', because: ['x86.c'], mandatory: true, details: [] },
  ...more,
});

export const TASKS: readonly Task[] = [
  task('kvm-unit-tests'),
  task('htmldocs', { mandatory: false, because: ['a.c', 'b.c'], details: ['one', 'two'] }),
  task('parameters', { details: ['./a', 'b'] }),
  task('nested', { details: ['a: b', 'c'] }),
];
