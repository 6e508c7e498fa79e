import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiff } from '../../src/model/diff';
import { bare, movedPlaces } from '../../src/model/moved';

/** The added lines of a hunk that count as moved, without marks. */
function moved(...lines: string[]): string[] {
  const count = (mark: string) => lines.filter((line) => !line.startsWith(mark)).length;
  const head = `--- a/a.c\n+++ b/a.c\n@@ -1,${count('+')} +1,${count('-')} @@\n`;
  const { diff } = parseDiff(`${head}${lines.join('\n')}\n`.split('\n'));
  const places = movedPlaces(diff);
  return diff.files.flatMap(({ hunks }) =>
    hunks.flatMap((hunk) => hunk.lines.filter(({ at }) => places.has(at)).map(({ text }) => text.trim())),
  );
}

test('lines that the diff takes away elsewhere are moved, whatever their indentation', () => {
  assert.deepEqual(
    moved('-\tdemo_zap(kvm);', '-\tdemo_end(kvm);', ' ', '+\t\tdemo_zap(kvm);', '+\t\tdemo_end(kvm);'),
    ['demo_zap(kvm);', 'demo_end(kvm);'],
  );
  assert.deepEqual(moved('-\tdemo_zap(kvm);', '-\tfoo();', '+\tdemo_end(kvm);', '+\tfoo();'), []);
});

test('a line that stays while the one above it changes is not moved', () => {
  assert.deepEqual(moved('-\tdemo_zap(kvm,', '-\t\t first_page);', '+\tzap(kvm,', '+\t\t first_page);'), []);
});

test('a line alone is moved where it comes from elsewhere', () => {
  assert.deepEqual(moved('-\tdemo_zap(kvm, 0);', ' ', '+\tdemo_zap(kvm, 0);'), ['demo_zap(kvm, 0);']);
});

test('what is found anywhere moves with its neighbours alone', () => {
  assert.deepEqual(moved('-\t} else {', '-\t\ta();', ' ', '+\t} else {', '+\ta();'), []);
  assert.deepEqual(moved('-\tdemo_zap(kvm);', '-\t} else {', ' ', '+\tdemo_zap(kvm);', '+\t} else {'), [
    'demo_zap(kvm);',
    '} else {',
  ]);
});

test('two lines that stay together move, and ten letters are enough', () => {
  const body = (call: string) => ['-\tdemo_zap(kvm,', `-\t\t${call}`, `+\t\tdemo_zap(kvm,`, `+\t${call}`];
  assert.deepEqual(moved(...body('end);')), ['demo_zap(kvm,', 'end);']);
  assert.deepEqual(moved('-\tabc(defghij);', ' ', '+\tabc(defghij);'), ['abc(defghij);']);
  assert.deepEqual(moved('-\tabc(defghi);', ' ', '+\tabc(defghi);'), []);
});

test('spaces within a line may change as it moves', () => {
  assert.equal(bare('\tu64  demo;\t/* words */ '), 'u64 demo; /* words */');
  assert.equal(bare('a b'), 'a b');
  assert.deepEqual(moved('-\tu64\tdemo_counter;', ' ', '+\tu64 demo_counter;'), ['u64 demo_counter;']);
});
