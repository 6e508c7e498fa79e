/** Regular expressions are linear in what they read: input is anybody's. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { attack, literalsOf } from './attack';

/** Expressions of square time on text whose length is bounded before they see it, and by what. */
const BOUNDED: Readonly<Record<string, string>> = {
  '/^ (\\S.{0,300}?)\\s+\\|\\s+(\\d+)/': 'no more than 300 starts',
  '/\\s*[,/&|+]\\s*|\\s+(?:and)\\s+/': 'the words of one prefix: 60 characters',
  '/^(\\s*[,:]?\\s*)(\\(\\s*["“]|["“]|\\([\'‘`]+|\\()/': 'what follows a commit id: 40 characters',
  '/^[\\w/]+(?:[\\w ,/-]*): \\S/': 'what stands in the parentheses: 300 characters',
  '/(?:^|[\\s[(])(?:RFC|PATCH|v\\d{1,2})(?:[\\s-](?:RFC|PATCH|v\\d{1,2}))*[\\])]?\\s*(?:[:=@]|-+>?|–|→)?\\s*<?$/i':
    'what stands in front of a link: 120 characters',
};

test('the attacks find expressions of exponential and of square time', () => {
  const caught = (text: string) => attack(literalsOf('x.ts', `x(${text})`)[0]!) !== null;
  assert.ok(caught('/^(a+)+$/'));
  assert.ok(caught('/\\s+$/'));
  assert.ok(caught('/^Fixes:\\s*\\s*x$/'));
  assert.ok(!caught('/^\\s+x/'));
  assert.ok(!caught('/\\bfoo\\b/gi'));
});

test('no regular expression of src takes more than linear time', () => {
  const slow: string[] = [];
  const seen = new Set<string>();
  let count = 0;
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    for (const literal of literalsOf(file, readFileSync(join('src', file), 'utf8'))) {
      count += 1;
      if (seen.has(literal.text)) continue;
      seen.add(literal.text);
      const found = BOUNDED[literal.text] === undefined ? attack(literal) : null;
      if (found !== null)
        slow.push(`${file}:${literal.line} ${literal.text}: ${found.took} of ${found.attack}`);
    }
  }
  assert.ok(count > 500, `${count} literals`);
  const built = builtPatterns();
  assert.ok(built.length > 50, `${built.length} patterns from parts`);
  for (const expression of built) {
    const text = String(expression);
    if (seen.has(text)) continue;
    seen.add(text);
    const found = attack({ file: '', line: 0, text, expression });
    if (found !== null) slow.push(`${text}: ${found.took} of ${found.attack}`);
  }
  assert.deepEqual(slow, []);
  assert.deepEqual(
    Object.keys(BOUNDED).filter((text) => !seen.has(text)),
    [],
    'what is bounded is still there',
  );
});

/** What src/model/words.ts puts together from words and small parts while all rules are loaded. */
function builtPatterns(): RegExp[] {
  const words = require.resolve('../../src/model/words');
  const built: RegExp[] = [];
  const { oneOf, pattern, anyOf } = require(words) as typeof import('../../src/model/words');
  const recorded = (expression: RegExp) => {
    built.push(expression);
    return expression;
  };
  for (const file of Object.keys(require.cache)) if (file.includes('/src/')) delete require.cache[file];
  require(words);
  require.cache[words]!.exports = {
    oneOf,
    pattern:
      (flags?: string) =>
      (...parts: Parameters<ReturnType<typeof pattern>>) =>
        recorded(pattern(flags)(...parts)),
    anyOf: (...parts: Parameters<typeof anyOf>) => recorded(anyOf(...parts)),
  };
  for (const file of readdirSync(join(__dirname, '..', '..', 'src'), { recursive: true, encoding: 'utf8' }))
    if (/^(?:analysis|rules|model|patches|workflow)\/.*\.js$/.test(file))
      require(join(__dirname, '..', '..', 'src', file));
  return built;
}

/** Expressions that are put together at run time, and why what goes into them makes no slow one. */
const BUILT: Readonly<Record<string, string>> = {
  'analysis/english/wrong-forms.ts': 'constants, of words with a space between them, each repetition bounded',
  'analysis/testplan/parameters.ts': 'a name of C, after classes that do not overlap with it',
  'git/definitions.ts': 'a name of C between word boundaries',
  'git/refs.ts': 'names of refs, short, with two stars at most',
  'lint/config/validate.ts': "patterns of the schema, which are the project's own",
  'model/escape-controls.ts': 'one class of characters',
  'model/marks.ts': 'a constant',
  'model/words.ts': 'constants, which the test above attacks',
  'rules/fixes-culprit.ts': 'constants, of alternatives that do not overlap',
  'rules/reverse-fir-tree.ts': 'a name of C between word boundaries',
  'rules/shortlog-capitalize.ts': 'a word, of letters, between two classes',
  'verify/results.ts': 'names of tools, and bounded text',
  'verify/runs/host-modules.ts': 'four names of make variables',
  'verify/runs/outcome.ts': 'a constant',
};

test('expressions that are built at run time are known, each with a reason', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && /\bRegExp\(/.test(readFileSync(join('src', file), 'utf8')))
    .sort();
  assert.deepEqual(files, Object.keys(BUILT));
});
