import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FRESH, lexLine } from '../../../src/analysis/c/lexer';
import { assertLinear } from '../../growth';
import fc from '../../properties';

const names = (text: string, state = FRESH) =>
  lexLine(text, state)
    .line.tokens.filter(({ kind }) => kind === 'name')
    .map(({ text: name }) => name);

describe('lexLine', () => {
  test('keeps comments and strings out of the code', () => {
    assert.deepEqual(names('a(b); /* c */ d("e f", \'g\'); // h'), ['a', 'b', 'd']);
  });
  test('goes on with a comment on the next line', () => {
    const { state } = lexLine('a /* b', FRESH);
    assert.equal(state.inComment, true);
    assert.deepEqual(names('c */ d', state), ['d']);
  });
  test('goes on with a directive on the next line', () => {
    const first = lexLine('#define A(x) \\', FRESH);
    assert.ok(first.line.directive && first.state.inDirective);
    assert.ok(lexLine('\tb(x)', first.state).line.directive);
  });
  test('is not misled by quotes in comments nor by comments in strings', () => {
    assert.deepEqual(names('a("/*", b); c'), ['a', 'b', 'c']);
    assert.deepEqual(names("/* don't */ a"), ['a']);
    assert.deepEqual(names('a("\\"", b)'), ['a', 'b']);
  });
  test('tells arrows and numbers with suffixes', () => {
    assert.deepEqual(
      lexLine('p->q = 0x10ULL - 1e-3;', FRESH).line.tokens.map(({ text }) => text),
      ['p', '->', 'q', '=', '0x10ULL', '-', '1e-3', ';'],
    );
  });
  test('ends on any line, and every token stands where it says', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, inComment) => {
        for (const { text: token, column, kind } of lexLine(text, { inComment, inDirective: false }).line
          .tokens) {
          if (kind !== 'string') assert.equal(text.slice(column, column + token.length), token);
        }
      }),
    );
  });
  test('a long line costs no more than its length', async () => {
    for (const text of ['"\\', '/*', '9e+'])
      await assertLinear((scale) => lexLine(text.repeat(50_000 * scale), FRESH));
  });
});
