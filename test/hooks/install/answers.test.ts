/** Install says "installed" only if every hook answers, to the owner of the clone; else what to do, with nothing changed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { listing, Sandbox } from './sandbox';

const PROGRAM = join(process.env.GIT_KVM_DIST!, 'git-kvm.cjs');
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

const install = (sandbox: Sandbox, path: string, umask = '022') =>
  sandbox.run('.', 'sh', [
    '-c',
    'umask "$1"; shift; exec "$@"',
    'sh',
    umask,
    process.execPath,
    PROGRAM,
    'install',
    path,
  ]);

/** Run git in `path` as another user, with nothing of root's environment. */
const asOwner = (sandbox: Sandbox, path: string, ...args: string[]) =>
  spawnSync('git', args, {
    cwd: join(sandbox.root, path),
    uid: NOBODY,
    gid: NOBODY,
    env: {
      PATH: process.env.PATH,
      HOME: '/',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.org',
    },
    encoding: 'utf8',
  });

function giveAway(folder: string): void {
  for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    chownSync(join(folder, name), NOBODY, NOBODY);
}

describe('install', () => {
  it('says in five lines what is rejected now, how to prove it, suppress it and take it out', () => {
    using sandbox = new Sandbox();
    const { status, stdout, stderr } = install(sandbox, sandbox.repository());
    assert.equal(status, 0, stderr);
    const lines = stdout.trimEnd().split('\n');
    assert.match(lines[0]!, /^Installed git-kvm .* all hooks work\.$/);
    assert.equal(lines.length, 6);
    for (const word of ['rejected', 'git kvm doctor', 'git kvm allow RULE', 'git kvm uninstall'])
      assert.ok(
        lines.slice(1).some((line) => line.includes(word)),
        word,
      );
  });

  it('by root, with a umask that forbids all, into a clone of another user is theirs, and answers them', (test) => {
    if (!isRoot) return test.skip('needs root, to give a clone away');
    using sandbox = new Sandbox();
    spawnSync('chmod', ['755', sandbox.root]);
    const clone = sandbox.repository();
    giveAway(join(sandbox.root, clone));
    sandbox.git('.', 'config', '--global', 'safe.directory', '*');
    const { status, stderr } = install(sandbox, clone, '077');
    assert.equal(status, 0, stderr);
    for (const name of readdirSync(join(sandbox.root, clone, '.git'), { recursive: true, encoding: 'utf8' }))
      assert.equal(lstatSync(join(sandbox.root, clone, '.git', name)).uid, NOBODY, name);
    sandbox.run(clone, 'chown', ['-R', `${NOBODY}`, '.']);
    assert.equal(asOwner(sandbox, clone, 'kvm', '--version').status, 0);
    const commit = asOwner(
      sandbox,
      clone,
      'commit',
      '--allow-empty',
      '-m',
      'file: Say more',
      '-m',
      'Say more.',
    );
    assert.equal(commit.status, 0, commit.stderr);
    assert.equal(asOwner(sandbox, clone, 'kvm', 'uninstall').status, 0);
  });

  it('by a user with a umask that forbids all can be read by the others of a shared clone', () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    assert.equal(install(sandbox, clone, '077').status, 0);
    const folder = join(sandbox.root, clone, '.git', 'git-kvm');
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const stat = lstatSync(join(folder, name));
      const want = stat.isDirectory() ? 0o755 : stat.isSymbolicLink() ? 0o777 : stat.mode & 0o755;
      assert.equal(stat.mode & 0o7777, want | 0o444, name);
    }
    assert.equal(lstatSync(join(sandbox.root, clone, '.git/hooks/commit-msg')).mode & 0o777, 0o755);
  });

  it('where node is out of reach for the owner says so, and changes nothing', (test) => {
    if (!isRoot) return test.skip('needs root, to give a clone away');
    using sandbox = new Sandbox();
    spawnSync('chmod', ['755', sandbox.root]);
    const clone = sandbox.repository();
    giveAway(join(sandbox.root, clone));
    sandbox.git('.', 'config', '--global', 'safe.directory', '*');
    const node = sandbox.write('private/node', `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, 0o755);
    spawnSync('chmod', ['700', join(sandbox.root, 'private')]);
    const before = listing(join(sandbox.root, clone, '.git'));
    const script = `
      process.execPath = ${JSON.stringify(node)};
      process.argv.splice(1, 0, ${JSON.stringify(PROGRAM)});
      require(${JSON.stringify(PROGRAM)});`;
    // No other node on PATH either.
    mkdirSync(join(sandbox.root, 'bin'));
    for (const name of ['git', 'sh']) {
      const program = sandbox.run('.', 'sh', ['-c', `command -v ${name}`]).stdout.trim();
      sandbox.write(`bin/${name}`, `#!/bin/sh\nexec ${program} "$@"\n`, 0o755);
    }
    const { status, stderr } = sandbox.run(clone, process.execPath, ['-e', script, 'install', '.'], {
      PATH: join(sandbox.root, 'bin'),
    });
    assert.equal(status, 2, stderr);
    assert.match(
      stderr,
      /commit-msg does not run: node \(20 or later\) not found .*\(as nobody, whose clone it is\)/,
    );
    assert.deepEqual(listing(join(sandbox.root, clone, '.git')), before);
  });

  it('on a file system that is mounted noexec says so, and changes nothing', (test) => {
    using sandbox = new Sandbox();
    const mount = join(sandbox.root, 'mount');
    mkdirSync(mount);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'noexec', 'tmpfs', mount]).status !== 0)
      return test.skip('cannot mount here');
    try {
      copyTo(sandbox, sandbox.repository(), 'mount/clone');
      const before = listing(join(mount, 'clone', '.git'));
      const { status, stderr } = install(sandbox, 'mount/clone');
      assert.equal(status, 2, stderr);
      assert.match(
        stderr,
        /commit-msg does not run: .* its file system is mounted noexec\n {2}Mount it with exec/,
      );
      assert.deepEqual(listing(join(mount, 'clone', '.git')), before);
    } finally {
      spawnSync('umount', [mount]);
    }
  });

  it('that is killed leaves nothing in the temporary directory', () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    mkdirSync(join(sandbox.root, 'tmp'));
    for (const after of [0.1, 0.2, 0.3, 0.4, 0.6]) {
      spawnSync(process.execPath, [PROGRAM, 'install', clone], {
        cwd: sandbox.root,
        env: { ...sandbox.env, TMPDIR: join(sandbox.root, 'tmp') },
        timeout: after * 1000,
        killSignal: 'SIGKILL',
      });
      assert.deepEqual(readdirSync(join(sandbox.root, 'tmp')), []);
    }
  });
});

/** With all that stat tells. */
function copyTo(sandbox: Sandbox, from: string, to: string): void {
  if (spawnSync('cp', ['-a', join(sandbox.root, from), join(sandbox.root, to)]).status !== 0)
    throw new Error(to);
}

describe('uninstall', () => {
  it('says what it deletes, keeps backups of branches unless told, and leaves no empty folder', () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    const folders = () =>
      listing(join(sandbox.root, clone, '.git')).filter(
        (line) => !/^(?:objects|logs\/HEAD|index|config)/.test(line),
      );
    const before = folders();
    const kvm = (...args: string[]) => sandbox.run(clone, process.execPath, [PROGRAM, ...args]);
    kvm('install');
    assert.equal(kvm('allow', 'spelling', '--reason', 'a name', '--commit', 'HEAD').status, 0);
    sandbox.write(`${clone}/.git/git-kvm-refused/one.txt`, 'KVM: Refused\n');
    sandbox.git(clone, 'update-ref', 'refs/git-kvm/master/v1', 'HEAD');
    sandbox.git(clone, 'update-ref', '--create-reflog', 'refs/git-kvm/backup/master/1', 'HEAD');
    const first = kvm('uninstall');
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /^Deleted: .*messages of rejected commits.*formatted and sent.*suppressions/m);
    assert.match(first.stdout, /^Kept: .*\n {2}git update-ref -d refs\/git-kvm\/backup\/master\/1$/m);
    assert.equal(
      sandbox.git(clone, 'for-each-ref', '--format=%(refname)', 'refs/git-kvm', 'refs/notes'),
      'refs/git-kvm/backup/master/1',
    );
    kvm('install');
    assert.match(kvm('uninstall', '--backups').stdout, /^Deleted: backups of branches$/m);
    assert.deepEqual(folders(), before);
  });
});
