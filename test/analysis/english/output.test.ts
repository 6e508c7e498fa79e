import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksOf } from '../../../src/analysis/english';
import { Source } from '../../../src/model/text';

/** The kinds of a changelog's blocks. */
function kinds(...lines: string[]): string[] {
  return blocksOf(Source.ofLines(lines.join('\n')).all()).map(({ kind }) => kind);
}

test('what a compiler prints is output, indented or not', () => {
  assert.deepEqual(
    kinds(
      'Cast the size, as gcc warns:',
      '',
      "demo.c: In function 'demo_init':",
      'demo.h:4:2: warning: no cast',
    ),
    ['prose', 'splat'],
  );
});

test('what follows a line that announces output is output', () => {
  assert.deepEqual(kinds('Example of the output below:', '* kvm: demo_test', '* 2000KHz'), [
    'prose',
    'splat',
  ]);
  assert.deepEqual(kinds('The test prints:', '', 'kvm demo ok'), ['prose', 'splat']);
});

test('sentences are none, whatever is in front of them', () => {
  assert.deepEqual(kinds('The output has changed:', '', '- Names are sorted.', '- Sizes are in KiB.'), [
    'prose',
    'item',
    'item',
  ]);
});
