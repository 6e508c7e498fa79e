import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from '../../src/git/process';
import { makePlaces } from '../../src/verify/places';
import { runMake } from '../../src/verify/run';
import { Toy } from './toy';

const X86 = 'arch/x86/kvm/x86.c';
const COMMAND = join(__dirname, '..', '..', 'src', 'cli', 'verify.js');

/** Verify in a process of its own, with a compiler that takes its time. */
function start(
  toy: Toy,
  more: object = {},
  slow = '600',
): { child: ChildProcess; said(): string; ended: Promise<number | null> } {
  const asked = {
    range: 'base..',
    makeArgs: ['CC=true'],
    extra: false,
    jobs: 1,
    format: 'pretty',
    width: null,
    runner: 'none',
    ...more,
  };
  const program = `
    const write = (text) => process.stdout.write(text);
    require(${JSON.stringify(COMMAND)})
      .verify({ ...${JSON.stringify({ ...asked, cwd: toy.repo.dir })}, env: process.env }, { out: write, err: write, color: false })
      .then((status) => { process.exitCode = status; }, (error) => { write('error: ' + error.message); process.exitCode = 2; });`;
  const child = spawn(process.execPath, ['-e', program], {
    env: { ...toy.repo.env, TOY_COUNT: join(toy.repo.dir, '..', 'count'), TOY_SLOW: slow },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout!.on('data', (part: Buffer) => {
    text += part.toString();
  });
  return { child, said: () => text, ended: new Promise((resolve) => child.on('close', resolve)) };
}

/** Wait until the compiler is at work; the key of the process group it is of. */
async function atWork(toy: Toy, sign = join(toy.repo.dir, '..', 'count')): Promise<string> {
  const running = join(toy.repo.dir, '.git', 'git-kvm-verify', 'running');
  const key = () => (existsSync(running) ? readFileSync(running, 'utf8') : '');
  assert.ok(await comesTrue(() => key() !== '' && existsSync(sign)), 'verify has not come to compile');
  return key();
}

const isGone = (key: string) => comesTrue(() => !isAlive(key));

/** Waits as long as the slowest machine may need, and no longer than it has to. */
async function comesTrue(what: () => boolean): Promise<boolean> {
  for (let i = 0; i < 4000 && !what(); i += 1) await setTimeout(50);
  return what();
}

function changed(t: TestContext): Toy {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Change it\n\nChange it.', { [X86]: 'int x86;\n' });
  return toy;
}

test('a signal ends compilers and all, and the next run goes on', async (t) => {
  const toy = changed(t);
  const run = start(toy);
  const make = await atWork(toy);
  const second = await toy.verify();
  assert.equal(second.status, 2);
  assert.match(second.text, /Another verify is running in this clone/);
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 2);
  assert.match(run.said(), /error: stopped/);
  assert.ok(await isGone(make));
  const { status, text } = await toy.verify();
  assert.equal(status, 0, text);
});

test('killed with -9, the next run ends what is left and goes on', async (t) => {
  const toy = changed(t);
  const run = start(toy);
  const make = await atWork(toy);
  run.child.kill('SIGKILL');
  await run.ended;
  assert.ok(isAlive(make), 'make does not know');
  const { status, text } = await toy.verify();
  assert.equal(status, 0, text);
  assert.ok(await isGone(make));
});

test('a make that cannot be written down is ended at once, as no later run would know of it', async (t) => {
  const { dir } = new Toy(t).repo;
  const places = makePlaces(join(dir, 'verify'));
  writeFileSync(places.makefile, `all:\n\t@sleep 600\n\t@echo ended >'${join(dir, 'ended')}'\n`);
  await assert.rejects(
    runMake({
      places: { ...places, running: join(dir, 'no-such-folder', 'running') },
      jobs: 1,
      env: process.env,
      onEvent: () => {},
    }),
    /cannot write to .*ENOENT/,
  );
  // All that it had started has closed its output.
  assert.ok(!existsSync(join(dir, 'ended')), 'make went on');
});

test('a test that runs ends with the rest, and is run again', async (t) => {
  const toy = changed(t);
  const [runner, started] = [toy.runner(), join(toy.repo.dir, '..', 'count.runs')];
  toy.repo.commit('KVM: selftests: Wait\n\nWait.', {
    'tools/testing/selftests/kvm/x86/slow_test.c': 'SLEEP EXPECT(x86)\n',
  });
  const run = start(toy, { runner, test: ['slow_test'], limit: 900 }, '');
  const make = await atWork(toy, started);
  run.child.kill('SIGTERM');
  assert.equal(await run.ended, 2);
  assert.match(run.said(), /error: stopped/);
  assert.ok(await isGone(make));
  toy.repo.commit('KVM: selftests: Do not wait\n\nDo not.', {
    'tools/testing/selftests/kvm/x86/slow_test.c': 'EXPECT(x86)\n',
  });
  // The base is the commit that waits: it has to come to its end as well.
  const { status, text } = await toy.verify({ range: 'HEAD~1..', runner, test: ['slow_test'], limit: 10 });
  assert.equal(status, 0, text);
  assert.match(text, /^1\/1 +pass /m);
});
