import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readInbox } from '../../src/patches/public-inbox';
import { folder, inbox, mail } from '../audit/archives';

test('whoever stops reading leaves no git behind', async (t) => {
  // More than the pipes hold: git waits to be read on.
  const body = `Some words.\n${'More of them.\n'.repeat(4000)}`;
  const commits = Array.from({ length: 60 }, (_, i) => ({
    m: mail({ id: `${i}`, subject: 'Words', body: `${i} ${body}` }),
  }));
  const gitDir = inbox(join(folder(t), 'inbox.git'), commits);
  for await (const { state } of readInbox(gitDir)) {
    assert.equal(state, 'mail');
    assert.ok(running() > 0);
    break;
  }
  for (let waited = 0; running() > 0 && waited < 20_000; waited += 50) await sleep(50);
  assert.equal(running(), 0);
});

function running(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
}
