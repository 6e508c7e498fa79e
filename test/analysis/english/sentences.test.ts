import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentencesOf } from '../../../src/analysis/english/sentences';

const values = (prose: string) => sentencesOf(prose).map((sentence) => sentence.value);

test('a sentence ends where it ends', () => {
  assert.deepEqual(values('Add a test.  Drop the old one.'), ['Add a test.', 'Drop the old one.']);
  assert.deepEqual(values('Is it so?\nYes (it is).  kvm_foo() says it!'), [
    'Is it so?',
    'Yes (it is).',
    'kvm_foo() says it!',
  ]);
  assert.deepEqual(values('No full stop'), ['No full stop']);
  assert.deepEqual(values('  '), []);
});

test('what only looks like an end is none', () => {
  for (const one of [
    'Use a list, e.g. The kernel list, i.e. Linux lists, vs. Trees.',
    'Exists since v6.1.5 in foo.c and bar.h, see Dr. Foo and J. Doe.',
    'Wait ... and then go on.',
    'See https://example.org/a.b.html?x=1.2 for more.',
    'Pages, folios, etc. are freed, a.k.a. Put.',
    'Version 1.5 vs. 2.0 of x.y.z.',
  ]) {
    assert.deepEqual(values(one), [one]);
  }
});

test('offsets lead back to the text', () => {
  const prose = ' One.  Two is\nlonger. Three';
  for (const { start, end, value } of sentencesOf(prose)) assert.equal(prose.slice(start, end), value);
});
