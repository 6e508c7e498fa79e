/**
 * Checks a value against the schema of the configuration. A library's check costs a hook more than everything else it
 * does (ajv: over 200 ms to compile this schema) and knows no nearest name; the tests hold this one against ajv.
 */
import { escapeControls } from '../../model/escape-controls';
import { nearest } from './nearest';
import type { Schema } from './schema';

interface SchemaError {
  /** Keys and indexes of the value. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

/** The first thing that is wrong with `value`; null where nothing is. */
export function validate(value: unknown, schema: Schema): SchemaError | null {
  return check(value, schema, []);
}

function check(value: unknown, schema: Schema, path: readonly (string | number)[]): SchemaError | null {
  if (schema.anyOf) {
    const branch = schema.anyOf.find((one) => isType(value, one)) ?? schema.anyOf[0]!;
    return check(value, branch, path);
  }
  if (!isType(value, schema)) {
    return { path, message: `${show(path)} must be ${expected(schema)}`, hint: yamlHint(value, schema) };
  }
  if (typeof value === 'string') return checkString(value, schema, path);
  if (Array.isArray(value)) {
    if (value.length > (schema.maxItems ?? Infinity)) {
      return { path, message: `${show(path)} has more than ${schema.maxItems} entries`, hint: '' };
    }
    if (value.length < (schema.minItems ?? 0)) return { path, message: `${show(path)} is empty`, hint: '' };
    return first(value.entries(), ([index, item]) => check(item, schema.items ?? {}, [...path, index]));
  }
  if (typeof value === 'number') return checkNumber(value, schema, path);
  return isObject(value) ? checkObject(value, schema, path) : null;
}

function checkObject(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  path: readonly (string | number)[],
): SchemaError | null {
  const known = schema.properties ?? {};
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key)) return { path, message: `${show(path)} is missing '${key}'`, hint: '' };
  }
  return first(Object.entries(value), ([key, item]) => {
    if (Object.hasOwn(known, key)) return check(item, known[key]!, [...path, key]);
    if (schema.additionalProperties)
      return isName(key, schema.propertyNames)
        ? check(item, schema.additionalProperties, [...path, key])
        : {
            path: [...path, key],
            message: `'${short(key)}' in ${show(path)} is not a name`,
            hint: 'use lowercase letters, digits and hyphens',
          };
    return { path: [...path, key], ...unknown(key, Object.keys(known), path) };
  });
}

function isName(key: string, { maxLength = Infinity, pattern = '' }: Schema = {}): boolean {
  return [...key].length <= maxLength && new RegExp(pattern, 'u').test(key);
}

function checkNumber(value: number, schema: Schema, path: readonly (string | number)[]): SchemaError | null {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (value >= minimum && value <= maximum) return null;
  return { path, message: `${show(path)} must be from ${minimum} to ${maximum}`, hint: '' };
}

function unknown(key: string, known: readonly string[], path: readonly (string | number)[]) {
  const kind =
    path.length === 1 && path[0] === 'rules' ? 'rule' : path.at(-1) === 'options' ? 'option' : 'key';
  const near = nearest(key, known);
  const all = known.filter((name) => name !== '$schema');
  const listed =
    all.length === 0
      ? `no ${kind} is allowed here`
      : all.length <= 8
        ? `known: ${all.join(', ')}`
        : "see 'git kvm rules'";
  const where = path.length > 0 && kind !== 'rule' ? ` in ${show(path)}` : '';
  return {
    message: `unknown ${kind} '${short(key)}'${where}`,
    hint: near === null ? listed : `did you mean '${near}'?`,
  };
}

function checkString(value: string, schema: Schema, path: readonly (string | number)[]): SchemaError | null {
  if (schema.enum && !schema.enum.includes(value)) {
    const near = nearest(value, schema.enum);
    return {
      path,
      message: `${show(path)} must be ${expected(schema)}, not '${short(value)}'`,
      hint: near === null ? '' : `did you mean '${near}'?`,
    };
  }
  // JSON schema counts code points.
  const length = [...value].length;
  if (length < (schema.minLength ?? 0)) return { path, message: `${show(path)} is empty`, hint: '' };
  if (length > (schema.maxLength ?? Infinity)) {
    return { path, message: `${show(path)} is longer than ${schema.maxLength} characters`, hint: '' };
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
    const what =
      value.trim() === '' ? 'is empty' : 'has a character that is not printable ASCII, or leading spaces';
    return { path, message: `${show(path)} ${what}`, hint: '' };
  }
  return null;
}

function isType(value: unknown, schema: Schema): boolean {
  if (schema.type === undefined) return true;
  if (schema.type === 'array') return Array.isArray(value);
  if (schema.type === 'object') return isObject(value);
  const type: string = typeof value;
  return type === schema.type && !Number.isNaN(value);
}

/** A plain object: no list, no date, nothing that a parser made of a tag. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function expected(schema: Schema): string {
  if (schema.enum) return `${schema.enum.slice(0, -1).join(', ')} or ${schema.enum.at(-1)}`;
  if (schema.type === 'array') return 'a list';
  if (schema.type === 'object') return 'a mapping of keys to values';
  if (schema.type === 'boolean') return 'true or false';
  return schema.type === 'number' ? 'a number' : 'a string';
}

/** `- WIP:` is a mapping with an empty value in YAML. */
function yamlHint(value: unknown, schema: Schema): string {
  if (schema.type !== 'string' || !isObject(value)) return '';
  const [entry] = Object.entries(value);
  return entry?.[1] === null
    ? `YAML needs quotes around a value that ends in a colon: '${short(entry[0])}:'`
    : '';
}

/** What a file says, in a message: as much of it as tells which it is. */
function short(text: string): string {
  return escapeControls(text.length <= 80 ? text : `${text.slice(0, 79)}…`);
}

/** `rules.shortlog-case.level`, `topics[0].name`: keys as the configuration command names them. */
function show(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'the configuration';
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${short(key)}`))
    .join('');
}

function first<T>(items: Iterable<T>, find: (item: T) => SchemaError | null): SchemaError | null {
  for (const item of items) {
    const error = find(item);
    if (error) return error;
  }
  return null;
}
