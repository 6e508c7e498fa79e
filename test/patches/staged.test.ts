/** The commit that is being made: how its message is read, and against what its changes are. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LARGEST_DIFF, readStaged, settingsFor, stagedPaths } from '../../src/patches/staged';
import { scratch } from '../git/scratch';

const MESSAGE = '.git/COMMIT_EDITMSG';

/** A repository of two commits, with a change of `f` in the index. */
function prepare(t: TestContext, message = 'KVM: Do it\n\nText.\n\n# comment\n') {
  const repo = scratch(t);
  repo.commit('one', { e: '1\n', f: '1\n' });
  repo.commit('two', { e: '2\n' });
  repo.write('f', '2\n');
  repo.git('add', 'f');
  repo.write(MESSAGE, message);
  const read = (args: string[] = [], said = {}, env: NodeJS.ProcessEnv = {}) =>
    readStaged(MESSAGE, repo.dir, { ...repo.env, ...env }, said, args);
  return { repo, read };
}

test('a commit has its message, its author and what is in the index', (t) => {
  const { repo, read } = prepare(t);
  const { patch, amend, encoding } = read();
  assert.deepEqual(
    [patch.message.value, patch.comment, amend, encoding],
    ['KVM: Do it\n\nText.', '#', false, null],
  );
  assert.deepEqual(
    [patch.author, patch.shortlog.value],
    [{ name: 'Ann Author', email: 'ann@example.org' }, 'KVM: Do it'],
  );
  assert.deepEqual([patch.diff.paths, patch.isMerge], [['f'], false]);
  assert.deepEqual(stagedPaths(repo.dir, repo.env), ['f']);
  assert.equal(read([], {}, { GIT_AUTHOR_EMAIL: undefined }).patch.author, null);
  repo.git('config', 'core.commentChar', ';');
  repo.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
  const other = read();
  assert.deepEqual([other.patch.comment, other.encoding], [';', 'ISO-8859-1']);
  assert.equal(read(['--cleanup=verbatim']).patch.comment, null);
});

test('an amended commit is compared with the one before it, whatever git has said; a first one with none', (t) => {
  const { repo, read } = prepare(t);
  const said = { diff: read().patch.diff };
  repo.write('g', '');
  repo.git('add', 'g');
  assert.deepEqual(read([], said).patch.diff.paths, ['f']);
  for (const amend of ['--amend', '--am', '--amen']) {
    assert.deepEqual(read([amend], said).patch.diff.paths, ['e', 'f', 'g'], amend);
    assert.ok(read([amend]).amend);
  }
  assert.deepEqual(read(['--amends', '--author=x']).patch.diff.paths, ['f', 'g']);
  repo.git('reset', '-q', '--soft', 'HEAD^');
  assert.equal(read(['--amend']).patch.hasDiff, false);
});

test('of a merge the message alone is read', (t) => {
  const { repo, read } = prepare(t);
  writeFileSync(join(repo.dir, '.git', 'MERGE_HEAD'), repo.git('rev-parse', 'HEAD'));
  const { patch } = read();
  assert.deepEqual([patch.isMerge, patch.hasDiff], [true, false]);
});

test('of a diff that is too large the paths are read', (t) => {
  const { repo, read } = prepare(t);
  repo.write('large', `${'x'.repeat(1023)}\n`.repeat(LARGEST_DIFF / 1024));
  repo.git('-c', 'core.looseCompression=0', 'add', 'large');
  for (const args of [[], ['--amend']]) {
    const { diff } = read(args).patch;
    assert.deepEqual([diff.files, diff.paths.includes('large')], [[], true]);
  }
});

test('what cannot be read is said', (t) => {
  const { repo, read } = prepare(t);
  const said = read();
  assert.throws(() => readStaged('none', repo.dir, repo.env, {}, []), /cannot read the commit message none/);
  repo.write('.git/index', 'broken');
  assert.throws(() => read(), /cannot get the staged changes/);
  assert.deepEqual(read([], { diff: said.patch.diff }).patch.diff.paths, ['f']);
  for (const long of ['x\n'.repeat(20_002), '# x\n'.repeat(200_001)]) {
    repo.write(MESSAGE, long);
    assert.throws(
      () => read([], { diff: said.patch.diff }),
      /isn't a commit message: the text has more than/,
    );
  }
});

test('how a message is cleaned up: by option, by configuration, and by whether it was edited', (t) => {
  const { dir, env } = scratch(t);
  const settings = (args: string[], config: Record<string, string> | null, editor = 'vi', text = '# x\n') =>
    settingsFor(
      Buffer.from(text),
      args,
      dir,
      { ...env, GIT_EDITOR: editor },
      config ? new Map(Object.entries(config)) : undefined,
    );
  const cases: [string[], Record<string, string>, string, string][] = [
    [[], {}, 'vi', 'strip'],
    [[], {}, ':', 'whitespace'],
    [[], { 'commit.cleanup': 'verbatim' }, 'vi', 'verbatim'],
    [['--cleanup=strip'], { 'commit.cleanup': 'verbatim' }, ':', 'strip'],
    [['--cleanup=scissors'], {}, 'vi', 'scissors'],
    [['--cleanup=scissors'], {}, ':', 'whitespace'],
    [['--cleanup=default', 'x--cleanup=verbatim'], {}, 'vi', 'strip'],
  ];
  for (const [args, config, editor, cleanup] of cases) {
    const found = settings(args, config, editor);
    assert.deepEqual([found.cleanup, found.edited], [cleanup, editor === 'vi'], `${args} ${editor}`);
  }
  assert.equal(settings([], { 'core.commentchar': '%', 'core.commentstring': '//' }).comment, '//');
  assert.equal(settings([], { 'core.commentchar': '%' }).comment, '%');
  assert.equal(settings([], {}).comment, '#');
});

test('git is asked for the settings where they may matter', (t) => {
  const { dir, env, git } = scratch(t);
  git('config', 'i18n.commitEncoding', 'KOI8-R');
  const asked = (bytes: string) => settingsFor(Buffer.from(bytes, 'latin1'), [], dir, env).encoding !== null;
  assert.deepEqual(['Do it.\n', 'Do it.\n# x\n', 'caf\xe9\n', 'caf\xc3\xa9\n'].map(asked), [
    false,
    true,
    true,
    false,
  ]);
});
