/** Commands as they are typed: what they print, and their exit status. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { exampleMail } from '../../src/lint/example-mail';
import { RULES } from '../../src/rules/registry';
import { type Scratch, scratch } from '../git/scratch';
import { gitKvm } from './command';

const SOB = '\n\nSigned-off-by: Ann Author <ann@example.org>\n';
const GOOD = `KVM: x86/mmu: Drop a stale comment\n\nDrop a comment on behavior that is long gone.${SOB}`;
const FIXABLE = GOOD.replace('KVM: x86/mmu: Drop', 'kvm: x86/mmu: drop').replace('comment\n', 'comment.\n');
const FILE = 'arch/x86/kvm/mmu/mmu.c';

/** A base, and a commit for each message. */
function branch(t: TestContext, ...messages: string[]): Scratch {
  const repo = scratch(t);
  repo.commit('base\n', { [FILE]: '/* a */\n/* b */\n' });
  repo.git('tag', 'base');
  messages.forEach((message, i) => {
    repo.commit(message, { [FILE]: `/* a */\nint n${i};\n/* b */\n` });
  });
  return repo;
}

/** `FILE` of mails, and what it is called. */
function mails(repo: Scratch, ...subjects: string[]): string {
  const text = subjects.map((subject, i) =>
    exampleMail({
      subject,
      headers: { 'Message-ID': `<${i}@a>` },
      diff: { [FILE]: ['-/* a */', '+int c;'] },
    }),
  );
  writeFileSync(
    join(repo.dir, 'a.mbox'),
    text.map((one) => `From a@b Mon May  6 10:00:00 2024\n${one}\n`).join(''),
  );
  return 'a.mbox';
}

const shown = (rules: { rule: string }[]) => rules.map(({ rule }) => rule);

describe('the command line', () => {
  test('help, version, and what is not known', async (t) => {
    const repo = branch(t);
    const none = await gitKvm(repo);
    assert.equal(none.status, 0);
    for (const name of ['check', 'audit', 'man']) assert.match(none.out, new RegExp(`^ {2}${name} `, 'm'));
    const version = await gitKvm(repo, '--version');
    assert.deepEqual([version.status, version.err], [0, '']);
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
    const help = await gitKvm(repo, 'check', '--help');
    assert.equal(help.status, 0);
    assert.match(help.out, /--format <format> [\s\S]*?default:\s+"pretty"/);
    assert.doesNotMatch(help.out, /default: (?:false|\[\])/);
    const odd = await gitKvm(repo, 'chekc');
    assert.equal(odd.status, 2);
    assert.match(odd.err, /unknown command 'chekc'/);
    assert.equal((await gitKvm(repo, 'check', '--format', 'odd')).status, 2);
    const positive = await gitKvm(repo, 'audit', '--jobs', '1.5', 'a');
    assert.match(positive.err, /It must be a positive integer/);
  });

  test('says where the hooks no longer run, but not of commands that look at them', async (t) => {
    const repo = branch(t);
    assert.equal((await gitKvm(repo, 'rules')).err, '');
    repo.git('config', 'core.hooksPath', '/elsewhere');
    repo.write('.git/git-kvm/current/program/git-kvm.cjs', '');
    const { err } = await gitKvm(repo, 'rules');
    if (err !== '') assert.match(err, /^git-kvm: commits and sends are not checked: /);
    assert.doesNotMatch((await gitKvm(repo, 'completion', 'bash')).err, /not checked/);
  });
});

describe('git kvm rules and explain', () => {
  test('every rule in a line, by section', async (t) => {
    const { status, out } = await gitKvm(branch(t), 'rules');
    assert.equal(status, 0);
    assert.match(out, /^Shortlog\n {2}shortlog-/);
    for (const { id, level, summary } of RULES)
      assert.ok(new RegExp(`^  ${id} +${level} +`, 'm').test(out) && out.includes(`  ${summary}\n`), id);
    assert.equal(
      new Set(
        out
          .split('\n')
          .filter((line) => /^ {2}/.test(line))
          .map((line) => line.indexOf(/ (?:block|warn|note|off) /.exec(line)![0])),
      ).size,
      1,
    );
  });
  test('for programs', async (t) => {
    const rows = JSON.parse((await gitKvm(branch(t), 'rules', '--format', 'json')).out);
    assert.equal(rows.length, RULES.length);
    const { id, section, level, requires, summary, fixes } = RULES[0]!;
    assert.deepEqual(rows[0], { id, section, level, requires, summary, fixes: fixes ?? false });
  });
  test('explains a rule, one with an earlier name, and a checker', async (t) => {
    const repo = branch(t);
    const one = await gitKvm(repo, 'explain', 'shortlog-case');
    assert.match(one.out, /^shortlog-case \(/);
    const whole = await gitKvm(repo, 'explain', '--all', 'shortlog-case');
    assert.ok(whole.out.length > one.out.length);
    assert.equal(
      JSON.parse((await gitKvm(repo, 'explain', '--format', 'json', 'shortlog-case')).out).id,
      'shortlog-case',
    );
    const near = await gitKvm(repo, 'explain', 'shortlog-cas');
    assert.deepEqual(
      [near.status, near.err],
      [2, "git-kvm: unknown rule 'shortlog-cas'\n  did you mean 'shortlog-case'?\n"],
    );
    assert.match((await gitKvm(repo, 'explain', 'shortlog')).err, /did you mean '[\w-]+', 'shortlog-/);
    assert.match((await gitKvm(repo, 'explain', 'xyzzy')).err, /see `git kvm rules`/);
    repo.write(
      '.git/git-kvm.yaml',
      'checkers:\n  naps:\n    command: [sh, -c, cat]\n    level: warn\n    stages: [commit, check]\n    timeout: 7\n',
    );
    const checker = await gitKvm(repo, 'explain', 'naps');
    assert.equal(
      checker.out.split('\n')[0],
      'naps is a checker of your configuration, not a rule of git-kvm (level warn; at commit, check).',
    );
    assert.match(
      checker.out,
      /^Command: {4}sh -c cat\n +gets each patch as a mail on standard input, and 7 seconds$/m,
    );
  });
});

describe('git kvm check', () => {
  test('the exit status goes by the worst finding, and by --fail-on', async (t) => {
    const repo = branch(t, GOOD);
    const clean = await gitKvm(repo, 'check', 'base..');
    assert.deepEqual([clean.status, clean.out, clean.err], [0, '', '']);
    const warned = branch(t, GOOD.replace('Drop a comment', 'We drop a comment'));
    const rule = shown(
      JSON.parse((await gitKvm(warned, 'check', '--format', 'json', 'base..')).out).findings,
    );
    assert.ok(rule.length > 0);
    for (const [level, failOn, status] of [
      ['block', null, 1],
      ['warn', null, 0],
      ['warn', 'warn', 1],
      ['warn', 'block', 0],
      ['note', 'warn', 0],
      ['note', 'note', 1],
    ] as const) {
      const fail = failOn === null ? [] : ['--fail-on', failOn];
      const done = await gitKvm(
        warned,
        'check',
        '--only',
        rule[0]!,
        '--rule',
        `${rule[0]}=${level}`,
        ...fail,
        'base..',
      );
      assert.equal(done.status, status, `${level} ${failOn}`);
    }
  });
  test('every format says the same', async (t) => {
    const repo = branch(t, FIXABLE);
    const starts = {
      pretty: /^commit [0-9a-f]{12}: kvm: x86\/mmu: drop a stale comment\.\n/,
      json: /^\{\n {2}"version": 1,/,
      sarif: /^\{\n {2}"\$schema": /,
      gcc: /^commit [0-9a-f]{12}:1:\d+: error: /m,
      github: /^::error file=commit /m,
      gitlab: /^\[\n {2}\{\n {4}"description": /,
    };
    for (const [format, start] of Object.entries(starts)) {
      const { status, out } = await gitKvm(repo, 'check', '--format', format, 'base..');
      assert.equal(status, 1);
      assert.match(out, start);
    }
    const log = JSON.parse((await gitKvm(repo, 'check', '--format', 'sarif', 'base..')).out);
    assert.equal(log.runs[0].tool.driver.rules.length, RULES.length);
    assert.ok(log.runs[0].tool.driver.rules[0].help.text.length > 40);
  });
  test('notes and warnings, as asked for', async (t) => {
    const repo = branch(t, FIXABLE);
    const levels = [
      '--rule',
      'shortlog-case=note',
      '--rule',
      'shortlog-punctuation=warn',
      '--rule',
      'shortlog-capitalize=warn',
    ];
    const seen = async (...args: string[]) =>
      [
        ...(await gitKvm(repo, 'check', ...levels, ...args, 'base..')).out.matchAll(
          /^ .*(note|warn|block) {2}(?=[a-z-]+:)/gm,
        ),
      ].map(([, level]) => level);
    assert.ok(!(await seen()).includes('note'));
    assert.ok((await seen('--notes')).includes('note'));
    assert.ok(!(await seen('--quiet', '--notes')).some((level) => level !== 'block'));
  });
  test('only the rules that are named, checkers among them', async (t) => {
    const repo = branch(t, FIXABLE);
    repo.write(
      '.git/git-kvm.yaml',
      'checkers:\n  naps:\n    command: [sh, -c, "echo nap; exit 1"]\n    level: warn\n',
    );
    const found = async (...args: string[]) =>
      shown(JSON.parse((await gitKvm(repo, 'check', '--format', 'json', ...args, 'base..')).out).findings);
    assert.ok((await found()).includes('naps') && (await found()).includes('shortlog-case'));
    assert.deepEqual([...new Set(await found('--only', 'naps'))], ['naps']);
    assert.deepEqual([...new Set(await found('--only', 'shortlog-case'))], ['shortlog-case']);
    assert.equal((await gitKvm(repo, 'check', '--only', 'nothing', 'base..')).status, 2);
  });
  test('mails, and what could not be read of them', async (t) => {
    const repo = branch(t);
    const file = mails(repo, '[PATCH] KVM: x86/mmu: Drop a stale comment.');
    const done = await gitKvm(repo, 'check', '--only', 'shortlog-punctuation', file);
    assert.equal(done.status, 1);
    assert.match(done.out, /a\.mbox/);
    repo.write('empty', '');
    assert.equal((await gitKvm(repo, 'check', 'empty')).status, 2);
    repo.write(
      'reply',
      exampleMail({ subject: 'Re: [PATCH] KVM: x86: A', headers: { 'In-Reply-To': '<0@a>' } }),
    );
    assert.equal((await gitKvm(repo, 'check', 'reply')).status, 0);
  });
  test('a message file, with what is in the index, and nothing else', async (t) => {
    const repo = branch(t);
    repo.write('message', FIXABLE);
    const { status, out } = await gitKvm(repo, 'check', '--message', 'message');
    assert.equal(status, 1);
    assert.match(out, /^commit message: kvm: x86\/mmu: drop/);
    assert.match(
      (await gitKvm(repo, 'check', '--message', 'message', 'base..')).err,
      /--message takes exactly one file/,
    );
  });
  test('fixes: shown, written beside, in place', async (t) => {
    const repo = branch(t, FIXABLE);
    const diff = await gitKvm(repo, 'check', '--fix', 'base..');
    assert.match(
      `${diff.out}${diff.err}`,
      /^-kvm: x86\/mmu: drop a stale comment\.\n\+KVM: x86\/mmu: Drop a stale comment$/m,
    );
    assert.equal(repo.git('log', '-1', '--format=%s'), 'kvm: x86/mmu: drop a stale comment.');
    const file = mails(repo, '[PATCH] kvm: x86/mmu: Drop a stale comment');
    repo.write('one.patch', readFileSync(join(repo.dir, file), 'utf8').replace(/^From .*\n/, ''));
    await gitKvm(repo, 'check', '--fix', '--out', 'fixed', 'one.patch');
    assert.match(
      readFileSync(join(repo.dir, 'fixed', 'one.patch'), 'utf8'),
      /^Subject: \[PATCH\] KVM: x86\/mmu: Drop/m,
    );
    assert.match(readFileSync(join(repo.dir, 'one.patch'), 'utf8'), /^Subject: \[PATCH\] kvm/m);
    await gitKvm(repo, 'check', '--fix', '--in-place', 'one.patch');
    assert.match(readFileSync(join(repo.dir, 'one.patch'), 'utf8'), /^Subject: \[PATCH\] KVM/m);
    repo.write('message', FIXABLE);
    await gitKvm(repo, 'check', '--fix', '--in-place', '--message', 'message');
    assert.match(readFileSync(join(repo.dir, 'message'), 'utf8'), /^KVM: x86\/mmu: Drop a stale comment\n/);
    const done = await gitKvm(repo, 'check', '--fix', '--in-place', 'base..');
    assert.equal(repo.git('log', '-1', '--format=%s'), 'KVM: x86/mmu: Drop a stale comment');
    assert.match(
      done.err + done.out,
      /1 commit rewritten:\n {2}[0-9a-f]+ KVM: x86\/mmu: Drop a stale comment\nTo undo: git reset --keep /,
    );
  });
});

describe('git kvm allow', () => {
  test('for a commit, for the next one, listed and taken back', async (t) => {
    const repo = branch(t, FIXABLE);
    const id = repo.git('rev-parse', 'HEAD').slice(0, 12);
    const run = async (...args: string[]) => {
      const { status, out, err } = await gitKvm(repo, 'allow', ...args);
      return `${status} ${out}${err}`;
    };
    assert.equal(await run('--list'), '0 ');
    assert.equal(
      await run('shortlog-case', '--reason', ' it is\n so ', '--commit', 'HEAD'),
      `0 shortlog-case is suppressed for ${id} ("kvm: x86/mmu: drop a stale comment."): it is so (not in the mail; --public prints it there)\n`,
    );
    assert.equal(
      await run('spelling', '--reason', 'a name', '--public'),
      '0 spelling is suppressed for the next commit: a name (printed in the mail)\n',
    );
    assert.equal(
      await run('--list'),
      `0 next commit\n  spelling: a name (public)\n${id} kvm: x86/mmu: drop a stale comment.\n  shortlog-case: it is so\n`,
    );
    assert.equal(await run('--remove', 'spelling'), '0 removed: spelling applies to the next commit again\n');
    assert.equal(
      await run('--remove', 'spelling'),
      '2 git-kvm: spelling is not suppressed for the next commit\n  git kvm allow --list\n',
    );
    assert.equal(
      await run('--remove', 'shortlog-case', '--commit', 'HEAD'),
      '0 removed: shortlog-case applies to HEAD again\n',
    );
    assert.equal(await run('--list'), '0 ');
  });
  test('says what is missing', async (t) => {
    const repo = branch(t);
    const said = async (...args: string[]) => (await gitKvm(repo, 'allow', ...args)).err;
    assert.equal(await said(), 'git-kvm: no rule given\n  git kvm allow RULE --reason "…"\n');
    assert.equal(await said('spelling'), 'git-kvm: no reason given\n  git kvm allow spelling --reason "…"\n');
    assert.equal(
      await said('spelling', '--reason', 'x'.repeat(201)),
      'git-kvm: the reason is longer than 200 characters\n',
    );
    assert.equal(await said('spelling', '--reason', 'x'.repeat(200)), '');
    assert.equal(
      await said('spellin', '--reason', 'x'),
      "git-kvm: unknown rule 'spellin'\n  did you mean spelling?\n",
    );
    assert.equal(
      await said('xyzzy', '--reason', 'x'),
      "git-kvm: unknown rule 'xyzzy'\n  see `git kvm rules`\n",
    );
    const outside = {
      dir: join(repo.dir, '..'),
      env: { ...repo.env, GIT_CEILING_DIRECTORIES: join(repo.dir, '..', '..') },
    };
    for (const args of [['spelling', '--reason', 'x'], ['--list'], ['--remove', 'spelling']])
      assert.equal((await gitKvm(outside, 'allow', ...args)).err, 'git-kvm: not a git repository\n');
  });
});

describe('git kvm config', () => {
  test('a key with all that was said of it, and the file that has precedence', async (t) => {
    const repo = branch(t);
    const file = join(repo.dir, '.git', 'git-kvm.yaml');
    const set = await gitKvm(repo, 'config', 'set', 'shortlog-case', 'warn');
    assert.deepEqual([set.status, set.out, set.err], [0, `${file}: rules.shortlog-case: warn\n`, '']);
    const { out } = await gitKvm(repo, 'config', 'shortlog-case');
    assert.equal(out, `rules.shortlog-case.level\n    block  default\n  → warn  clone (${file})\n`);
    const json = JSON.parse((await gitKvm(repo, 'config', '--format', 'json', 'shortlog-case')).out);
    assert.deepEqual(json, {
      version: 1,
      values: [
        {
          ...{ key: 'rules.shortlog-case.level', value: 'warn', layer: 'clone', from: file },
          overrides: [{ layer: 'default', from: null, value: 'block' }],
        },
      ],
    });
    const table = (await gitKvm(repo, 'config')).out;
    assert.match(table, /^rules\.shortlog-case\.level {2,}warn {2,}clone \(/m);
    assert.match(table, /^commit\.fix {2,}false {2,}default$/m);
    assert.match(
      (await gitKvm(repo, 'config', 'commit.levle')).err,
      /no such rule or key: 'commit\.levle'\n {2}did you mean 'commit\.level'/,
    );
    assert.match((await gitKvm(repo, 'config', 'xyzzy')).err, /see 'git kvm config'/);
    assert.equal((await gitKvm(repo, 'config', 'topics')).out, '');
  });
  test('what cannot be set', async (t) => {
    const repo = branch(t);
    const said = async (...args: string[]) => (await gitKvm(repo, 'config', 'set', ...args)).err;
    assert.match(await said(), /a rule and a level are needed\n {2}git kvm config set rules\.RULE LEVEL/);
    assert.match(await said('spelling'), /a rule and a level are needed/);
    assert.match(
      await said('spelling', 'loud'),
      /'loud' is not a level\n {2}use one of off, note, warn, block/,
    );
    repo.write('.git/git-kvm.yaml', 'rules:\n  shortlog-case: loud\n');
    assert.equal((await gitKvm(repo, 'config', 'set', 'spelling', 'off')).status, 2);
    assert.equal(
      readFileSync(join(repo.dir, '.git/git-kvm.yaml'), 'utf8'),
      'rules:\n  shortlog-case: loud\n',
    );
    const outside = {
      dir: join(repo.dir, '..'),
      env: { ...repo.env, GIT_CEILING_DIRECTORIES: join(repo.dir, '..', '..') },
    };
    assert.match(
      (await gitKvm(outside, 'config', 'set', 'spelling', 'off')).err,
      /not a git repository\n {2}use --user/,
    );
  });
});

describe('git kvm plan', () => {
  test('of a range, as text, for programs and for a cover letter', async (t) => {
    const repo = branch(t, GOOD);
    const { status, out } = await gitKvm(repo, 'plan', 'base..');
    assert.equal(status, 0);
    assert.match(out, /^1 patch: KVM: x86\/mmu: Drop a stale comment\n\nMandatory\n {2}build /);
    const json = JSON.parse((await gitKvm(repo, 'plan', '--format', 'json', 'base..')).out);
    assert.deepEqual([json.patches, json.isWholeFiles, json.tasks[0].recorded], [1, false, '']);
    assert.match((await gitKvm(repo, 'plan', '--testing-text', 'base..')).out, /^Not tested:\n/);
    assert.match((await gitKvm(repo, 'plan', FILE)).out, new RegExp(`^To change ${FILE}\n`));
    const file = mails(repo, '[PATCH] KVM: x86/mmu: Drop a stale comment');
    assert.match((await gitKvm(repo, 'plan', file)).out, /^1 patch: /);
    const outside = {
      dir: join(repo.dir, '..'),
      env: { ...repo.env, GIT_CEILING_DIRECTORIES: join(repo.dir, '..', '..') },
    };
    assert.match((await gitKvm(outside, 'plan', 'repo/a.mbox')).out, /Not in a kernel clone/);
  });
});

describe('completion and the manual', () => {
  test('every shell has all commands, options, values and rules', async (t) => {
    const repo = branch(t);
    const script = async (shell: string) => (await gitKvm(repo, 'completion', shell)).out;
    const bash = await script('bash');
    assert.match(bash, /compgen -W 'check reword allow order audit explain rules format-patch send /);
    assert.match(
      bash,
      /^\tcheck\)\n\t\tcase \$prev in\n\t\t\t--fail-on\) COMPREPLY=\(\$\(compgen -W 'block warn note' /m,
    );
    assert.match(bash, /^\trules\)\n.*\n\t\t\t--format\) .*'pretty json'/m);
    assert.match(
      bash,
      /^\tdoctor\)\n\t\tcase \$cur in\n\t\t-\*\) .* -- "\$cur"\)\); return ;;\n\t\tesac\n\t\tCOMPREPLY=\(\$\(compgen -W '' /m,
    );
    assert.match(bash, /^\tcheck\)\n(?:.*\n)*?\t\t_git_kvm_range\n/m);
    assert.match(
      bash,
      new RegExp(`^\\texplain\\)\n(?:.*\n)*?\\t\\tCOMPREPLY=\\(\\$\\(compgen -W '${RULES[0]!.id} `, 'm'),
    );
    const zsh = await script('zsh');
    assert.match(
      zsh,
      /^\tcheck\) _arguments \\\n\t\t\t'--message\[check a commit message file and the index\]'/m,
    );
    assert.match(zsh, /'--format=\[output format\]:value:\(pretty json\)'/);
    assert.match(zsh, /^\tcompletion\) _arguments \\\n\t\t\t'1:name:\(bash zsh fish\)' ;;/m);
    assert.match(zsh, /'\*:range:_git-kvm_range' ;;/);
    assert.match(zsh, /'\*:file:_files' ;;/);
    assert.match(zsh, /^\t\t'explain:show what a rule requires/m);
    assert.match(zsh, /'check:check patches\\: files/);
    const fish = await script('fish');
    assert.match(
      fish,
      /^complete -c git-kvm -n '__fish_seen_subcommand_from rules' -l format -x -a 'pretty json' -d 'output format'$/m,
    );
    assert.match(
      fish,
      /^complete -c git-kvm -n '__fish_seen_subcommand_from check' -l quiet -d 'show only blocking findings'$/m,
    );
    assert.match(
      fish,
      /^complete -c git-kvm -n '__fish_seen_subcommand_from check' -a '\(__git_kvm_range\)'$/m,
    );
    assert.match(
      fish,
      /^complete -c git-kvm -f -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'$/m,
    );
    assert.doesNotMatch(fish, /subcommand_from doctor' -a/);
    for (const shell of ['tcsh', 'toString'])
      assert.match(
        (await gitKvm(repo, 'completion', shell)).err,
        /unknown shell '\w+'\n {2}use bash, zsh or fish/,
      );
  });
  test('the manual has each command with its options and examples, but not the hooks', async (t) => {
    const { status, out } = await gitKvm(branch(t), 'man', '--print');
    assert.equal(status, 0);
    assert.match(out, /^\.TH GIT\\-KVM 1 "" "git\\-kvm \d/);
    assert.match(out, /^\\fBgit kvm explain\\fR \[options\] <rule>$/m);
    assert.match(
      out,
      /^\.SS git kvm explain \[options\] <rule>\nShow what a rule requires, why, and examples\.\n\.TP\n\\fB\\-\\-all\\fR\nShow all examples in full\.\n\.TP\n\\fB\\-\\-format <format>\\fR\nOutput format \(pretty, json\)\.\n\.PP\n\.nf\nExample:\n {2}git kvm explain shortlog\\-topic\n\.fi$/m,
    );
    assert.doesNotMatch(out, /^\.SS git kvm hook/m);
    assert.doesNotMatch(out, /[^\\]-/);
  });
});
