/** Layers in, one configuration out, that knows where each value came from. */
import { UsageError } from '../../model/errors';
import { escapeControls } from '../../model/escape-controls';
import type { Level } from '../../model/finding';
import { currentId } from '../renamed';
import type { OptionValue } from '../rule';
import { configSchema, type RuleSpec } from './schema';
import type { CheckerSetting, CommitLevel, Layer, RuleSetting, Settings } from './settings';
import { validate } from './validate';

/** What one file, variable or option of the command line says; not checked yet. */
export interface Source {
  readonly layer: Layer;
  /** The file, the variable, the option. */
  readonly from: string;
  readonly value: unknown;
  /** The file's text, to name the line of an error. */
  readonly text?: string;
}

/** A value that some layer gave. */
export interface Assignment {
  readonly layer: Layer;
  /** The file, the variable, the option; null for a default. */
  readonly from: string | null;
  readonly value: unknown;
}

export interface Effective {
  /** All layers merged; every rule in its long form. */
  readonly settings: Settings & { readonly rules: Readonly<Record<string, RuleSetting>> };
  /**
   * Who said what of each key, lowest layer first: the last one holds. Keys are `rules.ID.level`,
   * `rules.ID.options.NAME`, `topics[0]`, `paths[0]` (indexes into `settings`), `localPrefixes`, `commit.level`, `commit.fix`,
   * `templates`, `notes`, `checkers.NAME.KEY`.
   */
  readonly origins: ReadonlyMap<string, readonly Assignment[]>;
  /** Where the tree's file names checkers, which don't count; left out where it names none. */
  readonly ignored?: string;
}

/** What says how git-kvm behaves on this machine, beyond levels and data, is not for a tree to say. */
const NOT_IN_A_TREE = ['commit', 'templates'];

export const NOTHING: Effective = { settings: { rules: {} }, origins: new Map() };

/**
 * Merge sources, lowest first. A level, an option, `localPrefixes`, `commit.fix`, `templates` and `notes`: the higher layer's value
 * holds, and so does each key of a checker. `topics` and `paths` of all layers are added up, those of the higher layer first (they are asked first).
 * @throws UsageError for what is not in the schema, with file, line and the nearest known name
 */
export function merge(sources: readonly Source[], rules: readonly RuleSpec[]): Effective {
  const schema = configSchema(rules);
  const ignored = sources.find(namesProgram);
  const checked = sources
    .map(withoutPrograms)
    .map(withCurrentIds)
    .map((source) => {
      const error = validate(source.value, schema);
      if (error) throw new UsageError(`${place(source, error.path)}: ${error.message}`, error.hint);
      const settings = source.value as Settings;
      for (const key of source.layer === 'tree' ? NOT_IN_A_TREE : []) {
        if (Object.hasOwn(settings, key)) {
          throw new UsageError(
            `${place(source, [key])}: '${key}' is not allowed in a tree`,
            "move it to your own configuration or the clone's",
          );
        }
      }
      return { source, settings };
    });
  const effective = new Merger().add(checked).result();
  requireCheckers(effective, rules);
  return ignored === undefined ? effective : { ...effective, ignored: place(ignored, ['checkers']) };
}

/** Returns true for a tree's file with checkers: what someone else wrote must not run programs. */
function namesProgram({ layer, value }: Source): boolean {
  return layer === 'tree' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'checkers');
}

function withoutPrograms(source: Source): Source {
  if (!namesProgram(source)) return source;
  const { checkers: _, ...value } = source.value as Record<string, unknown>;
  return { ...source, value };
}

/** @throws UsageError for a checker without a command, or with a name or a program that can't be used */
function requireCheckers({ settings, origins }: Effective, rules: readonly RuleSpec[]): void {
  for (const [name, { command }] of Object.entries(settings.checkers ?? {})) {
    const said = [...origins].findLast(([key]) => key.startsWith(`checkers.${name}.`))?.[1].at(-1)?.from;
    const wrong = (what: string, hint: string) =>
      new UsageError(`${said ?? 'the configuration'}: checkers.${name} ${what}`, hint);
    if (name === 'suppression' || rules.some(({ id }) => id === name))
      throw wrong('has the name of a rule', 'choose another name');
    if (command === undefined) throw wrong('has no command', 'add: command: [PROGRAM, ARGUMENT, …]');
    const program = command[0]!;
    // Relative to the tree, it would be what someone else put there.
    if (program === '' || (program.includes('/') && !/^~?\//.test(program)))
      throw wrong(
        `runs '${program}', relative to the tree`,
        'write an absolute path, ~/…, or a name in PATH',
      );
  }
}

/** Rules under the ids that they have now. */
function withCurrentIds(source: Source): Source {
  const { rules } = (source.value ?? {}) as { rules?: unknown };
  if (typeof rules !== 'object' || rules === null) return source;
  const current = Object.entries(rules).map(([id, setting]) => [currentId(id), setting]);
  return { ...source, value: { ...(source.value as object), rules: Object.fromEntries(current) } };
}

/** What the settings say about the commit hook, in the long form. */
export function commitOf({ commit }: Pick<Settings, 'commit'>): {
  readonly level?: CommitLevel;
  readonly fix?: boolean;
} {
  return typeof commit === 'string' ? { level: commit } : (commit ?? {});
}

class Merger {
  private readonly origins = new Map<string, Assignment[]>();
  private readonly rules: Record<string, { level?: Level; options?: Record<string, OptionValue> }> = {};
  private readonly checkers: Record<string, CheckerSetting> = {};
  private plain: Pick<Settings, 'localPrefixes' | 'commit' | 'notes' | 'templates'> = {};
  private readonly lists: { topics: Listed[]; paths: Listed[] } = { topics: [], paths: [] };

  add(layers: readonly { source: Source; settings: Settings }[]): this {
    for (const { source, settings } of layers) {
      for (const [id, setting] of Object.entries(settings.rules ?? {})) this.addRule(id, setting, source);
      if (settings.localPrefixes) {
        this.plain = { ...this.plain, localPrefixes: settings.localPrefixes };
        this.note('localPrefixes', settings.localPrefixes, source);
      }
      const { level, fix } = commitOf(settings);
      if (level !== undefined) {
        this.plain = { ...this.plain, commit: { ...commitOf(this.plain), level } };
        this.note('commit.level', level, source);
      }
      if (fix !== undefined) {
        this.plain = { ...this.plain, commit: { ...commitOf(this.plain), fix } };
        this.note('commit.fix', fix, source);
      }
      if (settings.templates !== undefined) {
        this.plain = { ...this.plain, templates: settings.templates };
        this.note('templates', settings.templates, source);
      }
      if (settings.notes !== undefined) {
        this.plain = { ...this.plain, notes: settings.notes };
        this.note('notes', settings.notes, source);
      }
      for (const [name, setting] of Object.entries(settings.checkers ?? {})) {
        this.checkers[name] = { ...this.checkers[name], ...setting };
        for (const [key, value] of Object.entries(setting))
          this.note(`checkers.${name}.${key}`, value, source);
      }
      for (const key of ['topics', 'paths'] as const) {
        this.lists[key].unshift(...(settings[key] ?? []).map((value) => ({ value, source })));
      }
    }
    return this;
  }

  result(): Effective {
    for (const key of ['topics', 'paths'] as const) {
      for (const [index, { value, source }] of this.lists[key].entries()) {
        this.note(`${key}[${index}]`, value, source);
      }
    }
    const values = (key: 'topics' | 'paths') => this.lists[key].map(({ value }) => value);
    const settings = {
      ...this.plain,
      rules: this.rules,
      ...(Object.keys(this.checkers).length > 0 ? { checkers: this.checkers } : {}),
      ...(this.lists.topics.length > 0 ? { topics: values('topics') as Settings['topics'] } : {}),
      ...(this.lists.paths.length > 0 ? { paths: values('paths') as Settings['paths'] } : {}),
    };
    return { settings, origins: this.origins };
  }

  private addRule(id: string, setting: Level | RuleSetting, source: Source): void {
    const { level, options = {} } = typeof setting === 'string' ? { level: setting } : setting;
    const rule = this.rules[id] ?? {};
    this.rules[id] = rule;
    if (level !== undefined) {
      rule.level = level;
      this.note(`rules.${id}.level`, level, source);
    }
    for (const [name, value] of Object.entries(options)) {
      rule.options = { ...rule.options, [name]: value };
      this.note(`rules.${id}.options.${name}`, value, source);
    }
  }

  private note(key: string, value: unknown, { layer, from }: Source): void {
    const all = this.origins.get(key);
    if (all) all.push({ layer, from, value });
    else this.origins.set(key, [{ layer, from, value }]);
  }
}

interface Listed {
  readonly value: unknown;
  readonly source: Source;
}

/** `FILE:LINE`, or the variable or option. */
function place(source: Source, path: readonly (string | number)[]): string {
  const line = source.text === undefined ? null : lineOf(source.text, path);
  return escapeControls(line === null ? source.from : `${source.from}:${line}`);
}

/**
 * The line on which a key stands: each key of the path looked up after the one before, as a word that is followed by
 * `:`, `=`, `]` or `.`. The parsers do not tell; where two keys are alike, the line can be an earlier one.
 */
function lineOf(text: string, path: readonly (string | number)[]): number | null {
  let at = 0;
  let found = -1;
  for (const key of path) {
    if (typeof key === 'number' || key === '') continue;
    const next = keyAt(text, key, at);
    if (next === -1) continue;
    found = next;
    at = next + key.length;
  }
  return found === -1 ? null : text.slice(0, found).split('\n').length;
}

function keyAt(text: string, key: string, from: number): number {
  for (let at = text.indexOf(key, from); at !== -1; at = text.indexOf(key, at + 1)) {
    const before = text[at - 1] ?? '\n';
    const after = /^["']?[ \t]*[:=\].]/.test(text.slice(at + key.length, at + key.length + 20));
    if (after && !/[\w$-]/.test(before)) return at;
  }
  return -1;
}
