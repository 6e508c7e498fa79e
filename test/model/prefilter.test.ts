/** The words that are declared beside a pattern: one of them is in whatever the pattern matches. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { hasOneOf, PREFILTERED, prefiltered } from '../../src/model/prefilter';
import { PAGES } from '../../src/rules/pages';
import { RULES } from '../../src/rules/registry';
import { examplesOf } from '../rules/more';

const CORPUS = process.env.GIT_KVM_CORPUS ?? resolve('../shared/corpus');

/** Matches in the text, and in what follows the prefix of each line, that have none of the words. */
function undeclared(text: string): string[] {
  const texts = [text, text.replace(/^.*: /gm, '')];
  return PREFILTERED.flatMap(({ words, pattern }) => {
    const everywhere = new RegExp(pattern.source, `${pattern.flags.replace(/[gm]/g, '')}gm`);
    const found = texts.flatMap((one) => [...one.matchAll(everywhere)].map(([match]) => match));
    return found.filter((match) => !words.some((word) => match.toLowerCase().includes(word)));
  });
}

test('a pattern is only asked where one of its words is, in whatever case', () => {
  const { test: matches } = prefiltered('leak, use\n  after', /\b(?:leaks?|use after|torn)\b/i);
  PREFILTERED.pop();
  assert.deepEqual(['A Leak', 'use after', 'torn', 'bleak'].map(matches), [true, true, false, false]);
  assert.ok(hasOneOf('FIX it', ['bug', 'fix']) && !hasOneOf('', ['bug']));
});

test('the words hold on the examples of all rules', () => {
  assert.ok(PREFILTERED.length > 5);
  for (const { id } of RULES) {
    const { valid, invalid } = examplesOf(id, PAGES[id]!);
    for (const { name, message, mail, series } of [...valid, ...invalid])
      assert.deepEqual(undeclared([message, mail, ...(series ?? [])].join('\n')), [], `${id}: ${name}`);
  }
});

test('the words hold on the corpus', { skip: existsSync(CORPUS) ? false : `no ${CORPUS}` }, () => {
  for (const name of ['accepted', 'complaints', 'complaints-2', 'order']) {
    const text = gunzipSync(readFileSync(join(CORPUS, `${name}.mbox.gz`))).toString('latin1');
    assert.deepEqual(undeclared(text).slice(0, 5), [], name);
  }
});
