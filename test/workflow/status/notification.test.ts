import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMail } from '../../../src/patches/mail';
import { matches, statusOf } from '../../../src/workflow/status/match';
import { readNotification } from '../../../src/workflow/status/notification';
import type { PostedSeries } from '../../../src/workflow/status/posted';
import { statusTable } from '../../../src/workflow/status/table';
import { assertLinear } from '../../growth';

async function note(body: string, headers: Record<string, string> = {}) {
  const all = {
    From: 'Max <max@example.org>',
    Subject: 'Re: [PATCH v2 0/3] KVM: x86: Do it',
    'In-Reply-To': '<cover@a>',
    'Message-ID': '<n@m>',
    ...headers,
  };
  const head = Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
  return readNotification(await readMail(Buffer.from(`${head}\n${body}\n`), { file: null, firstLine: 1 }));
}

const SERIES: PostedSeries = {
  branch: 'b',
  version: 2,
  from: null,
  tip: null,
  folder: null,
  made: '',
  sent: '2026-11-23T00:00:00Z',
  mails: [
    { n: 0, messageId: '<cover@a>', shortlog: 'KVM: x86: Do it', patchId: null },
    { n: 1, messageId: '<p1@a>', shortlog: 'KVM: x86: Do one', patchId: 'f'.repeat(40) },
    { n: 2, messageId: '<p2@a>', shortlog: 'KVM: x86: Do two', patchId: null },
    { n: 3, messageId: '<p3@a>', shortlog: 'KVM: x86: Do three', patchId: null },
  ],
};
const WITHOUT_IDS = { ...SERIES, mails: SERIES.mails.map((mail) => ({ ...mail, messageId: null })) };

/** `KIND TREE BRANCH numbers commits ?`, of a body with `/` for line breaks; null for none. */
async function said(body: string): Promise<string | null> {
  const found = await note(body.replaceAll('/ ', '\n'));
  if (found === null) return null;
  const { kind, tree, branch, numbers, patches, rehashed, isUnclear } = found;
  const parts = [
    ...[kind, tree, branch, numbers && `#${numbers}`],
    ...patches.map(({ n, shortlog, commit, isTaken }) => `[${n} ${shortlog} ${commit?.[0]} ${isTaken}]`),
    ...rehashed.map(({ from, to }) => `${from?.[0]}>${to[0]}`),
  ];
  return `${parts.filter((part) => part !== null).join(' ')}${isUnclear ? ' ?' : ''}`;
}

describe('readNotification', () => {
  it('reads what maintainers write', async () => {
    const [a, b] = ['a1'.repeat(6), 'b2'.repeat(6)];
    const cases: [string, string | null][] = [
      ['Applied to kvm-x86 misc, thanks!', 'applied kvm-x86 misc'],
      ['Applied to kvm-x86, thanks!', 'applied kvm-x86'],
      ['Merged into kvm/next.', 'applied kvm next'],
      ['Applied, thanks!', 'applied'],
      ['Applied!/ / Thanks, Max', 'applied'],
      ['Applied.', null],
      ['Queued.', 'applied'],
      ['Applied on top of v6.1, thanks', null],
      ['Applied cleanly to kvm/next', null],
      ['I applied it to kvm-x86 misc', null],
      ['Queued patches 1-3 and 5, thanks', 'applied #1,2,3,5'],
      ['Queued 2-2, thanks', 'applied #2'],
      ['Queued 3-1, thanks', 'applied #3,1'],
      ['Queued 1-300, thanks', `applied #${Array.from({ length: 300 }, (_, i) => i + 1)}`],
      ['Queued 1-301, thanks', 'applied #1,301'],
      ['Queued v2, thanks', 'applied'],
      ['Queued for 6.12-rc3, thanks', 'applied'],
      ['Queued most of it, thanks', 'applied ?'],
      ['Queued 1-2, but not the rest, thanks', 'applied #1,2'],
      [
        `Applied, thanks/ / [1/3] Do one/       commit: ${a}/ [2/3] Do two/       (no commit info)`,
        'applied [1 Do one a true] [2 Do two undefined true]',
      ],
      [`Applied/ / [1/3] Do one/       commit: ${a}`, 'applied [1 Do one a true]'],
      [`Applied only some/ / [1/3] Do one/       commit: ${a}`, 'applied [1 Do one a true]'],
      [`Queued 1, 2/ / [1/3] Do one/       commit: ${a}`, 'applied [1 Do one a true]'],
      [`Queued/ / [1/3] Do one/       or/       two/       commit: ${a}`, 'applied [1 Do one or two a true]'],
      [`Queued/ / [1/3] Do one/       or/       two/       or/       commit: ${a}`, 'applied'],
      [`Queued/ / [1/3] Do one/ or two/       commit: ${a}`, 'applied'],
      [`Queued/ / [1/3] Do one/ [2/3] Do two/       commit: ${a}`, 'applied [2 Do two a true]'],
      [
        `Queued/ / [1/3] Do one/       https://example.org/x/ [2/3] Do two/       commit: ${a}`,
        'applied [2 Do two a true]',
      ],
      ['Queued/ / [1/3] Do one', 'applied'],
      ['> Queued, thanks/ / Looks good', null],
      ['I dropped it, sorry.', 'dropped'],
      ['Dropped patch 2 for now.', 'dropped #2'],
      ['Dropping the second patch.', 'dropped #2'],
      ['Unfortunately, I had to drop this.', 'dropped'],
      ['Patch 3 has been dropped.', 'dropped #3'],
      ['Patches 1 and 3 were dropped.', 'dropped #1,3'],
      ['Dropped the comment.', 'dropped ?'],
      ['I dropped the comment when applying.', null],
      ['Looks good./ / I dropped it.', 'dropped'],
      ['Looks good.  I dropped it.', 'dropped'],
      ['Looks good/ I dropped it.', null],
      [`The hash changed: ${a} is now ${b}.`, 'rehashed a>b'],
      [`Force pushed, new hash./ ${b}`, 'rehashed undefined>b'],
      [`New hashes:/ / [1/3] Do one/       commit: ${b}`, 'rehashed [1 Do one b true]'],
      [`Rebased: ${a} -> ${b}`, 'rehashed a>b'],
      ['I rebased it.', null],
      ['Force pushed.', 'rehashed ?'],
      [`New hash for patch 2: ${b}`, 'rehashed #2 undefined>b'],
      [`New commits ${a}, ${b}`, 'rehashed ?'],
      ['Looks good to me.', null],
    ];
    for (const [body, wanted] of cases) assert.equal(await said(body), wanted, body);
  });

  it('reads tree, topic branch, commits, and what was not applied', async () => {
    const found = await note(
      `> Queued, thanks.\n\nApplied to kvm-x86 misc, thanks!\n\n[1/3] KVM: x86: Do one\n      https://github.com/kvm-x86/linux/commit/0123456789ab\n[2/3] KVM: x86: Do two, which is a shortlog so long that it\n      goes on\n      commit: 89abcdef0123\n[3/3] KVM: x86: Do three\n      (not applied)\n--\nhttps://github.com/kvm-x86/linux/tree/next`,
    );
    assert.equal(found?.tree, 'kvm-x86');
    assert.equal(found?.branch, 'misc');
    assert.deepEqual(
      found?.patches.map(({ commit }) => commit),
      ['0123456789ab', '89abcdef0123', null],
    );
    assert.match(found!.patches[1]!.shortlog, /so long that it goes on$/);
  });

  it('takes no line of any length for the rest of a shortlog', async () => {
    const found = await note(
      `Applied to kvm-x86 misc, thanks!\n\n[1/2] KVM: x86: Do one\n      commit: 0123456789ab\n[2/2] KVM: x86: Do two\n      ${'x'.repeat(400)}\n      commit: 89abcdef0123`,
    );
    assert.deepEqual(
      found?.patches.map(({ shortlog }) => shortlog),
      ['KVM: x86: Do one'],
    );
  });

  for (const [words, numbers] of [
    ['Queued, thanks.', null],
    ['Queued for 5.2-rc2, thanks.', null],
    ['Queued v3, thanks.', null],
    ['Queued patches 1-3, thanks.', [1, 2, 3]],
    ['Queued 1 and 3, thanks.', [1, 3]],
    ['Queued 2+3, thanks.', [2, 3]],
    ['Applied patch 2 to kvm-x86 selftests, thanks!', [2]],
    ['Applied 1-2 to kvm-x86 selftests.', [1, 2]],
    ['Queued 1-2-3.', [1, 2, 3]],
  ] as const) {
    it(`takes the numbers of "${words}"`, async () => {
      assert.deepEqual((await note(words))?.numbers, numbers);
    });
  }

  it('says where only a person can read it', async () => {
    assert.equal(
      (await note('Applied to kvm-x86 xen, minus the locking cleanups, thanks!'))?.isUnclear,
      true,
    );
    assert.equal((await note('Applied the x86 specific cleanups to kvm-x86 mmu.'))?.isUnclear, true);
  });

  for (const words of [
    'Applied on top of v6.12 and tested, thanks.',
    'Applied cleanly here, thanks!',
    'I applied this to my tree.',
    'Drop the comment, it is obvious.',
    '> Applied to kvm-x86 misc, thanks!\n\nThank you!',
    'Queues are fine.',
  ]) {
    it(`is not taken in by "${words.split('\n')[0]}"`, async () => {
      assert.equal(await note(words), null);
    });
  }

  it('is none of a mail that answers nothing', async () => {
    assert.equal(
      await note('Applied to kvm-x86 misc, thanks!', {
        Subject: 'KVM: x86 pull requests',
        'In-Reply-To': '',
      }),
      null,
    );
  });

  it('costs no more than its length on hostile text', async () => {
    for (const line of [
      (scale: number) => 'Queued 1-'.repeat(10_000 * scale),
      (scale: number) => `Applied ${'1 and '.repeat(15_000 * scale)}`,
      (scale: number) => `[1/3] ${'a '.repeat(25_000 * scale)}`,
      (scale: number) => ' '.repeat(75_000 * scale),
      (scale: number) => `${'a. '.repeat(10_000 * scale)}\nI dropped ${'1, '.repeat(10_000 * scale)}`,
      (scale: number) => `force push ${'0123456789 to '.repeat(5_000 * scale)}`,
      (scale: number) => 'line\n'.repeat(20_000 * scale),
    ])
      await assertLinear((scale) => note(line(scale)));
  });
});

describe('matches', () => {
  it('goes by the Message-ID that is answered', async () => {
    assert.equal(matches(SERIES, (await note('Queued, thanks.'))!), 'message-id');
    assert.equal(matches(SERIES, (await note('Queued, thanks.', { 'In-Reply-To': '<other@a>' }))!), null);
  });
  it('does not take a reply to v3 in the same thread for one to v2', async () => {
    const v3 = {
      Subject: 'Re: [PATCH v3 0/3] KVM: x86: Do it',
      'In-Reply-To': '<v3@a>',
      References: '<cover@a> <v3@a>',
    };
    assert.equal(matches(SERIES, (await note('Queued, thanks.', v3))!), null);
  });
  it('goes by words and version where git send-email made the ids', async () => {
    const other = { 'In-Reply-To': '<made@later>' };
    assert.equal(matches(WITHOUT_IDS, (await note('Queued, thanks.', other))!), 'shortlog');
    assert.equal(
      matches(
        WITHOUT_IDS,
        (await note('Queued, thanks.', { ...other, Subject: 'Re: [PATCH 0/3] KVM: x86: Do it' }))!,
      ),
      null,
    );
    assert.equal(
      matches(
        WITHOUT_IDS,
        (await note('Queued, thanks.', { ...other, Subject: 'Re: [PATCH v2 0/4] KVM: x86: Do it' }))!,
      ),
      null,
    );
  });
  it('goes by patch-id where the shortlog was changed', async () => {
    const body =
      'Applied to kvm-x86 misc, thanks!\n\n[1/1] KVM: x86: Do the first\n      commit: 0123456789ab';
    const found = (await note(body, {
      'In-Reply-To': '<made@later>',
      Subject: 'Re: [PATCH] KVM: x86: Other words',
    }))!;
    assert.equal(
      matches(WITHOUT_IDS, found, () => 'f'.repeat(40)),
      'patch-id',
    );
    assert.equal(
      matches(WITHOUT_IDS, found, () => 'e'.repeat(40)),
      null,
    );
  });
});

describe('statusOf', () => {
  const fates = async (...notes: Parameters<typeof note>[]) => {
    const read = await Promise.all(notes.map((one) => note(...one)));
    return statusOf(
      SERIES,
      read.map((one) => one!),
    ).patches.map(({ fate }) => fate);
  };
  it('takes all, some, or the one that is answered', async () => {
    assert.deepEqual(await fates(['Queued, thanks.']), ['taken', 'taken', 'taken']);
    assert.deepEqual(await fates(['Queued 1 and 3, thanks.']), ['taken', 'not taken', 'taken']);
    const second = { 'In-Reply-To': '<p2@a>', Subject: 'Re: [PATCH v2 2/3] KVM: x86: Do two' };
    assert.deepEqual(await fates(['Queued, thanks.', second]), ['unknown', 'taken', 'unknown']);
  });
  it('does not guess', async () => {
    assert.deepEqual(await fates(['Queued most of it, thanks.']), ['unknown', 'unknown', 'unknown']);
  });
  it('lets go what is dropped by the one who took it', async () => {
    const drop = { 'In-Reply-To': '<n@m>', 'Message-ID': '<d@m>' };
    assert.deepEqual(await fates(['Queued, thanks.'], ['Dropped patch 2, it fails on AMD.', drop]), [
      'taken',
      'dropped',
      'taken',
    ]);
    assert.deepEqual(
      await fates(
        ['Queued, thanks.'],
        ['Dropped this, it fails.', { ...drop, From: 'Ben <ben@example.org>' }],
      ),
      ['taken', 'taken', 'taken'],
    );
  });
  const LISTED =
    'Applied to kvm-x86 misc, thanks!\n\n' +
    [1, 2, 3]
      .map(
        (n) => `[${n}/3] KVM: x86: Do ${['one', 'two', 'three'][n - 1]}\n      commit: ${`${n}`.repeat(12)}`,
      )
      .join('\n');
  const later = async (body: string, headers: Record<string, string> = {}) => {
    const drop = { 'In-Reply-To': '<n@m>', References: '<cover@a> <n@m>', 'Message-ID': '<d@m>', ...headers };
    const read = [await note(LISTED), await note(body, drop)];
    return statusOf(
      SERIES,
      read.flatMap((one) => one ?? []),
    );
  };
  for (const [body, fate] of [
    ['I dropped patch 2. It fails on AMD.', [1, 3]],
    ["I've dropped patches 1 and 2, see below.", [3]],
    ['Unfortunately, I had to drop 2-3.', [1]],
    ['Hi,\n\nThis breaks 32-bit.  I dropped patch 2 for now.', [1, 3]],
    ['Patch 2 has been dropped, please send a v3.', [1, 3]],
    ['I dropped the second patch, it needs a test.', [1, 3]],
    ['Dropped, the test fails on AMD.', []],
    ['Dropped for now, the test fails.', []],
    ['Dropping this, it breaks the build.', []],
    ['I dropped the stray comment when applying.', [1, 2, 3]],
    ['> I dropped patch 2.\n\nThanks!', [1, 2, 3]],
  ] as const) {
    it(`knows what is left after "${body.split('\n').at(-1)}"`, async () => {
      const { patches, unclear } = await later(body);
      assert.deepEqual(
        patches.flatMap(({ n, fate: is }) => (is === 'taken' ? n : [])),
        fate,
      );
      assert.deepEqual(unclear, []);
    });
  }
  it('keeps what was said of a drop', async () => {
    const { patches } = await later('I dropped patch 2.  It fails on AMD.');
    assert.equal(patches[1]?.why, 'I dropped patch 2.  It fails on AMD.');
    assert.deepEqual(patches[1]?.formerly, ['222222222222']);
  });
  it('shows a drop of it does not know which patch as not understood', async () => {
    const { patches, unclear } = await later('I dropped the selftest, it fails on AMD.');
    assert.equal(patches.filter(({ fate }) => fate === 'taken').length, 3);
    assert.deepEqual(unclear, ['I dropped the selftest, it fails on AMD.']);
  });

  const second = { 'In-Reply-To': '<p2@a>', Subject: 'Re: [PATCH v2 2/3] KVM: x86: Do two', References: '' };
  for (const [body, headers, ids] of [
    [
      'FYI, I force pushed: 222222222222 is now 89abcdef0123.',
      {},
      ['111111111111', '89abcdef0123', '333333333333'],
    ],
    [
      'Force pushed to fix a typo, patch 3 is commit 89abcdef0123 now.',
      {},
      ['111111111111', '222222222222', '89abcdef0123'],
    ],
    ['Force pushed, new SHA-1 is 89abcdef0123.', second, ['111111111111', '89abcdef0123', '333333333333']],
    [
      'The hashes have changed:\n  111111111111 -> 0123456789ab\n  222222222222 -> 89abcdef0123',
      {},
      ['0123456789ab', '89abcdef0123', '333333333333'],
    ],
  ] as const) {
    it(`knows the new SHA-1s of "${body.split('\n')[0]}"`, async () => {
      const { patches, unclear } = await later(body, headers);
      assert.deepEqual(
        patches.map(({ commit }) => commit),
        ids,
      );
      assert.deepEqual(unclear, []);
    });
  }
  for (const body of [
    'Force pushed, new SHA-1 is 89abcdef0123.',
    'I force pushed the branch, the hashes will change.',
    'New hashes, sorry, 0123456789ab and 89abcdef0123.',
  ]) {
    it(`shows as not understood "${body}"`, async () => {
      assert.deepEqual((await later(body)).unclear, [body]);
      assert.match(
        statusTable([{ ...(await later(body)), stable: new Map() }]),
        /not understood, read it: "/,
      );
    });
  }
  it('takes no word of a rebase for a new SHA-1', async () => {
    assert.deepEqual((await later('This needs to be rebased, it conflicts.')).unclear, []);
    const reviewer = { From: 'Ben <ben@example.org>' };
    assert.deepEqual((await later('Force pushed, new SHA-1 is 89abcdef0123.', reviewer)).unclear, []);
  });
});
