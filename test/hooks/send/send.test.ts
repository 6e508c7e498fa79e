import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { isAlive, processKey } from '../../../src/git/process';
import { operands } from '../../../src/git/send-email-command';
import type { HookCall, Status } from '../../../src/hooks/hook';
import { cksum } from '../../../src/hooks/send/cksum';
import { filesOfSend } from '../../../src/hooks/send/files';
import { runSendHook } from '../../../src/hooks/send/send';

function folder(work: (path: string) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const path = mkdtempSync(join(tmpdir(), 'git-kvm-send-'));
    try {
      await work(path);
    } finally {
      rmSync(path, { recursive: true });
    }
  };
}

const call = (args: string[], env: NodeJS.ProcessEnv): HookCall => ({
  args,
  env,
  cwd: '/',
  programDir: '/',
  color: false,
  err: () => {},
  input: () => null,
});

describe('the command line of git send-email', () => {
  for (const [line, expected] of [
    ['0001.patch 0002.patch', '0001.patch 0002.patch'],
    ['--to a@b.c 0001.patch', '0001.patch'],
    ['--to=a@b.c 0001.patch', '0001.patch'],
    ['-to a@b.c 0001.patch', '0001.patch'],
    ['--cc-cmd ./script --dry-run 0001.patch', '0001.patch'],
    ['--smtp-server /usr/sbin/sendmail out', 'out'],
    ['--in-rep 0001.patch 0002.patch', '0002.patch'],
    ['--annot --compose HEAD~3', 'HEAD~3'],
    ['--no-thread -v3 HEAD~3', 'HEAD~3'],
    ['0001.patch -- file', '0001.patch'],
  ] as const) {
    it(`${line} is about ${expected}`, () => {
      assert.equal(operands(line.split(' ')).join(' '), expected);
    });
  }
});

describe('the files of a send', () => {
  it(
    'without a command line are those of the same series beside it, if that is clear',
    folder((path) => {
      const write = (name: string, subject: string) =>
        writeFileSync(join(path, name), `From x\nFrom: a\nSubject: ${subject}\n\nBody\n`);
      write('1', '[PATCH v2 1/2] KVM: One');
      write('2', '[PATCH v2\n 2/2] KVM: Two');
      write('3', '[PATCH 2/2] KVM: Two');
      write('4', '[PATCH v2 2/3] KVM: Two');
      write('5', 'notes');
      const names = (first: string) =>
        filesOfSend(join(path, first), 1).map((file) => file.slice(path.length + 1));
      assert.deepEqual(names('1'), ['1', '2']);
      assert.deepEqual(names('5'), ['5']);
      write('6', '[PATCH v2 2/2] KVM: Another two');
      assert.deepEqual(names('1'), ['1'], 'two series of the same shape: not clear');
    }),
  );
});

describe('cksum', () => {
  it(
    'prints what cksum prints',
    folder((path) => {
      const file = join(path, 'file');
      for (const text of ['', 'a', 'Subject: x\n', 'é\0\xff'.repeat(10_000)]) {
        writeFileSync(file, text, 'latin1');
        const expected = execFileSync('cksum', { input: readFileSync(file), encoding: 'utf8' }).trim();
        assert.equal(cksum(file), expected.split(' ').join('-'));
      }
    }),
  );
});

describe('a process key', () => {
  it('tells a process from a dead one and from another of the same number', () => {
    const mine = processKey(process.pid);
    assert.equal(isAlive(mine), true);
    assert.equal(isAlive(`${process.pid}-1`), false);
    const { pid } = spawnSync('true');
    assert.equal(isAlive(`${pid}-1`), false);
    assert.equal(isAlive(processKey(pid)), false);
    assert.equal(isAlive('notes'), false);
  });

  it('is not that of a process that has ended and that nobody waits for, as where there is no init', {
    skip: process.platform === 'linux' ? false : 'reads /proc',
  }, async (t) => {
    // What the shell starts is a child of what it becomes, which waits for none.
    const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    t.after(() => parent.kill());
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    const key = processKey(pid);
    const stat = (of: number) => readFileSync(`/proc/${of}/stat`, 'latin1');
    while (!stat(parent.pid!).includes('(sleep)')) await setTimeout(20);
    assert.equal(isAlive(key), true);
    process.kill(pid);
    while (!stat(pid).includes(') Z ')) await setTimeout(20);
    assert.equal(isAlive(key), false);
  });
});

describe('the send hook', () => {
  it(
    'reads names of any bytes, in any order of calls, and judges all of them',
    folder(async (path) => {
      const state = join(path, 'sends', processKey(process.pid));
      mkdirSync(state, { recursive: true });
      const odd = Buffer.concat([Buffer.from(`${path}/it's\n`), Buffer.from([0xe9])]);
      writeFileSync(odd, 'latin 1 name');
      const quoted = (name: Buffer) =>
        `set -- '${name.toString('latin1').replaceAll("'", "'\\''")}' '/headers' \n`;
      writeFileSync(join(state, '1'), quoted(odd), 'latin1');
      writeFileSync(join(state, '2'), quoted(Buffer.from('/two é')), 'latin1');
      let judged: readonly string[] = [];
      const judge = async (files: readonly string[]): Promise<Status> => {
        judged = files;
        assert.equal(readFileSync(files[0]!, 'utf8'), 'latin 1 name');
        return 1;
      };
      const env = { GIT_KVM_SEND: state, GIT_SENDEMAIL_FILE_COUNTER: '2', GIT_SENDEMAIL_FILE_TOTAL: '2' };
      assert.equal(await runSendHook(call(['/two é', '/headers'], env), judge), 1);
      assert.equal(judged.length, 2);
      assert.equal(judged[1], '/two é');
    }),
  );

  for (const total of ['0', '-1', 'x', ' 1', '1e9', '4294967296', '999999999']) {
    it(
      `holds back what git would count as ${total} files`,
      folder(async (path) => {
        const state = join(path, 'sends', processKey(process.pid));
        mkdirSync(state, { recursive: true });
        const env = { GIT_KVM_SEND: state, GIT_SENDEMAIL_FILE_TOTAL: total };
        const judge = () => assert.fail('nothing is there to be judged');
        await assert.rejects(runSendHook(call([join(path, 'a')], env), judge), /reported .* files/);
      }),
    );
  }

  it(
    'removes the state of sends that are gone, and no other',
    folder(async (path) => {
      const sends = join(path, 'sends');
      const mine = join(sends, processKey(process.pid));
      const dead = join(sends, `${spawnSync('true').pid}-1`);
      for (const state of [mine, dead]) mkdirSync(state, { recursive: true });
      writeFileSync(join(path, 'file'), 'x');
      await runSendHook(call([join(path, 'file')], { GIT_KVM_SEND: mine }), async () => 0);
      assert.deepEqual([existsSync(mine), existsSync(dead)], [true, false]);
      assert.equal(readFileSync(join(mine, 'sums'), 'utf8'), `${cksum(join(path, 'file'))}\n`);
    }),
  );

  it(
    'notes nothing for what was refused',
    folder(async (path) => {
      const state = join(path, 'sends', processKey(process.pid));
      writeFileSync(join(path, 'file'), 'x');
      for (const status of [1, 2] as const) {
        assert.equal(
          await runSendHook(call([join(path, 'file')], { GIT_KVM_SEND: state }), async () => status),
          status,
        );
      }
      assert.equal(existsSync(state), false);
      await assert.rejects(
        runSendHook(call(['relative'], {}), async () => 0),
        /no absolute file name/,
      );
    }),
  );
});

it('a file whose name is not UTF-8 is named, with what to do, and not judged', async () => {
  const call = { args: ['/nowhere/caf\ufffd.patch'], env: {} } as unknown as Parameters<
    typeof runSendHook
  >[0];
  await assert.rejects(
    runSendHook(call, async () => 0),
    /^UsageError: .* file name is not UTF-8$/,
  );
});
