import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiff } from '../../src/model/diff';
import { makePatch } from '../../src/model/patch';
import { parseSubject } from '../../src/model/subject';
import { Source } from '../../src/model/text';
import { pretty } from '../../src/report/pretty';
import { commit, cover, finding, mail, messageFile, report } from './samples';

const PLAIN = { color: false, showNotes: false };

test('nothing found: silence, unless asked', () => {
  assert.equal(pretty(report([]), PLAIN), '');
  assert.equal(
    pretty(report([], { patches: 3 }), { ...PLAIN, always: true }),
    'nothing found in 3 patches\n',
  );
});

test('findings of a series, patch by patch, with places, marks, hints and related places', () => {
  const first = mail('[PATCH v2 1/2] kvm: x86: Håll på', 'This patch fixes å and ä.\nMore.\n');
  const second = mail('[PATCH v2 2/2] KVM: x86: Add é', 'Text.\n', 'out/0002-x.patch');
  const text = pretty(
    report(
      [
        finding(first, first.shortlog, 'kvm: x86', { hint: 'KVM: x86: Håll på' }),
        finding(first, first.body, 'This patch', {
          rule: 'changelog-this-patch',
          message: 'Git keeps no series',
          hint: 'Fix å\nand ä',
          related: [{ message: 'the fix is here', of: second, at: second.shortlog.span(0, 3) }],
        }),
        finding(second, second.body, null, { rule: 'signed-off-by', level: 'warn', message: 'No tag' }),
      ],
      { patches: 2, covers: 1 },
    ),
    PLAIN,
  );
  assert.equal(
    text,
    `[PATCH v2 1/2] kvm: x86: Håll på
  0001-å.patch
  4:25  block  shortlog-case: Wrong case
    help: KVM: x86: Håll på
  7:1   block  changelog-this-patch: Git keeps no series
    | This patch fixes å and ä.
    | ^^^^^^^^^^
    help: Fix å
          and ä
    see patch 2/2: the fix is here (out/0002-x.patch:4)

[PATCH v2 2/2] KVM: x86: Add é
  out/0002-x.patch
  warn  signed-off-by: No tag

2 blocking, 1 warning in 2 patches. Why: git kvm explain shortlog-case
`,
  );
});

test('commits and message files are named as what they are', () => {
  const one = commit('KVM: x86: Å\n\nText.\n');
  const two = messageFile('KVM: x86: Å.\n');
  const text = pretty(report([finding(one, one.body, 'Text'), finding(two, two.shortlog, '.')]), PLAIN);
  assert.match(text, /^commit 0123456789ab: KVM: x86: Å\n {2}3:1 {2}block/);
  assert.match(text, /\n\ncommit message: KVM: x86: Å\.\n {2}1:12 {2}block/);
});

test('a cover letter, and standard input', () => {
  const letter = cover('[PATCH 0/2] å');
  const patch = mail('[PATCH] KVM: x86: A', 'B\n', null);
  const text = pretty(
    report([finding(letter, letter.shortlog, 'å'), finding(patch, patch.body, 'B')], {
      patches: 0,
      covers: 1,
    }),
    PLAIN,
  );
  assert.match(text, /^\[PATCH 0\/2\] å\n {2}0000-cover-letter\.patch\n {2}4:1 /);
  assert.match(text, /\n {2}7:1 {2}block/);
  assert.match(text, /2 blocking in 1 cover letter\./);
});

test('the mark stands under the place: wide, combining and written-out characters in front', () => {
  const cases: [line: string, quote: string, shown: string, mark: string][] = [
    ['å ü bad', 'bad', 'å ü bad', '    ^^^'],
    ['日本 bad word', 'bad', '日本 bad word', '     ^^^'],
    ['한글 漢字 end', '漢字', '한글 漢字 end', '     ^^^^'],
    ['a\u030a bad', 'bad', 'a\u030a bad', '  ^^^'],
    ['😀 bad', 'bad', '😀 bad', '   ^^^'],
    ['\tbad x', 'bad', '\\tbad x', '  ^^^'],
    ['a\u202eb bad', 'bad', 'a<U+202E>b bad', '           ^^^'],
  ];
  for (const [line, quote, shown, mark] of cases) {
    const patch = mail('[PATCH] KVM: x86: A', `${line}\n`);
    const text = pretty(report([finding(patch, patch.body, quote)]), PLAIN);
    assert.ok(text.includes(`\n    | ${shown}\n    | ${mark}\n`), `${line}:\n${text}`);
  }
});

test('a place in a folded subject is not quoted: the heading has all of it', () => {
  const subject = parseSubject('[PATCH] KVM: x86: Add å and much more.');
  const message = new Source(subject.shortlog, [
    { offset: 0, line: 4, column: 18 },
    { offset: 'KVM: x86: Add å'.length, line: 5, column: 1 },
  ]);
  const patch = makePatch({ ...mail('[PATCH] A', ''), subject, message });
  const text = pretty(report([finding(patch, patch.shortlog, '.')]), PLAIN);
  assert.match(text, /\n {2}5:15 {2}block/);
  assert.doesNotMatch(text, /\|/);
});

test('a long line is cut around the place, a range of lines is shown by its first', () => {
  const patch = mail('[PATCH] KVM: x86: A', `${'a'.repeat(300)}bad${'b'.repeat(300)}\nx y\nz\n`);
  const two = finding(patch, patch.body, 'y\nz', { message: 'Other' });
  const text = pretty(report([finding(patch, patch.body, 'bad'), two]), { ...PLAIN, width: 60 });
  const lines = text.split('\n');
  assert.equal(lines[3], `    | …${'a'.repeat(30)}bad${'b'.repeat(19)}…`);
  assert.equal(lines[4], `    | ${' '.repeat(31)}^^^`);
  assert.deepEqual(lines.slice(6, 8), ['    | x y …', '    |   ^^^']);
});

test('a line of the diff is shown with its mark', () => {
  const { diff } = parseDiff(
    'diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1 +1,2 @@\n a\n+// we do\n'.split('\n'),
    0,
    (i) => 20 + i,
  );
  const patch = { ...mail('[PATCH] KVM: x86: A', 'B\n'), diff };
  const line = diff.files[0]!.hunks[0]!.lines[1]!;
  const at = { line: line.at, column: 5, endLine: line.at, endColumn: 7, quote: 'we' };
  const text = pretty(report([{ ...finding(patch, patch.body, null), at }]), PLAIN);
  assert.match(text, /\n {4}\| \+\/\/ we do\n {4}\| {5}\^\^\n/);
});

test('of one rule in one patch five are shown, the rest are counted', () => {
  const patch = mail('[PATCH] KVM: x86: A', 'we\n'.repeat(9));
  const nine = Array.from({ length: 9 }, (_, i) =>
    finding(patch, patch.body, 'we', { message: `Wrong ${i}` }),
  );
  const text = pretty(report(nine), PLAIN);
  assert.equal(text.split('Wrong').length - 1, 5);
  assert.match(text, /\n {2}and 4 more of shortlog-case \(git kvm check --only shortlog-case shows all\)\n/);
  assert.match(text, /\n9 blocking in 1 patch\./);
});

test('what is said of several places is said once', () => {
  const patch = mail('[PATCH] KVM: x86: A', 'we\nthey\n');
  const text = pretty(report([finding(patch, patch.body, 'we'), finding(patch, patch.body, 'they')]), PLAIN);
  assert.match(text, /7:1 {2}block {2}shortlog-case: Wrong case \(also at 8:1\)\n/);
  assert.equal(text.split('Wrong case').length - 1, 1);
});

test('what blocks comes first, and a line is quoted once', () => {
  const patch = mail('[PATCH] KVM: x86: A', 'one two\nthree\n');
  const findings = [
    finding(patch, patch.body, 'one', { level: 'note', message: 'A' }),
    finding(patch, patch.body, 'one', { level: 'warn', message: 'B' }),
    finding(patch, patch.body, 'two', { message: 'C' }),
    finding(patch, patch.body, 'three', { message: 'D' }),
  ];
  const text = pretty(report(findings), { ...PLAIN, showNotes: true });
  assert.deepEqual(
    text.split('\n').flatMap((line) => /shortlog-case: ([A-D])$/.exec(line)?.[1] ?? []),
    ['C', 'D', 'B', 'A'],
  );
  const quiet = pretty(report(findings), { ...PLAIN, showNotes: true, quiet: true });
  assert.doesNotMatch(quiet, /shortlog-case: [AB]$/m);
  assert.match(quiet, /2 blocking, 1 warning, 1 note not shown/);
});

test('long subjects and messages are wrapped, nothing of them is lost', () => {
  const subject = `[PATCH] KVM: x86: ${'Word '.repeat(30).trim()}`;
  const patch = mail(subject, 'we\n');
  const long = `${'message '.repeat(20)}end`;
  const text = pretty(report([finding(patch, patch.body, 'we', { message: long, hint: long })]), {
    ...PLAIN,
    width: 60,
  });
  assert.ok(
    text.split('\n').every((line) => line.length <= 60),
    text,
  );
  assert.equal(text.split('Word').length - 1, 30);
  assert.equal(text.split('message').length - 1, 40);
});

test('notes show when asked for, suppressed findings never; both are counted', () => {
  const patch = mail('[PATCH] KVM: x86: A', 'we\n');
  const note = finding(patch, patch.body, 'we', { level: 'note', message: 'Advice' });
  const quiet = finding(patch, patch.body, 'we', { message: 'Quiet', suppressed: 'å' });
  const warn = finding(patch, patch.body, 'we', { level: 'warn' });
  assert.equal(pretty(report([note, quiet]), PLAIN), '');
  assert.match(
    pretty(report([note, quiet, warn]), PLAIN),
    /\n1 warning, 1 note not shown, 1 suppressed in 1 patch\./,
  );
  const all = pretty(report([note, quiet, warn]), { ...PLAIN, showNotes: true });
  assert.match(all, /note {2}shortlog-case: Advice/);
  assert.doesNotMatch(all, /Quiet/);
  assert.match(all, /\n1 warning, 1 note, 1 suppressed in 1 patch\./);
});

test('colours only when asked for', () => {
  const patch = mail('[PATCH] KVM: x86: A', 'we å\n');
  const one = report([finding(patch, patch.body, 'we')]);
  assert.ok(!pretty(one, PLAIN).includes('\x1b'));
  const colored = pretty(one, { ...PLAIN, color: true });
  assert.match(colored, /\x1b\[1m\x1b\[31mblock\x1b\[39m\x1b\[22m/);
  // biome-ignore lint/complexity/useRegexLiterals: the escape is easier to see.
  assert.equal(colored.replace(new RegExp('\x1b\\[[0-9;]*m', 'g'), ''), pretty(one, PLAIN));
});

test('nothing of a mail steers the terminal or passes for output of ours', () => {
  const evil = '\x1b[2J\x9b31m\u202e\u2028nothing found in 1 patch';
  const patch = mail(
    `[PATCH] KVM: x86: ${evil}`,
    `${evil}\n  x.patch:1:1  block  fake\n`,
    `a${evil}\n.patch`,
  );
  const text = pretty(
    report([
      finding(patch, patch.body, '[2J', {
        message: evil,
        hint: `${evil}\n${evil}`,
        related: [{ message: evil, of: patch, at: null }],
      }),
      finding(patch, patch.body, '  x.patch:1:1  block  fake'),
    ]),
    { ...PLAIN, width: 1000 },
  );
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]/);
  for (const line of text.trimEnd().split('\n').slice(1)) {
    if (/^ {2}\S/.test(line)) assert.match(line, /^ {2}(?:a\\x1b\[2J|\d+:\d+ {2}block {2}shortlog-case: )/);
    assert.doesNotMatch(line, /^nothing found/);
  }
});
