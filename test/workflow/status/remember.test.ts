/** What is remembered of mails: of files that are sent, and of mail that was read. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ExampleMail, exampleMail } from '../../../src/lint/example-mail';
import { readMail } from '../../../src/patches/mail';
import { readPaths } from '../../../src/patches/paths';
import { groupSeries } from '../../../src/patches/series';
import { readPosted, rememberPosted } from '../../../src/workflow/status/posted';
import { quotes } from '../../../src/workflow/status/quotes';
import { patchIdsOf, postedFromMail } from '../../../src/workflow/status/remember';
import { rememberSend } from '../../../src/workflow/status/remember-send';
import { type Scratch, scratch } from '../../git/scratch';

async function posted(...mails: Partial<ExampleMail>[]) {
  const read = await Promise.all(
    mails.map(({ subject = '[PATCH] KVM: x86: A', headers, ...rest }, i) => {
      const text = exampleMail({ ...rest, subject, headers: { 'Message-ID': `<${i}@a>`, ...headers } });
      return readMail(Buffer.from(text), { file: null, firstLine: 1 });
    }),
  );
  return postedFromMail(groupSeries(read, { whole: false })[0]!);
}

const reply = (subject: string, to = '<cover@a>') => ({ subject, headers: { 'In-Reply-To': to } });

test('a series as mail shows it', async () => {
  const { mails, ...rest } = await posted(
    { subject: '[PATCH v2 0/2] KVM: x86:  Both' },
    { subject: '[PATCH v2 1/2] KVM: x86: One' },
    { subject: '[PATCH v2 2/2] KVM: x86: Two' },
  );
  const sent = '2024-05-01T08:00:00.000Z';
  assert.deepEqual(rest, {
    ...{ branch: null, version: 2, from: null, tip: null, folder: null, made: sent, sent },
  });
  assert.deepEqual(
    mails.map((one) => Object.values(one)),
    [
      [0, '<0@a>', 'KVM: x86: Both', null],
      [1, '<1@a>', 'KVM: x86: One', null],
      [2, '<2@a>', 'KVM: x86: Two', null],
    ],
  );
  assert.equal((await posted({ headers: { Date: 'some day' } })).sent, '');
});

test('a cover letter that is not at hand is what the patches answer', async () => {
  const ids = async (...mails: Partial<ExampleMail>[]) =>
    (await posted(...mails)).mails.map(({ n, messageId }) => `${n} ${messageId}`);
  assert.deepEqual(await ids(reply('[PATCH 1/2] A'), reply('[PATCH 2/2] B')), [
    '0 <cover@a>',
    '1 <0@a>',
    '2 <1@a>',
  ]);
  assert.deepEqual(await ids(reply('[PATCH] A')), ['1 <0@a>']);
  assert.deepEqual(await ids(reply('[PATCH 1/1] A')), ['1 <0@a>']);
  assert.deepEqual(await ids({ subject: '[PATCH 1/2] A' }, reply('[PATCH 2/2] B', '<0@a>')), [
    '1 <0@a>',
    '2 <1@a>',
  ]);
  assert.deepEqual(await ids(reply('[PATCH 0/2] C'), reply('[PATCH 1/2] A')), ['0 <0@a>', '1 <1@a>']);
  assert.deepEqual(await ids(reply('[PATCH 2/2] B', '<0@a>')), ['2 <0@a>']);
});

/** A branch of two patches, and their mails in `out`. */
function sending(t: TestContext) {
  const repo = scratch(t);
  repo.commit('base\n', { a: 'a\n' });
  repo.git('checkout', '-q', '-b', 'naps');
  repo.commit('KVM: x86: Do one\n\nDo it.\n', { a: 'b\n' });
  repo.commit('KVM: x86: Do two\n\nDo it.\n', { a: 'c\n' });
  repo.git('format-patch', '-q', '-o', 'out', '--thread', '-v2', '-2');
  const files = readdirSync(join(repo.dir, 'out'))
    .sort()
    .map((name) => `out/${name}`);
  return { repo, files };
}

async function remember(repo: Scratch, files: readonly string[]) {
  const commonDir = join(repo.dir, '.git');
  const { series } = await readPaths(
    files.map((file) => join(repo.dir, file)),
    {},
  );
  rememberSend(series, { commonDir, cwd: repo.dir, env: repo.env });
  return readPosted(commonDir);
}

test('patch-ids by file; what is no patch has none', (t) => {
  const { repo, files } = sending(t);
  writeFileSync(join(repo.dir, 'words'), 'no patch\n');
  const [one, two] = files as [string, string];
  const all = [join(repo.dir, one), 'words', 'nowhere', two];
  const ids = patchIdsOf(all, repo.dir, repo.env);
  assert.deepEqual([...ids.keys()], [all[0], two]);
  for (const id of ids.values()) assert.match(id, /^[0-9a-f]{40}$/);
  assert.notEqual(ids.get(all[0]!), ids.get(two));
});

test('a send is remembered with its branch, its commits and its mails, and a ref keeps them', async (t) => {
  const { repo, files } = sending(t);
  const [one] = await remember(repo, files);
  const { made, sent, mails, ...rest } = one!;
  assert.deepEqual(rest, {
    ...{
      branch: 'naps',
      version: 2,
      from: repo.git('rev-parse', 'HEAD~2'),
      tip: repo.git('rev-parse', 'HEAD'),
    },
    folder: join(repo.dir, 'out'),
  });
  assert.equal(made, sent);
  assert.deepEqual(
    mails.map(({ n, shortlog, patchId }) => [n, shortlog, patchId?.length]),
    [
      [1, 'KVM: x86: Do one', 40],
      [2, 'KVM: x86: Do two', 40],
    ],
  );
  assert.equal(repo.git('rev-parse', 'refs/git-kvm/naps/v2'), rest.tip);
});

test('a send of mails that format-patch made is that series, sent now', async (t) => {
  const { repo, files } = sending(t);
  const [first] = await remember(repo, files);
  const commonDir = join(repo.dir, '.git');
  const before = { ...first!, branch: 'other', made: '2024-01-01T00:00:00Z', sent: null };
  rememberPosted(commonDir, { ...before, version: 1, made: 'never' });
  rememberPosted(commonDir, before);
  const [, again] = await remember(repo, files);
  assert.deepEqual({ ...again, sent: null }, before);
});

test('a send of what is not of this branch is remembered without it', async (t) => {
  const { repo, files } = sending(t);
  repo.git('checkout', '-q', 'HEAD~1');
  const [elsewhere] = await remember(repo, files);
  assert.deepEqual([elsewhere!.branch, elsewhere!.from, elsewhere!.tip], [null, null, null]);
  const [part] = await remember(repo, files.slice(0, 1));
  assert.deepEqual([part!.branch, part!.tip], [null, null]);
  repo.git('checkout', '-q', 'naps');
  const first = join(repo.dir, files[0]!);
  writeFileSync(first, readFileSync(first, 'utf8').replace(/^From .*\n/, ''));
  const [edited] = await remember(repo, files);
  assert.deepEqual([edited!.branch, edited!.mails.length], [null, 2]);
  assert.equal(repo.git('for-each-ref', 'refs/git-kvm'), '');
});

test('a text quotes a commit by eight digits of its id or more', () => {
  const id = '0123456789abcdef0123456789abcdef01234567';
  for (const text of ['see 01234567', `(${id.toUpperCase()})`, `other 89abcdef, 0123456789ab`])
    assert.ok(quotes(text, id), text);
  assert.ok(quotes(id, id.slice(0, 12)));
  for (const text of ['see 0123456', 'see 123456789a', 'x01234567', '']) assert.ok(!quotes(text, id), text);
});
