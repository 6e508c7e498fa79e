import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommitMessage } from '../../../src/patches/commit-message';
import { rewriteMessageFile } from '../../../src/patches/rewrite/message-file';
import fc from '../../properties';

const OPTIONS = { comment: '#', cleanup: 'strip', edited: true, encoding: null } as const;

function rewrite(file: string, change: (message: string) => string): string {
  const read = readCommitMessage(file, OPTIONS).all();
  const message = change(read.value);
  const out = rewriteMessageFile(Buffer.from(file), read, message).toString();
  assert.equal(readCommitMessage(out, OPTIONS).text, readCommitMessage(message, OPTIONS).text);
  return out;
}

const FILE = `# template
KVM: x86: do it

# what, then why
Do it.
# tags
Signed-off-by: Ann Author <ann@example.org>

# Please enter the commit message
# ------------------------ >8 ------------------------
# Do not touch the line above.
diff --git a/x b/x
+KVM: x86: do it
`;

test('comments, scissors and the diff below stay', () => {
  assert.equal(
    rewrite(FILE, (message) => message),
    FILE,
  );
  assert.equal(
    rewrite(FILE, (message) =>
      message.replace('do it', 'Do it').replace('Signed-off', 'Fixes: x\nSigned-off'),
    ),
    FILE.replace('do it', 'Do it').replace('Do it.\n', 'Do it.\nFixes: x\n'),
  );
});

test('a line goes, another takes its place', () => {
  assert.equal(
    rewrite(FILE, (message) => message.replace('Do it.\n', '')),
    FILE.replace('Do it.\n', ''),
  );
});

test('a comment stays where it is: above what follows it, and below what goes', () => {
  assert.equal(
    rewrite('a\n\n# c\nb\n', (message) => message.replace('\n\n', '\n')),
    'a\n# c\nb\n',
  );
  assert.equal(
    rewrite('# c\na\n', (message) => `new\n${message}`),
    '# c\nnew\na\n',
  );
  assert.equal(
    rewrite('a\n\n# c\nb\n', (message) => message.replace('b', 'new\nb')),
    'a\n\n# c\nnew\nb\n',
  );
  assert.equal(
    rewrite('a\n# c\nb\n', (message) => message.replace('b', 'new\nb')),
    'a\nnew\n# c\nb\n',
  );
  assert.equal(
    rewrite('a\n\n\n\nb\n', (message) => message.replace('\n\n', '\n')),
    'a\nb\n',
  );
});

test('line ends of another system stay', () => {
  const file = 'KVM: x86: do it\r\n\r\nDo it.\r\n';
  assert.equal(
    rewrite(file, (message) => message.replace('do it', 'Do it')),
    file.replace('do it', 'Do it'),
  );
});

test('a message in Latin-1 stays so', () => {
  const file = Buffer.from('caf\xe9\n\nDo it\n', 'latin1');
  const read = readCommitMessage(file.toString('latin1'), OPTIONS).all();
  const out = rewriteMessageFile(file, read, 'café\n\nDo that\n', 'ISO-8859-1');
  assert.ok(out.equals(Buffer.from('caf\xe9\n\nDo that\n', 'latin1')));
  assert.equal(rewriteMessageFile(file, read, 'caf\xe9\n\nDo it\n\n'), file, 'without a change');
  const other = rewriteMessageFile(file, read, 'caf\xe9\n\nDo that\n', 'KOI8-R');
  assert.equal(other.toString(), 'caf\u0418\n\nDo that\n', 'of another encoding only UTF-8 is written');
});

test('whatever the message becomes, it is read back as that', () => {
  const line = fc.constantFrom('a', 'b', '', '# c', 'Tag: d');
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 10 }),
      fc.array(fc.constantFrom('a', 'b', 'x', 'Tag: d'), { minLength: 1, maxLength: 6 }),
      (file, to) => {
        rewrite(file.join('\n'), () => to.join('\n'));
      },
    ),
  );
});

test('a message in UTF-8 stays so, also where another encoding is configured', () => {
  const file = 'caf\u00e9\n\nDo it\n';
  const read = readCommitMessage(file, OPTIONS).all();
  for (const encoding of [null, 'UTF-8', 'ISO-8859-1']) {
    const out = rewriteMessageFile(Buffer.from(file), read, 'caf\u00e9\n\nDo that\n', encoding);
    assert.equal(out.toString('utf8'), 'caf\u00e9\n\nDo that\n', String(encoding));
  }
});

test('the first words go above the comments', () => {
  assert.equal(
    rewrite('# comment\n', () => 'KVM: x86: Do it'),
    'KVM: x86: Do it\n# comment\n',
  );
});
