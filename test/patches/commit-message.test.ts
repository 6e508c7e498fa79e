/** The message file, cleaned up as git does it. What git records is the reference: these cases were tried with git. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type Cleanup, decodeMessage, ownPart, readCommitMessage } from '../../src/patches/commit-message';

const SCISSORS = '------------------------ >8 ------------------------';
const plain = { comment: '#', cleanup: 'strip' as Cleanup, edited: true, encoding: null };

describe('readCommitMessage', () => {
  const home = mkdtempSync(join(tmpdir(), 'git-kvm-test-'));
  after(() => rmSync(home, { recursive: true, force: true }));
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: home,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_EDITOR: 'true' },
    });
  git('init', '-q');

  const texts = [
    'KVM: x86: Do\n\nBody.\n# comment\n#\n',
    '\n\nKVM: x86: Do  \n\n\n\nBody.\t\n\n# a\nmore\n\n\n',
    'KVM: x86: Do\n # kept\n#gone\nend',
    `KVM: x86: Do\n\nBody\n# ${SCISSORS}\ndiff --git a/x b/x\n+we\n`,
  ];
  const cleanups: Cleanup[] = ['strip', 'whitespace', 'verbatim', 'scissors'];
  for (const cleanup of cleanups) {
    test(`--cleanup=${cleanup} is what git records`, () => {
      for (const text of texts) {
        writeFileSync(join(home, 'message'), text);
        git(
          '-c',
          'user.name=a',
          '-c',
          'user.email=a@example.org',
          'commit',
          '-q',
          '--allow-empty',
          `--cleanup=${cleanup}`,
          '-F',
          'message',
        );
        const recorded = git('cat-file', 'commit', 'HEAD')
          .split('\n\n')
          .slice(1)
          .join('\n\n')
          .replace(/\n$/, '');
        const read = readCommitMessage(text, { ...plain, cleanup, edited: false });
        assert.equal(read.text.replace(/\n$/, ''), recorded);
      }
    });
  }

  /** What follows the shortlog, and whether the line with # is kept to be judged. */
  const lost: readonly [string, boolean][] = [
    ['Then\n#GP is injected.', true],
    ['Then a\n#vmexit is\ndone.', true],
    ['#define KVM 1\nis gone.', true],
    ['Text.\n#explain why', false],
    ['Text.\n#Cc: Ada <a@b>\nSigned-off-by: Ada <a@b>', false],
    ['Text.\n# GP\nmore', false],
    ['Text.\n\n#GP alone', false],
    ['Text.\n\n#Explain\n#why', false],
    ['Text.\n\n# Explain\n#1 why\n# that', false],
  ];
  for (const [body, isKept] of lost) {
    test(`${JSON.stringify(body)}: ${isKept ? 'text' : 'a comment'}`, () => {
      const text = `KVM: x86: Do\n\n${body}\n`;
      assert.equal(readCommitMessage(text, plain, true).text.includes('#'), isKept);
      assert.equal(readCommitMessage(text, plain).text.includes('#'), false);
      assert.equal(
        readCommitMessage(text.replace('#', ';'), { ...plain, comment: ';' }, true).text.includes(';'),
        isKept,
      );
    });
  }

  test('each line keeps its place in the file', () => {
    const source = readCommitMessage('# first\n\nKVM: x86: Do\n# between\n\nBody here\n', plain);
    assert.equal(source.text, 'KVM: x86: Do\n\nBody here');
    assert.deepEqual(source.locate(source.text.indexOf('here')), { line: 6, column: 6 });
  });

  test('the diff of commit -v is cut off, also with another comment string', () => {
    const text = `KVM: x86: Do\n\nBody\n// ${SCISSORS}\n// Do not touch\ndiff --git a/x b/x\n`;
    assert.equal(readCommitMessage(text, { ...plain, comment: '//' }).text, 'KVM: x86: Do\n\nBody');
  });

  test('what is below the scissors is not the message, where an editor was used', () => {
    const text = `KVM: x86: Do\n\nBody\n# ${SCISSORS}\ndiff --git a/x b/x\n`;
    assert.equal(ownPart(text, plain).own, 'KVM: x86: Do\n\nBody');
    assert.equal(ownPart(text, { ...plain, edited: false }).own, text);
    assert.equal(ownPart(text, { ...plain, comment: ';' }).own, text);
  });

  test('what looks like scissors behind a lone CR cuts nothing off', () => {
    const text = `KVM: x86: Do\n\nBody\r# ${SCISSORS}\nMore.\n`;
    assert.match(readCommitMessage(text, plain).text, /More\.$/);
    const crlf = `KVM: x86: Do\r\n\r\nBody\r\n# ${SCISSORS}\r\ndiff --git a/x b/x\r\n`;
    assert.equal(readCommitMessage(crlf, plain).text, 'KVM: x86: Do\n\nBody');
  });

  test('core.commentChar=auto is told from what git wrote last', () => {
    const text = 'KVM: x86: Do\n\n#1 is kept\n\n; Please enter the commit message\n;\n; On branch x\n';
    assert.equal(readCommitMessage(text, { ...plain, comment: 'auto' }).text, 'KVM: x86: Do\n\n#1 is kept');
    assert.equal(ownPart('Do\n\nSigned-off-by: A\n', { ...plain, comment: 'auto' }).comment, '#');
    assert.equal(readCommitMessage('# none\n', plain).locate(0).line, 1);
  });

  test('bytes that are no UTF-8 are read in the commit encoding, or as Latin-1', () => {
    assert.equal(decodeMessage(Buffer.from('caf\xe9', 'latin1'), null), 'café');
    assert.equal(decodeMessage(Buffer.from([0xa4, 0xa2]), 'euc-jp'), 'あ');
    assert.equal(decodeMessage(Buffer.from('ü'), 'no-such-encoding'), 'ü');
    assert.equal(decodeMessage(Buffer.from('caf\xe9', 'latin1'), 'no-such-encoding'), 'café');
  });
});
