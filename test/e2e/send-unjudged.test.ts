/** Real `git send-email` of what once left unjudged. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { KernelClone } from './kernel-clone';

const BODY = 'Drop a comment on behavior that is long gone.';

describe('nothing leaves unjudged', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  clone.commit(`KVM: x86/mmu: Drop a stale comment\n\n${BODY}`);
  clone.commit(`kvm: x86/mmu: Drop another stale comment\n\n${BODY}`);

  let count = 0;
  /** Patches in a new folder, by `git format-patch` with these arguments; each as `change` makes it. */
  const made = (args: readonly string[], change = (text: string, _: number) => text): string[] => {
    count += 1;
    const folder = join(clone.home, `out-${count}`);
    mkdirSync(folder);
    clone.git('format-patch', '-q', '-o', folder, '--base=HEAD~2', ...args);
    return readdirSync(folder)
      .sort()
      .map((name, i) => {
        const file = join(folder, name);
        const text = readFileSync(file, 'utf8').replace(
          /\*\*\* (SUBJECT|BLURB) HERE \*\*\*/g,
          'KVM: x86/mmu: Drop comments',
        );
        writeFileSync(file, change(text, i), 'latin1');
        return file;
      });
  };
  const send = (files: readonly string[], ...args: string[]) =>
    clone.tryGit([
      'send-email',
      '--dry-run',
      '--confirm=never',
      '--suppress-cc=all',
      '--to=kvm@example.org',
      ...args,
      ...files,
    ]);
  const refused = (done: { status: number; said: string }, words: RegExp) => {
    assert.match(done.said, words);
    assert.notEqual(done.status, 0);
    assert.doesNotMatch(done.said, /Dry-OK/);
  };

  for (const prefix of [
    'RESEND',
    'V2',
    'PATCHv2.1',
    'PATCH:',
    'kvm-x86/next',
    '6.1.y',
    'stable:PATCH',
    'PATCHi v2',
  ]) {
    test(`a series with --subject-prefix='${prefix}' and In-Reply-To`, () => {
      const files = made([
        '-2',
        '--cover-letter',
        `--subject-prefix=${prefix}`,
        '--in-reply-to=<a@example.org>',
      ]);
      assert.equal(files.length, 3);
      refused(send(files), /block +shortlog-case/);
    });
  }

  test('a series with -k', () => {
    refused(send(made(['-2', '-k', '--in-reply-to=<a@example.org>'])), /block +shortlog-case/);
  });

  test('a mail that starts with two blank lines', () => {
    refused(send(made(['-1'], (text) => `\n\n${text}`)), /block +shortlog-case/);
  });

  test('a patch that says Re:', () => {
    refused(send(made(['-1'], (text) => text.replace('[PATCH]', 'Re: [PATCH]'))), /block +shortlog-case/);
  });

  test('two files with one Message-Id', () => {
    const files = made(['-2'], (text) =>
      text.replace('\nSubject:', '\nMessage-Id: <a@example.org>\nSubject:'),
    );
    refused(send(files), /block +shortlog-case/);
  });

  test('two versions of one series', () => {
    const files = [
      ...made(['-1', 'HEAD~1', '--base=HEAD~2']),
      ...made(['-1', '-v2', 'HEAD~1', '--base=HEAD~2']),
    ];
    refused(send(files), /block +series-complete:? +Two versions of the same series: v1 and v2/);
  });

  test('a patch in UTF-16', () => {
    refused(
      send(made(['-1'], (text) => `\xff\xfe${[...text].join('\0')}\0`)),
      /could not check, so nothing was sent: .*UTF-16/,
    );
  });

  test('a letter is named, and sent', () => {
    const letter = join(clone.home, 'letter');
    writeFileSync(
      letter,
      'From: Ada Example <ada@example.org>\nSubject: KVM: x86: A question\n\nIs this right?\n',
    );
    const done = send([letter]);
    assert.match(done.said, /letter:1: not checked: not a patch/);
    assert.equal(done.status, 0, done.said);
  });
});
