import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrongFormsOf } from '../../../src/analysis/english/wrong-forms';

const rightsOf = (prose: string) => [...wrongFormsOf(prose)].map(({ right }) => right);

test('words that nobody means beside each other are told, with the right ones', () => {
  for (const [wrong, right] of [
    ['the slot is large than a page', 'larger than'],
    ['an early\nthan late exit', 'earlier\nthan'],
    ['a big than small one', 'bigger than'],
    ['it can be use by both', 'be used'],
    ['it has been apply to the root', 'been applied'],
    ['it must be map at boot', 'be mapped'],
    ['a loop is build for it', 'is built'],
    ['the bits are expect to be set', 'are expected'],
    ['according the manual', 'according to the'],
    ['its a bug', "it's a"],
    ['Its not set', "It's not"],
    ['to participate into it', 'participate in'],
    ['move those small helper function into a header', 'those small helper functions'],
    ['these patch are next', 'these patches'],
    ['wait for a interrupt', 'an interrupt'],
    ['An guest runs', 'A guest'],
    ["state that's isn't saved", "that isn't"],
    ["it's is not saved", 'it is not'],
    ['it will called early', 'will be called'],
    ["KVM doesn't supports it", "doesn't support"],
    ['a root can only used once', 'can only be used'],
    ['the MSR did not\nexisted', 'did not\nexist'],
    ['This allow guests to run', 'This allows'],
    ['This also simplify the exit', 'This also simplifies'],
    ['at that time, it have a root', 'it has'],
    ['as it has its, and it’s own root', 'its'],
    ['walk the each root', 'each'],
  ] as const)
    assert.deepEqual(rightsOf(wrong), [right], wrong);
});

test('what only looks so is right', () => {
  for (const prose of [
    'fewer than two, no later than now, other than that',
    'all it does is allow reads, what is left to do is use it',
    'there may be need for it, and there should be access to it',
    'it is to be, use by use, and the flags are set, cast and read',
    'according to the manual, and accordingly, with the according MSR and field A address',
    'these patch sets, those bit fields and this function',
    'a user, a unique union, an MSR, an hour, option a: entry, part-a entry',
    'it is more useful to be fast than right',
    'the values are enable, disable and force, and this is remove, so there',
    'keep those in this function, several of these per line, and retry these after a commit.',
    'be careful, as new than-clauses are rare',
    'it can access it, will process it, must not miss it, and should reports be lost, may need it',
    'this allows guests to run, This value is right, and This takes long',
    'let it have the root, so it makes sense, and it’s owned',
    'the theirs, and the each-other of it',
    'its own state, its not-present bit and its a.out',
  ])
    assert.deepEqual(rightsOf(prose), [], prose);
});
