import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from '../../src/lint/checker-answer';

const short = (stdout: string, stderr = '') =>
  readAnswer(stdout, stderr).map(({ file, line, column, isNote, text }) => [
    file,
    line,
    column,
    isNote ? 'note' : '',
    text,
  ]);

test("gcc's form, and what compilers, sparse, smatch, coccinelle and checkpatch make of it", () => {
  assert.deepEqual(
    short(
      [
        "arch/x86/kvm/x86.c: In function 'f':",
        'arch/x86/kvm/x86.c:12:5: warning: unused variable [-Wunused-variable]',
        '   12 |   int i;',
        'arch/x86/kvm/x86.c:9:1: note: declared here',
        'arch/x86/kvm/x86.c:7 f() warn: inconsistent indenting',
        './virt/kvm/kvm_main.c:4:9-14: WARNING: kzalloc should be used',
        '-:31: ERROR:SPACING: space required',
        '<stdin>:4: info: read',
        '12:30:05 done',
      ].join('\n'),
      'virt/kvm/kvm_main.c:3:2: error: undeclared\nwhatever: 1 problem\n',
    ),
    [
      ['arch/x86/kvm/x86.c', 12, 5, '', 'unused variable [-Wunused-variable]'],
      ['arch/x86/kvm/x86.c', 9, 1, 'note', 'declared here'],
      ['arch/x86/kvm/x86.c', 7, null, '', 'f() warn: inconsistent indenting'],
      ['./virt/kvm/kvm_main.c', 4, 9, '', 'kzalloc should be used'],
      ['-', 31, null, '', 'SPACING: space required'],
      ['-', 4, null, 'note', 'read'],
      ['virt/kvm/kvm_main.c', 3, 2, '', 'undeclared'],
    ],
  );
});

test('SARIF: results with a place and without, not those that passed or are suppressed', () => {
  const place = (uri: string, region: object) => ({
    locations: [{ physicalLocation: { artifactLocation: { uri }, region } }],
  });
  const results = [
    {
      ruleId: 'no-gfn',
      level: 'error',
      message: { text: 'A gfn' },
      ...place('arch/x86/kvm/x86.c', { startLine: 3, startColumn: 2 }),
    },
    { level: 'note', message: { text: 'By the way' }, ...place('file:///dev/stdin', { startLine: -1 }) },
    { message: { text: 'Nowhere' } },
    { kind: 'pass', message: { text: 'fine' } },
    { message: { text: 'known' }, suppressions: [{ kind: 'inSource' }] },
    { kind: 'fail', level: 'none', message: { id: 'x1' }, suppressions: [], locations: [null] },
    { message: { text: 'Odd' }, ...place('a.c', { startLine: 1.5, startColumn: 0 }) },
    'junk',
  ];
  assert.deepEqual(short(JSON.stringify({ version: '2.1.0', runs: [{ results }, null] })), [
    ['arch/x86/kvm/x86.c', 3, 2, '', 'A gfn [no-gfn]'],
    ['-', null, null, 'note', 'By the way'],
    [null, null, null, '', 'Nowhere'],
    [null, null, null, 'note', 'x1'],
    ['a.c', null, null, '', 'Odd'],
  ]);
});

test("b4's lines, and its JSON", () => {
  assert.deepEqual(short('ERROR: No tests\n\nWARNING: Late\nAnd this\n', 'progress 12%'), [
    [null, null, null, '', 'No tests'],
    [null, null, null, '', 'Late'],
    [null, null, null, '', 'And this'],
  ]);
  const results = [
    { tool: 'ai', status: 'fail', summary: 'Leaks', details: 'Line 1\nLine 2' },
    { tool: 'ai', status: 'pass', summary: 'Good' },
    { tool: 'ai', status: 'success', summary: 'Good' },
    { tool: 'ai', status: 'warn', summary: 'Short' },
    { tool: 'ai', status: 'warn', details: 'First\nsecond' },
  ];
  assert.deepEqual(
    readAnswer(JSON.stringify(results), '').map(({ text, details }) => [text, details]),
    [
      ['Leaks', 'Line 1\nLine 2'],
      ['Short', undefined],
      ['First', 'First\nsecond'],
    ],
  );
  assert.deepEqual(readAnswer('[]', ''), []);
  assert.deepEqual(readAnswer('', 'noise'), []);
});

test('JSON that is cut off, or something else', () => {
  assert.throws(() => readAnswer('{"runs": [', ''), /broken JSON/);
  assert.throws(() => readAnswer('{"a": 1}', ''), /neither SARIF nor b4/);
  assert.throws(() => readAnswer('[{"status": "fail"}, null]', ''), /neither SARIF nor b4/);
  assert.throws(() => readAnswer('[{"a": 1}]', ''), /neither SARIF nor b4/);
});
