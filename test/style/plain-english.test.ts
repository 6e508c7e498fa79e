/** Messages, help and documentation use the words of git and of kernel documentation. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const ROOT = process.cwd();

interface Habit {
  readonly pattern: RegExp;
  /** What to write. */
  readonly plain: string;
}

/** Words that read as translated; `plain` is what git and kernel documentation write. */
const HABITS: readonly Habit[] = [
  { pattern: /\bblanks?\b(?!-?\s?lines?\b)/i, plain: 'space' },
  { pattern: /\bin front of\b/i, plain: 'before' },
  { pattern: /\bbehind\b/i, plain: 'after' },
  { pattern: /\b(?:some|any|no)body\b/i, plain: 'the passive, "the user" or "no one"' },
  { pattern: /\bmend(?:s|ed)?\b/i, plain: 'fix' },
  { pattern: /\bgo(?:es)? on with\b/i, plain: 'continue with' },
  { pattern: /\blet off\b/i, plain: 'suppressed' },
  { pattern: /\banew\b/i, plain: 'again, or rewrite' },
  { pattern: /\ball the same\b/i, plain: 'anyway' },
  { pattern: /\bsmall letters?\b/i, plain: 'lowercase' },
  { pattern: /\bfault of (?:its|git-kvm's) own\b/i, plain: 'internal error' },
  { pattern: /\brefus(?:e|es|ed|ing|al)\b/i, plain: 'reject' },
  { pattern: /\bcannot be told\b/i, plain: "can't be determined" },
  { pattern: /\b(?:this|that|it) is no\b(?! (?:longer|more))/i, plain: "isn't a" },
  { pattern: /\b(?:speaks?|says) of\b/i, plain: 'mentions, is about' },
];

/** Text in which such a word is right. */
const RIGHT: readonly RegExp[] = [
  /\[:blank:\]/,
  /\bblank lines?\b/i,
  /git-kvm-refused/,
  /ahead-behind|mends-old|reject refuse forbid|newlines\?, blanks\?/,
];

/** Lists of words that patches use, and names of tests. */
const NOT_COVERED = [/^src\/analysis\/english\//, /^docs\/robustness\.md$/];

test('messages, help and templates are in plain English', () => {
  const files = listed('src', 'templates');
  const found = files.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return file.endsWith('.ts') ? stringsOf(file, text).flatMap(habitsIn) : habitsIn({ place: file, text });
  });
  assert.deepEqual(found, []);
});

test('documentation is in plain English', () => {
  const files = [...listed('docs'), 'README.md', 'CONTRIBUTING.md'].filter((file) => file.endsWith('.md'));
  const found = files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((text, i) => habitsIn({ place: `${file}:${i + 1}`, text })),
  );
  assert.deepEqual(found, []);
});

test('each habit is found', () => {
  const samples = [
    'a blank',
    'behind it',
    'nobody',
    'mend it',
    'is refused',
    'this is no patch',
    'a blank line',
  ];
  assert.deepEqual(
    samples.map((text) => habitsIn({ place: '', text }).length),
    [1, 1, 1, 1, 1, 1, 0],
  );
});

interface Text {
  readonly place: string;
  readonly text: string;
}

/** @returns one line for each habit in `text`: its place, the text, and what to write */
function habitsIn({ place, text }: Text): string[] {
  return HABITS.flatMap(({ pattern, plain }) => {
    const match = pattern.exec(text);
    if (match === null || RIGHT.some((right) => right.test(text))) return [];
    const around = text.slice(Math.max(0, match.index - 30), match.index + 40).replaceAll('\n', ' ');
    return [`${place}: "${around}": write ${plain}`];
  });
}

/** @returns the string and template literals of a source file, without imports */
function stringsOf(file: string, text: string): Text[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || isExamples(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      texts.push({ place: `${file}:${line + 1}`, text: node.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** @returns true for the patches on the page of a rule, which are not in git-kvm's words */
function isExamples(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node) && /^(?:passes|fails|valid|invalid)$/.test(node.name.getText());
}

function listed(...folders: readonly string[]): string[] {
  const args = ['-C', ROOT, 'ls-files', '-z', '--', ...folders];
  const files = execFileSync('git', args, { encoding: 'utf8' }).split('\0').filter(Boolean);
  assert.ok(files.length > 0, `no file in ${folders.join(', ')}`);
  return files.filter((file) => !NOT_COVERED.some((other) => other.test(file)));
}
