import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { anyOf, oneOf, pattern } from '../../src/model/words';

test('lists and parts make the pattern that is meant', () => {
  const made = pattern('gi')`^${oneOf`
      fix(?:es)?, make sure,
      ${oneOf`a, b`} c
    `}
    \s(\d+)$`;
  assert.equal(String(made), '/^(?:fix(?:es)?|make sure|(?:a|b) c)\\s(\\d+)$/gi');
  assert.equal(String(anyOf('i', /a|b/, /\/c/)), '/a|b|\\/c/i');
  assert.match('Make sure 12', pattern('i')`^${oneOf`make sure, fix`}\s\d+`);
});

/** Longer ones are lists of words, or named parts. */
const LONGEST = 150;

test('no regular expression in src is longer than a line', () => {
  const long: string[] = [];
  for (const name of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const text = readFileSync(join('src', name), 'utf8');
    const visit = (node: ts.Node): void => {
      const isText =
        ts.isTaggedTemplateExpression(node) && /^(?:pattern\(|oneOf)/.test(node.tag.getText(file));
      const lines = ts.isRegularExpressionLiteral(node) ? [node.text] : isText ? partsOf(node) : [];
      long.push(...lines.filter((line) => line.length > LONGEST).map((line) => `${name}: ${line}`));
      ts.forEachChild(node, visit);
    };
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
    const partsOf = (node: ts.TaggedTemplateExpression) => node.template.getText(file).split('\n');
    visit(file);
  }
  assert.deepEqual(long, []);
});
