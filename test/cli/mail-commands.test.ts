/** Commands that read mail, or write branches and mail: audit, status, reword, send, recipients. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { scriptsIn } from '../../src/git/kernel-scripts';
import { type ExampleMail, exampleMail } from '../../src/lint/example-mail';
import { mbox, threads } from '../audit/archives';
import { type Scratch, scratch } from '../git/scratch';
import { gitKvm } from './command';

const SOB = '\n\nSigned-off-by: Ann Author <ann@example.org>\n';
const GOOD = `KVM: x86/mmu: Drop a stale comment\n\nDrop a comment on behavior that is long gone.${SOB}`;
const SLOPPY = GOOD.replace('KVM: x86/mmu: Drop', 'kvm: x86/mmu: drop');
const UNFIXABLE = GOOD.replace('Drop a comment', 'This patch drops a comment').replace(
  'x86/mmu: Drop',
  'mmu: Drop',
);
const FILE = 'arch/x86/kvm/mmu/mmu.c';

function branch(t: TestContext, ...messages: string[]): Scratch {
  const repo = scratch(t);
  repo.commit('base\n', { [FILE]: '/* a */\n/* b */\n' });
  repo.git('tag', 'base');
  messages.forEach((message, i) => {
    repo.commit(message, { [FILE]: `/* a */\nint n${i};\n/* b */\n` });
  });
  return repo;
}

const withEnv = (repo: Scratch, more: NodeJS.ProcessEnv) => ({
  dir: repo.dir,
  env: { ...repo.env, ...more },
});

describe('git kvm audit', () => {
  const archive = (t: TestContext) => {
    const repo = branch(t);
    repo.write('a.mbox', mbox(threads(4)));
    return repo;
  };
  test('as a table, for programs, and a line a patch', async (t) => {
    const repo = archive(t);
    const run = (...args: string[]) => gitKvm(repo, 'audit', '--jobs', '1', ...args, 'a.mbox');
    const text = await run();
    assert.deepEqual([text.status, text.err], [0, '']);
    assert.match(text.out, /^16 mails: 8 patches, 4 cover letters, 4 replies, 0 other\n/);
    const json = JSON.parse((await run('--format', 'json')).out);
    assert.deepEqual([json.archives, json.mails.read, json.unreadable], [['a.mbox'], 16, undefined]);
    assert.deepEqual(JSON.parse((await run('--format', 'json', '--list-unreadable')).out).unreadable, []);
    const written = await run('--format', 'json', '--output', 'out');
    assert.deepEqual([written.out, JSON.parse(readFileSync(join(repo.dir, 'out'), 'utf8'))], ['', json]);
    repo.write('lines.state', 'of another run');
    const lines = await run('--format', 'jsonl', '--output', 'lines');
    assert.equal(lines.out, text.out);
    assert.equal(readFileSync(join(repo.dir, 'lines'), 'utf8').trimEnd().split('\n').length, 8);
    assert.equal(existsSync(join(repo.dir, 'lines.state')), false);
    const again = await run('--format', 'jsonl', '--output', 'lines', '--resume');
    assert.deepEqual([again.status, again.err], [0, 'git-kvm: nothing to resume, lines is complete\n']);
  });
  test('the exit status goes by --fail-on and by what could be read', async (t) => {
    const repo = archive(t);
    const status = async (...args: string[]) => (await gitKvm(repo, 'audit', '--jobs', '1', ...args)).status;
    assert.equal(await status('a.mbox'), 0);
    assert.equal(await status('--fail-on', 'block', 'a.mbox'), 1);
    assert.equal(await status('--fail-on', 'warn', 'a.mbox'), 1);
    const off = ['--rule', 'shortlog-capitalize=warn'];
    assert.equal(await status('--fail-on', 'warn', ...off, 'a.mbox'), 1);
    assert.match((await gitKvm(repo, 'audit', 'nowhere')).err, /no such archive: 'nowhere'/);
    assert.match((await gitKvm(repo, 'audit', '--resume', 'a.mbox')).err, /--resume needs --output/);
    mkdirSync(join(repo.dir, 'plain'));
    assert.equal(await status('.git'), 2);
  });
});

describe('git kvm reword', () => {
  const editor = (repo: Scratch, script: string) => withEnv(repo, { GIT_EDITOR: script });
  test('opens what blocks with its fix, and writes the branch once', async (t) => {
    const repo = branch(t, SLOPPY, GOOD, UNFIXABLE);
    const seen = join(repo.dir, 'seen');
    const { status, err } = await gitKvm(editor(repo, `cat >> ${seen} <`), 'reword', 'base..');
    assert.equal(status, 1);
    const text = readFileSync(seen, 'utf8');
    assert.match(text, /^KVM: x86\/mmu: Drop a stale comment\n/);
    assert.match(text, /1 of 2: [0-9a-f]{12} kvm: x86\/mmu: drop a stale comment/);
    assert.match(text, /2 of 2: [0-9a-f]{12} KVM: mmu: Drop a stale comment/);
    assert.match(err, /^master: \d commits rewritten:\n {2}[0-9a-f]+ KVM: x86\/mmu: Drop a stale comment\n/);
    assert.equal(repo.git('log', '-1', '--format=%s', 'HEAD~2'), 'KVM: x86/mmu: Drop a stale comment');
    const words = editor(repo, `sed -i -e 's/^KVM: mmu:/KVM: x86\\/mmu:/' -e 's/^This patch drops/Drop/'`);
    const done = await gitKvm(words, 'reword', 'base..');
    assert.equal(done.status, 0, done.err);
    const none = await gitKvm(editor(repo, 'false'), 'reword', 'base..');
    assert.deepEqual([none.status, none.err], [0, 'No blocking findings: no message to reword.\n']);
  });
  test('changes nothing where the editor fails, the message is emptied, or stays', async (t) => {
    const repo = branch(t, UNFIXABLE.replace('KVM: mmu', 'KVM: x86/mmu'));
    const head = repo.git('rev-parse', 'HEAD');
    const said = async (script: string) => (await gitKvm(editor(repo, script), 'reword', 'base..')).err;
    assert.match(await said('false'), /the editor 'false' failed\n {2}nothing was changed/);
    assert.match(await said('truncate -s 0'), /empty/i);
    assert.match(await said('true'), /^No message was changed\.\n/);
    assert.equal(repo.git('rev-parse', 'HEAD'), head);
    assert.match((await gitKvm(repo, 'reword', FILE)).err, /is a file\n {2}give a commit range/);
  });
});

describe('git kvm send', () => {
  test('sends nothing that blocks, that is not there, or that was sent', async (t) => {
    const repo = branch(t, SLOPPY);
    const said = async (...args: string[]) => {
      const { status, err } = await gitKvm(repo, 'send', ...args);
      return `${status} ${err}`;
    };
    assert.equal(
      await said(),
      '2 git-kvm: nothing to send\n  run git kvm format-patch, or give the patches: git kvm send FOLDER\n',
    );
    assert.equal(await said('nowhere'), "2 git-kvm: no such file or directory: 'nowhere'\n");
    for (const arg of ['-oout', '-o', '--output-dir=x'])
      assert.match(await said('nowhere', '--', arg), /only writes files\n/);
    assert.match(await said('--b4', 'out'), /b4 sends its branch and takes no files/);
    repo.git(
      'format-patch',
      '-q',
      '-o',
      'out',
      '--to=kvm@vger.kernel.org',
      '--cc=Bob <bob@example.org>',
      'base..',
    );
    const blocked = await said('out');
    assert.match(blocked, /^1 to: kvm@vger\.kernel\.org\ncc: Bob <bob@example\.org>\n/);
    assert.match(blocked, /shortlog-case/);
    assert.match(blocked, /\nNothing was sent\. Fix the patches and send again\.\n$/);
    mkdirSync(join(repo.dir, 'empty'));
    assert.match(await said('empty'), /no patches in empty/);
    const posted = {
      version: 2,
      made: '',
      branch: 'master',
      folder: join(repo.dir, 'out'),
      mails: [],
      from: null,
      tip: null,
    };
    const made = async (...all: object[]) => {
      writeFileSync(join(repo.dir, '.git', 'git-kvm-series.json'), JSON.stringify(all));
      return said();
    };
    assert.match(await made({ ...posted, sent: null }), /shortlog-case/);
    assert.match(
      await made({ ...posted, sent: '2024-05-01T00:00:00Z' }),
      /v2 was sent on 2024-05-01\n {2}for a new version: git kvm format-patch; to send it again: git kvm send /,
    );
    assert.match(await made({ ...posted, sent: null, branch: 'other' }), /nothing to send/);
    assert.match(await made({ ...posted, sent: null, folder: '/nowhere' }), /nothing to send/);
  });
});

describe('git kvm recipients', () => {
  test('says what it lacks', async (t) => {
    const repo = branch(t, GOOD);
    const said = async (...args: string[]) => (await gitKvm(repo, 'recipients', ...args)).err;
    assert.match(await said('nowhere'), /there is no .*nowhere/);
    repo.git('format-patch', '-q', '-o', 'out', 'base..');
    assert.match(await said('out'), /get_maintainer\.pl can't be run/);
  });
  test('the maintainers, the others, or all; one patch stands for its series', async (t) => {
    const repo = branch(t, GOOD, GOOD.replace('a stale', 'another'));
    repo.commit('more\n', { MAINTAINERS: 'M\n' });
    const scripts = scriptsIn(join(repo.dir, '.git'));
    mkdirSync(scripts, { recursive: true });
    const script = `open F, 'series.patch'; my $n = grep { /^Subject:/ } <F>; print "Max <max\\@x> (maintainer:KVM)\\nn$n\\@x (open list)\\n";`;
    writeFileSync(join(scripts, 'get_maintainer.pl'), script);
    repo.git('format-patch', '-q', '-n', '-o', 'out', 'base..HEAD~1');
    const people = async (...args: string[]) =>
      (await gitKvm(repo, 'recipients', ...args)).out
        .split('\n')
        .filter((one) => one.endsWith('@x') || one.endsWith('>'));
    assert.deepEqual(await people('out'), ['Max <max@x>', 'n2@x']);
    assert.deepEqual(await people('--to', '--cc', 'out'), ['Max <max@x>', 'n2@x']);
    assert.deepEqual(await people('--to', 'out'), ['Max <max@x>']);
    assert.deepEqual(await people('--cc', 'out'), ['n2@x']);
    const [first] = readdirSync(join(repo.dir, 'out'));
    assert.deepEqual(await people('--cc', join('out', first!)), ['n2@x']);
  });
});

describe('git kvm status', () => {
  const ME = 'Ann Author <ann@example.org>';
  const mailOf = (id: string, subject: string, body: string, headers: Record<string, string> = {}) =>
    `From a@b Mon May  6 10:00:00 2024\n${Object.entries({
      From: ME,
      Subject: subject,
      'Message-ID': `<${id}@a>`,
      Date: 'Mon, 6 May 2024 10:00:00 +0000',
      ...headers,
    })
      .map(([name, value]) => `${name}: ${value}\n`)
      .join('')}\n${body}\n\n`;
  const DIFF = `---\n x | 1 +\n\ndiff --git a/${FILE} b/${FILE}\n--- a/${FILE}\n+++ b/${FILE}\n@@ -1 +1 @@\n-/* a */\n+/* c */\n`;

  test('what became of the patches that the mail has of the user', async (t) => {
    const repo = branch(t);
    repo.git('config', 'user.email', 'Ann@example.org');
    const reply = {
      'In-Reply-To': '<1@a>',
      From: 'Max <max@example.org>',
      Date: 'Tue, 7 May 2024 10:00:00 +0000',
    };
    const commit = '0123456789abcdef0123456789abcdef01234567';
    repo.write(
      'mail',
      mailOf('1', '[PATCH] KVM: x86: Do it', `Do it.${SOB}${DIFF}`) +
        mailOf('2', '[PATCH] KVM: x86: Do that', `Do that.${SOB}${DIFF}`, {
          Date: 'Wed, 1 May 2024 10:00:00 +0000',
        }) +
        mailOf('3', '[PATCH] KVM: x86: Not mine', `Do.${SOB}${DIFF}`, { From: 'Bob <bob@example.org>' }) +
        mailOf(
          'n',
          'Re: [PATCH] KVM: x86: Do it',
          `Applied to kvm-x86 misc, thanks!\n\n[1/1] KVM: x86: Do it\n      commit: ${commit}`,
          reply,
        ) +
        mailOf('d', 'Re: [PATCH] KVM: x86: Do it', 'Dropped it.', {
          ...reply,
          From: ME,
          'In-Reply-To': '<n@a>',
        }) +
        mailOf('r', 'Re: [PATCH] KVM: x86: Other', `> ${commit}\nSee ${commit}`, { 'In-Reply-To': '<o@a>' }),
    );
    const { status, out, err } = await gitKvm(repo, 'status', 'mail');
    assert.equal(
      out,
      `KVM: x86: Do that (v1, 1 patch, sent 2024-05-01)
  no notification

KVM: x86: Do it (v1, 1 patch, sent 2024-05-06)
  kvm-x86 misc, 2024-05-07: taken
    1  0123456789ab  KVM: x86: Do it
`,
    );
    assert.deepEqual([status, err], [0, '']);
    const since = await gitKvm(repo, 'status', '--since', '2024-05-03', 'mail');
    assert.doesNotMatch(since.out, /Do that/);
    const json = JSON.parse((await gitKvm(repo, 'status', '--format', 'json', 'mail')).out);
    assert.deepEqual([json.series.length, json.series[1].patches[0].stable], [2, 'unknown']);
  });
  test('nothing sent, a bad date, mail that is not there', async (t) => {
    const repo = branch(t);
    const none = await gitKvm(repo, 'status');
    assert.deepEqual(
      [none.status, none.out],
      [0, 'Nothing was sent from this clone yet, and the mail has no patches of yours.\n'],
    );
    assert.match(
      (await gitKvm(repo, 'status', '--since', 'never')).err,
      /invalid date 'never'\n {2}use --since 2026-01-31/,
    );
    assert.equal((await gitKvm(repo, 'status', 'nowhere')).status, 2);
  });
  test('what was sent from here is known by the mail, and quoted ids that can change are told', async (t) => {
    const repo = branch(t);
    repo.git('config', 'user.email', 'ann@example.org');
    repo.git('remote', 'add', 'x', 'https://github.com/kvm-x86/linux.git');
    repo.git('update-ref', 'refs/remotes/x/next', 'base');
    const [old, now] = [1, 2].map((n) => {
      repo.git('checkout', '-q', '--detach', 'base');
      return repo.commit(`KVM: x86: Do it\n\nTake ${n}.\n`, { [FILE]: `int n${n};\n` });
    }) as [string, string];
    repo.git('checkout', '-q', '-b', 'work', 'base');
    repo.commit(`KVM: x86: Next\n\nAs in commit ${old.slice(0, 12)}.${SOB}`, { [FILE]: 'int m;\n' });
    const series = (branchName: string, messageId: string | null) => ({
      ...{
        branch: branchName,
        version: 1,
        from: null,
        tip: null,
        folder: null,
        made: '',
        sent: '2024-05-06T10:00:00Z',
      },
      mails: [{ n: 1, messageId, shortlog: 'KVM: x86: Do it', patchId: null }],
    });
    writeFileSync(join(repo.dir, '.git', 'git-kvm-series.json'), JSON.stringify([series('naps', null)]));
    const reply = {
      From: 'Max <max@example.org>',
      Date: 'Tue, 7 May 2024 10:00:00 +0000',
      'In-Reply-To': '<1@a>',
    };
    const applied = (id: string) =>
      `Applied to kvm-x86 misc, thanks!\n\n[1/1] KVM: x86: Do it\n      commit: ${id}`;
    repo.write(
      'mail',
      mailOf('1', '[PATCH] KVM: x86: Do it', `Do it.${SOB}${DIFF}`) +
        mailOf('n', 'Re: [PATCH] KVM: x86: Do it', applied(old), reply) +
        mailOf('m', 'Re: [PATCH] KVM: x86: Do it', applied(now), {
          ...reply,
          Date: 'Wed, 8 May 2024 10:00:00 +0000',
        }) +
        mailOf('r', 'Re: [PATCH] KVM: x86: Other', `It is ${now.slice(0, 12)}`, { 'In-Reply-To': '<o@a>' }),
    );
    const json = JSON.parse((await gitKvm(repo, 'status', '--format', 'json', 'mail')).out);
    assert.deepEqual(
      json.series.map((one: { localBranch: string; messageIds: string[] }) => [
        one.localBranch,
        one.messageIds,
      ]),
      [['naps', ['<1@a>']]],
    );
    const { out, err } = await gitKvm(repo, 'status', 'mail');
    assert.match(out, new RegExp(`no longer ${old.slice(0, 12)}`));
    assert.match(
      err,
      new RegExp(
        `^git-kvm: [0-9a-f]+ \\("KVM: x86: Next"\\) quotes it: KVM: x86: Do it is no longer ${old.slice(0, 12)}$`,
        'm',
      ),
    );
    if (json.series[0].patches[0].stable === false)
      assert.match(
        err,
        new RegExp(
          `your reply to "KVM: x86: Other" quotes it: ${now.slice(0, 12)} is not in Linus' tree yet`,
        ),
      );
  });
});

describe('git kvm b4-check', () => {
  const mailOf = (subject: string, path: string, more: Partial<ExampleMail> = {}) =>
    exampleMail({
      subject,
      text: 'Drop a comment on behavior that is long gone.',
      diff: { [path]: ['-/* a */', '+int c;'] },
      headers: { 'Message-ID': '<1@a>' },
      ...more,
    });
  const b4 = (repo: Scratch, input: string, ...args: string[]) =>
    gitKvm({ ...repo, input }, 'b4-check', ...args);

  test('lines for a commit that is about to be mail, which needs no base and no recipients yet', async (t) => {
    const repo = branch(t);
    const clean = await b4(repo, mailOf('[PATCH] KVM: x86/mmu: Drop a stale comment', FILE));
    assert.deepEqual([clean.status, clean.out], [0, '']);
    const { status, out } = await b4(repo, mailOf('[PATCH] kvm: x86/mmu: Drop a stale comment', FILE));
    assert.equal(status, 0);
    assert.match(out, /^ERROR: shortlog-case: /m);
    const none = await b4(repo, '');
    assert.deepEqual([none.status, none.out], [2, 'ERROR: could not check: empty\n']);
    repo.write('.git/git-kvm.yaml', 'rules:\n  shortlog-case: loud\n');
    assert.match(
      (await b4(repo, mailOf('[PATCH] KVM: x86: A', FILE))).out,
      /^ERROR: could not check: .*git-kvm\.yaml:2: rules\.shortlog-case must be off/,
    );
  });
  test('JSON for a review, of the patch or of the series; nothing of what is not for KVM', async (t) => {
    const repo = branch(t);
    const review = async (input: string, ...args: string[]) =>
      JSON.parse((await b4(repo, input, '--review', ...args)).out);
    const sloppy = mailOf('[PATCH] kvm: x86/mmu: Drop a stale comment', FILE);
    const [one, ...more] = await review(sloppy);
    assert.deepEqual([one.tool, one.status, more], ['git-kvm', 'fail', []]);
    assert.match(one.details, /shortlog-case/);
    const [whole] = await review(sloppy, '--series');
    assert.doesNotMatch(whole.details, /shortlog-case/);
    assert.deepEqual(await review(mailOf('[PATCH] mm: Drop a stale comment', 'mm/page_alloc.c')), []);
    assert.deepEqual(await review(''), [
      {
        tool: 'git-kvm',
        status: 'fail',
        summary: 'could not check: empty',
        details: '',
      },
    ]);
    const other = mailOf('[PATCH 2/2] KVM: x86/mmu: Drop a comment', FILE, {
      headers: { 'Message-ID': '<2@a>', 'In-Reply-To': '<1@a>' },
    });
    const thread = [mailOf('[PATCH 1/2] KVM: x86/mmu: Drop a stale comment', FILE), other];
    repo.write('thread', thread.map((text) => `From a@b Mon May  6 10:00:00 2024\n${text}\n`).join(''));
    repo.write(
      'tracking',
      JSON.stringify({ series: { 'thread-blob': repo.git('hash-object', '-w', 'thread') } }),
    );
    const env = { ...repo.env, B4_TRACKING_FILE: join(repo.dir, 'tracking') };
    const tracked = await gitKvm({ dir: repo.dir, env, input: other }, 'b4-check', '--review', '--series');
    assert.equal(JSON.parse(tracked.out)[0].tool, 'git-kvm');
  });
  test('standard input is a mail for check and plan as well', async (t) => {
    const repo = branch(t);
    const input = mailOf('[PATCH] kvm: x86/mmu: Drop a stale comment', FILE);
    assert.equal((await gitKvm({ ...repo, input }, 'check', '--only', 'shortlog-case', '-')).status, 1);
    assert.match((await gitKvm({ ...repo, input }, 'plan', '-')).out, /^1 patch: /);
  });
});

describe('without an installation', () => {
  test('doctor finds a problem, uninstall says so, and tells of backups', async (t) => {
    const repo = branch(t);
    const doctor = await gitKvm(repo, 'doctor');
    assert.equal(doctor.status, 1);
    assert.match(doctor.out, /^problem {2}\S.*\n {9}\S/m);
    const dir = realpathSync(repo.dir);
    assert.equal((await gitKvm(repo, 'uninstall')).out, `git-kvm is not installed in ${dir}/.git\n`);
    repo.git('update-ref', 'refs/git-kvm/backup/master/1', 'base');
    mkdirSync(join(dir, '.git', 'git-kvm-fixed', '1'), { recursive: true });
    writeFileSync(join(dir, '.git', 'git-kvm-notes.json'), '[]');
    const kept = await gitKvm(repo, 'uninstall');
    assert.match(kept.out, /^Deleted: the notes that were shown/m);
    assert.match(
      kept.out,
      /^Kept: your branches and mails .*:\n(?: {2}.*\n)* {2}git update-ref -d refs\/git-kvm\/backup\/master\/1\n/m,
    );
    assert.match(kept.out, /^ {2}rm -r .*git-kvm-fixed/m);
    const all = await gitKvm(repo, 'uninstall', '--backups');
    assert.match(all.out, /^Deleted: backups of branches/m);
    assert.doesNotMatch(all.out, /^Kept/m);
    assert.match(
      (await gitKvm(repo, 'hook', 'odd')).err,
      /Use commit-msg, prepare-commit-msg or sendemail-validate/,
    );
  });
});
