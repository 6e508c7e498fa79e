// A throwaway clone in the shape of a kernel tree, and what is needed to show git-kvm in it.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** A clone below `home` on a branch of kvm-x86/next. `git` runs quietly; `culprit` is a commit to blame. */
export function makeClone(home, branch) {
  const clone = join(home, 'linux');
  const env = environment(home);
  const git = (...args) => {
    const done = spawnSync('git', args, { cwd: clone, env, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`);
    return done.stdout.trim();
  };
  cpSync(join(root, 'test', 'fixtures', 'tree'), clone, { recursive: true });
  git('init', '-q', '-b', 'next');
  git('add', '.');
  git(
    'commit',
    '-q',
    '-m',
    'KVM: x86/mmu: Add a helper to zap a range\n\nAdd a helper to zap a range of gfns.',
  );
  spawnSync('git', ['clone', '-q', '--bare', clone, join(home, 'kvm-x86.git')], { env });
  git('remote', 'add', 'kvm-x86', join(home, 'kvm-x86.git'));
  git('fetch', '-q', 'kvm-x86');
  git('checkout', '-q', '-b', branch, '--track', 'kvm-x86/next');
  return { clone, env, git, culprit: git('rev-parse', '--short=12', 'HEAD') };
}

/** Replace text in a file. @throws where the file does not have it */
export function edit(file, from, to) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold '${from}'`);
  writeFileSync(file, text.replace(from, to));
}

/** An editor that writes this text. */
export function editor(home, text) {
  writeFileSync(join(home, 'fixed.txt'), text);
  writeFileSync(join(home, 'editor'), `#!/bin/sh\ncat "${home}/fixed.txt" > "$1"\n`);
  chmodSync(join(home, 'editor'), 0o755);
  return join(home, 'editor');
}

/** The subjects of what was sent. */
export function sent(home) {
  const outbox = join(home, 'outbox');
  return readdirSync(outbox)
    .sort()
    .map((name) => /^Subject: (.*)$/m.exec(readFileSync(join(outbox, name), 'utf8'))?.[1] ?? '(no subject)');
}

export function emptyOutbox(home) {
  const outbox = join(home, 'outbox');
  for (const name of readdirSync(outbox)) rmSync(join(outbox, name));
}

/** No configuration of the user's, and a sendmail that only writes down what it gets. */
function environment(home) {
  const outbox = join(home, 'outbox');
  mkdirSync(outbox);
  const sendmail = join(home, 'sendmail');
  writeFileSync(sendmail, `#!/bin/sh\ncat > "${outbox}/$(date +%s%N).eml"\n`);
  chmodSync(sendmail, 0o755);
  writeFileSync(
    join(home, 'gitconfig'),
    `[user]\n\tname = Ada Example\n\temail = ada@example.org\n[sendemail]\n\tsmtpServer = ${sendmail}\n\tto = kvm@example.org, maintainer@example.org\n\tconfirm = never\n\tsuppresscc = all\n[advice]\n\tdetachedHead = false\n`,
  );
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:GIT_(?!KVM_PATIENCE$)|HUSKY$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // The same commit ids in every telling, so that the README can quote them.
    GIT_AUTHOR_DATE: '2026-11-02T12:00:00Z',
    GIT_COMMITTER_DATE: '2026-11-02T12:00:00Z',
    LC_ALL: 'C.UTF-8',
    COLUMNS: '100',
  };
}
