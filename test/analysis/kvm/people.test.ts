import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRelay, isTool, maybeSame, peopleOf, personOf, samePerson } from '../../../src/analysis/kvm/people';
import type { Trailer } from '../../../src/model/trailers';

const ada = { name: 'Ada Example', email: 'ada@example.org' };

test('a person is read from a tag', () => {
  assert.deepEqual(personOf('Ada Example <ada@example.org> # x'), ada);
  assert.deepEqual(personOf('"Ada Example" <ada@example.org>'), ada);
  assert.deepEqual(personOf('ada@example.org'), { name: '', email: 'ada@example.org' });
  assert.deepEqual(personOf('Ada <ada@example.org'), { name: 'Ada <ada@example.org', email: '' });
  assert.deepEqual(personOf('Ada> ada@example.org'), { name: 'Ada> ada@example.org', email: '' });
  assert.deepEqual(
    peopleOf(
      [
        { key: 'Cc', value: 'Ada Example <ada@example.org>' },
        { key: 'To', value: 'x' },
      ] as Trailer[],
      'cc',
    ).map(({ person }) => person),
    [ada],
  );
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
  assert.ok(maybeSame({ name: 'example', email: 'x@example.net' }, ada));
  assert.ok(maybeSame({ name: '', email: 'lisa@example.net' }, { name: 'Lisa X', email: '' }));
  assert.ok(
    !maybeSame({ name: '', email: 'ada@example.net' }, { name: 'Ada Long', email: '' }),
    'three letters',
  );
  assert.ok(!maybeSame({ name: '', email: 'other@example.net' }, ada));
});

test('lists and relays send for others', () => {
  assert.ok(isRelay({ name: 'Ada Example via B4 Relay', email: 'devnull+ada.example.org@kernel.org' }));
  assert.ok(isRelay({ name: 'x', email: 'kvm@vger.kernel.org' }));
  assert.ok(isRelay({ name: 'Ada Example via lists', email: 'x@example.org' }));
  assert.ok(!isRelay(ada));
});

test('tools are no people, and people may have the name of a tool', () => {
  const tools = [
    'Claude <noreply@anthropic.com>',
    'Ada <no-reply@cursor.sh>',
    'GitHub Copilot <c@x.org>',
    'some[bot] <b@x.org>',
    'Devin <noreply@x.org>',
    'gpt-4o <g@x.org>',
  ];
  const people = [
    'Claude <claude@x.org>',
    'Devin <devin@x.org>',
    'Ada <noreply@x.org>',
    'Claude Example <c@x.org>',
  ];
  for (const one of tools) assert.ok(isTool(personOf(one)), one);
  for (const one of people) assert.ok(!isTool(personOf(one)), one);
});
