/** Comments: their marks, and where they stand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentsOf } from '../../../../src/analysis/c/comments';
import { commentFindings, isBoilerplate } from '../../../../src/analysis/c/layout/comment-marks';
import { exampleDiff } from '../../../../src/lint/example-mail';
import { parseDiff } from '../../../../src/model/diff';

const read = (...lines: string[]) =>
  commentsOf(parseDiff(exampleDiff({ 'virt/kvm/a.c': lines.map((line) => `+${line}`) }).split('\n')).diff);

/** What is said of the comments on these lines, and at what. */
function said(...lines: string[]): string[] {
  const comments = read(...lines);
  return comments.flatMap((comment, i) =>
    [...commentFindings(comment, comments[i - 1])].map(({ message, at }) => `${message}: ${at?.quote}`),
  );
}

test('a comment after code, unless it documents a member or is among the code', () => {
  for (const line of ['\ta(); /* Why. */', '\tint a = b; /* Why. */', '\treturn a(b); // Why.'])
    assert.deepEqual(said(line), ['Avoid tail comments: Why.'], line);
  for (const line of [
    '\tint a; /* Why. */',
    '\tu64 a; /* Why. */',
    '\tu8 a[4]; /* Why. */',
    '\tu32 a : 4; /* Why. */',
    '\tstruct kvm *a[MAX]; /* Why. */',
    '\tKVM_A = 1, /* Why. */',
    '\t{ 1, "a" }, /* Why. */',
    '\tfoo(/* a = */ b);',
    '#define A 1 /* Why. */',
    '\t/* Why. */',
  ])
    assert.deepEqual(said(line), [], line);
});

test('line comments, marks without spaces, and comments of the kernel documentation', () => {
  assert.deepEqual(said('\t// Why.'), ['Avoid // comments: //']);
  assert.deepEqual(said('\t/*Why. */'), ['No space next to /* or */: /*']);
  assert.deepEqual(said('\t/* Why.*/'), ['No space next to /* or */: */']);
  for (const lines of [['\t/* Why. **/'], ['\t/*-Why. */'], ['/**', ' * foo() - Why.', ' */']])
    assert.deepEqual(said(...lines), [], lines.join());
});

test('the marks of several lines', () => {
  const why = ['\t * Why,', '\t * and why.', '\t */'];
  assert.deepEqual(said('\t/*', ...why), []);
  assert.deepEqual(said('\t/* Because.', ...why), ['Multi-line comment starts on the line of the /*: /*']);
  assert.deepEqual(said('\t/*', '\t * Why,', '\t * and why. */'), [
    'Multi-line comment ends on the line of the */: */',
  ]);
  assert.deepEqual(said('\t/*', '\t * Why,', '\t * and why.', '\t **/'), []);
});

test('one line of words between marks that would fit beside them', () => {
  const spread = ['Single-line comment is spread over three lines: /*'];
  assert.deepEqual(said('\t/*', '\t * Why.', '\t */'), spread);
  const words = (width: number) => `\t * ${'x'.repeat(width - 11 - 3)}`;
  assert.deepEqual(said('\t/*', words(80), '\t */'), spread);
  assert.deepEqual(said('\t/*', words(81), '\t */'), [], 'too long');
  assert.deepEqual(said('/*', ' * Why.', ' */'), [], 'outside of a function');
  assert.deepEqual(said('\t/*', '\t * Why.', '\t * Why.', '\t */'), []);
  assert.deepEqual(said('\t/*', '\t *', '\t */'), []);
});

test('one-line comments below each other that are one sentence', () => {
  const one = ['Consecutive single-line comments: /*'];
  assert.deepEqual(said('\t/* Why, */', '\t/* And why. */'), one);
  assert.deepEqual(said('\t/* Why. */', '\t/* and why. */'), one);
  assert.deepEqual(said('\t/* Why. */', '\t/* And why. */'), []);
  assert.deepEqual(said('\t/* Why, */', '\ta();', '\t/* And why. */'), []);
  assert.deepEqual(
    said('\t/*', '\t * Why,', '\t * why, */', '\t/* and why. */').length,
    1,
    'after several lines',
  );
  assert.deepEqual(said('\tint a; /* Why, */', '\t/* and why. */'), [], 'after a tail');
});

test('licences, and what closes a macro or a brace', () => {
  const of = (...lines: string[]) => read(...lines).map(isBoilerplate);
  assert.deepEqual(of('/* SPDX-License-Identifier: GPL-2.0 */', '// SPDX-License-Identifier: GPL-2.0'), [
    true,
    true,
  ]);
  assert.deepEqual(of('#endif /* KVM_A */', '} /* Why. */', '\ta(); /* Why. */', '#endif // KVM_A'), [
    true,
    true,
    false,
    false,
  ]);
});
