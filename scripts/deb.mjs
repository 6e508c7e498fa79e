// A Debian package of what `npm pack` packs: npm run deb -- [TARBALL [FOLDER]]. Without arguments, packs first, and writes
// into this folder. SOURCE_DATE_EPOCH sets its time (default: the last commit), DEBFULLNAME and DEBEMAIL its maintainer
// (default: git's committer); with the same three, the package is the same byte for byte.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const cwd = process.env.INIT_CWD ?? process.cwd();
const run = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();

if (spawnSync('dpkg-deb', ['--version']).error) {
  process.stderr.write('deb: dpkg-deb is missing here (Debian and Ubuntu: the package dpkg)\n');
  process.exit(2);
}
process.umask(0o022);
const folder = mkdtempSync(join(tmpdir(), 'git-kvm-deb-'));
try {
  const [tarball, into = '.'] = process.argv.slice(2);
  const made = deb(tarball === undefined ? pack() : resolve(cwd, tarball), resolve(cwd, into));
  process.stdout.write(`${made}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack() {
  const [{ filename }] = JSON.parse(run('npm', 'pack', '--json', '--silent', '--pack-destination', folder));
  return join(folder, filename);
}

/** @returns the package's path */
function deb(tarball, into) {
  run('tar', '-xzf', tarball, '-C', folder);
  const from = join(folder, 'package');
  const { version, description } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  // As Ubuntu does: older than a package that Debian would make of the same version.
  const release = `${version}-0upstream1`;
  const time = Number(process.env.SOURCE_DATE_EPOCH ?? run('git', 'log', '-1', '--format=%ct'));
  const maintainer = maintainerHere();
  const tree = join(folder, 'tree');
  const put = (path, content) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  };
  const zipped = (path, content) => put(`${path}.gz`, gzipSync(content, { level: 9 }));

  const program = join(tree, 'usr/share/git-kvm');
  mkdirSync(dirname(program), { recursive: true });
  cpSync(join(from, 'dist'), program, { recursive: true });
  mkdirSync(join(tree, 'usr/bin'));
  symlinkSync('../share/git-kvm/git-kvm.cjs', join(tree, 'usr/bin/git-kvm'));
  const doc = 'usr/share/doc/git-kvm';
  mkdirSync(join(tree, doc), { recursive: true });
  renameSync(join(program, 'copyright'), join(tree, doc, 'copyright'));
  for (const name of ['README.md', 'CONTRIBUTING.md']) put(`${doc}/${name}`, readFileSync(join(from, name)));
  cpSync(join(from, 'docs'), join(tree, doc, 'docs'), { recursive: true });
  zipped(`${doc}/changelog`, readFileSync(join(from, 'CHANGELOG.md')));
  zipped(`${doc}/changelog.Debian`, changelog(release, maintainer, time));
  zipped('usr/share/man/man1/git-kvm.1', readFileSync(join(program, 'git-kvm.1')));
  rmSync(join(program, 'git-kvm.1'));
  for (const [shell, path] of [
    ['bash', 'usr/share/bash-completion/completions/git-kvm'],
    ['zsh', 'usr/share/zsh/vendor-completions/_git-kvm'],
    ['fish', 'usr/share/fish/vendor_completions.d/git-kvm.fish'],
  ])
    put(path, `${run(process.execPath, join(program, 'git-kvm.cjs'), 'completion', shell)}\n`);

  const files = tidy(tree);
  const size = files.reduce((sum, path) => sum + Math.ceil(statSync(join(tree, path)).size / 1024), 0);
  put('DEBIAN/control', control({ release, maintainer, size, description }));
  put('DEBIAN/md5sums', files.map((path) => `${md5(join(tree, path))}  ${path}\n`).join(''));
  tidy(join(tree, 'DEBIAN'));
  const target = join(into, `git-kvm_${release}_all.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', tree, target], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(time) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return target;
}

function control({ release, maintainer, size, description }) {
  return `Package: git-kvm
Version: ${release}
Architecture: all
Maintainer: ${maintainer}
Installed-Size: ${size}
Depends: git, nodejs (>= 20.12)
Recommends: git-email
Suggests: b4
Section: vcs
Priority: optional
Description: ${description}
 Once installed into a clone of Linux, git commit rejects a message that breaks
 the guide for KVM x86, and git send-email rejects a series that would be sent
 back. It works with git format-patch and b4; every check is also a command,
 git kvm check.
`;
}

function changelog(release, maintainer, time) {
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return `git-kvm (${release}) unstable; urgency=medium

  * See changelog.gz for what changed.

 -- ${maintainer}  ${date}
`;
}

function maintainerHere() {
  const { DEBFULLNAME, DEBEMAIL } = process.env;
  if (DEBFULLNAME && DEBEMAIL) return `${DEBFULLNAME} <${DEBEMAIL}>`;
  return /^.*>/.exec(run('git', 'var', 'GIT_COMMITTER_IDENT'))[0];
}

/** Give all below `folder` the modes that a package has. @returns the files but links, sorted */
function tidy(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      if (entry.isSymbolicLink()) return [];
      const isProgram = entry.isDirectory() || readFileSync(path).subarray(0, 2).toString() === '#!';
      chmodSync(path, isProgram ? 0o755 : 0o644);
      return entry.isDirectory() ? [] : [relative(folder, path)];
    })
    .sort();
}

function md5(path) {
  return createHash('md5').update(readFileSync(path)).digest('hex');
}
