/** A clone with git-kvm as it ships, in which any patch can be committed and sent for real. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOTES_SHOWN_FILE } from '../../src/git/left-behind';
import { commitMsg } from '../../src/hooks/commit-msg';
import type { Diff, DiffFile } from '../../src/model/diff';
import { type Done, KernelClone } from './kernel-clone';
import { installPackage } from './package';

export interface Commit {
  readonly message: string;
  readonly diff: Diff;
}

/** What a refused commit is told after the findings; it names a new file each time. */
const WAY_ON = '\nCommit rejected';

export class ShippedClone extends KernelClone {
  /** What the fake sendmail got. */
  private readonly outbox = join(this.home, 'sent');

  constructor() {
    super('linux', { install: false });
    const done = this.run([installPackage(this.home), 'install', this.path]);
    if (done.status !== 0) throw new Error(done.said);
    mkdirSync(this.outbox);
    const sendmail = join(this.home, 'sendmail');
    writeFileSync(sendmail, `#!/bin/sh\ncat >"$(mktemp '${this.outbox}/XXXXXXXX')"\n`, { mode: 0o755 });
    const settings = { smtpserver: sendmail, from: 'ada@example.org', to: 'kvm@vger.kernel.org' };
    const quiet = { confirm: 'never', suppresscc: 'all', assume8bitEncoding: 'UTF-8', thread: 'false' };
    for (const [key, value] of Object.entries({ ...settings, ...quiet }))
      this.git('config', '--global', `sendemail.${key}`, value);
    Object.assign(this.env, {
      GIT_EDITOR: ':',
      GIT_AUTHOR_NAME: 'Ada Example',
      GIT_AUTHOR_EMAIL: 'ada@example.org',
    });
  }

  /** Make the commits `refs/heads/new/N`, each on an own `refs/heads/old/N` that has the files as they were. */
  makeCommits(commits: readonly Commit[]): void {
    const who = 'committer Ada Example <ada@example.org> 1717200000 +0200';
    const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
    const write = (path: string, text: string) => `M 100644 inline "${path}"\n${data(text)}`;
    const parts = commits.flatMap(({ message, diff }, n) => {
      const files = diff.files.map((file) => ({ file, ...contentsOf(file) }));
      return [
        `commit refs/heads/old/${n}\n${who}\n${data('Start')}from refs/heads/next^0\n`,
        ...files.map(({ file, before }) => (before === null ? '' : write(file.oldPath, before))),
        `\ncommit refs/heads/new/${n}\n${who}\n${data(message)}from refs/heads/old/${n}\n`,
        ...files.map(({ file }) =>
          file.change === 'deleted' || file.change === 'renamed' ? `D "${file.oldPath}"\n` : '',
        ),
        ...files.map(({ file, after }) => (after === null ? '' : write(file.newPath, after))),
        '\n',
      ];
    });
    execFileSync('git', ['fast-import', '--quiet', '--force'], {
      cwd: this.path,
      env: this.env,
      input: parts.join(''),
    });
  }

  /**
   * Commit `new/N` again, by `git commit` with the hooks that are installed.
   * @returns what it printed, and what the source of the hook prints for the same
   */
  async commitAgain(n: number, { message }: Commit): Promise<Done & { expected: string }> {
    this.git('symbolic-ref', 'HEAD', `refs/heads/old/${n}`);
    this.git('read-tree', `new/${n}`);
    const file = join('.git', 'COMMIT_EDITMSG');
    const written = join(this.home, 'message');
    this.write(file, message);
    writeFileSync(written, message);
    let expected = '';
    await commitMsg({
      args: [file],
      cwd: this.path,
      env: this.env,
      programDir: this.path,
      color: false,
      width: Number(this.env.COLUMNS),
      err: (text) => (expected += text),
      input: () => null,
    });
    const { status, said } = this.tryGit(['commit', '-q', '--allow-empty', '-F', written]);
    return { status, said: beforeWayOn(said), expected: beforeWayOn(expected) };
  }

  /** The mail of `new/N`. */
  mailOf(n: number): string {
    return this.git('format-patch', '-1', '--stdout', '-N', '--always', `new/${n}`);
  }

  /**
   * Send mails for real, as files of one folder, with these levels of rules.
   * @returns what was printed; and by `git kvm check` for the same
   */
  send(
    name: string,
    mails: readonly (string | Buffer)[],
    levels: Readonly<Record<string, string>> = {},
  ): Done & { expected: string; sent: number } {
    const env = Object.fromEntries(
      Object.entries(levels).map(([id, level]) => [
        `GIT_KVM_RULE_${id.toUpperCase().replaceAll('-', '_')}`,
        level,
      ]),
    );
    rmSync(join(this.path, 'out'), { recursive: true, force: true });
    mkdirSync(join(this.path, 'out', name), { recursive: true });
    const folder = join('out', name);
    for (const [i, mail] of mails.entries()) this.write(join(folder, `${1000 + i}.patch`), mail);
    this.git('symbolic-ref', 'HEAD', 'refs/heads/next');
    // What was noted of other mails of these subjects counts as said.
    rmSync(join(this.path, '.git', NOTES_SHOWN_FILE), { force: true });
    const expected = this.tryGit(['kvm', 'check', '--notes', folder], env).said;
    for (const old of readdirSync(this.outbox)) rmSync(join(this.outbox, old));
    const done = this.tryGit(['send-email', '--quiet', folder], env);
    return { ...done, expected, sent: readdirSync(this.outbox).length };
  }
}

function beforeWayOn(said: string): string {
  const at = said.indexOf(WAY_ON);
  return at === -1 ? said : said.slice(0, at);
}

/** A file before and after that such a diff may be made of; null where there is none. */
function contentsOf({ change, hunks }: DiffFile): { before: string | null; after: string | null } {
  const before: string[] = [];
  const after: string[] = [];
  for (const { oldStart, newStart, heading, lines } of hunks) {
    fill(before, oldStart - 1, heading);
    fill(after, newStart - 1, heading);
    for (const { kind, text } of lines) {
      if (kind !== '+') before.push(text);
      if (kind !== '-') after.push(text);
    }
  }
  const text = (lines: string[]) => lines.map((line) => `${line}\n`).join('');
  return {
    before: change === 'added' ? null : text(before),
    after: change === 'deleted' ? null : text(after),
  };
}

/** Empty lines up to where a hunk starts; git takes the line of the function from above its context. */
function fill(lines: string[], upTo: number, heading: string): void {
  const from = lines.length;
  while (lines.length < Math.min(upTo, 100_000)) lines.push('');
  if (lines.length - from >= 4) lines[lines.length - 4] = heading;
}
