// The main job, shown on a throwaway clone: a commit refused and mended, a series refused by git send-email and mended.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tty = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (tty ? `\x1b[1m${text}\x1b[0m` : text);
const dim = (text) => (tty ? `\x1b[2m${text}\x1b[0m` : text);

/**
 * Tell the story with the program in `dist`.
 *
 * @returns 0 when every step went as it should, else 1
 */
export async function story(dist) {
  const home = mkdtempSync(join(tmpdir(), 'git-kvm-story-'));
  try {
    tell(dist, home);
    console.log(
      `\n${bold('That is all: git-kvm was installed once, and git itself kept the patches to the guide.')}`,
    );
    console.log('Install it into a clone of yours: npm start -- PATH');
    return 0;
  } catch (error) {
    console.error(`\nThe story went wrong: ${error.message}`);
    return 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function tell(dist, home) {
  const clone = join(home, 'linux');
  const env = environment(home);
  /** Run a program in the clone, show it as typed and what it prints, and insist on how it ends. */
  const run = (typed, args, ends, extra = {}) => {
    console.log(`\n${bold(`$ ${typed}`)}`);
    const done = spawnSync(args[0], args.slice(1), {
      cwd: clone,
      env: { ...env, ...extra },
      encoding: 'utf8',
    });
    const said = `${done.stdout}${done.stderr}`.replaceAll(home, '…').replace(/\s+$/, '');
    if (said) console.log(said.replace(/^/gm, '  '));
    if ((done.status === 0) !== (ends === 'passes')) throw new Error(`${typed}: exit status ${done.status}`);
    return said;
  };
  const quietly = (...args) => {
    const done = spawnSync('git', args, { cwd: clone, env, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`);
    return done.stdout.trim();
  };
  const say = (text) => console.log(`\n${dim(`# ${text}`)}`);

  say('A throwaway clone with a small tree in the shape of the kernel, and a remote that tracks kvm-x86.');
  cpSync(join(root, 'test', 'fixtures', 'tree'), clone, { recursive: true });
  quietly('init', '-q', '-b', 'next');
  quietly('add', '.');
  quietly(
    'commit',
    '-q',
    '-m',
    'KVM: x86/mmu: Add a helper to zap a range\n\nAdd a helper to zap a range of gfns.',
  );
  spawnSync('git', ['clone', '-q', '--bare', clone, join(home, 'kvm-x86.git')], { env });
  quietly('remote', 'add', 'kvm-x86', join(home, 'kvm-x86.git'));
  quietly('fetch', '-q', 'kvm-x86');
  quietly('checkout', '-q', '-b', 'x86/mmu/zap', '--track', 'kvm-x86/next');
  const culprit = quietly('rev-parse', '--short=12', 'HEAD');

  say('Install git-kvm, once.');
  run('git-kvm install .', [process.execPath, join(dist, 'git-kvm.cjs'), 'install', '.'], 'passes');

  say('A fix, committed with a message that breaks the guide.');
  edit(join(clone, 'arch/x86/kvm/mmu/mmu.c'), 'gfn <= end', 'gfn < end');
  const refused = run(
    "git commit -as -m 'kvm: mmu: fix zapping one gfn too many.' -m 'We walk past the end. This patch stops.'",
    [
      'git',
      'commit',
      '-as',
      '-m',
      'kvm: mmu: fix zapping one gfn too many.',
      '-m',
      'We walk past the end. This patch stops.',
    ],
    'refused',
  );

  say('The message was kept. Go on with it, and write what the guide asks for.');
  const command = /git commit (-eF \S+)/.exec(refused)?.[1];
  if (!command) throw new Error('the refused commit does not say how to go on');
  const fixed = `KVM: x86/mmu: Stop zapping at the end of the range

Exclude the end of the range when zapping a range of gfns, as callers pass
an exclusive end, and zapping one more gfn needlessly flushes TLBs.

Fixes: ${culprit} ("KVM: x86/mmu: Add a helper to zap a range")
Signed-off-by: Ada Example <ada@example.org>
`;
  run(`git commit -a ${command}`, ['git', 'commit', '-q', '-a', ...command.split(' ')], 'passes', {
    GIT_EDITOR: editor(home, fixed),
  });

  say('Its regression test: a message that follows the guide passes in silence.');
  edit(
    join(clone, 'tools/testing/selftests/kvm/x86/demo_msr_test.c'),
    '\treturn 0;',
    '\tTEST_ASSERT(demo_zap_end() == 1, "The end of a range is not zapped");\n\treturn 0;',
  );
  const test = `KVM: selftests: Verify that the end of a range isn't zapped

Extend the MSR test to verify that zapping a range leaves its end alone.

Signed-off-by: Ada Example <ada@example.org>
`;
  writeFileSync(join(home, 'test.txt'), test);
  run('git commit -a -F test.txt', ['git', 'commit', '-q', '-a', '-F', join(home, 'test.txt')], 'passes');

  say('The series as mail, in a hurry: no cover letter, no base.');
  run('git format-patch -o outgoing -2', ['git', 'format-patch', '-o', 'outgoing', '-2'], 'passes');
  run('git send-email outgoing', ['git', 'send-email', 'outgoing'], 'refused');
  if (sent(home).length > 0) throw new Error('mail was sent although a patch was refused');

  say('Again, with a cover letter and the base that the patches apply to.');
  rmSync(join(clone, 'outgoing'), { recursive: true });
  run(
    'git format-patch --cover-letter --base=kvm-x86/next -o outgoing -2',
    ['git', 'format-patch', '--cover-letter', '--base=kvm-x86/next', '-o', 'outgoing', '-2'],
    'passes',
  );
  say('(The cover letter is written in an editor.)');
  const cover = join(clone, 'outgoing', '0000-cover-letter.patch');
  edit(cover, '*** SUBJECT HERE ***', 'KVM: x86/mmu: Fix the end of zapped ranges');
  edit(
    cover,
    '*** BLURB HERE ***',
    'Fix an off-by-one when zapping a range of gfns, and add a test for it.\n\nTested with KVM selftests and KVM-unit-tests, with and without TDP.',
  );
  run('git send-email outgoing', ['git', 'send-email', '--quiet', 'outgoing'], 'passes');

  say('What the mail server got:');
  const mails = sent(home);
  for (const subject of mails) console.log(`  ${subject}`);
  if (mails.length !== 3) throw new Error(`${mails.length} mails were sent instead of 3`);

  say('And git-kvm goes as it came.');
  run('git kvm uninstall', ['git', 'kvm', 'uninstall'], 'passes');
}

/** An environment of its own: no configuration of the user's, a sendmail that only writes down what it gets. */
function environment(home) {
  const outbox = join(home, 'outbox');
  mkdirSync(outbox);
  const sendmail = join(home, 'sendmail');
  writeFileSync(sendmail, `#!/bin/sh\ncat > "${outbox}/$(date +%s%N).eml"\n`);
  chmodSync(sendmail, 0o755);
  writeFileSync(
    join(home, 'gitconfig'),
    `[user]\n\tname = Ada Example\n\temail = ada@example.org\n[sendemail]\n\tsmtpServer = ${sendmail}\n\tto = kvm@example.org\n\tconfirm = never\n\tsuppresscc = all\n[advice]\n\tdetachedHead = false\n`,
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
  };
}

function edit(file, from, to) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold '${from}'`);
  writeFileSync(file, text.replace(from, to));
}

/** An editor that writes this text. */
function editor(home, text) {
  writeFileSync(join(home, 'fixed.txt'), text);
  writeFileSync(join(home, 'editor'), `#!/bin/sh\ncat "${home}/fixed.txt" > "$1"\n`);
  chmodSync(join(home, 'editor'), 0o755);
  return join(home, 'editor');
}

function sent(home) {
  const outbox = join(home, 'outbox');
  return readdirSync(outbox)
    .sort()
    .map((name) => /^Subject: (.*)$/m.exec(readFileSync(join(outbox, name), 'utf8'))?.[1] ?? '(no subject)');
}
