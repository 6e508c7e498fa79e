// docs/tour.md: daily situations, each run for real in a throwaway clone. `npm run tour` writes it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edit, emptyOutbox, makeClone } from './demo.mjs';
import { ensureDependencies } from './ensure.mjs';
import { ensureOptional, ensureSendEmail } from './ensure-send-email.mjs';

const root = join(import.meta.dirname, '..');
const MMU = 'arch/x86/kvm/mmu/mmu.c';
const TEST = 'tools/testing/selftests/kvm/x86/demo_msr_test.c';

const INTRO = `# A tour

Eleven situations as they come up in a week. All output is real: \`npm run tour\` runs the commands in a throwaway clone and writes
this page.
`;

/** The tour with the program in \`dist\`, as Markdown. @throws where a step does not end as it should */
export function tour(dist) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'git-kvm-tour-')));
  try {
    return `${INTRO}${situations(dist, home)
      .map(({ title, text, steps }) => `\n## ${title}\n\n${text}\n\n\`\`\`\n${steps.join('\n\n')}\n\`\`\`\n`)
      .join('')}`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function situations(dist, home) {
  const { clone, env, git, culprit } = makeClone(home, 'x86/mmu/zap');
  const program = join(dist, 'git-kvm.cjs');
  /** A command as typed, with what it prints. `passes` or `fails`, as it must end. */
  const step = (typed, ends = 'passes', command = typed) => {
    const done = spawnSync('sh', ['-c', `{ ${command}; } 2>&1; exit $?`], {
      cwd: clone,
      env,
      encoding: 'utf8',
    });
    const said = done.stdout.replaceAll(home, '~').trimEnd();
    if ((done.status === 0) !== (ends === 'passes')) throw new Error(`${typed}: ${done.status}\n${said}`);
    return `$ ${typed}${said === '' ? '' : `\n${said}`}`;
  };
  const message = (name, text) => writeFileSync(join(clone, '..', name), text);
  const commit = (name, text) => {
    message(name, text);
    git('commit', '-q', '-a', '-F', `../${name}`);
  };
  const all = [];
  const add = (title, text, ...steps) => all.push({ title, text, steps });

  add(
    'Install',
    'Once per clone. Every worktree of it is covered.',
    step('git-kvm install .', 'passes', `"${process.execPath}" "${program}" install .`),
  );
  add('Prove that it works', 'Each hook is run in each worktree.', step('git kvm doctor'));

  edit(join(clone, MMU), 'gfn <= end', 'gfn < end');
  message(
    'fix.txt',
    `KVM: x86/mmu: Stop zapping at the end of the range

Exclude the end of the range when zapping a range of gfns, as callers pass
an exclusive end, and zapping one more gfn needlessly flushes TLBs.

Fixes: ${culprit} ("KVM: x86/mmu: Add a helper to zap a range")
Signed-off-by: Ada Example <ada@example.org>
`,
  );
  add(
    'A rejected commit',
    'The message breaks the guide. It is saved, and the last lines say how to continue.',
    step("git commit -as -m 'kvm/mmu: fixed zapping.' -m 'This patch stops at the end.'", 'fails'),
  );
  add('A clean commit', 'Nothing is printed.', step('git commit -q -a -F ../fix.txt'));

  edit(
    join(clone, TEST),
    '\treturn 0;',
    '\tTEST_ASSERT(demo_zap_end() == 1, "The end is not zapped");\n\treturn 0;',
  );
  commit(
    'test.txt',
    `KVM: selftests: verify that the end of a range isn't zapped

Extend the MSR test to verify that zapping a range leaves its end alone,
which demo_zap_end reports.  The test fails without
"KVM: x86/mmu: Stop zapping at the end of the range".

Signed-off-by: Ada Example <ada@example.org>
`.replace('verify', 'Verify'),
  );
  add('Check a branch', 'Before the series is made into mails.', step('git kvm check'));

  const first = git('rev-parse', 'HEAD~1');
  const second = git('rev-parse', 'HEAD');
  git('reset', '-q', '--hard', 'kvm-x86/next');
  git('cherry-pick', second, first);
  add('The order of a series', 'The test precedes the fix that it needs.', step('git kvm order', 'fails'));

  step('git format-patch -q --base=kvm-x86/next -o outgoing -2');
  add(
    'A rejected send',
    'All patches are checked together before the first mail leaves.',
    step('git send-email outgoing', 'fails')
      .replace(/^(?:fatal|warning): .*\n?/gm, '')
      .trimEnd(),
  );
  add('Why a rule exists', 'One screen for each rule.', step('git kvm explain series-order-test'));

  git('reset', '-q', '--hard', 'kvm-x86/next');
  edit(join(clone, MMU), 'gfn <= end', 'gfn < end');
  git(
    'commit',
    '-q',
    '--no-verify',
    '-asm',
    'kvm: x86/mmu: stop zapping at the end.',
    '-m',
    'Exclude the end of the range when zapping, as callers pass an exclusive\nend.  Zapping more needlesly flushes TLBs.',
  );
  add(
    'Fix what can be fixed',
    'A backup of the branch is kept.',
    step('git kvm check --fix --in-place', 'passes').trimEnd(),
  );

  git('reset', '-q', '--hard', 'kvm-x86/next');
  git('cherry-pick', first, second);
  rmSync(join(clone, 'outgoing'), { recursive: true });
  step('git format-patch -q --cover-letter --base=kvm-x86/next -o outgoing -2');
  const cover = join(clone, 'outgoing', '0000-cover-letter.patch');
  edit(cover, '*** SUBJECT HERE ***', 'KVM: x86/mmu: Fix the end of zapped ranges');
  edit(
    cover,
    '*** BLURB HERE ***',
    'Fix an off-by-one when zapping a range of gfns, and add a test for it.\n\nTested with KVM selftests and KVM-unit-tests, with and without TDP.',
  );
  add(
    'A clean send',
    'Notes are advice; each is printed once for a series.',
    step('git send-email --quiet outgoing'),
    step('git send-email --quiet --dry-run outgoing'),
  );
  if (hasPatatt()) {
    const key = spawnSync('patatt', ['genkey'], { cwd: clone, env, encoding: 'utf8' });
    for (const [, name, value] of `${key.stdout}${key.stderr}`.matchAll(
      /^ {4}(signingkey|selector) = (\S+)$/gm,
    ))
      git('config', '--global', `patatt.${name}`, value);
    emptyOutbox(home);
    add(
      'Beside patatt',
      'The hooks that a clone has are kept, and run as well: patatt signs what git-kvm has let through.',
      step('git kvm uninstall'),
      step('patatt install-hook'),
      step(
        'git-kvm install . >/dev/null',
        'passes',
        `"${process.execPath}" "${program}" install . >/dev/null`,
      ),
      step('git send-email --quiet outgoing 2>&1 | grep patatt'),
      step('patatt validate ~/outbox/*'),
    );
  }
  return all;
}

/** The section on patatt is left out without it. */
export function hasPatatt() {
  return spawnSync('patatt', ['--version']).error === undefined;
}

if (process.argv[1] === import.meta.filename) {
  ensureDependencies();
  ensureSendEmail();
  ensureOptional(['patatt']);
  if (!hasPatatt()) throw new Error('patatt is missing: the tour shows it');
  const { build } = await import('./build.mjs');
  await build();
  writeFileSync(join(root, 'docs', 'tour.md'), tour(join(root, 'dist')));
}
