import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv';
import { configSchema, schemaFile } from '../../../src/lint/config/schema';
import { validate } from '../../../src/lint/config/validate';
import { RULES as ALL } from '../../../src/rules/registry';
import fc from '../../properties';
import { RULES } from './rules';

const schema = configSchema(RULES);
const ajv = new Ajv({ strict: true }).compile(schema);

test('the schema for editors is the one for these rules (scripts/docs.mjs writes it)', () => {
  assert.equal(readFileSync(join('schema', 'git-kvm.schema.json'), 'utf8'), schemaFile(ALL));
});

const VALID: unknown[] = [
  { commit: 'warn' },
  { commit: { level: 'block', fix: true } },
  {},
  { $schema: './git-kvm.schema.json', notes: false, commit: {} },
  { rules: { 'shortlog-case': 'off', 'shortlog-length': { level: 'warn', options: { maximum: 70.5 } } } },
  { rules: { 'shortlog-length': { options: { strict: true, word: '', except: [] } } } },
  { topics: [{ name: 'gmem', parent: '', standing: 'used', aliases: ['guest memory'] }], paths: [] },
  { localPrefixes: ['WIP:'], paths: [{ pattern: 'virt/kvm/**', topic: '' }] },
  { checkers: {} },
  {
    checkers: {
      'my-sparse2': { command: ['sparse', ''], level: 'off', timeout: 1, stages: [], cache: false },
    },
  },
];
const INVALID: unknown[] = [
  null,
  [],
  'off',
  { rules: [] },
  { rules: { 'shortlog-case': null } },
  { rules: { 'shortlog-case': 'error' } },
  { rules: { 'shortlog-case': { options: { x: 1 } } } },
  { rules: { 'shortlog-length': { options: { except: [1] } } } },
  { rules: { other: 'off' } },
  { topics: [{}] },
  { topics: [{ name: 'a\u001b' }] },
  { topics: [{ name: 'a', parent: null }] },
  { paths: [{ pattern: '', topic: 'x86' }] },
  { paths: [{ pattern: 'a'.repeat(201), topic: 'x86' }] },
  { localPrefixes: [' '] },
  { localPrefixes: Array(1001).fill('a') },
  { commit: { fix: 'yes' } },
  { commit: 'note' },
  { commit: { level: 'off' } },
  { notes: 1 },
  { checkers: { 'A b': {} } },
  { checkers: { ['a'.repeat(41)]: {} } },
  { checkers: { a: { command: [] } } },
  { checkers: { a: { command: 'sparse' } } },
  { checkers: { a: { timeout: 0 } } },
  { checkers: { a: { timeout: 3601 } } },
  { checkers: { a: { stages: ['push'] } } },
  { checkers: { a: { shell: true } } },
];

test('what is valid passes here and with ajv, what is not fails both', () => {
  for (const value of VALID) assert.deepEqual([validate(value, schema), ajv(value)], [null, true]);
  for (const value of INVALID) {
    assert.ok(validate(value, schema), JSON.stringify(value));
    assert.equal(ajv(value), false, JSON.stringify(value));
  }
});

test('the check agrees with ajv on whatever is near to a configuration', () => {
  const odd = fc.oneof(
    fc.constantFrom('off', 'block', 'x', '', ' ', 'å', null, true, 3),
    fc.constantFrom({}, [], ['a'], { level: 'warn' }, { options: {} }, { options: { maximum: 1, word: 2 } }),
    fc.string({ unit: 'binary' }),
  );
  const options = fc.dictionary(fc.constantFrom('maximum', 'strict', 'word', 'except', 'toString'), odd);
  const rule = fc.oneof(odd, fc.record({ level: odd, options }, { requiredKeys: [] }));
  const topic = fc.record(
    { name: odd, parent: odd, standing: odd, aliases: odd, more: odd },
    { requiredKeys: [] },
  );
  const value = fc.record(
    {
      rules: fc.oneof(odd, fc.dictionary(fc.constantFrom(...RULES.map(({ id }) => id), '__proto__'), rule)),
      topics: fc.oneof(odd, fc.array(topic)),
      paths: fc.array(fc.record({ pattern: odd, topic: odd }, { requiredKeys: [] })),
      localPrefixes: fc.oneof(odd, fc.array(odd)),
      commit: fc.oneof(odd, fc.record({ fix: odd })),
      notes: odd,
      other: odd,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(value, (one) => (validate(one, schema) === null) === ajv(one)),
    { numRuns: 500 },
  );
});

test('rules are in order of their names, options of their type', () => {
  const { rules } = JSON.parse(schemaFile(RULES)).properties;
  assert.deepEqual(Object.keys(rules.properties), ['reverse-fir-tree', 'shortlog-case', 'shortlog-length']);
  const set = (strict: unknown) =>
    validate({ rules: { 'shortlog-length': { options: { strict } } } }, schema);
  assert.equal(set(true), null);
  assert.match(set('yes')!.message, /strict must be true or false/);
});
