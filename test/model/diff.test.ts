import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedLines, parseDiff, startsAtTop, startsDiff, unquotePath } from '../../src/model/diff';

const diffOf = (path: string, lines: number) => [
  `diff --git a/${path} b/${path}`,
  `--- a/${path}`,
  `+++ b/${path}`,
  `@@ -0,0 +1,${lines} @@`,
  ...Array.from({ length: lines }, (_, i) => `+line ${i}`),
];

test('of a diff that nobody reads the files are known, and the end', () => {
  const lines = [
    ...diffOf('small', 10),
    ...diffOf('large', 30_001),
    ...diffOf('behind', 10),
    '-- ',
    '2.39.5',
  ];
  const { diff, end } = parseDiff(lines);
  assert.deepEqual(diff.paths, ['small', 'large', 'behind']);
  assert.deepEqual(
    diff.files.map(({ hunks }) => hunks.length),
    [1, 0, 0],
  );
  assert.equal(end, lines.length - 2);
});

/** The two names of a diff, and the path that they are. */
const NAMES: readonly [string, string, string][] = [
  ['a/arch/x86/kvm/x86.c', 'b/arch/x86/kvm/x86.c', 'arch/x86/kvm/x86.c'],
  ['arch/x86/kvm/x86.c', 'arch/x86/kvm/x86.c', 'arch/x86/kvm/x86.c'],
  ['old/arch/x86/kvm/x86.c', 'new/arch/x86/kvm/x86.c', 'arch/x86/kvm/x86.c'],
  ['linux.orig/virt/kvm/kvm_main.c', 'linux/virt/kvm/kvm_main.c', 'virt/kvm/kvm_main.c'],
  [
    './linux-6.1/tools/include/uapi/linux/kvm.h',
    './linux/tools/include/uapi/linux/kvm.h',
    'tools/include/uapi/linux/kvm.h',
  ],
  ['a/mmu/mmu.c', 'b/mmu/mmu.c', 'mmu/mmu.c'],
  ['a/x86/vmx.c', 'b/x86/vmx.c', 'x86/vmx.c'],
];

for (const [oldName, newName, path] of NAMES) {
  test(`${oldName} ${newName}`, () => {
    const hunk = [`--- ${oldName}`, `+++ ${newName}`, '@@ -1 +1 @@', '-old', '+new'];
    for (const head of [[], [`diff --git ${oldName} ${newName}`]]) {
      assert.deepEqual(parseDiff([...head, ...hunk]).diff.paths, [path]);
      if (head.length > 0) assert.deepEqual(parseDiff([...head, 'old mode 100644']).diff.paths, [path]);
    }
  });
}

test('a context line that lost its leading space, and an empty one, are lines of their hunk', () => {
  const head = ['diff --git a/x.c b/x.c', '--- a/x.c', '+++ b/x.c', '@@ -1,4 +1,5 @@ int f(void)'];
  const { diff, end } = parseDiff([...head, ' a', '', '\tb', '+c', ' d', '-- ']);
  assert.deepEqual(
    diff.files[0]!.hunks[0]!.lines.map(({ kind, text, oldLine, newLine }) => [kind, text, oldLine, newLine]),
    [
      [' ', 'a', 1, 1],
      [' ', '', 2, 2],
      [' ', '\tb', 3, 3],
      ['+', 'c', 0, 4],
      [' ', 'd', 4, 5],
    ],
  );
  assert.equal(end, 9);
});

test('names in quotes, prefixes of any depth, and lines that only look like a header', () => {
  assert.equal(unquotePath('"a\\303\\274\\t\\"b"'), 'a\u00fc\t"b');
  for (const plain of ['a', '"a', 'a"', 'a\\n']) assert.equal(unquotePath(plain), plain);
  const pathOf = (prefix: string) =>
    parseDiff([`--- ${prefix}/virt/x.c`, `+++ ${prefix}/virt/x.c`, '@@ -1 +1 @@', '-old', '+new']).diff
      .paths[0];
  assert.equal(pathOf('a/1/2/3/4'), 'virt/x.c');
  assert.equal(pathOf('a/1/2/3/4/5'), '1/2/3/4/5/virt/x.c');
  const git = ['diff --git a/virt/x.c b/virt/x.c', 'index 1..2', '+++ b/virt/y.c'];
  assert.deepEqual(parseDiff(git), { ...parseDiff(git.slice(0, 2)), end: 2 });
});

test('a hunk takes no more removed or added lines than its head says', () => {
  const head = ['diff --git a/x.c b/x.c', '--- a/x.c', '+++ b/x.c'];
  const linesOf = (...lines: string[]) => {
    const { diff, end } = parseDiff([...head, ...lines]);
    return [diff.files[0]!.hunks[0]!.lines.length, end - head.length - 1];
  };
  assert.deepEqual(linesOf('@@ -1 +1,2 @@', '-a', '-b', '+c', '+d'), [1, 1]);
  assert.deepEqual(linesOf('@@ -1,2 +1 @@', '+a', '+b', '-c', '-d'), [1, 1]);
  assert.deepEqual(linesOf('@@ -0,0 +1,2 @@', '+a', ' b', '+c'), [1, 1]);
  assert.deepEqual(linesOf('@@ -1,2 +0,0 @@', '-a', ' b', '-c'), [1, 1]);
});

test('the added lines of a file, over all of its hunks', () => {
  const lines = [
    'diff --git a/x b/x',
    '--- a/x',
    '+++ b/x',
    '@@ -1 +1,2 @@',
    ' a',
    '+b',
    '@@ -5 +6 @@',
    '-c',
    '+d',
  ];
  assert.deepEqual(
    addedLines(parseDiff(lines).diff.files[0]!).map(({ text }) => text),
    ['b', 'd'],
  );
});

test('a diff starts with a line of its own, or with the two names', () => {
  for (const line of ['diff --git a/x b/x', 'diff -u x y', 'Index: x']) assert.ok(startsDiff(line, ''), line);
  assert.ok(startsDiff('--- a/x', '+++ b/x'));
  assert.ok(!startsDiff('--- a/x', 'b/x'));
  assert.ok(!startsDiff('--- a/x', undefined));
  assert.ok(!startsDiff('--- ', '+++ b/x'));
  assert.ok(!startsDiff('a/x', '+++ b/x'));
});

test('what quilt writes before the names is part of the diff', () => {
  const lines = ['Index: linux/virt/x.c', '=====', '--- linux.orig/virt/x.c', '+++ linux/virt/x.c'];
  const { diff, end } = parseDiff([...lines, '@@ -1 +1 @@', '-a', '+b', 'words']);
  assert.deepEqual(diff.paths, ['virt/x.c']);
  assert.equal(diff.files[0]!.hunks.length, 1);
  assert.equal(end, 7);
});

test('what git says of a file before its hunks', () => {
  const fileOf = (...lines: string[]) => {
    const { diff, end } = parseDiff(['diff --git a/x b/y', ...lines, 'words']);
    const { oldPath, newPath, change, binary, oldMode, newMode } = diff.files[0]!;
    assert.equal(end, lines.length + 1, lines.join());
    return [oldPath, newPath, change, binary, oldMode, newMode];
  };
  const index = 'similarity index 90%';
  assert.deepEqual(fileOf(index, 'rename from x', 'rename to y'), ['x', 'y', 'renamed', false, null, null]);
  assert.deepEqual(fileOf(index, 'copy from "a\\tb"', 'copy to y'), [
    'a\tb',
    'y',
    'copied',
    false,
    null,
    null,
  ]);
  assert.deepEqual(fileOf('old mode 100644', 'new mode 100755'), [
    'x',
    'y',
    'modified',
    false,
    '100644',
    '100755',
  ]);
  assert.deepEqual(fileOf('new file mode 100644', 'index 0..1'), ['y', 'y', 'added', false, null, '100644']);
  assert.deepEqual(fileOf('deleted file mode 100644'), ['x', 'x', 'deleted', false, '100644', null]);
  assert.deepEqual(fileOf('Binary files a/x and b/y differ'), ['x', 'y', 'modified', true, null, null]);
});

test('a binary patch is passed over, and the next file is read', () => {
  const literal = ['GIT binary patch', 'literal 4', 'LcmZQzWMT#Y01f~L', '', 'literal 0', 'HcmV?d00001', ''];
  const { diff, end } = parseDiff(['diff --git a/x b/x', ...literal, ...diffOf('y', 2), '-- ']);
  assert.deepEqual(
    diff.files.map(({ newPath, binary, hunks }) => [newPath, binary, hunks.length]),
    [
      ['x', true, 0],
      ['y', false, 1],
    ],
  );
  assert.equal(end, 1 + literal.length + 6);
});

test('new and deleted files by their names alone, and the last line without a break', () => {
  const hunk = ['@@ -0,0 +1 @@', '+new', '\\ No newline at end of file'];
  const [added] = parseDiff(['--- /dev/null', '+++ b/x', ...hunk]).diff.files;
  assert.deepEqual([added!.oldPath, added!.newPath, added!.change], ['x', 'x', 'added']);
  assert.equal(added!.hunks[0]!.lines[0]!.noNewline, true);
  const gone = ['@@ -1 +0,0 @@', '-old'];
  const [deleted] = parseDiff(['--- a/x', '+++ /dev/null', ...gone]).diff.files;
  assert.deepEqual([deleted!.oldPath, deleted!.newPath, deleted!.change], ['x', 'x', 'deleted']);
});

test('the names of a header, quoted, with spaces, and with other prefixes', () => {
  const pathsOf = (rest: string) => parseDiff([`diff --git ${rest}`, 'old mode 100644']).diff.paths;
  assert.deepEqual(pathsOf('"a/x\\ty" "b/x\\ty"'), ['x\ty']);
  assert.deepEqual(pathsOf('"a/x\\"" b/y'), ['x"', 'y']);
  assert.deepEqual(pathsOf('a/x y b/x y'), ['x y']);
  assert.deepEqual(pathsOf('a/x y b/z'), ['x y', 'z']);
  assert.deepEqual(pathsOf('a/abc b/d efghijklm'), ['abc', 'd efghijklm']);
  assert.deepEqual(pathsOf('a/x_b/x'), ['a/x_b/x']);
  assert.deepEqual(pathsOf('old/arch/x new/arch/y'), ['arch/x', 'arch/y']);
  assert.deepEqual(pathsOf('p/x q/y z'), ['p/x q/y z']);
  assert.deepEqual(pathsOf('a/archx/y b/archx/y'), ['archx/y']);
});

test('the folder at the top is a whole name', () => {
  assert.deepEqual(['arch/x86', 'virt/kvm/a.c', 'arch', 'archx', 'archx/a', 'x/arch'].map(startsAtTop), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('without a file nothing is read, and a binary patch may be the last thing', () => {
  assert.deepEqual(parseDiff(['old mode 100644', 'new mode 100755']), {
    diff: { files: [], paths: [] },
    end: 0,
  });
  const binary = ['diff --git a/x b/x', 'GIT binary patch', 'literal 4', 'LcmZQzWMT#Y01f~L'];
  assert.equal(parseDiff(binary).end, binary.length);
});
