import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { UsageError } from '../../src/model/errors';
import { rangeArguments, readRange } from '../../src/patches/commits';

const home = mkdtempSync(join(tmpdir(), 'git-kvm-commits-'));
after(() => rmSync(home, { recursive: true, force: true }));

const env = {
  PATH: process.env.PATH,
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Author',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada Author',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};
const git = (...args: string[]) => execFileSync('git', args, { cwd: home, env, encoding: 'utf8' }).trim();
const commit = (message: string | Buffer, ...more: string[]) => {
  writeFileSync(join(home, '..msg'), message);
  git(...more, 'commit', '-q', '--allow-empty', '--cleanup=verbatim', '-F', '..msg');
};

before(() => {
  git('init', '-q', '-b', 'main');
  git('config', 'diff.noprefix', 'true');
  git('config', 'log.showSignature', 'true');
  git('config', 'log.showRoot', 'false');
  writeFileSync(join(home, 'a.c'), 'one\n');
  git('add', 'a.c');
  commit('KVM: x86: Add a\n\nBody.\n');
  git('mv', 'a.c', 'b.c');
  commit('KVM: x86: Move a\n\nTrailing \n\nSigned-off-by: Ada <ada@example.com>\n');
  commit(Buffer.from('KVM: x86: Caf\xe9\n', 'latin1'), '-c', 'i18n.commitEncoding=ISO-8859-1');
  git('checkout', '-q', '-b', 'side', 'HEAD~1');
  commit('KVM: SVM: Side\n');
  git('checkout', '-q', 'main');
  git('merge', '-q', '--no-ff', '-m', 'Merge side', 'side');
});

test('reads commits, the oldest first, with message, author and diff', async () => {
  const { series, summary } = await readRange('main~2..main~1', home);
  assert.equal(summary.read, 1);
  const all = await readRange('-10', home);
  const patches = all.series[0]!.patches;
  assert.deepEqual(
    patches.map((patch) => patch.shortlog.value).filter((line) => line.startsWith('KVM: x86')),
    ['KVM: x86: Add a', 'KVM: x86: Move a', 'KVM: x86: Café'],
  );
  assert.equal(patches[0]!.diff.files[0]!.change, 'added');
  const moved = patches[1]!;
  assert.equal(
    moved.message.value,
    'KVM: x86: Move a\n\nTrailing \n\nSigned-off-by: Ada <ada@example.com>\n',
  );
  assert.deepEqual(moved.author, { name: 'Ada Author', email: 'ada@example.com' });
  assert.deepEqual(moved.diff.paths, ['a.c', 'b.c']);
  assert.equal(moved.diff.files[0]!.change, 'renamed');
  assert.equal(moved.trailers[0]!.text.span().line, 5);
  assert.equal(moved.origin.commit, git('rev-parse', 'main~2'));
  assert.equal(series[0]!.mailed, false);
  assert.equal(patches.at(-1)!.isMerge, true);
  assert.equal(patches.at(-1)!.hasDiff, false);
  assert.equal(patches[2]!.hasDiff, true);
});

test('a revision alone means what came since', async () => {
  const { series } = await readRange('main~1', home);
  assert.deepEqual(
    series[0]!.patches.map((patch) => patch.shortlog.value),
    ['KVM: SVM: Side', 'Merge side'],
  );
  assert.equal((await readRange('main', home)).series.length, 0);
});

test('a range is never an option', async () => {
  const out = join(home, 'pwned');
  for (const range of [`--output=${out}`, '-p', '--all', '-', '-3x', '-n3']) {
    await assert.rejects(readRange(range, home), UsageError, range);
  }
  assert.equal(existsSync(out), false);
  assert.deepEqual(rangeArguments('-3'), ['--max-count=3', '--end-of-options', 'HEAD', '--']);
});

test('says what git says of a range that is not there', async () => {
  await assert.rejects(readRange('nowhere..HEAD', home), /nowhere\.\.HEAD.*bad revision/);
});

test('what is a range, and what is where one starts', () => {
  const revision = (range: string) => rangeArguments(range)[2];
  for (const range of ['a..b', '^a', 'a^!', 'a^@', 'a^-', 'a^-2']) assert.equal(revision(range), range);
  for (const range of ['a', 'a^', 'a^2', 'a@{1}']) assert.equal(revision(range), `${range}..HEAD`);
  assert.deepEqual(rangeArguments('-9999')[0], '--max-count=5001');
});

test('a commit has the one parent that it has', async () => {
  const { series } = await readRange('-10', home);
  const parents = series[0]!.patches.map(({ shortlog, origin }) => [shortlog.value.slice(5), origin.parent]);
  assert.deepEqual(Object.fromEntries(parents), {
    'x86: Add a': undefined,
    'x86: Move a': git('rev-parse', 'main~2^'),
    'x86: Café': git('rev-parse', 'main~2'),
    'SVM: Side': git('rev-parse', 'main~2'),
    ' side': undefined,
  });
});

/** A repository of commits, each a message and perhaps what it writes into `f`. */
function made(...commits: [message: string, file?: string][]): string {
  const dir = mkdtempSync(join(home, 'made-'));
  const inDir = (args: string[], input = '') => execFileSync('git', args, { cwd: dir, env, input });
  const data = (text: string) => `data ${text.length}\n${text}\n`;
  const file = (text?: string) => (text === undefined ? '' : `M 100644 inline f\n${data(text)}`);
  inDir(['init', '-q', '-b', 'main']);
  const head = 'commit refs/heads/main\ncommitter A <a@example.com> 1714990000 +0000\n';
  inDir(
    ['fast-import', '--quiet'],
    commits.map(([message, text]) => head + data(message) + file(text)).join(''),
  );
  return dir;
}

test('too many commits are no series', async () => {
  const dir = made(...Array.from({ length: 5001 }, (_, i): [string] => [`${i}`]));
  await assert.rejects(readRange('-5001', dir), /has more than 5000 commits/);
});

test('a message that is too long is named', async () => {
  const dir = made(['x'.repeat(500_001)]);
  await assert.rejects(readRange('-1', dir), /: [0-9a-f]{40}: the text has more than 500000 characters/);
});

test('a diff that is too long is left out, and the next one is read', async () => {
  const dir = made(
    ['one', 'x\n'],
    ['two', `${'x'.repeat(1023)}\n`.repeat(65 * 1024)],
    ['three', 'x\n'],
    ['four', 'y\n'],
  );
  execFileSync('git', ['config', 'core.bigFileThreshold', '1g'], { cwd: dir, env });
  const { series } = await readRange('-4', dir);
  assert.deepEqual(
    series[0]!.patches.map(({ shortlog, hasDiff }) => [shortlog.value, hasDiff]),
    [
      ['one', true],
      ['two', false],
      ['three', false],
      ['four', true],
    ],
  );
});
