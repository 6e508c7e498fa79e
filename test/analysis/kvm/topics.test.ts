import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import {
  commonTopic,
  isWithin,
  lineage,
  listedNames,
  namedTopic,
  prefixOf,
  topicNamed,
} from '../../../src/analysis/kvm/topics';

test('the nine topics of the guide are listed, and no other', () => {
  const listed = DOMAIN.topics.filter((topic) => topic.standing === 'listed').map((topic) => topic.name);
  assert.deepEqual(listed.sort(), [
    'SVM',
    'VMX',
    'nSVM',
    'nVMX',
    'selftests',
    'x86',
    'x86/mmu',
    'x86/pmu',
    'x86/xen',
  ]);
});

test('every topic hangs in the tree, and every path leads to a topic', () => {
  const names = new Set(DOMAIN.topics.map((topic) => topic.name));
  assert.equal(names.size, DOMAIN.topics.length, 'no topic twice');
  for (const topic of DOMAIN.topics) assert.equal(lineage(topic.name, DOMAIN).at(-1), '', topic.name);
  for (const { topic } of DOMAIN.paths) assert.ok(names.has(topic), topic);
});

test('an alias names one topic, in small letters', () => {
  const aliases = DOMAIN.topics.flatMap((topic) => topic.aliases);
  assert.equal(new Set(aliases).size, aliases.length);
  for (const alias of aliases) assert.equal(alias, alias.toLowerCase());
});

test('topics meet at their first common parent', () => {
  const cases: [string[], string][] = [
    [['VMX', 'SVM'], 'x86'],
    [['nVMX', 'VMX'], 'VMX'],
    [['nVMX', 'nSVM'], 'x86'],
    [['x86/mmu', 'x86'], 'x86'],
    [['x86/mmu', 'x86/pmu'], 'x86'],
    [['selftests', 'x86'], ''],
    [['x86', 'arm64'], ''],
    [['arm64: selftests', 'selftests'], 'selftests'],
    [['TDX', 'VMX'], 'VMX'],
  ];
  for (const [names, common] of cases) assert.equal(commonTopic(names, DOMAIN), common, names.join());
  assert.equal(commonTopic([], DOMAIN), null);
});

test('a topic whose parents go round in a circle still ends', () => {
  const circle = {
    ...DOMAIN,
    topics: [
      { name: 'a', parent: 'b', standing: 'own', arch: 'x86', aliases: [] },
      { name: 'b', parent: 'a', standing: 'own', arch: 'x86', aliases: [] },
    ] as const,
  };
  assert.deepEqual(lineage('a', circle), ['a', 'b']);
});

test('words name topics by name, by case, by another word', () => {
  assert.deepEqual(
    ['nVMX', 'NVMX', 'selftest', 'mmu', 'xen', 'nonsense'].map((word) => {
      const named = namedTopic(word, DOMAIN);
      return named && `${named.topic.name} by ${named.by}`;
    }),
    ['nVMX by name', 'nVMX by case', 'selftests by case', 'x86/mmu by alias', 'x86/xen by alias', null],
  );
});

test('prefixes, and what is within a topic', () => {
  assert.equal(prefixOf(''), 'KVM: ');
  assert.equal(prefixOf('x86/mmu'), 'KVM: x86/mmu: ');
  assert.equal(listedNames(DOMAIN), 'x86, x86/mmu, x86/pmu, x86/xen, selftests, SVM, nSVM, VMX, nVMX');
  assert.deepEqual(
    ['selftests', 'VMX', 'RISC-V'].map((name) => topicNamed(name, DOMAIN)!.arch),
    ['common', 'x86', 'other'],
  );
  assert.deepEqual(lineage('frob', DOMAIN), ['frob', ''], 'an unknown one is below the root');
  const bare = { ...DOMAIN, topics: [] };
  assert.deepEqual(lineage('frob', bare), ['frob', '']);
  assert.ok(isWithin('nSVM', 'x86', DOMAIN) && !isWithin('x86', 'nSVM', DOMAIN));
});
