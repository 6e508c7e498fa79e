import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Toy } from './toy';

/** A disk of its own below the toy's folder; null where this user may not mount one. */
function smallDisk(toy: Toy): { dir: string; resize(size: string): void; end(): void } | null {
  const dir = join(toy.repo.dir, '..', 'disk');
  mkdirSync(dir);
  const mount = (...options: string[]) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'none', dir], { stdio: 'ignore' });
  try {
    mount('size=40k');
  } catch {
    return null;
  }
  return {
    dir,
    resize: (size) => mount('remount', `size=${size}`),
    end: () => execFileSync('umount', ['-l', dir]),
  };
}

function fill(dir: string): void {
  for (const size of [4096, 1])
    try {
      for (;;) appendFileSync(join(dir, 'filler'), 'x'.repeat(size));
    } catch {
      // No room is left.
    }
}

test('a disk that fills up at any point is told, no patch is blamed, and the next run goes on', async (t) => {
  const toy = new Toy(t);
  toy.repo.commit('KVM: x86: Change it\n\nChange it.', {
    'arch/x86/kvm/x86.c': `int x86;\n/*${'x'.repeat(9000)}*/\n`,
  });
  const disk = smallDisk(toy);
  if (disk === null) return t.skip('no disk can be mounted here');
  const asked = { dir: disk.dir, runner: toy.runner(), test: ['old_test'] };
  try {
    // In a checkout; in a build; in a kernel for a guest; in the last run.
    for (const size of ['40k', '64k', '112k', '160k']) {
      disk.resize(size);
      const { status, text } = await toy.verify(asked);
      assert.equal(status, 2, `${size}: ${text}`);
      assert.match(text, /^the disk is full: /m);
      assert.doesNotMatch(text, /^1\/1 fails|Nothing fails/m);
    }
    // To the last byte, and a lock cannot be written.
    disk.resize('160k');
    fill(disk.dir);
    const pruned = await toy.verify({ dir: disk.dir, prune: true });
    assert.equal(pruned.status, 0, pruned.text);
    assert.match(pruned.text, /^Removed /);
    assert.deepEqual(readdirSync(disk.dir), ['filler']);
    disk.resize('10m');
    const { status, text } = await toy.verify(asked);
    assert.equal(status, 0, text);
    assert.match(text, /^1\/1 +pass /m);
  } finally {
    disk.end();
  }
});
