import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseDiff } from '../../../src/model/diff';
import { UsageError } from '../../../src/model/errors';
import { isUnwritten, type MessageFile, withTemplate } from '../../../src/workflow/templates/commit-message';
import { guessCulprit } from '../../../src/workflow/templates/culprit';
import { fillIn, readTemplate } from '../../../src/workflow/templates/templates';
import { folder } from '../../audit/archives';

const GITS = '# Please enter the commit message for your changes.\n# On branch next\n';
const CUT = '# ------------------------ >8 ------------------------\n# Do not modify.\n# It is ignored.\n';
const TEMPLATE = 'KVM: x86: \n\n# a hint\n';

function file(text: string, more: Partial<MessageFile> = {}): MessageFile {
  return { text, comment: '#', cleanup: 'strip', ...more };
}

describe('fillIn', () => {
  it('puts values in, and drops a line that is nothing but an empty one', () => {
    assert.equal(fillIn('{{a}} b\n\n{{c}}\n\nd\n', { a: '1', c: '' }), '1 b\n\nd\n');
  });
  it('keeps a line before it that is not blank', () => {
    assert.equal(fillIn('a\n{{c}}\n{{c}}b\n', { c: '' }), 'a\nb\n');
  });
  it('takes a value as it is, placeholders and all', () => {
    assert.equal(fillIn('{{a}}', { a: '$& {{b}}' }), '$& {{b}}\n');
  });
  it('names a placeholder that it does not know, also one named as what every object has', () => {
    assert.throws(() => fillIn('{{nothing}}', { a: '' }), UsageError);
    assert.throws(() => fillIn('{{toString}}', { a: '' }), UsageError);
  });
});

describe('readTemplate', () => {
  it('takes what comes with git-kvm, and says so when it is missing', () => {
    const places = { programDir: process.cwd(), env: {} };
    for (const name of [
      'commit-message',
      'cover-letter',
      'cover-letter-next-version',
      'cover-letter-rfc',
      'cover-letter-kvm-unit-tests',
    ] as const) {
      assert.match(readTemplate(name, places), /\{\{/);
    }
    assert.throws(() => readTemplate('cover-letter', { programDir: '/nonexistent', env: {} }), /missing/);
    assert.throws(() => readTemplate('cover-letter', { ...places, own: 'relative' }), /absolute/);
    assert.throws(
      () => readTemplate('cover-letter', { ...places, own: '/nonexistent' }),
      /no such directory/,
    );
  });
});

describe('readTemplate of one’s own', () => {
  it('comes first, and the rest is what comes with git-kvm', (t) => {
    const home = folder(t);
    mkdirSync(join(home, 'mine'));
    writeFileSync(join(home, 'mine', 'cover-letter.txt'), 'Mine');
    const places = { programDir: process.cwd(), env: { HOME: home } };
    for (const own of ['~/mine', join(home, 'mine')]) {
      assert.equal(readTemplate('cover-letter', { ...places, own }), 'Mine');
      assert.match(readTemplate('commit-message', { ...places, own }), /\{\{/);
    }
  });
});

describe('isUnwritten', () => {
  it('of blank lines and a sign-off above the comments', () => {
    assert.ok(isUnwritten(file(`\n${GITS}`)));
    assert.ok(isUnwritten(file(`\n\nSigned-off-by: Ada <ada@example.org>\n\n${GITS}`)));
    assert.ok(isUnwritten(file(`\n${GITS}${CUT}diff --git a/x b/x\n`)));
    assert.ok(!isUnwritten(file(`KVM: x86: Words\n\n${GITS}`)));
  });
});

describe('withTemplate', () => {
  it('stands above what git wrote', () => {
    assert.equal(withTemplate(TEMPLATE, file(`\n${GITS}`)), `KVM: x86: \n\n# a hint\n#\n${GITS}`);
  });
  it('leaves the sign-off where it is', () => {
    const text = `\n\nSigned-off-by: Ada <ada@example.org>\n\n${GITS}`;
    assert.equal(
      withTemplate(TEMPLATE, file(text)),
      `KVM: x86: \n\nSigned-off-by: Ada <ada@example.org>\n\n# a hint\n#\n${GITS}`,
    );
  });
  it('comments as this clone does', () => {
    const semicolons = GITS.replaceAll('#', ';');
    assert.match(withTemplate(TEMPLATE, file(`\n${semicolons}`, { comment: 'auto' })), /^; a hint$/m);
    assert.match(
      withTemplate(TEMPLATE, file(`\n${GITS.replaceAll('#', '//')}`, { comment: '//' })),
      /^\/\/ a hint$/m,
    );
  });
  it('is words and hints, whatever there is of either', () => {
    const plain = file(`\n${GITS}`);
    assert.equal(withTemplate('# a hint', plain), `\n# a hint\n#\n${GITS}`);
    assert.equal(withTemplate('Words', plain), `Words\n\n${GITS}`);
    assert.equal(withTemplate('Words\n \n# a hint\n', file('\n')), 'Words\n\n# a hint\n#\n');
  });
  it('stands above a sign-off without comments, with a line between', () => {
    const signed = 'Signed-off-by: Ada <ada@example.org>';
    assert.equal(withTemplate('Words', file(`\n${signed}\n`)), `Words\n\n${signed}\n\n`);
    assert.equal(withTemplate('Words', file(signed)), `Words\n\n${signed}\n`);
    assert.equal(withTemplate('Words', file(' ')), 'Words\n');
  });
  it('comments as the line of the scissors does, else by the last line where git can have picked that', () => {
    const commented = (text: string) =>
      /^(.) a hint$/m.exec(withTemplate(TEMPLATE, file(text, { comment: 'auto' })))?.[1];
    assert.equal(commented(`\n${CUT.replaceAll('#', ';')}!\n`), ';');
    assert.equal(commented('\n! On branch next\n\n'), '!');
    assert.equal(commented('\nx\n'), '#');
    assert.equal(commented('\n'), '#');
  });
  it('hints only where they go away', () => {
    assert.doesNotMatch(withTemplate(TEMPLATE, file(`\n${CUT}`, { cleanup: 'whitespace' })), /a hint/);
    const whole = withTemplate(TEMPLATE, file(`\n${CUT}`, { cleanup: 'scissors' }));
    assert.ok(whole.indexOf('>8') < whole.indexOf('a hint'), whole);
    assert.doesNotMatch(withTemplate(TEMPLATE, file(`\n${GITS}`, { cleanup: 'whitespace' })), /hint/);
    assert.doesNotMatch(withTemplate(TEMPLATE, file('\n', { cleanup: 'scissors' })), /hint/);
  });
});

describe('guessCulprit', () => {
  const { diff } = parseDiff(
    `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -5,3 +5,1 @@
-	one();
-	two();
-	/* said */
+	three();
@@ -20,1 +18,0 @@
-	four();
`.split('\n'),
  );
  const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
  it('is who wrote most of the lines, comments aside', () => {
    let asked: readonly string[] = [];
    const output = `${a} 5 5 1\nsummary First\n\tone\n${b} 6 6 1\nsummary Second\n\ttwo\n${b} 20 20 1\n\tfour\n`;
    const run = (args: readonly string[]) => {
      asked = args;
      return Buffer.from(output);
    };
    assert.equal(guessCulprit(diff, { run }), `${b.slice(0, 12)} ("Second")`);
    assert.deepEqual(
      asked.filter((arg) => arg.startsWith('-L')),
      ['-L5,6', '-L20,20'],
    );
  });
  it('is asked of one file of code that was there, the one that loses most', () => {
    const asked = (...files: [path: string, removed: string[], added?: boolean][]) => {
      let last: string | undefined;
      const text = files.map(([path, removed, isNew]) =>
        [
          `diff --git a/${path} b/${path}`,
          ...(isNew ? ['new file mode 100644', '--- /dev/null'] : [`--- a/${path}`]),
          `+++ b/${path}`,
          `@@ -1,${removed.length} +1,1 @@`,
          ...removed.map((line) => `-${line}`),
          '+x',
        ].join('\n'),
      );
      const run = (args: readonly string[]) => {
        last = args.at(-1);
        return Buffer.from('');
      };
      assert.equal(guessCulprit(parseDiff(text.join('\n').split('\n')).diff, { run }), null);
      return last;
    };
    assert.equal(asked(['a.c', ['a;']], ['b.c', ['a;', 'b;']], ['c.c', ['a;']]), 'b.c');
    assert.equal(asked(['a.c', ['a;', '', '}', '{']], ['b.c', ['a;', 'b;']]), 'b.c');
    assert.equal(asked(['Documentation/a.rst', ['a', 'b']], ['b.c', ['a;']]), 'b.c');
    assert.equal(asked(['tools/a.c', ['a;', 'b;']], ['b.c', ['a;']]), 'b.c');
    assert.equal(asked(['a.c', ['/* a */', '}']]), undefined);
    assert.equal(asked(), undefined);
  });
  it('is none where history is cut off, or time is up', () => {
    const output = `${a} 5 5 1\nsummary First\nboundary\n\tone\n`;
    assert.equal(guessCulprit(diff, { run: () => Buffer.from(output) }), null);
    assert.equal(guessCulprit(diff, { run: () => null }), null);
  });
});
