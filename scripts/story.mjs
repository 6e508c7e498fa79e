// The main job, shown in a throwaway clone: a commit rejected and fixed, a series rejected by git send-email and fixed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edit, editor, makeClone, sent } from './demo.mjs';

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
      `\n${bold('That is all: git-kvm was installed once, and git itself checked the patches against the guide.')}`,
    );
    console.log('To install it into your clone: npm start -- PATH');
    return 0;
  } catch (error) {
    console.error(`\nThe demonstration failed: ${error.message}`);
    return 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function tell(dist, home) {
  const { clone, env, culprit } = makeClone(home, 'x86/mmu/zap');
  /** Run a program in the clone, show it as typed and what it prints, and insist on how it ends. */
  const run = (typed, args, ends, extra = {}) => {
    console.log(`\n${bold(`$ ${typed}`)}`);
    // As from a shell in the clone.
    const done = spawnSync('sh', ['-c', '"$@"; exit $?', 'sh', ...args], {
      cwd: clone,
      env: { ...env, ...extra },
      encoding: 'utf8',
    });
    const said = `${done.stdout}${done.stderr}`.replaceAll(home, '…').replace(/\s+$/, '');
    if (said) console.log(said.replace(/^/gm, '  '));
    if ((done.status === 0) !== (ends === 'passes')) throw new Error(`${typed}: exit status ${done.status}`);
    return said;
  };
  const say = (text) => console.log(`\n${dim(`# ${text}`)}`);

  say('A throwaway clone with a small tree in the shape of the kernel, and a remote that tracks kvm-x86.');

  say('Install git-kvm, once.');
  run('git-kvm install .', [process.execPath, join(dist, 'git-kvm.cjs'), 'install', '.'], 'passes');

  say('A test that shows a bug, written before the fix: a clean message passes in silence.');
  edit(
    join(clone, 'tools/testing/selftests/kvm/x86/demo_msr_test.c'),
    '\treturn 0;',
    '\tTEST_ASSERT(demo_zap_end() == 1, "The end of a range is not zapped");\n\treturn 0;',
  );
  const test = `KVM: selftests: Verify that the end of a range isn't zapped

Extend the MSR test to verify that zapping a range leaves its end alone.
The test fails without "KVM: x86/mmu: Stop zapping at the end of the range".

Signed-off-by: Ada Example <ada@example.org>
`;
  writeFileSync(join(home, 'test.txt'), test);
  run('git commit -a -F test.txt', ['git', 'commit', '-q', '-a', '-F', join(home, 'test.txt')], 'passes');

  say('The fix, committed with a message that breaks the guide.');
  edit(join(clone, 'arch/x86/kvm/mmu/mmu.c'), 'gfn <= end', 'gfn < end');
  const rejected = run(
    "git commit -as -m 'KVM: mmu: Zap one gfn less.' -m 'Exclude the end, as callers pass an exclusive one.'",
    [
      ...['git', 'commit', '-as', '-m', 'KVM: mmu: Zap one gfn less.'],
      ...['-m', 'Exclude the end, as callers pass an exclusive one.'],
    ],
    'refused',
  );

  say('The message was saved. Continue with it, and write what the guide asks for.');
  const command = /^ *(git commit .*-eF .*)$/m.exec(rejected)?.[1];
  if (!command) throw new Error('the rejected commit does not say how to continue');
  const fixed = `KVM: x86/mmu: Stop zapping at the end of the range

Exclude the end of the range when zapping a range of gfns, as callers pass
an exclusive end, and zapping one more gfn needlessly flushes TLBs.

Fixes: ${culprit} ("KVM: x86/mmu: Add a helper to zap a range")
Signed-off-by: Ada Example <ada@example.org>
`;
  run(command, ['sh', '-c', `${command} -q`], 'passes', { GIT_EDITOR: editor(home, fixed) });

  say('The series as mail, in a hurry: no cover letter, no base.');
  run('git format-patch -o outgoing -2', ['git', 'format-patch', '-o', 'outgoing', '-2'], 'passes');
  run('git send-email outgoing', ['git', 'send-email', 'outgoing'], 'refused');
  if (sent(home).length > 0) throw new Error('mail was sent although a patch was blocked');

  say('Again, with a cover letter and the base that the patches apply to.');
  const letter = () => {
    rmSync(join(clone, 'outgoing'), { recursive: true });
    run(
      'git format-patch --cover-letter --base=kvm-x86/next -o outgoing -2',
      ['git', 'format-patch', '--cover-letter', '--base=kvm-x86/next', '-o', 'outgoing', '-2'],
      'passes',
    );
    const cover = join(clone, 'outgoing', '0000-cover-letter.patch');
    edit(cover, '*** SUBJECT HERE ***', 'KVM: x86/mmu: Fix the end of zapped ranges');
    edit(
      cover,
      '*** BLURB HERE ***',
      'Fix an off-by-one when zapping a range of gfns, and add a test for it.\n\nTested with KVM selftests and KVM-unit-tests, with and without TDP.',
    );
  };
  letter();
  say('(The cover letter is written in an editor.)');
  run('git send-email outgoing/*.patch', ['sh', '-c', 'git send-email outgoing/*.patch'], 'refused');
  if (sent(home).length > 0) throw new Error('mail was sent although a patch was blocked');

  say('The test has to follow the fix, so that each patch can be bisected.');
  run('git kvm order --apply', ['git', 'kvm', 'order', '--apply'], 'passes');
  letter();
  run('git send-email outgoing', ['git', 'send-email', '--quiet', 'outgoing'], 'passes');

  say('What the mail server got:');
  const mails = sent(home);
  for (const subject of mails) console.log(`  ${subject}`);
  if (mails.length !== 3) throw new Error(`${mails.length} mails were sent instead of 3`);

  say('Uninstall restores the clone.');
  run('git kvm uninstall', ['git', 'kvm', 'uninstall'], 'passes');
}
