/** Where a repository lies, its trees, and its records; how git and git send-email are started. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dropRelativePath, withoutGitVariables } from '../../src/git/environment';
import { readEvidence, writeEvidence } from '../../src/git/evidence-notes';
import { openClone } from '../../src/git/git-clone';
import { checkpatchIn, copyScripts, oldScripts, scriptsIn } from '../../src/git/kernel-scripts';
import { isAlive, processKey } from '../../src/git/process';
import { replaceFile } from '../../src/git/replace-file';
import { findRepository, installedAt } from '../../src/git/repo-paths';
import { openRepository } from '../../src/git/repository';
import { gitRunner } from '../../src/git/run';
import { operands, optionsOf, sendCommand } from '../../src/git/send-email-command';
import { startGit } from '../../src/git/stream';
import { NO_TREE, treeAt } from '../../src/git/tree';
import type { Evidence } from '../../src/model/evidence';
import { folder } from '../audit/archives';
import { scratch } from './scratch';

test('words of git send-email: files, and options by their whole names', () => {
  const cases: [typed: string, files: string, options: string][] = [
    ['a.patch b.patch', 'a.patch b.patch', ''],
    ['--to x a -to=y --to= b', 'a b', 'to=x,y,'],
    ['--dry-run a --cc c -- b', 'a', 'dry-run= cc=c'],
    ['--in-rep id --ann a', 'a', 'in-reply-to=id annotate='],
    ['--no-val a --odd b -1 c', 'a b c', 'no-validate= odd= 1='],
    // A beginning that tells nothing: git would not take it.
    ['--s a', 'a', 'sender='],
    ['a --to', 'a', 'to='],
    ['--smtp-ssl a --smtp-ssl-c b c', 'a c', 'smtp-ssl= smtp-ssl-cert-path=b'],
    ['-h a', 'a', 'h='],
  ];
  for (const [typed, files, options] of cases) {
    const words = typed.split(' ');
    const found = [...optionsOf(words)].map(([name, values]) => `${name}=${values}`);
    assert.deepEqual([operands(words).join(' '), found.join(' ')], [files, options], typed);
  }
});

test('what was typed after git send-email, and where', async (t) => {
  const home = folder(t);
  for (const name of ['git-send-email', 'other']) writeFileSync(join(home, name), 'echo; read x; exit\n');
  const started = async (script: string) => {
    const env = { ...process.env, PWD: '/typed' };
    const child = spawn('sh', [join(home, script), '--to', 'a b', 'x.patch'], { cwd: home, env });
    t.after(() => child.kill());
    await new Promise((done) => child.stdout.once('data', done));
    return child.pid!;
  };
  assert.deepEqual(sendCommand(await started('git-send-email')), {
    args: ['--to', 'a b', 'x.patch'],
    folders: [process.cwd(), '/typed', home],
  });
  assert.equal(sendCommand(await started('other')), null);
  assert.equal(sendCommand(999_999_999), null);
});

test('a process is alive as the one that it was', () => {
  const mine = processKey(process.pid);
  assert.match(mine, new RegExp(`^${process.pid}-\\d+$`));
  const keys = [mine, `${process.pid}-1`, `${process.pid}`, '999999999-', '0-', '-1-', 'x', ''];
  assert.deepEqual(keys.filter(isAlive), [mine]);
  assert.equal(processKey(999_999_999), '999999999-');
});

test('git that is read while it runs says what went wrong', async (t) => {
  const repo = scratch(t);
  const where = { cwd: repo.dir, env: repo.env };
  const read = async (...args: string[]) => {
    const { process: git, failed } = startGit(args, where);
    git.stdin.end();
    let text = '';
    git.stdout.on('data', (more) => {
      text += more;
    });
    return [await failed, text.trim()];
  };
  assert.deepEqual(await read('rev-parse', '--git-dir'), [null, '.git']);
  assert.match(String((await read('log', 'gone', '--'))[0]), /^fatal: bad revision 'gone'$/);
  assert.deepEqual(await read('-c', 'alias.q=!exit 7', 'q'), ['git exited with status 7', '']);
  const { failed } = startGit(['version'], { ...where, env: { PATH: '/nonexistent' } });
  assert.match(String(await failed), /^cannot run git: .*ENOENT/);
});

test('the files of a commit: by word, by path, and all below a folder', (t) => {
  const repo = scratch(t);
  const id = repo.commit('one', { 'a/x': 'nap\n', 'a/é': 'nap a.c\n', 'ab/y': 'nap\n', 'a/b/z': 'a+c\n' });
  repo.commit('two', { 'a/x': 'else\n' });
  const tree = treeAt(id, join(repo.dir, 'a'), repo.env);
  assert.deepEqual(tree.filesWith('nap', ['a']), ['a/x', 'a/é']);
  assert.deepEqual(tree.filesWith('nap', ['a', 'ab']), ['a/x', 'a/é', 'ab/y']);
  assert.deepEqual(tree.filesWith('a.c', ['a']), ['a/é']);
  assert.deepEqual(tree.filesWith('-none', ['a']), []);
  assert.equal(treeAt(id, repo.dir, { PATH: '/nonexistent' }).filesWith('nap', ['a']), null);
  assert.deepEqual(tree.list('a'), ['a/b/z', 'a/x', 'a/é']);
  assert.deepEqual(tree.list('gone'), []);
  assert.deepEqual(tree.files(['a', 'gone', 'a/x\n', 'ab/y', 'a/x']), [
    { path: 'ab/y', text: 'nap\n' },
    { path: 'a/x', text: 'nap\n' },
  ]);
  assert.deepEqual(tree.files(['a/x\0']), []);
  assert.deepEqual(treeAt('gone', repo.dir, repo.env).files(['a/x']), []);
  assert.deepEqual([NO_TREE.filesWith('a', []), NO_TREE.files([]), NO_TREE.list('a')], [null, [], []]);
});

test('where the parts of a repository lie', async (t) => {
  const repo = scratch(t);
  repo.commit('one', { 'a/x': 'x\n' });
  const gitDir = join(repo.dir, '.git');
  assert.deepEqual(findRepository(join(repo.dir, 'a')), { top: repo.dir, gitDir, commonDir: gitDir });
  assert.deepEqual(findRepository(gitDir), { top: null, gitDir, commonDir: gitDir });
  assert.equal(findRepository(join(repo.dir, '..')), null);
  const tree = join(repo.dir, '..', 'tree');
  repo.git('worktree', 'add', '-q', tree);
  assert.deepEqual(findRepository(tree), {
    top: tree,
    gitDir: join(gitDir, 'worktrees', 'tree'),
    commonDir: gitDir,
  });
  const opened = await openRepository(tree);
  const { top, commonDir, gitVersion } = opened;
  assert.deepEqual([top, opened.gitDir, commonDir], [tree, join(gitDir, 'worktrees', 'tree'), gitDir]);
  assert.match(gitVersion.text, /^\d/);
  const [major, minor] = gitVersion.text.split('.').map(Number) as [number, number];
  const versions = [
    [major, minor],
    [major, minor + 1],
    [major - 1, minor + 1],
    [major + 1, 0],
  ] as const;
  assert.deepEqual(
    versions.map(([a, b]) => gitVersion.atLeast(a, b)),
    [true, false, true, false],
  );
  rmSync(tree, { recursive: true });
  const again = await openRepository(gitDir);
  assert.equal(again.top, gitDir);
  assert.deepEqual(await again.worktrees(), [
    { path: repo.dir, bare: false, missing: false },
    { path: tree, bare: false, missing: true },
  ]);
  const file = join(gitDir, 'config');
  repo.git('config', '--add', 'a.B.c', 'one');
  repo.git('config', '--add', 'a.B.c', 'two\nlines');
  assert.deepEqual(await again.configIn(file, 'a.B.c'), ['one', 'two\nlines']);
  assert.deepEqual(await again.configIn(file, 'a.b.d'), []);
  const found = (await again.config()).filter(({ key }) => key === 'a.B.c');
  assert.deepEqual(
    found.map(({ scope, value }) => [scope, value]),
    [
      ['local', 'one'],
      ['local', 'two\nlines'],
    ],
  );
  assert.match(found[0]!.origin, /^file:.*config$/);
  await assert.rejects(openRepository(join(repo.dir, 'gone')), /No such directory/);
  await assert.rejects(openRepository(join(repo.dir, '..')), /is not in a git repository/);
  writeFileSync(file, '[broken');
  await assert.rejects(openRepository(repo.dir), /git cannot open .*bad config/);
});

test('where the program that runs a hook is installed', () => {
  const at = (program: string) => installedAt(program, '/w', '/w/.git/worktrees/x');
  assert.deepEqual(at('/c/git-kvm/1/program'), {
    top: '/w',
    gitDir: '/w/.git/worktrees/x',
    commonDir: '/c',
  });
  for (const program of ['/c/git-kvm/1/dist', '/c/kvm/1/program', '/dist']) assert.equal(at(program), null);
});

test('the environment of a program', () => {
  assert.deepEqual(withoutGitVariables({ GIT_DIR: 'x', GITX: 'y', MY_GIT_DIR: 'z' }), {
    GITX: 'y',
    MY_GIT_DIR: 'z',
  });
  const path = (PATH?: string) => {
    const env = { PATH };
    dropRelativePath(env);
    return env.PATH;
  };
  assert.deepEqual(
    [path('/a:.:b::/c/d'), path('.:b'), path(''), path()],
    ['/a:/c/d', '/usr/bin:/bin', '/usr/bin:/bin', '/usr/bin:/bin'],
  );
});

test('a file is replaced in one step, or as it was', (t) => {
  const dir = folder(t);
  const file = join(dir, 'x');
  replaceFile(file, 'one', { mode: 0o600 });
  assert.deepEqual([readFileSync(file, 'utf8'), statSync(file).mode & 0o777], ['one', 0o600]);
  chmodSync(file, 0o640);
  replaceFile(file, 'two', { mode: 0o600, sync: true });
  assert.deepEqual([readFileSync(file, 'utf8'), statSync(file).mode & 0o777], ['two', 0o640]);
  mkdirSync(join(dir, 'y'));
  assert.throws(() => replaceFile(join(dir, 'y'), 'three'), /EISDIR|ENOTEMPTY|EEXIST/);
  assert.throws(() => replaceFile(join(dir, 'gone', 'z'), 'three'), /ENOENT/);
  assert.deepEqual(readdirSync(dir), ['x', 'y']);
});

test('scripts are copied from the tree, from HEAD, or from the copies of before', (t) => {
  const repo = scratch(t);
  repo.commit('one', {
    'scripts/checkpatch.pl': 'c\n',
    'scripts/spelling.txt': 's\n',
    'scripts/other': 'o\n',
  });
  rmSync(join(repo.dir, 'scripts', 'spelling.txt'));
  symlinkSync('/etc/passwd', join(repo.dir, 'scripts', 'spelling.txt'));
  repo.write('scripts/checkpatch.pl', 'changed\n');
  const [to, earlier] = [join(repo.dir, 'to', 'deep'), join(repo.dir, 'earlier')];
  for (const name of ['earlier/get_maintainer.pl', 'earlier/spelling.txt']) repo.write(name, 'e\n');
  copyScripts(repo.dir, to, earlier);
  assert.deepEqual(
    readdirSync(to).map((name) => [name, readFileSync(join(to, name), 'utf8')]),
    [
      ['checkpatch.pl', 'changed\n'],
      ['get_maintainer.pl', 'e\n'],
      ['spelling.txt', 's\n'],
    ],
  );
  assert.deepEqual(oldScripts(repo.dir, to), []);
  repo.write('scripts/checkpatch.pl', 'again\n');
  rmSync(join(to, 'spelling.txt'));
  assert.deepEqual(oldScripts(repo.dir, to), ['checkpatch.pl', 'spelling.txt']);
  assert.equal(checkpatchIn(repo.dir), null);
  copyScripts(repo.dir, scriptsIn(repo.dir), earlier);
  assert.equal(checkpatchIn(repo.dir), join(scriptsIn(repo.dir), 'checkpatch.pl'));
  assert.ok(existsSync(join(repo.dir, 'git-kvm', 'current', 'scripts')));
});

test('records are added by tree, each once, and withdrawn', (t) => {
  const repo = scratch(t);
  repo.commit('one');
  const first = repo.git('rev-parse', 'HEAD^{tree}');
  repo.commit('two');
  const tree = repo.git('rev-parse', 'HEAD^{tree}');
  const git = gitRunner(repo.dir, 20_000, repo.env);
  const where = { cwd: repo.dir, env: repo.env };
  const record = (more: Partial<Evidence> = {}): Evidence => ({
    id: 'build',
    patch: 'a'.repeat(40),
    tree,
    parent: first,
    on: 'gcc 12',
    date: '2024-05-01',
    ...more,
  });
  const list = () => readEvidence(git).map(({ id, on, tree: of }) => `${id} ${on} ${of === tree}`);
  assert.deepEqual(list(), []);
  writeEvidence([record()], git, where);
  writeEvidence([record({ date: '2024-05-02' }), record({ on: 'clang' })], git, where);
  assert.deepEqual(list(), ['build gcc 12 true', 'build clang true']);
  const more = [{ id: 'htmldocs' }, { patch: 'b'.repeat(40) }, { tree: first }] as const;
  writeEvidence(more.map(record), git, where);
  assert.equal(readEvidence(git).length, 5);
  assert.deepEqual(openClone(repo.dir, where)!.evidence(), readEvidence(git));
  writeEvidence([], git, where, (one) => one.on === 'clang' || one.tree === first);
  assert.deepEqual(list(), ['build gcc 12 true', 'htmldocs gcc 12 true', 'build gcc 12 true']);
  const fails = () => writeEvidence([record({ on: 'x' })], git, { ...where, cwd: '/' });
  assert.throws(fails, /cannot record what was run/);
});
