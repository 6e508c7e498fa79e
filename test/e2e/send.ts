import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository } from '../../src/git/repository';
import { install } from '../../src/hooks/install/install';
import { Sandbox, standInProgram } from '../hooks/install/sandbox';

/** A clone with git-kvm (and the stand-in judge), a fake sendmail, and ways to make patches. */
export class Outbox extends Sandbox {
  readonly clone: string;
  /** What the fake sendmail got, one file a mail. */
  readonly sent: string;

  constructor() {
    super();
    this.clone = this.repository();
    this.sent = join(this.root, 'sent');
    mkdirSync(this.sent);
    const sendmail = this.write(
      'sendmail',
      `#!/bin/sh\nn=$(ls '${this.sent}' | wc -l)\ncat >'${this.sent}'/$((n + 100))-$$\n`,
      0o755,
    );
    for (const [key, value] of [
      ['sendemail.smtpserver', sendmail],
      ['sendemail.to', 'kvm@example.org'],
      ['sendemail.confirm', 'never'],
      ['sendemail.from', 'Sam Tester <sam@example.org>'],
      ['sendemail.suppresscc', 'all'],
    ]) {
      this.git(this.clone, 'config', '--global', key!, value!);
    }
  }

  async install(): Promise<void> {
    const program = standInProgram(join(this.root, 'program'));
    this.lendEnvironment();
    await install(await openRepository(join(this.root, this.clone)), { program, version: '1.0.0' });
    this.clearLog();
  }

  /** Commits with these shortlogs, as patch files in `folder` (below the clone). */
  patches(folder: string, shortlogs: string[], ...options: string[]): string[] {
    const start = this.git(this.clone, 'rev-parse', 'HEAD');
    for (const [i, shortlog] of shortlogs.entries()) {
      this.write(`${this.clone}/file`, `${folder} ${i}\n`);
      this.git(this.clone, 'commit', '-q', '-a', '--no-verify', '-m', shortlog);
    }
    const made = this.git(this.clone, 'format-patch', '-o', folder, ...options, start);
    this.clearLog();
    return made.split('\n');
  }

  send(args: string[], { cwd = this.clone, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
    return this.run(cwd, 'git', ['send-email', ...args], env);
  }

  /** The subjects that left, in order. */
  subjects(): string[] {
    return readdirSync(this.sent)
      .sort()
      .map((name) => /^Subject: (.*)$/m.exec(readFileSync(join(this.sent, name), 'utf8'))?.[1] ?? '');
  }

  /** The calls of the stand-in judge: one for each start of node. */
  judged(): string[] {
    return this.log()
      .split('\n')
      .filter((line) => line.startsWith('ours:'));
  }

  /** Names in the folder of the sends' state. */
  state(): string[] {
    try {
      return readdirSync(join(this.root, this.clone, '.git/git-kvm/sends'));
    } catch {
      return [];
    }
  }
}
