import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type PostedSeries, readPosted, rememberPosted } from '../../../src/workflow/status/posted';

test('versions that git made in the same second share Message-IDs, and both are kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-posted-'));
  try {
    const series = (version: number, sent: string | null): PostedSeries => ({
      branch: 'work',
      version,
      from: null,
      tip: null,
      folder: null,
      made: '2024-01-01T00:00:00Z',
      sent,
      mails: [{ n: 0, messageId: '<cover.1.git.ada@example.org>', shortlog: 'Zap', patchId: null }],
    });
    rememberPosted(folder, series(1, '2024-01-01T00:00:01Z'));
    rememberPosted(folder, series(2, null));
    rememberPosted(folder, series(2, null));
    assert.deepEqual(
      readPosted(folder).map(({ version, sent }) => [version, sent !== null]),
      [
        [1, true],
        [2, false],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
