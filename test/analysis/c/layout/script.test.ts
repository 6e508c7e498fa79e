/** What the script of a clone says, without what is known to be wrong. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answersOf, askAhead } from '../../../../src/analysis/c/layout/script';
import { patchText } from '../../../../src/model/patch-text';
import type { CheckpatchFinding, RepoFacts } from '../../../../src/model/repo-facts';
import { seriesOf } from '../../order/help';

type Said = readonly [type: string, text: string, at: string, level?: CheckpatchFinding['level']];

/** `type: text @ place`, of what a script says at lines that start so, of a patch of these lines. */
async function answers(
  lines: string[],
  said: readonly Said[],
  path = 'arch/x86/kvm/x86.c',
): Promise<string[]> {
  const { patches } = await seriesOf({ title: 'KVM: x86: Do it', text: 'Do much.', diff: { [path]: lines } });
  const { text } = patchText(patches[0]!);
  const rows = text.split('\n');
  const findings = said.map(([type, words, at, level = 'WARNING']) => ({
    type,
    level,
    text: words,
    line: rows.findIndex((row) => row.startsWith(at)) + 1,
  }));
  const clone = { checkpatch: () => [findings] } as unknown as RepoFacts;
  return answersOf(patches, clone)[0]!.map(
    ({ type, text: told, at, line, isDoubtful }) =>
      `${type}: ${told} @ ${line === null ? 'message ' : ''}${at.quote.trim()}${isDoubtful ? ' ?' : ''}`,
  );
}

test('its words are put to lines of the message and the diff', async () => {
  const lines = ['+\tfoo(a);', '-\told();'];
  assert.deepEqual(
    await answers(lines, [
      ['A', 'Say it.', 'Do much.'],
      ['B', 'Do it. ', '+\tfoo'],
      ['C', 'Nowhere', 'no such line'],
    ]),
    ['A: Say it @ message Do much.', 'B: Do it @ foo(a);'],
  );
  assert.deepEqual(answersOf([], null), []);
  const { patches } = await seriesOf({ title: 'KVM: x86: Do it' });
  assert.deepEqual(answersOf(patches, { checkpatch: () => 'unknown' } as unknown as RepoFacts), []);
});

test('what is often wrong is doubtful, and a long line is shown from where it is too long', async () => {
  const long = `+\tfoo(${'x'.repeat(100)}y);`;
  assert.deepEqual(await answers([long], [['LONG_LINE', 'long', '+\tfoo']]), [
    `LONG_LINE: long @ ${'x'.repeat(12)}y); ?`,
  ]);
  for (const type of ['LONG_LINE', 'LONG_LINE_COMMENT'])
    assert.deepEqual(await answers(['+\tfoo(a);'], [[type, 'long', '+\tfoo']]), [], type);
  assert.match((await answers([long], [['LONG_LINE_COMMENT', 'long', '+\tfoo']]))[0]!, /foo\(x+y\); \?$/);
  for (const type of ['COMPLEX_MACRO', 'MULTISTATEMENT_MACRO_USE_DO_WHILE'])
    assert.deepEqual(await answers(['+\tfoo(a);'], [[type, 'x', '+\tfoo']]), [`${type}: x @ foo(a); ?`]);
  assert.deepEqual(
    await answers(
      ['+\tfoo(a);'],
      [
        ['SPACING', 'x', '+\tfoo', 'CHECK'],
        ['SPACING', 'x', '+\tfoo'],
      ],
    ),
    ['SPACING: x @ foo(a); ?', 'SPACING: x @ foo(a);'],
  );
  const aligned = (line: string) => answers([line], [['PARENTHESIS_ALIGNMENT', 'x', line.slice(0, 3)]]);
  assert.match((await aligned('+\tTP_ARGS(a,'))[0]!, / \?$/);
  assert.doesNotMatch((await aligned('+\tfoo(a,'))[0]!, / \?$/);
});

describe('what it is wrong about', () => {
  const is = async (type: string, lines: string[], at: string, text = 'x', path?: string) =>
    (await answers(lines, [[type, text, at]], path)).length === 0;
  test('signs, types of userspace, assertions and loops', async () => {
    assert.equal(
      await is('SPACING', ['+\ta = -b;'], '+\ta', "spaces required around that '-' (ctx:WxV)"),
      true,
    );
    assert.equal(
      await is('SPACING', ['+\ta = -b;'], '+\ta', "spaces required around that '=' (ctx:WxV)"),
      false,
    );
    assert.equal(
      await is('SPACING', ['+\ta = -b;'], '+\ta', "spaces required around that '-' (ctx:VxV)"),
      false,
    );
    assert.equal(await is('PREFER_KERNEL_TYPES', ['+\tuint8_t a;'], '+\tu', 'x', 'tools/virtio/a.c'), true);
    assert.equal(
      await is('PREFER_KERNEL_TYPES', ['+\tuint8_t a;'], '+\tu', 'x', 'include/uapi/linux/kvm.h'),
      true,
    );
    assert.equal(await is('PREFER_KERNEL_TYPES', ['+\tuint8_t a;'], '+\tu'), false);
    const spaced = (...lines: string[]) => is('LINE_SPACING', lines, '+\ta');
    assert.equal(await spaced('+\tstatic_assert(x);', '+\ta();'), true);
    assert.equal(await spaced('+\ta();', '+\tstatic_assert(x);'), true);
    assert.equal(await is('LINE_SPACING', ['+\tstatic_assert(x);'], '+\tstatic'), true);
    assert.equal(await spaced('+\tstatic_assert(x);', '+\tb();', '+\ta();'), false);
    assert.equal(await spaced('-\tstatic_assert(x);', '+\ta();'), false, 'it goes');
    assert.equal(await is('COMPLEX_MACRO', ['+#define for_each_a(x) for (;;)'], '+#'), true);
    assert.equal(await is('COMPLEX_MACRO', ['+#define do_a(x) for (;;)'], '+#'), false);
    assert.equal(await is('OTHER', ['+#define for_each_a(x) for (;;)'], '+#'), false);
  });
  test('an else that is given to a macro, or whose statement is after a directive', async () => {
    const braces = (...lines: string[]) => is('BRACES', lines, '+\tif');
    assert.equal(await braces('+\tif (a) \\', '+\t\tb();'), true);
    assert.equal(await braces('+\tfoo \\', '+\tif (a)'), true);
    assert.equal(await braces('+\tif (a)', '+\t\tb();', '+\telse', '+#endif', '+\tc();'), true);
    assert.equal(await braces('+\tif (a)', '+\t\tb();', '+\telse', '+#ifdef A', '+\t\tc();'), false);
    assert.equal(await braces('+\tif (a)', '+\t\tb();', '+\telse', '+\t\tc();'), false);
    assert.equal(await braces('+\tif (a)', '+\t\tif (b)', '+\t\telse', '+#endif'), false, 'of another if');
    assert.equal(await braces('+\tif (a)', '+\t\tb();', '+\telse'), false, 'out of sight');
    assert.equal(await is('OTHER', ['+\tif (a) \\'], '+\tif'), false);
    const far = (count: number) =>
      braces('+\tif (a)', ...Array(count).fill('+\t\tb();'), '+\telse', '+#endif');
    assert.deepEqual([await far(48), await far(49)], [true, false]);
  });
  test('one if, of which it complains twice', async () => {
    const all: Said = ['BRACES', 'braces {} should be used on all arms of this statement', '+\tif'];
    const echo = (at: string): Said => ['BRACES', 'Unbalanced braces around else statement', at];
    const lines = ['+\tif (a) {', '+\t\tx();', '+\t\telse', '+\telse'];
    assert.equal((await answers(lines, [all, echo('+\telse')])).length, 1);
    assert.equal((await answers(lines, [all, echo('+\t\telse')])).length, 2, 'of another if');
    assert.equal((await answers(lines, [all])).length, 1);
    assert.equal((await answers(lines, [all, ['OTHER', 'x', '+\telse']])).length, 2);
    assert.equal((await answers(lines, [['OTHER', 'x', '+\tif'], echo('+\telse')])).length, 2);
  });
});

test('patches are asked about several at a time', async () => {
  const { patches } = await seriesOf({ title: 'KVM: x86: Do it' });
  const asked: number[] = [];
  const clone = {
    checkpatch: (all: readonly string[]) => {
      asked.push(all.length);
      return all.map(() => []);
    },
  } as unknown as RepoFacts;
  const many = Array(40).fill(patches[0]!);
  assert.deepEqual(
    [...askAhead(many, clone)],
    [
      [0, 40],
      [32, 40],
    ],
  );
  assert.deepEqual(asked, [32, 8]);
  assert.deepEqual([...askAhead(many, null)], []);
  assert.deepEqual([...askAhead(many.slice(0, 32), clone)], [[0, 32]]);
});
