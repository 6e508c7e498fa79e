/** What is said of a value that a schema does not take. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isObject, validate } from '../../../src/lint/config/validate';

type Schema = Parameters<typeof validate>[1];
const said = (value: unknown, schema: Schema) => {
  const error = validate(value, schema);
  return error && `${error.message}${error.hint && `: ${error.hint}`}`;
};
const object = (properties: Record<string, Schema>, more: Partial<Schema> = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
});

test('values of another type', () => {
  const cases: readonly [unknown, Schema, string | null][] = [
    ['x', {}, null],
    [1, {}, null],
    ['x', { type: 'string' }, null],
    [1, { type: 'string' }, 'the configuration must be a string'],
    ['1', { type: 'number' }, 'the configuration must be a number'],
    [Number.NaN, { type: 'number' }, 'the configuration must be a number'],
    ['true', { type: 'boolean' }, 'the configuration must be true or false'],
    [true, { type: 'boolean' }, null],
    ['x', { type: 'array' }, 'the configuration must be a list'],
    [['x'], { type: 'object' }, 'the configuration must be a mapping of keys to values'],
    [null, { type: 'object' }, 'the configuration must be a mapping of keys to values'],
    [
      { WIP: null },
      { type: 'string' },
      "the configuration must be a string: YAML needs quotes around a value that ends in a colon: 'WIP:'",
    ],
    [{ WIP: 1 }, { type: 'string' }, 'the configuration must be a string'],
    [{ WIP: null }, { type: 'number' }, 'the configuration must be a number'],
    [
      { a: { x: 1 } },
      object({ a: object({}, { additionalProperties: false }) }),
      "unknown key 'x' in a: no key is allowed here",
    ],
    [1, { anyOf: [{ type: 'string' }, { type: 'number' }] }, null],
    [true, { anyOf: [{ type: 'string' }, { type: 'number' }] }, 'the configuration must be a string'],
  ];
  for (const [value, schema, error] of cases) assert.equal(said(value, schema), error, JSON.stringify(value));
});

test('strings, numbers and lists beyond their bounds', () => {
  const text: Schema = { type: 'string', minLength: 1, maxLength: 3 };
  assert.equal(said('', text), 'the configuration is empty');
  assert.equal(said('abc', text), null);
  assert.equal(said('abcd', text), 'the configuration is longer than 3 characters');
  assert.equal(said('\u{1f600}'.repeat(3), text), null, 'code points count');
  const plain: Schema = { type: 'string', pattern: '^[!-~]' };
  assert.equal(said('x', plain), null);
  assert.equal(said(' ', plain), 'the configuration is empty');
  assert.equal(
    said(' x', plain),
    'the configuration has a character that is not printable ASCII, or leading spaces',
  );
  const level: Schema = { type: 'string', enum: ['off', 'warn', 'block'] };
  assert.equal(said('warn', level), null);
  assert.equal(
    said('warm', level),
    "the configuration must be off, warn or block, not 'warm': did you mean 'warn'?",
  );
  assert.equal(said('x', level), "the configuration must be off, warn or block, not 'x'");
  const number: Schema = { type: 'number', minimum: 1, maximum: 3 };
  assert.deepEqual(
    [0, 1, 3, 4].map((value) => said(value, number)),
    ['the configuration must be from 1 to 3', null, null, 'the configuration must be from 1 to 3'],
  );
  const list: Schema = { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string' } };
  assert.equal(said([], list), 'the configuration is empty');
  assert.equal(said(['a', 'b'], list), null);
  assert.equal(said(['a', 'b', 'c'], list), 'the configuration has more than 2 entries');
  assert.equal(said(['a', 1], list), '[1] must be a string');
});

test('keys that are not known, missing, or no names', () => {
  const config = object(
    {
      rules: object({ spelling: object({ level: {}, options: object({ max: {} }) }) }),
      topics: { type: 'array', items: object({ name: {} }, { required: ['name'] }) },
      $schema: {},
    },
    { additionalProperties: undefined },
  );
  assert.equal(said({ topics: [{ name: 'x' }] }, config), null);
  assert.equal(said({ topics: [{}] }, config), "topics[0] is missing 'name'");
  assert.equal(said({ rulse: {} }, config), "unknown key 'rulse': did you mean 'rules'?");
  assert.equal(said({ zzzzzzzz: {} }, config), "unknown key 'zzzzzzzz': known: rules, topics");
  assert.equal(said({ rules: { speling: {} } }, config), "unknown rule 'speling': did you mean 'spelling'?");
  assert.equal(said({ rules: { zzzzzzzzz: {} } }, config), "unknown rule 'zzzzzzzzz': known: spelling");
  assert.equal(
    said({ rules: { spelling: { options: { mxa: 1 } } } }, config),
    "unknown option 'mxa' in rules.spelling.options: did you mean 'max'?",
  );
  assert.equal(
    said({ rules: { spelling: { lvl: 1 } } }, config),
    "unknown key 'lvl' in rules.spelling: known: level, options",
  );
  assert.equal(said({ x: 1 }, object({})), "unknown key 'x': no key is allowed here");
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`name${i}`, {}]));
  assert.equal(said({ zzzzzzzzz: 1 }, object(many)), "unknown key 'zzzzzzzzz': see 'git kvm rules'");
  delete many.name8;
  assert.match(said({ zzzzzzzzz: 1 }, object(many))!, /known: name0, .*name7$/);
  const named = object(
    {},
    { additionalProperties: { type: 'number' }, propertyNames: { maxLength: 3, pattern: '^[a-z]+$' } },
  );
  assert.equal(said({ abc: 1 }, named), null);
  assert.equal(said({ abc: 'x' }, named), 'abc must be a number');
  for (const key of ['abcd', 'A'])
    assert.equal(
      said({ [key]: 1 }, named),
      `'${key}' in the configuration is not a name: use lowercase letters, digits and hyphens`,
    );
  assert.equal(
    said({ ['x'.repeat(81)]: 1 }, object({})),
    `unknown key '${'x'.repeat(79)}…': no key is allowed here`,
  );
});

test('a mapping is a plain object', () => {
  assert.deepEqual([{}, Object.create(null), [], new Date(), null, 'x'].map(isObject), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('a long name is cut off where it is shown', () => {
  const shown = (length: number) =>
    validate('x'.repeat(length), { type: 'string', enum: ['off'] })?.message.split("'")[1];
  assert.deepEqual([shown(80), shown(81)], ['x'.repeat(80), `${'x'.repeat(79)}…`]);
  assert.ok(![undefined, null, 'x', [], new Date(0)].some(isObject));
});
