import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of its own for one test, with git cut off from the machine's configuration. */
export class Sandbox {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'git-kvm-test-')));
  readonly home = join(this.root, 'home');
  readonly env: NodeJS.ProcessEnv;

  constructor() {
    mkdirSync(this.home);
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(GIT_(?!KVM_(?:DIST|PATIENCE)$)|HUSKY|XDG_)/.test(name),
    );
    this.env = {
      ...Object.fromEntries(inherited),
      HOME: this.home,
      GIT_CONFIG_GLOBAL: join(this.home, '.gitconfig'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_KVM_TEST_LOG: join(this.root, 'log'),
      LC_ALL: 'C.UTF-8',
    };
    this.write(
      'home/.gitconfig',
      '[user]\n\tname = Sam Tester\n\temail = sam@example.org\n[init]\n\tdefaultBranch = master\n[advice]\n\tdetachedHead = false\n',
    );
  }

  /** Run a program to its end; its status is for the caller to judge. */
  run(cwd: string, command: string, args: string[], extra: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
    return spawnSync(command, args, {
      cwd: join(this.root, cwd),
      env: { ...this.env, ...extra },
      encoding: 'utf8',
      input: '',
    });
  }

  /** Git, which must succeed. @returns its standard output without the last newline */
  git(cwd: string, ...args: string[]): string {
    const { status, stdout, stderr } = this.run(cwd, 'git', args);
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
    return stdout.replace(/\n$/, '');
  }

  /** A repository with one commit. */
  repository(name = 'clone'): string {
    this.git('.', 'init', '-q', name);
    this.write(`${name}/file`, 'one\n');
    this.git(name, 'add', 'file');
    this.git(name, 'commit', '-q', '-m', 'First');
    return name;
  }

  write(path: string, text: string, mode?: number): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (mode !== undefined) chmodSync(file, mode);
    return file;
  }

  /** An executable hook that writes its name, its arguments, its environment's say and its standard input to the log. */
  loggingHook(path: string, more = ''): string {
    const text = `#!/bin/sh\n{ printf '%s' "theirs:\${0##*/}"; printf ' [%s]' "$@"; echo; cat; } >>"$GIT_KVM_TEST_LOG"\n${more}\n`;
    return this.write(path, text, 0o755);
  }

  /** Let the library, which runs in this very process, see git as `run` does. */
  lendEnvironment(): void {
    for (const name of ['HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM'])
      process.env[name] = this.env[name];
  }

  log(): string {
    try {
      return readFileSync(join(this.root, 'log'), 'utf8');
    } catch {
      return '';
    }
  }

  clearLog(): void {
    rmSync(join(this.root, 'log'), { force: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Each file below `folder` with mode and checksum; what an uninstall must give back. */
export function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const stat = lstatSync(path);
      const content = stat.isSymbolicLink()
        ? readlinkSync(path)
        : stat.isFile()
          ? createHash('sha256').update(readFileSync(path)).digest('hex')
          : '';
      return `${name} ${stat.mode.toString(8)} ${content}`;
    });
}

/** Folder of the sources as the tests run them. */
const SOURCES = join(__dirname, '..', '..', '..', 'src');

/**
 * The built program, with a stand-in for its judgement: what holds the word BAD is refused. It writes to the log what it
 * was asked, so that starts of node can be counted.
 */
export function standInProgram(folder: string): string {
  // What judges is left out.
  const parts = ['git-kvm.cjs', 'husky', 'hooks', 'templates'];
  for (const part of parts)
    cpSync(join(process.env.GIT_KVM_DIST!, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'hook.cjs'), STAND_IN);
  return folder;
}

const STAND_IN = `
const { appendFileSync, readFileSync } = require('node:fs');
const { basename } = require('node:path');
const { runSendHook } = require(${JSON.stringify(join(SOURCES, 'hooks', 'send', 'send.js'))});
const log = (line) => appendFileSync(process.env.GIT_KVM_TEST_LOG, line + '\\n');
const [name, ...args] = process.argv.slice(2);
if (args[0] === '--selftest') process.exit(40);
const judge = (files) => {
  const bad = files.filter((file) => readFileSync(file, 'utf8').includes('BAD'));
  log('ours:' + name + ' ' + files.map((file) => basename(file)).join(' '));
  for (const file of bad) process.stderr.write('BAD in ' + basename(file) + '\\n');
  return bad.length > 0 ? 1 : 0;
};
const err = (text) => process.stderr.write(text);
const call = { args, cwd: process.cwd(), env: process.env, programDir: __dirname, color: false, err };
(async () => (name === 'sendemail-validate' ? runSendHook(call, async (files) => judge(files)) : judge([args[0]])))().then(
  (status) => { process.exitCode = 40 + status; },
  (error) => { err(error.message + '\\n'); process.exitCode = 42; },
);
`;
