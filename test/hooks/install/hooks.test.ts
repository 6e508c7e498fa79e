import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openRepository } from '../../../src/git/repository';
import { repairRunner } from '../../../src/hooks/install/husky';
import { install } from '../../../src/hooks/install/install';
import { Sandbox, standInProgram } from './sandbox';

async function installIn(sandbox: Sandbox, path: string): Promise<void> {
  const program = standInProgram(join(sandbox.root, `program ${readdirSync(sandbox.root).length}`));
  sandbox.lendEnvironment();
  await install(await openRepository(join(sandbox.root, path)), { program, version: '1.0.0' });
  sandbox.clearLog();
}

const commit = (sandbox: Sandbox, worktree: string, message: string, env: NodeJS.ProcessEnv = {}) =>
  sandbox.run(worktree, 'git', ['commit', '-q', '--allow-empty', '-m', message], env);

describe('the hooks in place', () => {
  it('show what stood before the text first, and judge what it leaves', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.loggingHook(`${clone}/.git/hooks/commit-msg`, 'echo "Change-Id: BAD" >>"$1"');
    await installIn(sandbox, clone);
    const { status, stderr } = commit(sandbox, clone, 'Good');
    assert.equal(status, 1);
    assert.match(stderr, /BAD in COMMIT_EDITMSG/);
    assert.equal(sandbox.log(), 'theirs:commit-msg [.git/COMMIT_EDITMSG]\nours:commit-msg COMMIT_EDITMSG\n');
  });

  it('do not judge what the earlier hook refuses already', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.loggingHook(`${clone}/.git/hooks/commit-msg`, 'exit 3');
    await installIn(sandbox, clone);
    assert.equal(commit(sandbox, clone, 'Good').status, 1);
    assert.doesNotMatch(sandbox.log(), /ours:commit-msg/);
  });

  it('let every earlier hook run, by its name, with its arguments, standard input and status', async () => {
    using sandbox = new Sandbox();
    sandbox.git('.', 'init', '-q', '--bare', 'origin.git');
    const clone = sandbox.repository();
    const hooks = [
      'pre-commit',
      'post-commit',
      'post-checkout',
      'pre-push',
      'pre-rebase',
      'reference-transaction',
    ];
    for (const name of hooks) sandbox.loggingHook(`${clone}/.git/hooks/${name}`);
    sandbox.write(`${clone}/.git/hooks/post-merge`, '#!/bin/sh\necho never >>"$GIT_KVM_TEST_LOG"\n', 0o644);
    await installIn(sandbox, clone);
    assert.equal(commit(sandbox, clone, 'Good').status, 0);
    sandbox.git(clone, 'checkout', '-q', '-b', 'topic');
    const id = sandbox.git(clone, 'rev-parse', 'HEAD');
    sandbox.git(clone, 'push', '-q', join(sandbox.root, 'origin.git'), 'topic');
    const log = sandbox.log();
    const zero = '0'.repeat(40);
    assert.match(log, /^theirs:pre-commit \[\]\n/m);
    assert.match(log, /^theirs:post-commit \[\]\n/m);
    assert.match(log, new RegExp(`^theirs:post-checkout \\[${id}\\] \\[${id}\\] \\[1\\]\n`, 'm'));
    assert.match(
      log,
      new RegExp(
        `^theirs:pre-push \\[.*\\] \\[.*\\]\nrefs/heads/topic ${id} refs/heads/topic ${zero}\n`,
        'm',
      ),
    );
    assert.match(log, /^theirs:reference-transaction \[committed\]\n/m);
    assert.doesNotMatch(log, /never/);
    sandbox.write(`${clone}/.git/hooks/pre-commit`, '#!/bin/sh\nexit 4\n', 0o755);
    assert.equal(commit(sandbox, clone, 'Good').status, 1);
  });

  it('make no stub for a hook whose presence means something to git', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    await installIn(sandbox, clone);
    const stubs = readdirSync(join(sandbox.root, clone, '.git/hooks'));
    for (const name of [
      'reference-transaction',
      'pre-receive',
      'fsmonitor-watchman',
      'push-to-checkout',
      'husky.sh',
    ]) {
      assert.ok(!stubs.includes(name), name);
    }
    assert.ok(stubs.includes('sendemail-validate'));
  });

  it('go on with a relative hooksPath in each worktree, and with a global one', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    sandbox.git(clone, 'config', 'core.hooksPath', '.husky/_');
    sandbox.loggingHook(`${clone}/.husky/_/post-commit`, 'echo main >>"$GIT_KVM_TEST_LOG"');
    await installIn(sandbox, clone);
    sandbox.git(clone, 'worktree', 'add', '-q', '--detach', '../linked');
    sandbox.loggingHook('linked/.husky/_/post-commit', 'echo linked >>"$GIT_KVM_TEST_LOG"');
    sandbox.clearLog();
    assert.equal(commit(sandbox, clone, 'Good').status, 0);
    assert.equal(commit(sandbox, 'linked', 'Good').status, 0);
    assert.deepEqual(sandbox.log().match(/^(main|linked)$/gm), ['main', 'linked']);

    const other = sandbox.repository('other');
    sandbox.git(other, 'config', '--global', 'core.hooksPath', '~/hooks');
    sandbox.loggingHook('home/hooks/commit-msg');
    await installIn(sandbox, other);
    assert.equal(commit(sandbox, other, 'BAD').status, 1);
    assert.match(sandbox.log(), /theirs:commit-msg/);
  });

  it('take no program from the tree', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    await installIn(sandbox, clone);
    for (const name of ['sh', 'git', 'node', 'cksum']) {
      sandbox.write(
        `${clone}/node_modules/.bin/${name}`,
        '#!/bin/sh\necho PWNED >>"$GIT_KVM_TEST_LOG"\n',
        0o755,
      );
      sandbox.write(`${clone}/${name}`, '#!/bin/sh\necho PWNED >>"$GIT_KVM_TEST_LOG"\n', 0o755);
    }
    // Even where node is gone and has to be looked for.
    const settings = `${clone}/.git/git-kvm/current/hooks/settings.sh`;
    const text = readFileSync(join(sandbox.root, settings), 'utf8');
    sandbox.write(settings, text.replace(/^node='.*'$/m, "node='/nowhere/node'"));
    const PATH = `node_modules/.bin:.::${sandbox.env.PATH}`;
    const settled = sandbox.env.PATH!.split(':').some((folder) => folder.startsWith('/'));
    assert.ok(settled);
    const hook = join(sandbox.root, clone, '.git/hooks/commit-msg');
    sandbox.write(`${clone}/message`, 'BAD\n');
    const { status } = sandbox.run(clone, '/bin/sh', [hook, 'message'], { PATH });
    assert.equal(status, 1);
    assert.doesNotMatch(sandbox.log(), /PWNED/);
  });

  it('block with words when a part of git-kvm is gone, cut off or too old, and a plain way on', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    await installIn(sandbox, clone);
    const current = `${clone}/.git/git-kvm/current`;
    const read = (path: string) => readFileSync(join(sandbox.root, current, path), 'utf8');
    const settings = read('hooks/settings.sh');
    const oldNode = sandbox.write('old-node', '#!/bin/sh\nexit 4\n', 0o755);
    const faults: [string, () => void, RegExp][] = [
      [
        'the program is gone',
        () => rmSync(join(sandbox.root, current, 'program/hook.cjs')),
        /hook\.cjs is missing/,
      ],
      [
        'the program is empty',
        () => sandbox.write(`${current}/program/hook.cjs`, ''),
        /hook\.cjs is missing or empty/,
      ],
      [
        'the program is cut off',
        () => sandbox.write(`${current}/program/hook.cjs`, '(() => {'),
        /hook\.cjs is damaged/,
      ],
      [
        'the program is cut off between two statements',
        () => sandbox.write(`${current}/program/hook.cjs`, 'const a = 1;\n'),
        /hook\.cjs is damaged/,
      ],
      [
        'node is too old',
        () =>
          sandbox.write(
            `${current}/hooks/settings.sh`,
            settings.replace(/^node='.*'$/m, `node='${oldNode}'`),
          ),
        /older than 20/,
      ],
      [
        'the hook is empty',
        () => sandbox.write(`${current}/hooks/commit-msg`, ''),
        /commit-msg is missing or empty/,
      ],
      [
        'the hook is gone',
        () => rmSync(join(sandbox.root, current, 'hooks/commit-msg')),
        /commit-msg is missing/,
      ],
      ['the runner is empty', () => sandbox.write(`${current}/hooks/_/h`, ''), /^/],
    ];
    for (const [fault, make, words] of faults) {
      make();
      const { status, stderr } = commit(sandbox, clone, 'Good');
      assert.notEqual(status, 0, fault);
      assert.match(stderr, words, fault);
      if (words.source === '^') continue;
      assert.match(stderr, /git kvm install/, fault);
      assert.match(stderr, /git commit --no-verify -eF '\.git\/COMMIT_EDITMSG'/, fault);
      assert.equal(commit(sandbox, clone, 'Good', { HUSKY: '0' }).status, 0, 'the way round');
    }
    assert.equal(sandbox.run(clone, 'git', ['commit', '-q', '--allow-empty', '-n', '-m', 'Good']).status, 0);
  });

  it('find another node when the recorded one is gone, and say so when there is none', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    await installIn(sandbox, clone);
    const settings = `${clone}/.git/git-kvm/current/hooks/settings.sh`;
    const text = readFileSync(join(sandbox.root, settings), 'utf8');
    sandbox.write(settings, text.replace(/^node='.*'$/m, "node='/nowhere/node'"));
    assert.equal(commit(sandbox, clone, 'BAD').status, 1);
    assert.match(sandbox.log(), /ours:commit-msg/);
    for (const name of ['git', 'sh']) {
      const program = sandbox.run('.', 'sh', ['-c', `command -v ${name}`]).stdout.trim();
      sandbox.write(`bin/${name}`, `#!/bin/sh\nexec ${program} "$@"\n`, 0o755);
    }
    const hook = join(sandbox.root, clone, '.git/hooks/commit-msg');
    const { status, stderr } = sandbox.run(clone, '/bin/sh', [hook, '.git/COMMIT_EDITMSG'], {
      PATH: join(sandbox.root, 'bin'),
    });
    assert.equal(status, 2);
    assert.match(stderr, /node \(20 or later\) not found/);
  });

  it('never stop a commit in prepare-commit-msg', async () => {
    using sandbox = new Sandbox();
    const clone = sandbox.repository();
    await installIn(sandbox, clone);
    const hook = join(sandbox.root, clone, '.git/hooks/prepare-commit-msg');
    sandbox.write(`${clone}/message`, 'BAD\n');
    assert.equal(sandbox.run(clone, hook, ['message']).status, 0);
    rmSync(join(sandbox.root, clone, '.git/git-kvm/current/program/hook.cjs'));
    const { status, stderr } = sandbox.run(clone, hook, ['message']);
    assert.equal(status, 0, stderr);
  });
});

describe('the repair of husky', () => {
  const runner = readFileSync(join(process.env.GIT_KVM_DIST!, 'husky'), 'utf8');

  it('takes each line that it knows, and refuses another husky', () => {
    const repaired = repairRunner(runner);
    assert.doesNotMatch(repaired, /node_modules|basename|dirname/);
    for (const line of runner.split('\n').filter((text) => /exit 0|PATH=|sh -e/.test(text))) {
      assert.throws(() => repairRunner(runner.replace(line, `${line} # new`)), /husky's runner has changed/);
    }
    assert.throws(() => repairRunner(`${runner}\nPATH=./node_modules/.bin:$PATH\n`), /node_modules/);
  });
});
