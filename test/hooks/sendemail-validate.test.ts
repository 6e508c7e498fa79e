import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../src/cli/entries/send';

test('a patch that is too long to be judged is not sent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-long-'));
  try {
    const text = 'Fix it.\n'.repeat(30_000);
    const mail = `From: A <a@example.com>\nSubject: [PATCH] KVM: x86: Do it\n\n${text}\n---\n`;
    writeFileSync(join(folder, '0001.patch'), mail);
    const said: string[] = [];
    const status = await run('pre-publish-send-email', [folder], folder, {
      err: (words) => said.push(words),
    });
    assert.equal(status, 2);
    assert.match(said.join(''), /nothing was sent: .*0001\.patch: the text has more than 20000 lines/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('notes in the folder are named, and hold nothing back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-notes-'));
  try {
    writeFileSync(join(folder, 'notes.txt'), 'what to do next\n');
    const said: string[] = [];
    const status = await run('pre-publish-send-email', [folder], folder, {
      err: (words) => said.push(words),
    });
    assert.match(said.join(''), /^git-kvm: \S+notes\.txt:1: not checked: not a mail: no header\n$/);
    assert.equal(status, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
