import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Domain } from '../../../src/analysis/kvm/domain';
import { distance, nearest } from '../../../src/lint/config/nearest';
import { domainOf } from '../../../src/lint/config/resolve';

const BASE: Domain = {
  topics: [
    { name: '', parent: null, standing: 'used', arch: 'common', aliases: [] },
    { name: 'x86', parent: '', standing: 'listed', arch: 'x86', aliases: ['kvm/x86'] },
    { name: 'arm64', parent: '', standing: 'used', arch: 'other', aliases: [] },
  ],
  paths: [{ pattern: 'arch/x86/kvm/', topic: 'x86' }],
  localPrefixes: ['WIP:'],
};
const topic = (domain: Domain, name: string) => domain.topics.find((one) => one.name === name);

test('nothing configured: the very same domain', () => {
  assert.equal(domainOf({ notes: true }, BASE), BASE);
});

test('a new topic hangs where its name or its parent says, and is of that architecture', () => {
  const domain = domainOf(
    {
      topics: [
        { name: 'x86/foo/bar' },
        { name: 'x86/foo', aliases: ['FOO'] },
        { name: 'TDX', parent: 'x86' },
        { name: 'gmem' },
      ],
    },
    BASE,
  );
  assert.deepEqual(topic(domain, 'x86/foo'), {
    name: 'x86/foo',
    parent: 'x86',
    standing: 'own',
    arch: 'x86',
    aliases: ['foo'],
  });
  assert.deepEqual(
    [topic(domain, 'x86/foo/bar')?.parent, topic(domain, 'x86/foo/bar')?.arch],
    ['x86/foo', 'x86'],
  );
  assert.deepEqual([topic(domain, 'TDX')?.parent, topic(domain, 'TDX')?.arch], ['x86', 'x86']);
  assert.equal(topic(domainOf({ topics: [{ name: 'no/such' }] }, BASE), 'no/such')?.parent, '');
  assert.deepEqual([topic(domain, 'gmem')?.parent, topic(domain, 'gmem')?.arch], ['', 'common']);
});

test('a known topic is extended, the highest layer last', () => {
  const domain = domainOf(
    {
      topics: [
        { name: 'x86', standing: 'own' },
        { name: 'x86', standing: 'used', aliases: ['ia32'] },
      ],
    },
    BASE,
  );
  assert.deepEqual(topic(domain, 'x86'), {
    name: 'x86',
    parent: '',
    standing: 'own',
    arch: 'x86',
    aliases: ['kvm/x86', 'ia32'],
  });
  assert.equal(domain.topics.length, BASE.topics.length);
});

test('paths are asked before the known ones, localPrefixes replaces', () => {
  const domain = domainOf({ paths: [{ pattern: 'a', topic: 'arm64' }], localPrefixes: [] }, BASE);
  assert.deepEqual(domain.paths, [{ pattern: 'a', topic: 'arm64' }, ...BASE.paths]);
  assert.deepEqual(domain.localPrefixes, []);
  assert.deepEqual(domainOf({ localPrefixes: ['X:'] }, BASE).localPrefixes, ['X:']);
});

test('a topic that is not known, and one below itself, are errors', () => {
  assert.throws(() => domainOf({ paths: [{ pattern: 'a', topic: 'amr64' }] }, BASE), {
    name: 'UsageError',
    message: "paths: 'a' belongs to unknown topic 'amr64'",
    hint: "did you mean 'arm64'?",
  });
  assert.throws(() => domainOf({ topics: [{ name: 'a', parent: 'bbbbbbbb' }] }, BASE), {
    message: /'a' is below unknown topic 'bbbbbbbb'/,
    hint: 'add it to topics',
  });
  const ring = [
    { name: 'a', parent: 'b' },
    { name: 'b', parent: 'a' },
  ];
  assert.throws(() => domainOf({ topics: ring }, BASE), /is below itself/);
});

test('the nearest name: swapped, missing and wrong letters, else none', () => {
  const names = ['shortlog-case', 'shortlog-topic', 'off', 'note', 'warn', 'block'];
  assert.equal(nearest('shortlog-csae', names), 'shortlog-case');
  assert.equal(nearest('Shortlog_Topic', names), 'shortlog-topic');
  assert.equal(nearest('wran', names), 'warn');
  assert.equal(nearest('error', names), null);
  assert.equal(nearest('x'.repeat(100_000), names), null);
  assert.equal(distance('ca', 'abc'), 3);
  assert.equal(distance('kitten', 'sitting'), 3);
  assert.equal(distance('', 'abc'), 3);
});
