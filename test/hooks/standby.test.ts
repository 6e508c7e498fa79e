/** The process that stands by, without hooks and rules; what a commit sees of it is in test/e2e/standby.test.ts. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

const MODULE = join(__dirname, '..', '..', 'src', 'hooks', 'standby.js');
const skip = existsSync('/proc/self/environ') ? false : 'there is no /proc here';

/** One that calls every file clean but `dirty`, and breaks on `broken`. */
class Standby {
  readonly home: string;
  readonly folder: string;
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(t: TestContext, idle = 600_000, home = mkdtempSync(join(tmpdir(), 'git-kvm-standby-'))) {
    this.home = home;
    this.folder = join(home, 'standby');
    const programDir = join(home, 'v1', 'program');
    const isNew = mkdirSync(programDir, { recursive: true }) !== undefined;
    for (const name of isNew ? ['hook.cjs', 'commit-msg.cjs', 'standby.cjs'] : [])
      writeFileSync(join(programDir, name), '');
    const script = `
      const isClean = async ({ args: [file], env, cwd }) => {
        if (file === 'endless') return new Promise(() => {});
        if (file === 'broken') throw new Error('broken');
        if (file === 'where') return env.WHO === 'the one who asks' && cwd === ${JSON.stringify(home)};
        return file !== 'dirty';
      };
      require(${JSON.stringify(MODULE)})
        .standBy({ programDir: ${JSON.stringify(programDir)}, isClean, idle: ${idle}, end: () => process.exit() })
        .then((mine) => { if (!mine) process.exit(7); });`;
    this.child = spawn(process.execPath, ['-e', script], { stdio: 'inherit' });
    this.ended = new Promise((resolve) => this.child.on('exit', resolve));
    t.after(async () => {
      this.child.kill('SIGKILL');
      await this.ended;
      rmSync(home, { recursive: true, force: true });
    });
  }

  private get lives(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async ready(): Promise<void> {
    for (let i = 0; i < 10_000 && !existsSync(join(this.folder, 'ask')); i += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await this.free();
  }

  async free(): Promise<void> {
    for (let i = 0; i < 10_000 && this.lives && existsSync(join(this.folder, 'busy')); i += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Ask as the hook does, in its own words. @returns whether the file is called clean */
  async ask(file: string): Promise<boolean> {
    const script = `kvm=$1/current standby=yes; eval "$(sed -n '/^kvm_ask_standby()/,/^}/p; /^kvm_say_and_hear()/,/^}/p' hooks/git-kvm.sh)"; cd "$1"; kvm_ask_standby "$2"`;
    const { GIT_KVM_STANDBY: _, ...env } = { ...process.env, WHO: 'the one who asks' } as NodeJS.ProcessEnv;
    const done = spawnSync('sh', ['-c', script, 'sh', this.home, file], { env, timeout: 300_000 });
    assert.equal(done.signal, null, 'it hangs');
    await this.free();
    return done.status === 0;
  }
}

test('it answers one after the other, and is asked in the place of who asks', { skip }, async (t) => {
  const standby = new Standby(t);
  await standby.ready();
  const files = ['clean', 'dirty', 'broken', 'clean', 'where', 'a name\nwith "all" $that', 'dirty'];
  const said = [];
  for (const file of files) said.push(await standby.ask(file));
  assert.deepEqual(said, [true, false, false, true, true, true, false]);
});

test('it is killed with a question open: the wait of who asks is over', { skip }, async (t) => {
  const standby = new Standby(t);
  await standby.ready();
  spawn('sh', ['-c', `sleep 0.5; kill -9 ${standby.child.pid}`], { stdio: 'ignore' });
  assert.equal(await standby.ask('endless'), false);
  assert.equal(await standby.ended, null);
});

test('nobody asks it for some time: it ends, and leaves nothing behind', { skip }, async (t) => {
  const standby = new Standby(t, 300);
  assert.equal(await standby.ended, 0);
  assert.deepEqual(readdirSync(standby.home), ['v1']);
  assert.equal(await standby.ask('clean'), false);
});

test('there is one of it: another one goes again, and takes over from one that was killed', {
  skip,
}, async (t) => {
  const first = new Standby(t);
  await first.ready();
  const second = new Standby(t, 600_000, first.home);
  assert.equal(await second.ended, 7);
  assert.equal(await first.ask('clean'), true);
  first.child.kill('SIGKILL');
  await first.ended;
  assert.equal(await first.ask('clean'), false);
  const third = new Standby(t, 600_000, first.home);
  for (let i = 0; i < 2000 && !(await third.ask('clean')); i += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await third.ask('clean'), true);
  assert.deepEqual(readdirSync(first.home).sort(), ['standby', 'v1']);
});
