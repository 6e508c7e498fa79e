import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { REFUSED_FOLDER } from '../../src/git/left-behind';
import { keepMessage } from '../../src/hooks/kept-message';

function scratch(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-kept-'));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a clock that was set back does not lose the message that was just refused', () => {
  scratch((folder) => {
    for (let n = 0; n < 25; n += 1)
      keepMessage(folder, `later ${n}`, new Date(Date.UTC(2030, 0, 1, 0, 0, n)));
    const file = keepMessage(folder, 'now', new Date(Date.UTC(2020, 0, 1)));
    assert.equal(readFileSync(file!, 'utf8'), 'now\n');
    assert.ok(readdirSync(join(folder, REFUSED_FOLDER)).length <= 21);
  });
});

test('two of the same second are two files', () => {
  scratch((folder) => {
    const now = new Date();
    assert.notEqual(keepMessage(folder, 'one', now), keepMessage(folder, 'two', now));
  });
});

test('a link in the place of the folder is not followed', () => {
  scratch((folder) => {
    symlinkSync(tmpdir(), join(folder, REFUSED_FOLDER));
    assert.equal(keepMessage(folder, 'text', new Date()), null);
  });
});
