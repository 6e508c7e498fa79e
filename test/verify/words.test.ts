/** What verify shows of what was built and run: tables, pictures and words, from made-up stamps and logs. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Column } from '../../src/verify/columns';
import { junit, ktap, type Result } from '../../src/verify/formats';
import { costsOf, makeMatrix, openCells, type Point } from '../../src/verify/matrix';
import { placesAt } from '../../src/verify/places';
import { progressText, tickText } from '../../src/verify/progress';
import {
  cannotWrite,
  diagnosticsOf,
  errorsOf,
  faultOfMachine,
  filesIn,
  firstBad,
  knownFailures,
  lostText,
  outcomeOf,
  wordsOf,
} from '../../src/verify/results';
import {
  faultOfRuns,
  isFailedRun,
  runOutcome,
  seenText,
  signatureOf,
  timesSeen,
  wordsOfRun,
} from '../../src/verify/runs/outcome';
import { svg } from '../../src/verify/svg';
import { type Grid, type Shown, table } from '../../src/verify/table';
import { folder } from '../audit/archives';

const point = (name: string, more: Partial<Point> = {}): Point => ({
  ...{ name, shortlog: `KVM: x86: Do ${name}\x1b`, tree: `tree ${name}`, isBase: name === 'base' },
  ...more,
});
const column = (id: string, more: Partial<Column> = {}): Column => ({
  id,
  says: id,
  script: `make ${id}`,
  ...more,
});
const POINTS = [point('base'), point('1/2'), point('2/2')];

/** A matrix of `columns`, with files below its places. */
function made(t: TestContext, columns: readonly Column[], points: readonly Point[] = POINTS) {
  const places = placesAt(folder(t));
  mkdirSync(places.stamps);
  const matrix = makeMatrix(points, columns, 'gcc', (id) => (id === 'nice' ? ['nice', '-n9'] : []));
  const cell = (name: string) => matrix.cells.find((one) => one.name === name)!;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(places.dir, path)), { recursive: true });
    writeFileSync(join(places.dir, path), text);
  };
  return { places, matrix, cell, write };
}

test('the table: titles in a line, or letters where there is no room for them', () => {
  const shown: Shown[][] = [
    ['ok', 'known'],
    ['FAIL', 'no build'],
    ['-', 'skip'],
  ];
  const grid: Grid = {
    points: POINTS,
    titles: ['build', 'x86/nap\x1b_test'],
    shown: (at, i) => shown[POINTS.indexOf(at)]![i]!,
  };
  assert.equal(
    table(grid, { color: false, width: 80 }),
    `      build  x86/nap\\x1b_test
base  ok     known             KVM: x86: Do base\\x1b
1/2   FAIL   no build          KVM: x86: Do 1/2\\x1b
2/2   -      skip              KVM: x86: Do 2/2\\x1b
`,
  );
  assert.equal(
    table(grid, { color: false, width: 44 }),
    `      a     b
base  ok    known     KVM: x86: Do base\\x1b
1/2   FAIL  no build  KVM: x86: Do 1/2\\x1b
2/2   -     skip      KVM: x86: Do 2/2\\x1b

  a  build
  b  x86/nap\\x1b_test
`,
  );
  assert.match(table(grid, { color: true, width: 80 }), /\x1b\[32mok {5}\x1b\[39m\x1b\[33mknown/);
  const many = table(
    { ...grid, titles: Array.from({ length: 54 }, (_, i) => `t${i}`), shown: () => 'ok' },
    { color: false, width: 60 },
  );
  assert.match(many.split('\n')[0]!, /^ {6}a {5}b {5}.* z {5}a1 {4}b1 {4}.* z1 {4}a2 {4}b2$/);
});

test('the picture of a proof', () => {
  const grid: Grid = {
    points: POINTS.slice(0, 2),
    titles: ['build', 'nap'],
    shown: (at, i) => (at.isBase || i > 0 ? 'FAIL' : 'ok'),
  };
  const text = svg('Nap <2>', grid, [
    { shown: 'proved', text: ['1 needs 2', 'nap fails'] },
    { shown: 'not shown', text: [] },
  ]);
  assert.equal(
    text.replace(/<style>.*<\/style>\n/s, ''),
    `<svg xmlns="http://www.w3.org/2000/svg" width="410" height="266" viewBox="0 0 410 266" role="img" aria-labelledby="title">
<title id="title">Nap &lt;2&gt;</title>
<rect class="page" width="410" height="266"/>
<text x="16" y="26" fill="currentColor" font-weight="bold">Nap &lt;2&gt;</text>
<text x="62" y="58" fill="currentColor">build</text>
<text x="154" y="58" fill="currentColor">nap</text>
<text x="16" y="90" fill="currentColor" font-weight="bold">base</text>
<text x="246" y="90" fill="currentColor">KVM: x86: Do base�</text>
<rect x="62" y="71" width="84" height="28" rx="5" fill="#cf222e"/>
<text x="104" y="90" fill="#fff" font-weight="bold" text-anchor="middle">FAIL</text>
<rect x="154" y="71" width="84" height="28" rx="5" fill="#cf222e"/>
<text x="196" y="90" fill="#fff" font-weight="bold" text-anchor="middle">FAIL</text>
<text x="16" y="124" fill="currentColor" font-weight="bold">1/2</text>
<text x="246" y="124" fill="currentColor">KVM: x86: Do 1/2�</text>
<rect x="62" y="105" width="84" height="28" rx="5" fill="#2da44e"/>
<text x="104" y="124" fill="#fff" font-weight="bold" text-anchor="middle">ok</text>
<rect x="154" y="105" width="84" height="28" rx="5" fill="#cf222e"/>
<text x="196" y="124" fill="#fff" font-weight="bold" text-anchor="middle">FAIL</text>
<text x="16" y="170" fill="#2da44e" font-weight="bold">PROVED</text>
<text x="16" y="190" fill="currentColor" font-weight="normal">    1 needs 2</text>
<text x="16" y="210" fill="currentColor" font-weight="normal">    nap fails</text>
<text x="16" y="230" fill="#8c959f" font-weight="bold">NOT SHOWN</text>
</svg>
`,
  );
});

const RESULTS: readonly Result[] = [
  { name: '1/2 build', group: '1/2 KVM: <a>', outcome: 'pass', why: '', words: [] },
  {
    name: '1/2 nap',
    group: '1/2 KVM: <a>',
    outcome: 'fail',
    why: 'TIMEOUT',
    words: ['it\x1b hangs', 'x < y'],
  },
  { name: '2/2 nap', group: '2/2 "b"', outcome: 'fail', why: '', words: [] },
  { name: '2/2 doze', group: '2/2 "b"', outcome: 'skip', why: 'no & such', words: [] },
  { name: '2/2 sleep', group: '2/2 "b"', outcome: 'known', why: 'fails without', words: [] },
];

test('KTAP and JUnit', () => {
  assert.equal(
    ktap(RESULTS),
    `KTAP version 1
1..5
ok 1 1/2 build
# it? hangs
# x < y
not ok 2 1/2 nap # TIMEOUT
not ok 3 2/2 nap
ok 4 2/2 doze # SKIP no & such
ok 5 2/2 sleep # XFAIL fails without
`,
  );
  assert.equal(
    junit(RESULTS),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="git kvm verify" tests="5" failures="2" skipped="2">
    <testcase classname="1/2 KVM: &lt;a&gt;" name="1/2 build"/>
    <testcase classname="1/2 KVM: &lt;a&gt;" name="1/2 nap"><failure message="it� hangs">it� hangs
x &lt; y</failure></testcase>
    <testcase classname="2/2 &quot;b&quot;" name="2/2 nap"><failure message="failed"></failure></testcase>
    <testcase classname="2/2 &quot;b&quot;" name="2/2 doze"><skipped message="no &amp; such"/></testcase>
    <testcase classname="2/2 &quot;b&quot;" name="2/2 sleep"><skipped message="fails without"/></testcase>
  </testsuite>
</testsuites>
`,
  );
});

test('a line for what is being done', (t) => {
  const { cell } = made(t, [column('build')]);
  const line = (kind: string, seconds: number, left: number | null, width: number | null = null) =>
    progressText(
      { event: { kind, seconds }, cell: cell('1/2:build'), done: 1, all: 3, left } as never,
      width,
    );
  assert.equal(line('start', 0, null), '');
  assert.equal(line('start', 0, null, 80), '\r\x1b[K[1/3] 1/2 build …');
  assert.equal(line('pass', 89, null), '[1/3] 1/2 build: ok, 89 s\n');
  assert.equal(line('fail', 90, 0), '[1/3] 1/2 build: FAIL, 2 min\n');
  assert.equal(line('skip', 5399, 5400, 80), '\r\x1b[K[1/3] 1/2 build: skipped, 90 min, about 1.5 h left\n');
  assert.equal(line('lost', 1, 7), '[1/3] 1/2 build: lost, 1 s, about 7 s left\n');
  const tick = (
    files: number,
    ofFiles: number | null,
    left: number | null,
    others = 0,
    width: number | null = null,
  ) => {
    const running = Array.from({ length: 1 + others }, () => ({
      cell: cell('1/2:build'),
      seconds: 5,
      files,
      ofFiles,
    }));
    return tickText({ running, done: 1, all: 3, left } as never, width);
  };
  assert.equal(tick(0, 9, null), '[1/3] 1/2 build: 5 s so far\n');
  assert.equal(
    tick(9, 9, 3, 2),
    '[1/3] 1/2 build and 2 more: 5 s so far, 9 of about 9 files, about 3 s left\n',
  );
  assert.equal(tick(10, 9, null), '[1/3] 1/2 build: 5 s so far, 10 files\n');
  assert.equal(tick(10, null, null, 0, 12), '\r\x1b[K[1/3] 1/2 b');
});

test('a cell is of its sources, its script and what it needs', (t) => {
  const parts = (kernel: string, tests: string) => ({ parts: { kernel, tests } });
  const points = [point('base', parts('k', 't')), point('1/2', parts('k', 'u')), point('2/2')];
  const runs = { command: ['run'], folders: [], limit: 1, told: 'guest' } as const;
  const columns = [
    column('kernel', { of: 'kernel', keeps: true }),
    column('tests', { of: 'tests', group: 'nice' }),
    column('nap', { needs: ['kernel', 'tests'], runs }),
    column('nap+2', { needs: ['kernel', 'tests'], runs, script: 'make nap' }),
  ];
  const { cell, matrix, places, write } = made(t, columns, points);
  const stamp = (name: string) => cell(name).stamp;
  assert.equal(stamp('base:kernel'), stamp('1/2:kernel'));
  assert.notEqual(stamp('base:tests'), stamp('1/2:tests'));
  assert.notEqual(stamp('base:kernel'), stamp('2/2:kernel'));
  assert.notEqual(stamp('base:nap'), stamp('1/2:nap'));
  assert.equal(cell('base:nap').seen, cell('base:nap+2').seen);
  assert.equal(cell('base:kernel').seen, null);
  assert.deepEqual([cell('base:tests').prefix, cell('base:kernel').prefix], [['nice', '-n9'], []]);
  assert.deepEqual([cell('base:kernel').kept !== null, cell('base:tests').kept], [true, null]);
  const open = () => openCells(places, matrix).map(({ name }) => name);
  assert.deepEqual(open(), [
    ...['base:kernel', 'base:tests', 'base:nap', 'base:nap+2', '1/2:tests', '1/2:nap', '1/2:nap+2'],
    ...['2/2:kernel', '2/2:tests', '2/2:nap', '2/2:nap+2'],
  ]);
  for (const name of ['1/2:nap', '2/2:nap', '1/2:nap+2', '2/2:nap+2']) write(stamp(name), '3 40\n');
  assert.deepEqual(open(), []);
  write(`${stamp('1/2:nap')}.bad`, '1');
  assert.deepEqual(costsOf(places, columns[2]!, 'seconds'), [3, 3]);
  write(stamp('base:nap'), '2\n');
  assert.deepEqual(costsOf(places, columns[2]!, 'seconds'), [2, 3, 3]);
  assert.deepEqual(costsOf(places, columns[2]!, 'files'), [40, 40]);
  write(stamp('base:kernel'), '1 1\n');
  assert.equal(outcomeOf(places, cell('base:kernel')), 'open');
  write(`${cell('base:kernel').kept}/vmlinux`, '');
  assert.equal(outcomeOf(places, cell('base:kernel')), 'pass');
});

test('why a build failed, in the words of the compiler', (t) => {
  const { places, matrix, cell, write } = made(t, [column('build'), column('docs')]);
  const one = cell('1/2:build');
  const words = (status: string, log: string, fresh = '') => {
    write(one.log, log.replaceAll('TREE', places.tree));
    write(`${one.stamp}.bad`, status);
    write(`${one.stamp}.new`, fresh);
    return wordsOf(places, one);
  };
  const error = "x.c: In function 'nap':\nTREE/x.c:1:2: error: no nap\n    1 | nap\n      | ^~~\nmore\n";
  assert.deepEqual(words('2', `  CC x.o\n${error}make: *** [x] Error 1\ngit-kvm: status 2\n`), [
    ...["x.c: In function 'nap':", 'x.c:1:2: error: no nap', '    1 | nap', '      | ^~~'],
  ]);
  assert.deepEqual(diagnosticsOf(places, one), ['x.c:1:2: error: no nap']);
  assert.deepEqual(words('2', '  CC x.o\nsay\nmake: *** [x] Error 1\ngit-kvm: status 2\n'), [
    'make: *** [x] Error 1',
  ]);
  assert.deepEqual(words('2', '  CC x.o\n\nsay\ngit-kvm: status 2\n'), ['say']);
  assert.deepEqual(
    words('65', '../../x.c:9:1: warning: nap\nother.c:1: warning: old\n', '../../x.c: warning: nap\n'),
    ['a new warning:', 'x.c:9:1: warning: nap'],
  );
  assert.deepEqual(words('64', 'nothing\n', 'x.c: warning: nap\n'), ['x.c: warning: nap']);
  assert.deepEqual(words('2', 'x.c:1: error: a\n', 'x.c: warning: nap\n'), ['x.c:1: error: a']);
  assert.equal(words('2', 'x.c:1: error: a\n'.repeat(20)).length, 12);
  words('2', 'collect2: error: ld returned 1\nx.c:1: error: a\nmy clang: error: b\n');
  assert.deepEqual(diagnosticsOf(places, one), ['x.c:1: error: a', 'my clang: error: b']);
  words('2', 'a_test.c:1: error: a\nb_test.c:1: error: b\n');
  assert.deepEqual(errorsOf(places, one, 'b_test'), ['b_test.c:1: error: b']);
  assert.deepEqual(errorsOf(places, one, 'c_test').length, 2);
  write(one.log, '  CC x.o\n   no\ngcc -c a.c -o a.o\n  CC [M] y.o\n');
  assert.equal(filesIn(places, one), 3);
  write(`${cell('1/2:docs').stamp}.bad`, '2');
  write(`${cell('2/2:docs').stamp}.bad`, '2');
  assert.deepEqual(
    firstBad(places, matrix).map(({ name }) => name),
    ['1/2:build', '1/2:docs'],
  );
  write(
    one.stamp,
    '1 1\nmake: *** [Makefile:9: nap_test] Error 1\nmake: *** [Makefile:9: all] Error 2\nmake: *** [x/doze] Error 1\n',
  );
  assert.deepEqual(knownFailures(places, one), ['nap_test', 'doze']);
  assert.deepEqual(knownFailures(places, cell('2/2:docs')), []);
});

test('what the machine is to blame for', (t) => {
  const { places, cell, write } = made(t, [column('build'), column('nice')]);
  const one = cell('1/2:build');
  const fault = (log: string) => {
    write(one.log, log);
    return faultOfMachine(places, [one]);
  };
  assert.equal(fault('x.c:1: error: a\n'), null);
  assert.equal(fault('write: No space left on device\n'), `the disk is full: ${places.dir}`);
  assert.equal(fault('gcc: fatal error: Killed signal terminated program cc1\n'), 'out of memory');
  assert.equal(fault('a\nsh: 1: bc: not found\n'), 'the machine cannot build: sh: 1: bc: not found');
  assert.equal(faultOfMachine(places, []), null);
  const lost = (name: string, log: string) => {
    write(cell(name).log, log);
    return lostText(places, cell(name))[0];
  };
  assert.equal(lost('1/2:build', 'a\nb\x1b\n\ngit-kvm: status 1\n'), '1/2:build could not be run: b\\x1b');
  assert.equal(
    lost('1/2:nice', ''),
    "1/2:nice could not be run by 'nice -n9': it was killed, or said nothing",
  );
  assert.match(cannotWrite(places, { code: 'ENOSPC' }).message, /^the disk is full/);
  assert.match(cannotWrite(places, { code: 'EROFS', message: 'no' }).message, /^cannot write to .*: no$/);
});

test('how a test ended, by all that was seen of it', (t) => {
  const runs = { command: ['run'], folders: [], limit: 1, told: 'guest' } as const;
  const { places, cell, write } = made(t, [
    column('nap', { runs }),
    column('nap+2', { runs, script: 'make nap' }),
    column('build'),
  ]);
  const [one, two] = [cell('1/2:nap'), cell('1/2:nap+2')];
  const outcome = () => runOutcome(places, [one, two]);
  assert.equal(outcome(), 'open');
  write(one.stamp, '1\n');
  assert.equal(outcome(), 'open');
  const ends = (code: string) => {
    write(`${two.stamp}.bad`, code);
    return outcome();
  };
  assert.deepEqual(['1', '4', '66', '75', '124', '0'].map(ends), [
    'flaky',
    'flaky',
    'no build',
    'open',
    'flaky',
    'pass',
  ]);
  write(one.seen!, '0\n0\nx\n1\n4\n1\n');
  assert.equal(outcome(), 'flaky');
  assert.equal(timesSeen(places, [one, two]), 5);
  assert.equal(seenText(places, [one, two]), '2 passed, 2 failed, 1 skipped');
  write(one.seen!, '0\n');
  assert.equal(seenText(places, [one]), '1 passed');
  assert.equal(runOutcome(places, [one]), 'pass');
  const failed = (code: string) => {
    write(`${two.stamp}.bad`, code);
    return isFailedRun(places, two);
  };
  assert.deepEqual(['1', '4', '66', '75', '124'].map(failed), [true, false, false, false, true]);
  assert.equal(isFailedRun(places, one), false);

  const fault = (code: string, log: string) => {
    write(`${two.stamp}.bad`, code);
    write(two.log, log);
    return faultOfRuns(places, [one, two, cell('1/2:build')])?.[0] ?? null;
  };
  assert.equal(fault('1', 'a\n'), null);
  assert.equal(fault('75', 'qemu: no\n'), '1/2:nap+2 could not be run: qemu: no');
  assert.match(
    fault('75', 'qemu: no\ngit-kvm: lost 137\n')!,
    /: qemu: no \(ended by SIGKILL from outside, as by a machine out of memory\)$/,
  );
  write(`${cell('1/2:build').stamp}.bad`, '2');
  write(cell('1/2:build').log, 'No space left on device\n');
  assert.match(fault('75', 'a\n')!, /^the disk is full/);
});

test('why a test failed, in its own words, and whether that is the same elsewhere', (t) => {
  const runs = { command: ['run'], folders: [], limit: 1, told: 'guest' } as const;
  const { places, cell, write } = made(t, [column('nap', { runs })]);
  const one = cell('1/2:nap');
  const words = (code: number, ...lines: string[]) => {
    write(`${one.stamp}.bad`, `${code}`);
    write(one.log, `${lines.join('\r\n')}\n`);
    return wordsOfRun(places, one);
  };
  assert.deepEqual(words(124, 'a', 'b'), ['it timed out']);
  assert.deepEqual(words(70, 'a', 'b', 'c', 'd', 'git-kvm: status 70'), [
    'the kernel did not boot',
    'b',
    'c',
    'd',
  ]);
  assert.deepEqual(words(71, 'a'), ['the kernel ended before the test did', 'a']);
  assert.deepEqual(words(1, '', 'a', 'git-kvm: end 139'), ['it was ended by SIGSEGV', 'a']);
  assert.deepEqual(words(1, '[    1.5] nap[41]: segfault at 0 ip 7', 'git-kvm: end 139'), [
    ...['it was ended by SIGSEGV', '[    1.5] nap[41]: segfault at 0 ip 7'],
  ]);
  assert.deepEqual(words(1, '[    1.5] nap[41]: segfault at 0 ip 7', 'end'), [
    '[    1.5] nap[41]: segfault at 0 ip 7',
    'end',
  ]);
  assert.deepEqual(words(72, '[    1.5] WARNING: CPU: 0 PID: 7 at x.c:9', 'ok 1'), [
    '[    1.5] WARNING: CPU: 0 PID: 7 at x.c:9',
  ]);
  assert.deepEqual(
    words(
      1,
      '==== Test Assertion Failure ====',
      '  x86/nap_test.c:9: nap == 1',
      '  pid=7 tid=8 errno=4 - Interrupted',
      '     1\t0x0000000000401234: main at nap_test.c:9',
      '     (stack trace empty)',
      '  nap is 0',
      'end',
    ),
    ['  x86/nap_test.c:9: nap == 1', '  errno=4 - Interrupted', '  nap is 0'],
  );
  assert.deepEqual(
    words(
      1,
      'TAP',
      'not ok 1 nap',
      'not ok 2 doze # TODO x',
      'not ok 3 x # SKIP',
      '# nap.c:9: Expected 1',
      '# other',
    ),
    ['not ok 1 nap', '# nap.c:9: Expected 1'],
  );
  assert.deepEqual(words(1, 'PASS nap', 'FAIL apic (53 tests, 1 unexpected failures)', 'FAIL'), [
    'FAIL apic (53 tests, 1 unexpected failures)',
  ]);
  assert.equal(words(1, ...Array.from({ length: 20 }, (_, i) => `not ok ${i}`)).length, 12);
  words(72, '[    1.5] WARNING: CPU: 0 PID: 7 at x.c:9 rip 0xABC');
  const first = signatureOf(places, one);
  words(72, '[    9.0][T1] WARNING: CPU: 3 PID: 9 at x.c:10 rip 0x123');
  assert.equal(signatureOf(places, one), first);
  assert.equal(first, 'WARNING: CPU: PID: at x.c rip 0x');
});
