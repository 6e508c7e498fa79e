/** What is in a `Fixes:` tag, however it is written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesTags } from '../../src/model/fixes';
import { makePatch } from '../../src/model/patch';
import { parseSubject } from '../../src/model/subject';
import { Source } from '../../src/model/text';

const HEAD = 'KVM: x86: Free it';
const tagsOf = (...values: string[]) =>
  fixesTags(
    makePatch({
      origin: { kind: 'message', file: null, messageId: null, commit: null },
      subject: parseSubject(HEAD),
      message: Source.ofLines([HEAD, '', ...values.map((value) => `Fixes: ${value}`)].join('\n')),
    }),
  ).map(({ id, shortlog }) => [id, shortlog]);
const ID = '0123456789ab';

test('the shortlog is what is inside of parentheses and quotes, or of what is there of them', () => {
  const NAME = 'KVM: x86: Keep it';
  for (const written of [
    `("${NAME}")`,
    `('${NAME}')`,
    `"${NAME}"`,
    NAME,
    `(${NAME})`,
    `("${NAME}`,
    `("${NAME}"`,
    `(${NAME}`,
  ])
    assert.deepEqual(tagsOf(`${ID} ${written}`), [[ID, NAME]], written);
});

test('what closes nothing is part of the shortlog', () => {
  assert.deepEqual(tagsOf(`${ID} "Call f()"`), [[ID, 'Call f()']]);
  assert.deepEqual(tagsOf(`${ID} Call f()`), [[ID, 'Call f()']]);
  assert.deepEqual(tagsOf(`${ID} Say "it"`), [[ID, 'Say "it"']]);
  assert.deepEqual(tagsOf(`${ID} ("Say 'it'")`), [[ID, "Say 'it'"]]);
});

test('an id alone, or with nothing in parentheses, has no shortlog; without an id there is no tag', () => {
  assert.deepEqual(tagsOf(ID, `commit ${ID}`, `${ID} ()`, `${ID} ("")`, `${ID} "`), [
    [ID, null],
    [ID, null],
    [ID, null],
    [ID, null],
    [ID, null],
  ]);
  assert.deepEqual(tagsOf('the last patch', 'abc', `${ID}xyz ("a")`), []);
});
