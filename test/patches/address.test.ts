import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddresses, parseAuthor } from '../../src/patches/address';

/** A header's value, and each name and address in it. */
const HEADERS: readonly [string, readonly string[]][] = [
  ['A B <a@b.c>', ['A B|a@b.c']],
  ['"B, A" <a@b.c>, d@e.f', ['B, A|a@b.c', '|d@e.f']],
  ['"A \\"x\\" B" <a@b.c>', ['A "x" B|a@b.c']],
  ['"A <a@b.c>', []],
  ['a@b.c (A (the) B)', ['A (the) B|a@b.c']],
  ['a@b.c (A \\) B)', ['A ) B|a@b.c']],
  ['a@b.c (A', ['A|a@b.c']],
  ['A <a@b.c>; B <b@b.c>', ['A|a@b.c', 'B|b@b.c']],
  ['People: A <a@b.c>, b@b.c;', ['A|a@b.c', '|b@b.c']],
  ['undisclosed-recipients:;', []],
  ['A <a@b.c', ['A|a@b.c']],
  ['A   B\t<a@b.c>', ['A B|a@b.c']],
  ['two words', []],
  ['', []],
  [',;,', []],
];

for (const [value, people] of HEADERS) {
  test(value === '' ? 'nothing' : value, () =>
    assert.deepEqual(
      parseAddresses(value).map(({ name, email }) => `${name}|${email}`),
      people,
    ),
  );
}

/** A `From:`, and the author that git records. */
const AUTHORS: readonly [string, string | null][] = [
  ['A B <a@b.c>', 'A B|a@b.c'],
  ['"B, A" <a@b.c>', 'B, A|a@b.c'],
  ['"A \\"x\\" B" <a@b.c>', 'A "x" B|a@b.c'],
  ['a@b.c (A B)', 'A B|a@b.c'],
  ['a@b.c', '|a@b.c'],
  ['A B a@b.c', 'A B|a@b.c'],
  ['A B (C) <a@b.c>', 'A B (C)|a@b.c'],
  ['A (the "B" C) <a@b.c>', 'A (the "B" C)|a@b.c'],
  ['"A (B" <a@b.c>', 'A (B|a@b.c'],
  ['A) "B" <a@b.c>', 'A) B|a@b.c'],
  ['A (\\) "B") <a@b.c>', 'A () "B")|a@b.c'],
  ['a@b.c <a@b.c>', '|a@b.c'],
  ['(A) B <a@b.c>', '(A) B|a@b.c'],
  ['A\\B <a@b.c>', 'A\\B|a@b.c'],
  ['A (B) "C" <a@b.c>', 'A (B) C|a@b.c'],
  [`${'x'.repeat(60)} <a@b.c>`, `${'x'.repeat(60)}|a@b.c`],
  [`${'x'.repeat(61)} <a@b.c>`, '|a@b.c'],
  ['root', '|root'],
  ['A B', null],
  ['', null],
];

for (const [value, author] of AUTHORS) {
  test(`the author of ${value.slice(0, 40)}`, () => {
    const found = parseAuthor(value);
    assert.equal(found && `${found.name}|${found.email}`, author);
  });
}
