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
