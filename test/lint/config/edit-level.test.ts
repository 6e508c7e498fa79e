/** A rule's level is set in the text of a file, of which all else stays. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLevel } from '../../../src/lint/config/edit-level';
import { UsageError } from '../../../src/model/errors';

const set = (text: string) => withLevel(text, 'spelling', 'off');

test('a rule that is not there is added, in the indentation of the others', () => {
  assert.equal(set(''), 'rules:\n  spelling: off\n');
  assert.equal(set('# mine\n'), '# mine\nrules:\n  spelling: off\n');
  assert.equal(set('rules:\n    tag-order: warn\n'), 'rules:\n    spelling: off\n    tag-order: warn\n');
  assert.equal(
    set('rules: # mine\n# more\ntopics: []\n'),
    'rules: # mine\n  spelling: off\n# more\ntopics: []\n',
  );
  assert.equal(set('rules:\ntopics:\n  spelling: x\n'), 'rules:\n  spelling: off\ntopics:\n  spelling: x\n');
});

test('a level that is there is replaced, with what is around it kept', () => {
  assert.equal(
    set('rules:\n  spelling: warn\n  tag-order: warn\n'),
    'rules:\n  spelling: off\n  tag-order: warn\n',
  );
  assert.equal(set("rules:\n  spelling:  'warn' # loud\n"), 'rules:\n  spelling:  off # loud\n');
  assert.equal(set('rules:\n  spelling: false'), 'rules:\n  spelling: off\n');
  assert.equal(
    set('a: 1\n  spelling: warn\nrules:\n  spelling: note\n'),
    'a: 1\n  spelling: warn\nrules:\n  spelling: off\n',
  );
});

test('of a rule in its long form, the line of the level', () => {
  assert.equal(
    set('rules:\n  spelling:\n    level: warn\n    options: {}\n'),
    'rules:\n  spelling:\n    level: off\n    options: {}\n',
  );
  assert.equal(
    set('rules:\n  spelling: # mine\n    # more\n    options: {}\n  tag-order:\n    level: warn\n'),
    'rules:\n  spelling: # mine\n    level: off\n    # more\n    options: {}\n  tag-order:\n    level: warn\n',
  );
  assert.equal(
    set('rules:\n  tag-order:\n    level: warn\n  spelling:\n    options: {}\ntopics: []\n'),
    'rules:\n  tag-order:\n    level: warn\n  spelling:\n    level: off\n    options: {}\ntopics: []\n',
  );
  assert.equal(
    set('rules:\n  spelling:\n\n# loud\n      # more\n    level: warn\n'),
    'rules:\n  spelling:\n\n# loud\n      # more\n    level: off\n',
  );
});

test('other forms are left to their writer', () => {
  for (const text of [
    'rules: {}\n',
    'rules : {}\n',
    'rules:\n  spelling:\n  tag-order: warn\n',
    'rules:\n  spelling:\ntopics:\n  - a\n',
    'rules:\n  spelling: [warn]\n',
    'rules:\n  spelling: loud\n',
  ])
    assert.throws(
      () => set(text),
      (error) => error instanceof UsageError && error.hint === 'write it yourself: rules: { spelling: off }',
      text,
    );
});
