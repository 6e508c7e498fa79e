/** How a message is cut into shortlog, changelog, tags and notes, and which mail of a series comes first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleMail } from '../../src/lint/example-mail';
import { firstMail, makePatch } from '../../src/model/patch';
import { parseSubject } from '../../src/model/subject';
import { Source } from '../../src/model/text';
import { seriesOf } from '../rules/example-patch';

const patchOf = (message: string, kind: 'commit' | 'mail' | 'message' = 'message') =>
  makePatch({
    origin: { kind, file: null, messageId: null, commit: null },
    subject: parseSubject(message.split('\n', 1)[0]!),
    message: Source.ofLines(message),
  });
const partsOf = (...args: Parameters<typeof patchOf>) => {
  const { shortlog, changelog, trailers, notes } = patchOf(...args);
  return [shortlog.value, changelog.value, trailers.map(({ key }) => key), notes.value];
};
const SIGNED = 'Signed-off-by: Ann Author <ann@example.org>';

test('a message has a shortlog, a changelog, tags, and notes below ---', () => {
  assert.deepEqual(partsOf(`KVM: Do it\n\nDo it.\n\n${SIGNED}\n---\nv2: more\n`), [
    'KVM: Do it',
    'Do it.',
    ['Signed-off-by'],
    'v2: more',
  ]);
  assert.deepEqual(partsOf('KVM: Do it'), ['KVM: Do it', '', [], '']);
  assert.deepEqual(partsOf('KVM: Do it\n'), ['KVM: Do it', '', [], '']);
  assert.deepEqual(partsOf(`KVM: Do it\n\n\n${SIGNED}`), ['KVM: Do it', '', ['Signed-off-by'], '']);
  assert.deepEqual(partsOf(`KVM: Do it\n\n${SIGNED}\n---`)[3], '');
  assert.deepEqual(partsOf(`KVM: Do it\n\n${SIGNED}\n---\n`)[3], '');
});

test('a pasted diff ends a commit message', () => {
  const message = `KVM: Do it\n\nDo it.\n\n${SIGNED}\ndiff --git a/x b/x\n`;
  assert.deepEqual(partsOf(message, 'commit').slice(0, 3), ['KVM: Do it', 'Do it.', ['Signed-off-by']]);
});

test('the message of a mail was cut already; brackets are not of the shortlog of a commit', () => {
  assert.equal(partsOf('KVM: Do it\n\nDo it.\n---\nmore', 'mail')[1], 'Do it.\n---\nmore');
  assert.equal(partsOf('[PATCH] KVM: Do it', 'commit')[0], 'KVM: Do it');
  assert.equal(partsOf('[PATCH] KVM: Do it', 'mail')[0], '[PATCH] KVM: Do it');
});

test('the first mail is the cover letter, or the first patch where that can be told', async () => {
  const first = async (numbers: readonly string[], part = false) => {
    const series = numbers.map((number) =>
      exampleMail({
        subject: `[PATCH${number}] KVM: Do ${number}`,
        diff: / 0/.test(number) ? {} : { 'virt/kvm/a.c': ['+a'] },
      }),
    );
    const [read] = await seriesOf({ name: 'series', series, part });
    return firstMail(read!)?.subject.raw.slice('[PATCH'.length).split(']')[0] ?? null;
  };
  assert.equal(await first([' 1/2', ' 2/2', ' 0/2']), ' 0/2');
  assert.equal(await first([' 1/2', ' 2/2']), ' 1/2');
  assert.equal(await first([' 2/2']), null, 'patch 1 is missing');
  assert.equal(await first([' 1/2', ' 2/2'], true), null, 'the cover letter may be elsewhere');
  assert.equal(await first([' 1/1'], true), ' 1/1');
  assert.equal(await first([''], true), '');
});
