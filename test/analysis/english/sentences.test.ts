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

test('what follows a full stop tells if it ends the sentence', () => {
  const cases: readonly (readonly [string, string[]])[] = [
    ['One. two.', ['One. two.']],
    ['One.  two.', ['One.', 'two.']],
    ['One. kvm_two is.', ['One.', 'kvm_two is.']],
    ['One. two() is.', ['One.', 'two() is.']],
    ['One! two.', ['One!', 'two.']],
    ['One? two.', ['One?', 'two.']],
    ['See etc. And more.', ['See etc.', 'And more.']],
    ['See etc. KVM is.', ['See etc. KVM is.']],
    ['See etc. K.', ['See etc. K.']],
    ['See etc. and', ['See etc. and']],
    ['Use J. Doe.', ['Use J. Doe.']],
    ['Use j. Doe.', ['Use j.', 'Doe.']],
    ['Use J. doe.', ['Use J. doe.']],
    ['Use J. DOE.', ['Use J.', 'DOE.']],
    ['Wait... Then go.', ['Wait...', 'Then go.']],
    ['Wait... then go.', ['Wait... then go.']],
    ['Wait...  then go.', ['Wait...  then go.']],
    ['See vs... And more.', ['See vs...', 'And more.']],
    ['Wait.. then', ['Wait.. then']],
    ['e.g. A', ['e.g. A']],
    ['Is it i.e. A. b', ['Is it i.e. A. b']],
    ['"One." Two.', ['"One."', 'Two.']],
    ['(One.) Two.', ['(One.)', 'Two.']],
    ['One.) two', ['One.) two']],
    ['One.\nTwo.', ['One.', 'Two.']],
    ['One. "Two."', ['One.', '"Two."']],
    ['One. [1] is', ['One.', '[1] is']],
    ['One. 2 is', ['One.', '2 is']],
    ['One. @two', ['One.', '@two']],
    ['One. _two', ['One.', '_two']],
    ['One.   ', ['One.']],
    ['A. B. C.', ['A.', 'B.', 'C.']],
    ['One.Two. Three', ['One.Two.', 'Three']],
    ['(i.e. A) b.', ['(i.e. A) b.']],
    ['One. -two', ['One. -two']],
    ['One !!! two', ['One !!!', 'two']],
    ['vs. Two', ['vs. Two']],
    ['... Two.', ['...', 'Two.']],
    ['One. ... Two.', ['One. ...', 'Two.']],
  ];
  for (const [prose, sentences] of cases) assert.deepEqual(values(prose), sentences, prose);
});
