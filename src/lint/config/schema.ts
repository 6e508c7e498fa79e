/**
 * The configuration as a JSON schema: editors read it (`schema/git-kvm.schema.json`), and `validate` goes by it. One
 * source for both, so that they cannot disagree.
 */
import { LEVELS, type Level } from '../../model/finding';
import type { OptionSpec, OptionValue } from '../rule';

/** What the configuration needs to know of a rule; every `Rule` is one. */
export interface RuleSpec {
  readonly id: string;
  readonly level: Level;
  readonly summary: string;
  readonly options?: Readonly<Record<string, OptionSpec>>;
}

/** The part of JSON schema (draft 07) that `validate` knows. */
export interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'boolean';
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** What the keys that `properties` lacks must be; none are allowed where it is false. */
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly anyOf?: readonly Schema[];
}

/** Everything that a configuration file holds is short and printable: it comes back in the output. */
const PRINTABLE = { type: 'string', maxLength: 200, pattern: '^[ -~]*$' } as const;
const LEVEL: Schema = {
  type: 'string',
  enum: LEVELS,
  description: 'block rejects, warn and note only report, off disables the rule',
};

/** The schema of a configuration file for these rules. */
export function configSchema(rules: readonly RuleSpec[]): Schema {
  return object(
    {
      $schema: { type: 'string', description: 'Path or URL of this schema, for editors' },
      rules: object(
        Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])),
        'Level and options of each rule',
      ),
      topics: list(
        object(
          {
            name: { ...PRINTABLE, description: 'As in the shortlog after `KVM: `' },
            parent: { ...PRINTABLE, description: "The parent topic; '' is plain `KVM:`" },
            standing: { type: 'string', enum: ['listed', 'used', 'own'], description: 'Default: own' },
            aliases: list({ ...PRINTABLE, minLength: 1 }, 'Other names for this topic', 100),
          },
          'A topic of the conceptual tree',
          ['name'],
        ),
        'Topics, in addition to the built-in ones',
      ),
      paths: list(
        object(
          {
            pattern: {
              ...PRINTABLE,
              minLength: 1,
              description: 'A path prefix, or a glob with `*` and `**`',
            },
            topic: { ...PRINTABLE, description: 'The topic that these files belong to' },
          },
          'Files and their topic',
          ['pattern', 'topic'],
        ),
        'Paths; take precedence over the built-in ones',
      ),
      localPrefixes: list(
        { type: 'string', maxLength: 200, pattern: '^[!-~][ -~]*$' },
        'Prefixes of local commits, which are not checked at commit and rejected at send. Replaces the default list',
      ),
      commit: {
        description: 'What the commit hook does with a blocking finding. Not in a tree',
        default: 'block',
        anyOf: [
          { type: 'string', enum: ['warn', 'block'] },
          object(
            {
              level: {
                type: 'string',
                enum: ['warn', 'block'],
                default: 'block',
                description: 'block: reject the commit; warn: report and commit, the send still blocks',
              },
              fix: {
                type: 'boolean',
                default: false,
                description: 'Apply fixes that are certain. Not in a tree',
              },
            },
            'The commit hook',
          ),
        ],
      },
      templates: {
        ...PRINTABLE,
        minLength: 1,
        description:
          'A directory with your own templates (cover-letter.txt …); absolute, or starting with ~/. Not in a tree',
      },
      notes: { type: 'boolean', default: false, description: 'Also show notes' },
      checkers: {
        type: 'object',
        description: 'Programs that check patches as well, by name. Ignored in a tree',
        propertyNames: { type: 'string', maxLength: 40, pattern: '^[a-z][a-z0-9-]*$' },
        additionalProperties: CHECKER,
      },
    },
    'Configuration of git-kvm',
  );
}

const CHECKER: Schema = object(
  {
    command: {
      ...list({ ...PRINTABLE, maxLength: 1000 }, 'The program and its arguments; no shell', 100),
      minItems: 1,
    },
    level: { ...LEVEL, default: 'warn', description: 'The level of what it finds; off: it does not run' },
    timeout: {
      type: 'number',
      minimum: 1,
      maximum: 3600,
      default: 60,
      description: 'Seconds that it may take for a patch',
    },
    stages: list(
      { type: 'string', enum: ['commit', 'send', 'check'] },
      'When it runs; default: send and check',
      3,
    ),
    cache: { type: 'boolean', default: true, description: 'The same patch is not checked again' },
  },
  'A program that gets a patch as a mail on standard input',
);

/** The file for editors. */
export function schemaFile(rules: readonly RuleSpec[]): string {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const head = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'git-kvm' };
  return `${JSON.stringify({ ...head, ...configSchema(sorted) }, null, 2)}\n`;
}

function ruleSchema(rule: RuleSpec): Schema {
  const options = Object.entries(rule.options ?? {}).map(([name, spec]) => [
    name,
    { ...typeOf(spec.default), default: spec.default, description: spec.summary },
  ]);
  return {
    description: rule.summary,
    default: rule.level,
    anyOf: [
      LEVEL,
      object(
        { level: LEVEL, options: object(Object.fromEntries(options), 'Options of this rule') },
        'Level and options',
      ),
    ],
  };
}

function typeOf(value: OptionValue): Schema {
  if (typeof value === 'number') return { type: 'number' };
  if (typeof value === 'boolean') return { type: 'boolean' };
  return typeof value === 'string' ? PRINTABLE : { type: 'array', items: PRINTABLE, maxItems: 1000 };
}

function object(
  properties: Readonly<Record<string, Schema>>,
  description: string,
  required: readonly string[] = [],
): Schema {
  return {
    type: 'object',
    description,
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function list(items: Schema, description: string, maxItems = 1000): Schema {
  return { type: 'array', description, items, maxItems };
}
