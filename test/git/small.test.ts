/** Small parts of src/git that need no history: options, answers, copies, definitions, recipients. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AnswerCache, pruneAnswers } from '../../src/git/answer-cache';
import { withoutSignature } from '../../src/git/commit-object';
import { readCommitOptions } from '../../src/git/commit-options';
import { definitionSearch } from '../../src/git/definitions';
import { fetchedBranches, shortName } from '../../src/git/fetched';
import { keepFiles } from '../../src/git/kept-files';
import { scriptsIn } from '../../src/git/kernel-scripts';
import { FIXED_FOLDER } from '../../src/git/left-behind';
import { withLock } from '../../src/git/lock';
import { processKey } from '../../src/git/process';
import { addressOf, recipientsOf } from '../../src/git/recipients';
import { gitRunner } from '../../src/git/run';
import { folder } from '../audit/archives';
import { scratch } from './scratch';

test('options of git commit: those of the message go, with their values', () => {
  const cases: [typed: string, kept: string, names: string, paths?: string][] = [
    ['-a x.c', '-a x.c', 'a'],
    ['-m words x.c', 'x.c', 'message'],
    ['-mwords -am more x.c', '-a x.c', 'message a'],
    ['--message words --author A x.c', '--author A x.c', 'message author'],
    ['--message=words --auth=A', '--auth=A', 'message author'],
    ['-F file -C HEAD -c HEAD -t x', '', 'file reuse-message reedit-message template'],
    ['-U 3 -U5 x', '-U 3 -U5 x', 'unified'],
    ['-S -Skey -uno -es', '-S -Skey -uno', 'S u edit signoff'],
    ['-aSkey -pm words', '-aSkey -p', 'a S p message'],
    ['--no-verify --no-edit --no-author x', '--no-verify --no-author x', 'verify edit author'],
    ['--fixup=HEAD x', 'x', 'fixup'],
    ['--fixup amend HEAD x', 'x', 'fixup'],
    ['--fixup=reword HEAD x', '--only --allow-empty x', 'fixup'],
    ['--fixup reword:HEAD x', '--only --allow-empty x', 'fixup'],
    ['--squash HEAD --trailer a:b', '', 'squash trailer'],
    ['--pathspec-from-file=list', '--pathspec-from-file=list', 'pathspec-from-file', 'list'],
    ['--pathspec-from-file - -a', '--pathspec-from-file - -a', 'pathspec-from-file a', '-'],
    ['--odd=1 -', '--odd=1 -', 'odd'],
    ['-a -- -m x', '-a -- -m x', 'a'],
    ['-m', '', 'message'],
  ];
  for (const [typed, kept, names, paths = null] of cases) {
    const found = readCommitOptions(typed.split(' '));
    assert.deepEqual(
      [found.kept.join(' '), [...found.names].join(' '), found.pathsFrom],
      [kept, names, paths],
      typed,
    );
  }
});

test('a commit without its signature', () => {
  const signed = 'tree x\ngpgsig -----BEGIN\n line\n  end\nauthor a\n more\ngpgsig-sha256 x\n y';
  assert.deepEqual(withoutSignature(signed), { headers: ['tree x', 'author a', ' more'], wasSigned: true });
  assert.deepEqual(withoutSignature('tree x\nauthor a'), {
    headers: ['tree x', 'author a'],
    wasSigned: false,
  });
});

test('names are searched where KVM sees them, and their places are told', () => {
  const search = definitionSearch('HEAD', ['nap', 'a-b', 'x'.repeat(101)])!;
  assert.ok(
    search.args.includes('HEAD') &&
      search.args.some((arg) => arg.includes('define') && arg.includes('(nap)')),
  );
  assert.deepEqual(
    search.places(Buffer.from('HEAD:a.h\0#define nap 1\nHEAD:b.h\0#define napper\nodd nap\n')),
    [{ name: 'nap', path: 'a.h' }],
  );
  assert.equal(definitionSearch('HEAD', ['a b', '']), null);
});

test('an answer is that to the same question, and the oldest go', (t) => {
  const dir = join(folder(t), 'answers');
  const cache = new AnswerCache<number>(dir, 'asked');
  assert.equal(cache.read('text'), null);
  cache.write('text', 7);
  assert.deepEqual(
    [cache.read('text'), cache.read('other'), new AnswerCache(dir, 'else').read('text')],
    [7, null, null],
  );
  for (let i = 0; i < 2001; i += 1) writeFileSync(join(dir, `${i}.json`), '');
  writeFileSync(join(dir, 'note'), '');
  for (const name of ['5.json', '9.json']) utimesSync(join(dir, name), 1, 1);
  pruneAnswers(dir);
  const left = readdirSync(dir);
  assert.deepEqual(
    [left.length, left.includes('5.json'), left.includes('9.json'), left.includes('note')],
    [2001, false, false, true],
  );
  pruneAnswers(dir);
  assert.equal(readdirSync(dir).length, 2001);
  pruneAnswers(join(dir, 'nowhere'));
});

test('copies of files, by their folders; no more than anyone goes back to, and through no link', (t) => {
  const dir = folder(t);
  for (const name of ['a', 'b']) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'x'), name);
  }
  const now = new Date('2024-05-06T10:00:00Z');
  const [one, ...more] = keepFiles(dir, [join(dir, 'a', 'x')], now);
  assert.deepEqual([one!.folder, more], [join(dir, 'a'), []]);
  assert.match(one!.copies, /\/2024-05-06-10-00-00-\w+$/);
  const both = keepFiles(dir, [join(dir, 'a', 'x'), join(dir, 'b', 'x')], now);
  assert.deepEqual(
    both.map(({ copies }) => readFileSync(join(copies, 'x'), 'utf8')),
    ['a', 'b'],
  );
  for (let i = 0; i < 30; i += 1)
    keepFiles(dir, [join(dir, 'a', 'x')], new Date(now.getTime() + 1000 * (i + 1)));
  const kept = readdirSync(join(dir, FIXED_FOLDER));
  assert.deepEqual([kept.length, existsSync(one!.copies)], [20, false]);
  assert.match(keepFiles(null, [join(dir, 'a', 'x')], now)[0]!.copies, /git-kvm-fixed-/);
  // Not a folder of the machine: without the check, what it holds is removed.
  symlinkSync(join(dir, 'b'), join(dir, 'a', FIXED_FOLDER));
  assert.throws(() => keepFiles(join(dir, 'a'), [join(dir, 'a', 'x')], now), /is a symbolic link/);
});

test('a lock is held by one, taken from the dead, and leaves nothing', async (t) => {
  const dir = folder(t);
  const lock = join(dir, 'lock');
  const held = await withLock(lock, async () => {
    await assert.rejects(
      withLock(lock, async () => 1, 'Busy'),
      new RegExp(`Busy \\(process ${process.pid}\\)`),
    );
    return readFileSync(lock, 'utf8');
  });
  assert.equal(held, processKey(process.pid));
  assert.deepEqual(readdirSync(dir), []);
  writeFileSync(lock, '999999999-1');
  for (const name of ['lock.999999999', 'lock.999999998.old', 'lock.x', 'other.999999999'])
    writeFileSync(join(dir, name), '');
  assert.equal(await withLock(lock, async () => 2), 2);
  assert.deepEqual(readdirSync(dir).sort(), ['lock.x', 'other.999999999']);
  await assert.rejects(
    withLock(lock, async () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.ok(!existsSync(lock));
});

test('branches of other people’s trees, by URL and refspec', (t) => {
  const repo = scratch(t);
  const id = repo.commit('base\n');
  const branches = () =>
    fetchedBranches(gitRunner(repo.dir, 10_000, repo.env)).map(
      (one) => `${one.tree} ${one.remote} ${one.branch} ${shortName(one)}`,
    );
  assert.deepEqual(branches(), []);
  repo.git('remote', 'add', 'x', 'https://github.com/kvm-x86/linux');
  repo.git('remote', 'add', 'me', 'https://github.com/me/linux');
  repo.git('remote', 'add', 'k', 'short:kvm');
  repo.git('config', 'url.git://git.kernel.org/pub/scm/virt/kvm/.insteadOf', 'short:');
  for (const ref of ['x/next', 'x/HEAD', 'me/next', 'k/master', 'other'])
    repo.git('update-ref', `refs/remotes/${ref}`, id);
  repo.git('config', '--add', 'remote.x.fetch', '+refs/heads/fixes:refs/heads/x-fixes');
  repo.git('config', '--add', 'remote.x.fetch', 'refs/tags/*:refs/tags/*');
  repo.git('update-ref', 'refs/heads/x-fixes', id);
  repo.git('tag', 'v1');
  assert.deepEqual(branches().sort(), [
    'kvm k master k/master',
    'kvm-x86 x fixes x-fixes',
    'kvm-x86 x next x/next',
  ]);
});

test('recipients: maintainers, and others, each once; never stable', (t) => {
  const repo = scratch(t);
  const commonDir = join(repo.dir, '.git');
  const ask = () => recipientsOf(Buffer.from('mail'), 'HEAD', { cwd: repo.dir, env: repo.env, commonDir });
  repo.commit('base\n', { x: 'x' });
  assert.equal(ask(), null);
  repo.commit('more\n', { MAINTAINERS: 'M\n', '.get_maintainer.ignore': 'I\n' });
  assert.equal(ask(), null);
  const scripts = scriptsIn(commonDir);
  mkdirSync(scripts, { recursive: true });
  const said = [
    'Max <max@x.org> (maintainer:KVM (x86))',
    'Sue <sue@x.org> (supporter:KVM)',
    'MAX <MAX@x.org> (reviewer:KVM)',
    'list@x.org (open list:KVM)',
    'stable@vger.kernel.org (open list)',
    'kvm@vger.kernel.org (open list:KVM)',
    'nobody (maintainer:x)',
    'odd line',
  ];
  const write = (more: string) =>
    writeFileSync(
      join(scripts, 'get_maintainer.pl'),
      `print "$_\\n" for (${said.map((one) => `'${one}'`)});\n${more}`,
    );
  write('-e "MAINTAINERS" && -e ".get_maintainer.ignore" && -e "series.patch" or die;\n');
  assert.deepEqual(ask(), {
    to: ['Max <max@x.org>', 'Sue <sue@x.org>'],
    cc: ['list@x.org', 'kvm@vger.kernel.org', 'linux-kernel@vger.kernel.org'],
  });
  write('die;\n');
  assert.equal(ask(), null);
  assert.equal(addressOf(' Max <Max@X.org> '), 'max@x.org');
  assert.equal(addressOf('List@x.org'), 'list@x.org');
});
