import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type CheckerJob, programOf, runCheckers } from '../../src/git/checkers';

function bench(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-checkers-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const commonDir = join(folder, 'git');
  mkdirSync(commonDir);
  const script = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const run = (jobs: (Partial<CheckerJob> & Pick<CheckerJob, 'command'>)[]) =>
    runCheckers(
      jobs.map((job) => ({ seconds: 20, isCached: true, input: 'the patch\n', ...job })),
      { cwd: folder, env: { ...process.env, GIT_DIR: '/nowhere' }, commonDir },
    );
  return { folder, script, run };
}

test('a program gets the patch, its arguments as they are, and no variables of git', async (t) => {
  const { script, run } = bench(t);
  const command = [
    script('echo', 'cat; printf "%s|" "$@" "$GIT_DIR"; echo words >&2; exit 3'),
    '$(id); *',
    '',
  ];
  assert.deepEqual(await run([{ command }]), [
    { ok: true, stdout: 'the patch\n$(id); *|||', stderr: 'words\n', status: 3 },
  ]);
});

test('one that reads nothing of a long patch', async (t) => {
  const { script, run } = bench(t);
  const [done] = await run([{ command: [script('deaf', 'echo x')], input: 'x'.repeat(1 << 20) }]);
  assert.deepEqual(done, { ok: true, stdout: 'x\n', stderr: '', status: 0 });
});

test('an answer is kept for the same patch, command and program; a failure is not', async (t) => {
  const { folder, script, run } = bench(t);
  const counted = 'echo run >> runs; cat';
  const command = [script('count', counted)];
  const runs = () => readFileSync(join(folder, 'runs'), 'utf8').split('\n').length - 1;
  const [first] = await run([{ command }]);
  assert.deepEqual(await run([{ command }]), [first]);
  assert.equal(runs(), 1);
  await run([{ command, input: 'another' }]);
  assert.equal(runs(), 2);
  await run([{ command: [...command, '-v'] }]);
  assert.equal(runs(), 3);
  await run([{ command, isCached: false }]);
  assert.equal(runs(), 4);
  script('count', `${counted} # changed`);
  await run([{ command }]);
  assert.equal(runs(), 5);
  const crash = [script('crash', 'echo run >> runs; kill -9 $$')];
  for (const _ of [1, 2]) assert.match(JSON.stringify(await run([{ command: crash }])), /ended by SIGKILL/);
  assert.equal(runs(), 7);
});

test('several run at the same time', async (t) => {
  const { script, run } = bench(t);
  // Each waits for the other.
  const wait =
    'touch "$1"; n=0; until [ -e "$2" ] || [ $n -gt 100 ]; do sleep 0.1; n=$((n+1)); done; [ -e "$2" ]';
  const file = script('wait', wait);
  const done = await run([{ command: [file, 'a', 'b'] }, { command: [file, 'b', 'a'] }]);
  assert.deepEqual(
    done.map((one) => one.ok && one.status),
    [0, 0],
  );
});

test('time and output have limits, and what the program started ends with it', async (t) => {
  const { folder, script, run } = bench(t);
  const slow = [script('slow', '(sleep 2; touch late) & sleep 60')];
  assert.deepEqual(await run([{ command: slow, seconds: 0.2 }]), [
    { ok: false, why: 'no answer after 0.2 s', isMissing: false },
  ]);
  const loud = [script('loud', 'yes')];
  assert.deepEqual(await run([{ command: loud }]), [
    { ok: false, why: 'printed more than 4 MB', isMissing: false },
  ]);
  await setTimeout(2500);
  assert.equal(existsSync(join(folder, 'late')), false);
});

test('a program that is not there, or not executable, or relative to the tree', async (t) => {
  const { folder, script, run } = bench(t);
  for (const name of ['no-such-program', '/no/such', 'tool', './tool']) {
    script('tool', 'echo ran');
    assert.deepEqual(await run([{ command: [name] }]), [
      { ok: false, why: `${name}: no such program`, isMissing: true },
    ]);
  }
  assert.equal(programOf('~/tool', { HOME: folder }), join(folder, 'tool'));
  assert.equal(programOf('tool', { PATH: `.:${folder}` }), join(folder, 'tool'));
  chmodSync(join(folder, 'tool'), 0o644);
  assert.equal(programOf('tool', { PATH: folder }), null);
});
