/** The state of a send: whatever fails, whenever its hook is killed, all of the send leaves or nothing. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Outbox } from '../e2e/send';
import { preloadIn, sample } from './clone';

async function outbox(): Promise<Outbox> {
  const box = new Outbox();
  await box.install();
  return box;
}

/** All of it was sent, or nothing; and what was refused says so. */
function assertWhole(
  box: Outbox,
  { status, stdout, stderr }: ReturnType<Outbox['send']>,
  total: number,
): void {
  const sent = box.subjects().length;
  assert.equal(sent, status === 0 ? total : 0, `${sent} sent, status ${status}: ${stdout}${stderr}`);
  if (status !== 0) assert.match(stderr, /git-kvm: |no patches were sent/);
}

describe('the state of a send', () => {
  it('that cannot be written, at any call: all is sent or nothing, and the next send goes through', async (test) => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two', 'Three']);
    const counted = join(box.root, 'calls');
    preloadIn(join(box.root, box.clone, '.git'));
    const send = (fault: string) =>
      box.send(files, {
        env: { GIT_KVM_FAULT: fault, GIT_KVM_CALLS: counted },
      });
    const first = send('count');
    assertWhole(box, first, 3);
    assert.equal(first.status, 0, first.stderr);
    const calls = Number(readFileSync(counted, 'utf8'));
    test.diagnostic(`${calls} calls`);
    const points = Array.from({ length: calls }, (_, i) => i + 1);
    for (const n of sample(points, 5))
      for (const what of ['SIGKILL', 'half', n % 2 ? 'ENOSPC+' : 'short', n % 2 ? 'EIO' : 'EROFS+']) {
        for (const name of readdirSync(box.sent)) box.run('.', 'rm', [join(box.sent, name)]);
        const done = send(`${what}:${n}`);
        assertWhole(box, done, 3);
        if (/SIG|half/.test(what)) assert.notEqual(done.status, 0, `${what}:${n}`);
        assert.doesNotMatch(done.stderr, /integer expression|unexpected operator|not found/, `${what}:${n}`);
      }
    for (const name of readdirSync(box.sent)) box.run('.', 'rm', [join(box.sent, name)]);
    assertWhole(box, box.send(files), 3);
    assert.deepEqual(box.state(), []);
  });

  it('on a full disk, where the shell writes it: nothing is sent, and words say why', async () => {
    using box = await outbox();
    const [file] = box.patches('out', ['One', 'Two']).map((name) => join(box.root, box.clone, name));
    const hook = join(box.root, box.clone, '.git/hooks/sendemail-validate');
    // No file may grow, and that is an error, not the end.
    const full = [
      '-c',
      'trap "" XFSZ; ulimit -f 0; exec "$@"',
      'sh',
      hook,
      file!,
      box.write('headers', 'To: kvm@example.org\n'),
    ];
    for (const [n, total] of [
      [1, 2],
      [2, 2],
    ]) {
      const { status, stderr } = box.run(box.clone, 'sh', full, {
        GIT_SENDEMAIL_FILE_COUNTER: String(n),
        GIT_SENDEMAIL_FILE_TOTAL: String(total),
      });
      assert.equal(status, 2, stderr);
      assert.match(stderr, /cannot write[\s\S]*nothing was sent/);
    }
    assert.deepEqual(box.judged(), []);
  });

  it('with a link in the place of its folder: nothing is sent, and nothing there is touched', async () => {
    using box = await outbox();
    const files = box.patches('out', ['One', 'Two']);
    mkdirSync(join(box.root, 'theirs'));
    box.write('theirs/1-1/file', 'kept\n');
    box.write('theirs/notes', 'kept\n');
    symlinkSync(join(box.root, 'theirs'), join(box.root, box.clone, '.git/git-kvm/sends'));
    const { status, stderr, stdout } = box.send(files);
    assert.notEqual(status, 0);
    assert.match(stderr + stdout, /sends is a symbolic link[\s\S]*nothing was sent/);
    assert.deepEqual(box.subjects(), []);
    assert.deepEqual(readdirSync(join(box.root, 'theirs')).sort(), ['1-1', 'notes']);
    assert.equal(readFileSync(join(box.root, 'theirs/1-1/file'), 'utf8'), 'kept\n');
  });
});
