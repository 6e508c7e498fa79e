/** A patch as text again: read once more, it is the same patch, and each line is where it says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleMail } from '../../src/lint/example-mail';
import { parseDiff } from '../../src/model/diff';
import { patchText } from '../../src/model/patch-text';
import { seriesOf } from '../rules/example-patch';

const HEAD = (path: string) => [`diff --git a/${path} b/${path}`];
const DIFF = [
  ...HEAD('virt/a.c'),
  '--- a/virt/a.c',
  '+++ b/virt/a.c',
  '@@ -3,2 +3,3 @@ int f(void)',
  ' same',
  '-old',
  '+new',
  '+more',
  '@@ -9,1 +10,1 @@',
  '-last',
  '\\ No newline at end of file',
  '+end',
  ...HEAD('virt/new.c'),
  'new file mode 100755',
  '--- /dev/null',
  '+++ b/virt/new.c',
  '@@ -0,0 +1,1 @@',
  '+new',
  'diff --git a/virt/was.c b/virt/is.c',
  'rename from virt/was.c',
  'rename to virt/is.c',
  ...HEAD('virt/old.c'),
  'deleted file mode 100644',
  '--- a/virt/old.c',
  '+++ /dev/null',
  '@@ -1,1 +0,0 @@',
  '-old',
];

test('the diff is as it was, without files that have no lines', async () => {
  const mode = [...HEAD('virt/run.sh'), 'old mode 100644', 'new mode 100755'];
  const binary = [...HEAD('virt/b.bin'), 'Binary files a/virt/b.bin and b/virt/b.bin differ'];
  const mail = exampleMail({ subject: '[PATCH] KVM: Do it' }).replace(
    '\n-- \n',
    `\n${[...mode, ...binary, ...DIFF].join('\n')}\n-- \n`,
  );
  const [series] = await seriesOf({ name: 'one', mail });
  const [patch] = series!.patches;
  const { text, lines, message } = patchText(patch!);
  const all = text.split('\n');
  const from = all.indexOf(DIFF[0]!);
  assert.deepEqual(all.slice(from, from + DIFF.length), DIFF);
  assert.deepEqual(parseDiff(all, from).diff.paths, [
    'virt/a.c',
    'virt/new.c',
    'virt/was.c',
    'virt/is.c',
    'virt/old.c',
  ]);
  for (const [at, { line }] of lines) assert.equal(all[at - 1], `${line.kind}${line.text}`);
  assert.equal(lines.size, 8);
  for (const [at, { value }] of message) assert.ok(all[at - 1]!.endsWith(value));
  const subject = all.indexOf('Subject: [PATCH] KVM: Do it');
  assert.ok(subject > 0 && subject < all.indexOf(''), 'among the headers');
  assert.equal(message.get(subject + 1)?.value, 'KVM: Do it');
  assert.ok([...message.values()].some(({ value }) => value.startsWith('Signed-off-by:')));
});

test('a file that is renamed has both names, with lines or without', async () => {
  const pure = [...HEAD('virt/a.c'), 'rename from virt/a.c', 'rename to virt/b.c'];
  pure[0] = pure[0]!.replace('b/virt/a.c', 'b/virt/b.c');
  const mail = exampleMail({ subject: '[PATCH] KVM: Do it' }).replace(
    '\n-- \n',
    `\n${[pure[0], 'similarity index 100%', ...pure.slice(1), ...DIFF].join('\n')}\n-- \n`,
  );
  const [series] = await seriesOf({ name: 'one', mail });
  const all = patchText(series!.patches[0]!).text.split('\n');
  const from = all.indexOf(pure[0]!);
  assert.deepEqual(all.slice(from, from + 4), [...pure, DIFF[0]]);
});
