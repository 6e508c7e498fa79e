/** What became of a series, as text and as JSON. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PatchStatus } from '../../../src/workflow/status/match';
import type { Notification } from '../../../src/workflow/status/notification';
import type { PostedSeries } from '../../../src/workflow/status/posted';
import { type Shown, statusJson, statusTable } from '../../../src/workflow/status/table';

const posted = (...shortlogs: string[]): PostedSeries => ({
  ...{ branch: 'naps', version: 2, from: null, tip: null, folder: null, made: '' },
  sent: '2026-11-23T23:00:00Z',
  mails: shortlogs.map((shortlog, n) => ({
    n,
    messageId: n === 2 ? null : `<${n}@a>`,
    shortlog,
    patchId: null,
  })),
});
const patch = (n: number, more: Partial<PatchStatus> = {}): PatchStatus => ({
  ...{
    n,
    shortlog: `KVM: x86: Do ${n}`,
    fate: 'taken',
    commit: null,
    formerly: [],
    takenAs: null,
    why: null,
  },
  ...more,
});
const NOTE = {
  ...{ kind: 'applied', messageId: '<n@m>', from: { name: 'Max\x1b', email: 'max@m' }, words: 'Applied' },
  date: 'Tue, 24 Nov 2026 10:00:00 +0000',
} as Notification;
const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const NONE: Shown = {
  ...{
    series: posted('KVM: x86: Naps', 'KVM: x86: Do 1'),
    tree: null,
    branch: null,
    patches: [patch(1, { fate: 'unknown' })],
  },
  ...{ notifications: [], unclear: [], stable: new Map() },
};
const ALL: Shown = {
  series: posted('KVM: x86: Naps\x1b', 'KVM: x86: Do 1', 'KVM: x86: Do 2'),
  ...{ tree: 'kvm-x86', branch: 'misc', notifications: [{ ...NOTE, date: null }, NOTE] },
  unclear: ['Some of it'],
  stable: new Map<string, boolean | 'unknown'>([
    [A, true],
    [B, false],
  ]),
  patches: [
    patch(1, { commit: A }),
    patch(2, { commit: B, formerly: [A, C], takenAs: 'KVM: x86: Did 2' }),
    patch(3),
    patch(4, { fate: 'not taken' }),
    patch(10, { fate: 'dropped', why: 'It hangs' }),
    patch(11, { fate: 'unknown' }),
  ],
};

test('a paragraph for each series', () => {
  assert.equal(
    statusTable([NONE, ALL]),
    `KVM: x86: Naps (v2, 1 patch, sent 2026-11-23)
  no notification

KVM: x86: Naps\\x1b (v2, 6 patches, sent 2026-11-23)
  kvm-x86 misc, 2026-11-24: 3 of 6 taken
    1  aaaaaaaaaaaa  KVM: x86: Do 1 (stable)
    2  bbbbbbbbbbbb  KVM: x86: Do 2
                     as: KVM: x86: Did 2
                     no longer aaaaaaaaaaaa, cccccccccccc
    3  taken         KVM: x86: Do 3
    4  not taken     KVM: x86: Do 4
   10  dropped       KVM: x86: Do 10
                     "It hangs"
   11  no reply      KVM: x86: Do 11
  not understood, read it: "Some of it"
  not in Linus' tree yet: these SHA-1s can still change
`,
  );
});

test('the head: what the cover letter says, else the first patch; who took it, when, and how much of it', () => {
  const head = (more: Partial<Shown>) =>
    statusTable([{ ...NONE, ...more }])
      .split('\n')
      .slice(0, 2)
      .join('|');
  const taken = { notifications: [NOTE], patches: [patch(1)] };
  assert.equal(head({}), 'KVM: x86: Naps (v2, 1 patch, sent 2026-11-23)|  no notification');
  assert.equal(
    head({
      series: posted('', 'First', 'Second'),
      patches: [],
      ...{ notifications: [{ ...NOTE, from: null }] },
    }),
    'First (v2, 0 patches, sent 2026-11-23)|  unknown, 2026-11-24: taken',
  );
  assert.equal(
    head({ ...taken, series: { ...posted(''), sent: null } }),
    '(no patch) (v2, 1 patch, sent ?)|  Max\\x1b, 2026-11-24: taken',
  );
  assert.match(head({ ...taken, tree: 'kvm' }), /\| {2}kvm, 2026-11-24: taken$/);
  assert.match(head({ ...taken, notifications: [{ ...NOTE, date: 'some day' }] }), /, \?: taken$/);
  const isMoving = (more: Partial<PatchStatus>, isStable: boolean) =>
    /can still change/.test(
      statusTable([
        {
          ...NONE,
          notifications: [NOTE],
          patches: [patch(1, { commit: A, ...more })],
          stable: new Map([[A, isStable]]),
        },
      ]),
    );
  assert.deepEqual(
    [isMoving({}, false), isMoving({}, true), isMoving({ fate: 'dropped' }, false)],
    [true, false, false],
  );
  assert.equal(isMoving({ commit: null }, false), false);
});

test('for programs', () => {
  const { version, series } = statusJson([
    NONE,
    ALL,
    { ...NONE, series: posted(), notifications: [{ ...NOTE, from: null }] },
  ]);
  assert.equal(version, 1);
  const { patches, notifications, ...rest } = series[1]!;
  assert.deepEqual(rest, {
    ...{ subject: 'KVM: x86: Naps\x1b', version: 2, localBranch: 'naps', sent: '2026-11-23T23:00:00Z' },
    ...{ messageIds: ['<0@a>', '<1@a>'], tree: 'kvm-x86', branch: 'misc', unclear: true },
  });
  assert.deepEqual(patches[1], { ...ALL.patches[1], stable: false });
  assert.deepEqual(
    patches.map(({ stable }) => stable),
    [true, false, null, null, null, null],
  );
  assert.deepEqual(notifications[1], {
    ...{ kind: 'applied', messageId: '<n@m>', from: 'max@m', date: NOTE.date, words: 'Applied' },
  });
  assert.deepEqual(
    [series[0]!.unclear, series[2]!.subject, series[2]!.notifications[0]!.from],
    [false, '', null],
  );
  const other = statusJson([{ ...ALL, stable: new Map() }]).series[0]!;
  assert.equal(other.patches[0]!.stable, 'unknown');
});
