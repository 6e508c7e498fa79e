import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRelay, maybeSame, personOf, samePerson } from '../../../src/analysis/kvm/people';

const ada = { name: 'Ada Example', email: 'ada@example.org' };

test('a person is read from a tag', () => {
  assert.deepEqual(personOf('Ada Example <ada@example.org> # x'), ada);
  assert.deepEqual(personOf('"Ada Example" <ada@example.org>'), ada);
  assert.deepEqual(personOf('ada@example.org'), { name: '', email: 'ada@example.org' });
  assert.deepEqual(personOf('Ada Example'), { name: 'Ada Example', email: '' });
});

test('one person spells name and address in many ways', () => {
  assert.ok(samePerson(ada, { name: 'A.', email: 'ADA+kvm@Example.org' }));
  assert.ok(samePerson(ada, { name: 'Example, Ada', email: 'x@example.net' }));
  assert.ok(samePerson({ ...ada, name: 'Adá Example' }, { name: 'Ada X. Example', email: '' }));
  assert.ok(samePerson({ name: '李 明', email: '' }, { name: '李 明', email: 'l@example.org' }));
  assert.ok(!samePerson(ada, { name: 'Ben Example', email: 'ben@example.org' }));
  assert.ok(!samePerson({ name: '', email: '' }, { name: '', email: '' }));
});

test('an address may be somebody', () => {
  assert.ok(maybeSame({ name: '', email: 'aexample@example.net' }, ada));
  assert.ok(!maybeSame({ name: 'Ben Example', email: 'ben@example.org' }, ada));
});

test('lists and relays send for others', () => {
  assert.ok(isRelay({ name: 'Ada Example via B4 Relay', email: 'devnull+ada.example.org@kernel.org' }));
  assert.ok(isRelay({ name: 'x', email: 'kvm@vger.kernel.org' }));
  assert.ok(!isRelay(ada));
});
