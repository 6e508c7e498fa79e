/** A throwaway clone of a small KVM-shaped tree, with git-kvm installed, and real git to work in it. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DIST = process.env.GIT_KVM_DIST ?? join(process.cwd(), 'dist');

export interface Done {
  readonly status: number;
  /** What was printed, on both streams. */
  readonly said: string;
}

export class KernelClone {
  readonly home = mkdtempSync(join(tmpdir(), 'git-kvm-e2e-'));
  readonly path: string;
  readonly env: Record<string, string>;

  /** @param name of the clone's folder; any bytes that a file system takes */
  constructor(name = 'linux', options: { install?: boolean } = {}) {
    this.path = join(this.home, name);
    const inherited = Object.entries(process.env).filter(
      ([key]) => !/^(?:GIT_(?!KVM_PATIENCE$)|HUSKY|XDG_)/.test(key),
    );
    this.env = {
      ...(Object.fromEntries(inherited) as Record<string, string>),
      HOME: this.home,
      GIT_CONFIG_GLOBAL: join(this.home, 'gitconfig'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C.UTF-8',
    };
    writeFileSync(join(this.home, 'gitconfig'), '[user]\n\tname = Ada Example\n\temail = ada@example.org\n');
    cpSync(join('test', 'fixtures', 'tree'), this.path, { recursive: true });
    this.git('init', '-q', '-b', 'next');
    this.git('add', '.');
    this.git('commit', '-q', '-m', 'KVM: x86/mmu: Add a helper to zap a range\n\nAdd a helper.');
    if (options.install !== false) this.install();
  }

  install(): void {
    const done = this.run([process.execPath, join(DIST, 'git-kvm.cjs'), 'install', this.path]);
    if (done.status !== 0) throw new Error(done.said);
  }

  /** Run git in the clone; it must succeed. */
  git(...args: string[]): string {
    return execFileSync('git', args, {
      cwd: this.path,
      env: this.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  /** Run git in the clone, whatever comes of it. */
  tryGit(args: readonly string[], env: Record<string, string> = {}, cwd = this.path): Done {
    return this.run(['git', ...args], env, cwd);
  }

  run(command: readonly string[], env: Record<string, string> = {}, cwd = this.path): Done {
    const done = spawnSync(command[0]!, command.slice(1), {
      cwd,
      env: { ...this.env, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      // Against a hang; a machine that is busy takes its time.
      timeout: 300_000,
    });
    return { status: done.status ?? 255, said: `${done.stdout}${done.stderr}` };
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8');
  }

  write(path: string, text: string | Uint8Array): void {
    writeFileSync(join(this.path, path), text);
  }

  /** Change a file of KVM x86 and stage it. */
  stage(path = 'arch/x86/kvm/mmu/mmu.c', line = `\n/* ${Math.random()} */`): void {
    const before = existsSync(join(this.path, path)) ? this.read(path) : '';
    this.write(path, `${before}${line}\n`);
    this.git('add', '-f', path);
  }

  /** An editor that replaces the message by this text, or runs this sh script on it. */
  editor(script: string): string {
    const file = join(this.home, `editor-${readdirSync(this.home).length}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  /** Have git send-email write each mail to a file. @returns the folder */
  catchMail(): string {
    const outbox = join(this.home, 'sent');
    mkdirSync(outbox);
    const sendmail = this.editor(`cat >"$(mktemp '${outbox}/XXXXXXXX')"`);
    const settings = { smtpserver: sendmail, confirm: 'never', from: 'ada@example.org' };
    for (const [key, value] of Object.entries(settings))
      this.git('config', '--global', `sendemail.${key}`, value);
    return outbox;
  }

  /** The messages that were refused and kept, oldest first. */
  kept(): string[] {
    const folder = join(this.path, '.git', 'git-kvm-refused');
    return existsSync(folder)
      ? readdirSync(folder)
          .sort()
          .map((name) => readFileSync(join(folder, name), 'utf8'))
      : [];
  }

  /** A remote as if it was fetched: its URL, and where its branches are; nothing goes over the network. */
  follow(remote: string, url: string, branches: Readonly<Record<string, string>>): void {
    this.git('config', `remote.${remote}.url`, url);
    this.git('config', `remote.${remote}.fetch`, `+refs/heads/*:refs/remotes/${remote}/*`);
    for (const [branch, commit] of Object.entries(branches))
      this.git('update-ref', '-m', 'fetch', `refs/remotes/${remote}/${branch}`, commit);
  }

  /** A commit that follows the guide, or any other message, past the hooks. */
  commit(message: string, path = 'arch/x86/kvm/mmu/mmu.c', line?: string): string {
    this.stage(path, line);
    this.git('commit', '-q', '-s', '--no-verify', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  head(format = '%B'): string {
    return this.git('log', '-1', `--format=${format}`);
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
