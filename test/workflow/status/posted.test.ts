import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SERIES_FILE } from '../../../src/git/left-behind';
import {
  type PostedSeries,
  readPosted,
  rememberPosted,
  sentVersions,
} from '../../../src/workflow/status/posted';
import { folder } from '../../audit/archives';

const mailOf = (n: number, messageId: string | null, shortlog = 'Zap') => ({
  n,
  messageId,
  shortlog,
  patchId: null,
});
const series = (version: number, sent: string | null, more: Partial<PostedSeries> = {}): PostedSeries => ({
  ...{ branch: 'work', version, from: null, tip: null, folder: null, made: '2024-01-01T00:00:00Z', sent },
  mails: [mailOf(0, '<cover.1.git.ada@example.org>')],
  ...more,
});
const SENT = '2024-01-01T00:00:01Z';

/** The tips of what is left when these are remembered one after the other. */
function left(t: TestContext, ...all: PostedSeries[]): (string | null)[] {
  const dir = folder(t);
  all.forEach((one, i) => {
    rememberPosted(dir, { ...one, tip: `${i}` });
  });
  return readPosted(dir).map(({ tip }) => tip);
}

test('versions that git made in the same second share Message-IDs, and both are kept', (t) => {
  assert.deepEqual(left(t, series(1, SENT), series(2, null), series(2, null)), ['0', '2']);
});

test('the same again takes the place of what was made before', (t) => {
  const ids = (...messageIds: (string | null)[]) => ({ mails: messageIds.map((id, n) => mailOf(n, id)) });
  const cases: [string, PostedSeries, PostedSeries, isSame: boolean][] = [
    [
      'by an id, whatever the branch',
      series(1, SENT, ids('<a>', '<b>')),
      series(1, SENT, { branch: 'x', ...ids('<c>', '<b>') }),
      true,
    ],
    ['made again before it was sent', series(1, null, ids('<a>')), series(1, null, ids('<b>')), true],
    [
      'made of no branch',
      series(1, null, { branch: null, ...ids('<a>') }),
      series(1, null, { branch: null, ...ids('<b>') }),
      false,
    ],
    [
      'of another branch',
      series(1, null, ids('<a>')),
      series(1, null, { branch: 'x', ...ids('<b>') }),
      false,
    ],
    ['sent again with new ids', series(1, SENT, ids('<a>')), series(1, SENT, ids('<b>')), true],
    ['sent again, other patches', series(1, SENT, ids('<a>')), series(1, SENT, ids('<b>', '<c>')), false],
    ['sent, and only made again', series(1, SENT, ids('<a>')), series(1, null, ids('<b>')), false],
    [
      'ids that are not known are not the same',
      series(1, SENT, ids(null)),
      series(1, null, ids(null)),
      false,
    ],
    [
      'another shortlog',
      series(1, SENT, ids('<a>')),
      series(1, SENT, { mails: [mailOf(0, '<b>', 'Other')] }),
      false,
    ],
    ['another number', series(1, SENT, ids('<a>')), series(1, SENT, { mails: [mailOf(1, '<b>')] }), false],
  ];
  for (const [name, before, now, isSame] of cases)
    assert.deepEqual(left(t, before, now), isSame ? ['1'] : ['0', '1'], name);
});

test('what is not understood of the file is left out, and no more is kept than anyone asks for', (t) => {
  const dir = folder(t);
  const { version: _, ...noVersion } = series(1, null);
  const all = [
    series(1, null),
    null,
    7,
    noVersion,
    { ...series(2, null), made: 7 },
    { ...series(3, null), mails: {} },
  ];
  const read = (value: unknown) => {
    writeFileSync(join(dir, SERIES_FILE), JSON.stringify(value));
    return readPosted(dir).map(({ version }) => version);
  };
  assert.deepEqual(read(all), [1]);
  assert.deepEqual(read({ length: 1 }), []);
  assert.deepEqual(readPosted(join(dir, 'nowhere')), []);
  read(Array.from({ length: 500 }, (_, i) => series(i, SENT)));
  rememberPosted(dir, series(1000, SENT));
  const versions = readPosted(dir).map(({ version }) => version);
  assert.deepEqual([versions.length, versions[0], versions.at(-1)], [500, 1, 1000]);
});

test('the versions that were sent of a branch, the newest last', () => {
  const all = [
    series(3, SENT),
    series(1, SENT),
    series(2, null),
    series(1, SENT, { branch: null }),
    series(4, SENT, { branch: 'x' }),
  ];
  assert.deepEqual(
    sentVersions(all, 'work').map(({ version }) => version),
    [1, 3],
  );
  assert.deepEqual(sentVersions(all, null), []);
});
