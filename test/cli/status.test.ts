/** `git kvm status`: what the mail says of which series. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type Scratch, scratch } from '../git/scratch';
import { gitKvm } from './command';

const FILE = 'arch/x86/kvm/x86.c';
const DIFF = `---\n x | 1 +\n\ndiff --git a/${FILE} b/${FILE}\n--- a/${FILE}\n+++ b/${FILE}\n@@ -1 +1 @@\n-/* a */\n+/* c */\n`;
const DO_IT = '[PATCH] KVM: x86: Do it';

function mail(subject: string, body: string, headers: Record<string, string> = {}): string {
  const all = {
    ...{ From: 'Ann <ann@example.org>', Subject: subject, Date: 'Mon, 6 May 2024 10:00:00 +0000' },
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\n`);
  return `From a@b Mon May  6 10:00:00 2024\n${lines.join('')}\n${body}\n\n`;
}
const patch = (subject: string, headers: Record<string, string> = {}) =>
  mail(subject, `Do.\n${DIFF}`, headers);
const applied = (commit: string, headers: Record<string, string>) =>
  mail(`Re: ${DO_IT}`, `Applied to kvm-x86 misc, thanks!\n\n[1/1] KVM: x86: Do it\n      commit: ${commit}`, {
    From: 'Max <max@example.org>',
    'In-Reply-To': '<1@a>',
    ...headers,
  });

function clone(t: TestContext): Scratch {
  const repo = scratch(t);
  repo.commit('base\n', { [FILE]: '/* a */\n' });
  repo.git('config', 'user.email', 'ann@example.org');
  return repo;
}

/** Remember series as sent from here. */
function remember(repo: Scratch, ...all: object[]): void {
  const some = { branch: 'naps', version: 1, from: null, tip: null, folder: null, made: '' };
  const sent = '2024-05-06T10:00:00Z';
  repo.write('.git/git-kvm-series.json', JSON.stringify(all.map((one) => ({ ...some, sent, ...one }))));
}
const one = (messageId: string | null, more: object = {}) => ({
  mails: [{ n: 1, messageId, shortlog: 'KVM: x86: Do it', patchId: null, ...more }],
});

async function series(repo: Scratch, ...args: string[]) {
  const { out } = await gitKvm(repo, 'status', '--format', 'json', ...args);
  const all: { localBranch: string; version: number; messageIds: string[] }[] = JSON.parse(out).series;
  return all.map(({ localBranch, version, messageIds }) => `${localBranch} v${version} ${messageIds}`);
}

describe('git kvm status', () => {
  test('a series of the mail is one that was sent by its Message-IDs, or else by version and shortlogs', async (t) => {
    const repo = clone(t);
    const id = { 'Message-ID': '<1@a>' };
    const cases = [
      [one('<1@a>'), DO_IT, ['naps v1 <1@a>']],
      [one('<1@a>'), '[PATCH] KVM: x86: Do it well', ['naps v1 <1@a>']],
      [one('<2@a>'), DO_IT, ['naps v1 <2@a>', 'null v1 <1@a>']],
      [one(null), DO_IT, ['naps v1 <1@a>']],
      [one(null), '[PATCH] KVM: x86: Do that', ['naps v1 ', 'null v1 <1@a>']],
      [one(null), '[PATCH v2] KVM: x86: Do it', ['naps v1 ', 'null v2 <1@a>']],
      [{ ...one('<2@a>'), sent: null }, DO_IT, ['null v1 <1@a>']],
    ] as const;
    for (const [sent, subject, expected] of cases) {
      remember(repo, sent);
      repo.write('mail', patch(subject, id));
      assert.deepEqual(await series(repo, 'mail'), expected, subject);
    }
  });
  test('in the order in which they were sent, and from the day that is asked for', async (t) => {
    const repo = clone(t);
    const on = (day: string) => ({ ...one(`<${day}@a>`), sent: `2024-05-${day}T00:00:00Z` });
    remember(repo, on('07'), on('03'), on('05'));
    assert.deepEqual(await series(repo), ['naps v1 <03@a>', 'naps v1 <05@a>', 'naps v1 <07@a>']);
    assert.deepEqual(await series(repo, '--since', '2024-05-05'), ['naps v1 <05@a>', 'naps v1 <07@a>']);
    assert.deepEqual(await series(repo, '--since', '2024-05-08'), []);
  });
  test('the last notification counts, in whatever order the mail has them', async (t) => {
    const repo = clone(t);
    const [old, now] = ['0123456789abcdef', 'fedcba9876543210'] as const;
    const mails = [
      patch(DO_IT, { 'Message-ID': '<1@a>' }),
      applied(now, { 'Message-ID': '<n@a>', Date: 'Wed, 8 May 2024 10:00:00 +0000' }),
      applied(old, { 'Message-ID': '<o@a>', Date: 'Tue, 7 May 2024 10:00:00 +0000' }),
    ];
    for (const all of [mails, mails.toReversed()]) {
      repo.write('mail', all.join(''));
      assert.match(
        (await gitKvm(repo, 'status', 'mail')).out,
        /^ {4}1 {2}fedcba987654 .*\n {21}no longer 0123/m,
      );
    }
  });
  test('a sender that git send-email has is the user as well', async (t) => {
    const repo = clone(t);
    repo.git('config', 'sendemail.from', 'Ann <Ann@work.example>');
    repo.write('mail', patch(DO_IT, { 'Message-ID': '<1@a>', From: 'Ann <ann@work.example>' }));
    assert.deepEqual(await series(repo, 'mail'), ['null v1 <1@a>']);
    repo.git('config', '--unset', 'sendemail.from');
    assert.deepEqual(await series(repo, 'mail'), []);
  });
  test('what is applied under another shortlog is known by its patch-id', async (t) => {
    const repo = clone(t);
    const commit = repo.commit('KVM: x86: Do it otherwise\n', { [FILE]: '/* c */\n' });
    const patchId = repo.gitWith(repo.git('diff-tree', '-p', commit), 'patch-id', '--stable').split(' ')[0];
    const said = applied(commit, {
      'In-Reply-To': '<x@a>',
      Subject: 'Re: [PATCH] KVM: x86: Do it otherwise',
    });
    repo.write('mail', said.replace('Do it\n', 'Do it otherwise\n'));
    const taken = async (id: string | undefined) => {
      remember(repo, one(null, { patchId: id }));
      return (await gitKvm(repo, 'status', 'mail')).out;
    };
    assert.match(await taken(patchId), /kvm-x86 misc, /);
    assert.match(await taken('0'.repeat(40)), /no notification/);
  });
  test('a quoted id is told once, and not where a reply only quotes it', async (t) => {
    const repo = clone(t);
    const [old, now] = ['0123456789abcdef', 'fedcba9876543210'] as const;
    const reply = (body: string) => mail('Re: [PATCH] KVM: x86: Other', body, { 'In-Reply-To': '<x@a>' });
    const mails = (...more: string[]) =>
      [
        patch(DO_IT, { 'Message-ID': '<1@a>' }),
        applied(old, { 'Message-ID': '<o@a>', Date: 'Tue, 7 May 2024 10:00:00 +0000' }),
        applied(now, { 'Message-ID': '<n@a>', Date: 'Wed, 8 May 2024 10:00:00 +0000' }),
        ...more,
      ].join('');
    repo.write('mail', mails(reply(`> It is ${old}`), reply('Well.')));
    assert.equal((await gitKvm(repo, 'status', 'mail')).err, '');
    repo.write('mail', mails(reply(`It is ${old}`), reply(`So ${old}`)));
    assert.equal(
      (await gitKvm(repo, 'status', 'mail')).err,
      'git-kvm: your reply to "KVM: x86: Other" quotes it: KVM: x86: Do it is no longer 0123456789ab\n',
    );
  });
  test('says what mail is not read, and where it is no repository', async (t) => {
    const repo = clone(t);
    const nowhere = await gitKvm(repo, 'status', 'nowhere');
    assert.match(nowhere.err, /^git-kvm: nowhere: not read: \S/);
    assert.equal(nowhere.status, 2);
    const outside = await gitKvm({ dir: join(repo.dir, '..'), env: repo.env }, 'status');
    assert.deepEqual([outside.status, outside.err], [2, 'git-kvm: not a git repository\n']);
  });
});
