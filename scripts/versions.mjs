// The end-to-end tests on other versions: git of later releases of Debian (its packages unpacked, nothing installed) and
// Node from the oldest that is supported to the newest (npm's packages of their binaries), alone and together. What can't be
// had here is reported, and isn't a failure.
// Arguments: tests (default: those that run git and the hooks), or --short: a day with each version.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const DAY = ['test/e2e/day.test.ts'];
const OF_GIT = [
  'test/e2e/send-email.test.ts',
  'test/e2e/one-step-send.test.ts',
  'test/e2e/commit-msg.test.ts',
];
const OF_NODE = ['test/e2e/story.test.ts', 'test/e2e/commit-msg.test.ts', 'test/security/hook.test.ts'];
/** Releases of Debian: the one after this machine's, and the newest git that is packaged. */
const GITS = ['trixie', 'sid'];
/** The oldest that is supported, and the releases with long-term support after the one that is here. */
const NODES = ['20.12.0', '22', '24', '26'];
const wanted = process.argv.slice(2);
const isShort = wanted[0] === '--short';
const folder = mkdtempSync(join(tmpdir(), 'git-kvm-versions-'));

/** No download takes longer, and no run of the tests, however slow the machine: what does hangs. */
const MOST_MINUTES = { download: 5, tests: 20 };

/** Run to the end; its standard output, or null where it failed. */
function run(command, args, options = {}) {
  const timeout = MOST_MINUTES.download * 60_000;
  const done = spawnSync(command, args, { encoding: 'utf8', timeout, killSignal: 'SIGKILL', ...options });
  return done.status === 0 ? done.stdout : null;
}

/** Run the tests with what `env` names; in words how they ended, null where they passed. */
async function test(tests, env) {
  const child = spawn('node', [join(root, 'scripts', 'test.mjs'), ...tests], {
    env,
    cwd: root,
    stdio: 'inherit',
    // Its own process group: one signal ends all that the tests have started.
    detached: true,
  });
  const end = () => process.kill(-child.pid, 'SIGKILL');
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, MOST_MINUTES.tests * 60_000);
  const interrupt = () => {
    end();
    process.exit(1);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const status = await new Promise((resolve) => {
    child.on('error', resolve);
    child.on('exit', resolve);
  });
  clearTimeout(timer);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (isLate) return `HANGS, ended after ${MOST_MINUTES.tests} minutes`;
  return status === 0 ? null : 'FAILED';
}

/** The mirror that this machine takes Debian from. */
function ownMirror() {
  const rows =
    run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(ORIGIN) $(SUITE)', 'Created-By: Packages']) ??
    '';
  const main = rows.split('\n').find((row) => / Debian (?!.*(?:security|updates|backports))/.test(row));
  return main?.split(' ')[0] ?? null;
}

/** A folder for PATH with the git of this release of Debian, or the reason why there is none. */
function debianGit(release) {
  if (process.platform !== 'linux' || run('apt-get', ['--version']) === null) return 'no apt-get here';
  const place = join(folder, release);
  const apt = join(place, 'apt');
  const debs = join(place, 'debs');
  const into = join(place, 'root');
  for (const one of [debs, into, join(apt, 'lists', 'partial'), join(apt, 'archives', 'partial')])
    mkdirSync(one, { recursive: true });
  const mirror = ownMirror();
  if (mirror === null) return 'apt knows no mirror of Debian here';
  writeFileSync(join(apt, 'sources.list'), `deb ${mirror} ${release} main\n`);
  const options = [
    `Dir::Etc::SourceList=${join(apt, 'sources.list')}`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${join(apt, 'lists')}`,
    `Dir::Cache=${apt}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  const packages = ['git', 'git-email', 'libc6', 'libpcre2-8-0', 'zlib1g'];
  if (run('apt-get', [...options, 'update']) === null) return `the packages of ${release} cannot be listed`;
  if (run('apt-get', [...options, 'download', ...packages], { cwd: debs }) === null)
    return `the packages of ${release} cannot be downloaded`;
  // Its git runs with its own libc; patchelf comes from the release that is here.
  if (run('apt-get', ['download', 'patchelf'], { cwd: debs }) === null)
    return 'patchelf cannot be downloaded';
  for (const deb of readdirSync(debs))
    if (run('dpkg-deb', ['-x', join(debs, deb), into]) === null) return `${deb} cannot be unpacked`;
  const libraries = readdirSync(join(into, 'usr', 'lib')).find((name) => name.endsWith('-linux-gnu'));
  const lib = join(into, 'usr', 'lib', libraries ?? '');
  const loader = readdirSync(lib).find((name) => /^ld-linux.*\.so\.\d$/.test(name));
  const core = join(into, 'usr', 'lib', 'git-core');
  const git = join(core, 'git');
  rmSync(git);
  copyFileSync(join(into, 'usr', 'bin', 'git'), git);
  const patch = ['--set-interpreter', join(lib, loader ?? ''), '--force-rpath', '--set-rpath', lib, git];
  if (run(join(into, 'usr', 'bin', 'patchelf'), patch) === null) return 'patchelf failed';
  const bin = join(place, 'bin');
  mkdirSync(bin);
  const lines = [
    '#!/bin/sh',
    `export GIT_EXEC_PATH='${core}' GITPERLLIB='${join(into, 'usr', 'share', 'perl5')}'`,
    `export GIT_TEMPLATE_DIR='${join(into, 'usr', 'share', 'git-core', 'templates')}'`,
    `exec '${git}' "$@"`,
  ];
  writeFileSync(join(bin, 'git'), `${lines.join('\n')}\n`);
  chmodSync(join(bin, 'git'), 0o755);
  return { bin };
}

/** A folder for PATH with this version of Node, or the reason why there is none. */
function otherNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const into = join(folder, `node${version}`);
  mkdirSync(into);
  // Of a hundred megabytes only the program: to install the package takes twice as long.
  const tarball = run('npm', ['pack', '--silent', `${name}@${version}`], { cwd: into })?.trim();
  if (!tarball) return `${name}@${version} can't be had from npm`;
  if (run('tar', ['-xzf', tarball, 'package/bin/node'], { cwd: into }) === null)
    return `${name}@${version} has no binary`;
  return { bin: join(into, 'package', 'bin') };
}

const outcomes = [];
/** To be seen among the lines of the tests, and once more at the end. */
const say = (line) => {
  outcomes.push(line);
  console.log(`versions: ${line}`);
};

/** What was got, by its name; what can't be had is said once. */
function got(name, get) {
  const found = get();
  if (typeof found !== 'string') return [{ name, bin: found.bin }];
  say(`${name}: NOT RUN: ${found}`);
  return [];
}

const gits = GITS.flatMap((release) => got(`git of ${release}`, () => debianGit(release)));
const nodes = NODES.flatMap((version) => got(`Node ${version}`, () => otherNode(version)));
/** Each version once in a short run; else each alone, with more tests, and each git with each node. */
const runs = isShort
  ? Array.from({ length: Math.max(gits.length, nodes.length) }, (_, i) => ({
      parts: [gits[i], nodes.at(-1 - i)].filter(Boolean),
      tests: DAY,
    }))
  : [
      ...gits.map((git) => ({ parts: [git], tests: [...DAY, ...OF_GIT] })),
      ...nodes.map((node) => ({ parts: [node], tests: [...DAY, ...OF_NODE] })),
      ...gits.flatMap((git) => nodes.map((node) => ({ parts: [git, node], tests: DAY }))),
    ];
let failed = 0;
for (const { parts, tests } of runs) {
  const path = [...parts.map(({ bin }) => bin), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path };
  const asked = isShort || wanted.length === 0 ? tests : wanted;
  const versions = `${run('node', ['--version'], { env })?.trim()}, ${run('git', ['--version'], { env })?.trim()}`;
  const what = `${parts.map(({ name }) => name).join(', ')} (${versions})`;
  console.log(`versions: ${what}: ${asked.join(' ')}`);
  const fault = await test(asked, env);
  say(`${what}: ${fault ?? 'passed'}`);
  if (fault !== null) failed += 1;
}
rmSync(folder, { recursive: true, force: true });
console.log(`\nOther versions of git and Node:\n${outcomes.map((line) => `  ${line}\n`).join('')}`);
process.exitCode = failed > 0 ? 1 : 0;
