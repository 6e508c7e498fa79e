/** `git kvm config [KEY]`: what holds, and where each value came from. */

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { DOMAIN } from '../analysis/kvm/data';
import { replaceFile } from '../git/replace-file';
import { findRepository } from '../git/repo-paths';
import { withLevel } from '../lint/config/edit-level';
import { fileToWrite } from '../lint/config/files';
import { loadSettings } from '../lint/config/load';
import type { Assignment, Effective } from '../lint/config/merge';
import { nearest } from '../lint/config/nearest';
import { domainOf, resolve } from '../lint/config/resolve';
import type { RuleSpec } from '../lint/config/schema';
import { ignoredLine } from '../lint/config/weakened';
import { UsageError } from '../model/errors';
import { escapeControls, escapeControlsJson } from '../model/escape-controls';
import { LEVELS } from '../model/finding';
import { columns } from '../report/columns';
import { RULES } from '../rules/registry';
import { findRule } from './find-rule';
import type { Io } from './io';
import { action, io, rule, set, twoFormats } from './shared';

export function addTo(program: Command): void {
  program
    .command('config')
    .description('show the effective configuration, and where each value comes from')
    .argument('[key]', 'only this rule or key; or "set"')
    .argument('[rule]', 'with set: rules.RULE or RULE')
    .argument('[level]', 'with set: off, note, warn or block')
    .option('--user', 'with set: in the file of the user, not of the clone', false)
    .addOption(twoFormats)
    .addOption(rule)
    .addOption(set)
    .addHelpText(
      'after',
      `
Later layers take precedence: the user's (~/.config/git-kvm/config.yaml), the clone's (.git/git-kvm.yaml), the tree's
(.git-kvmrc.yaml), the environment (GIT_KVM_RULE_SHORTLOG_LENGTH=warn), the command line. YAML, JSON or TOML.

Set a level, in the clone's file or, with --user, in yours; comments stay:
  git kvm config set rules.shortlog-length warn

Example (.git/git-kvm.yaml):
  rules:
    shortlog-length: warn
    stable-opt-in: off
  localPrefixes: ['WIP:', 'DO NOT MERGE']`,
    )
    .action(
      action(
        async (
          key: string | undefined,
          name: string | undefined,
          level: string | undefined,
          options: { format: 'pretty' | 'json'; rule: string[]; set: string[]; user: boolean },
        ) => {
          const here = { cwd: process.cwd(), env: process.env };
          if (key === 'set') return setLevel({ ...here, name, level, user: options.user }, io);
          return config({ ...options, key, ...here }, io);
        },
      ),
    );
}

interface ConfigOptions {
  readonly format: 'pretty' | 'json';
  /** Only this rule (`shortlog-case`) or key (`localPrefixes`, `rules.shortlog-case.level`), with what it overrides. */
  readonly key?: string;
  readonly rule?: readonly string[];
  readonly set?: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

interface Setting {
  readonly name?: string;
  readonly level?: string;
  readonly user: boolean;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** @throws UsageError, with nothing written */
async function setLevel({ name, level, user, cwd, env }: Setting, io: Io): Promise<0> {
  const usage = 'git kvm config set rules.RULE LEVEL';
  if (name === undefined || level === undefined) throw new UsageError('a rule and a level are needed', usage);
  const { id } = findRule(name.replace(/^rules\./, ''));
  if (!(LEVELS as readonly string[]).includes(level))
    throw new UsageError(`'${level}' is not a level`, `use one of ${LEVELS.join(', ')}`);
  const where = findRepository(cwd);
  const places = { top: where?.top ?? null, commonDir: where?.commonDir ?? null, cwd, env };
  const file = fileToWrite(user ? 'user' : 'clone', places);
  if (file === null) throw new UsageError('not a git repository', 'use --user for your own file');
  if (!/\.ya?ml$/.test(file))
    throw new UsageError(`${file} is not YAML`, `set ${id} to ${level} there yourself`);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : null;
  const after = withLevel(before ?? '', id, level);
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, after);
  let effective: Effective;
  try {
    effective = await loadSettings({ ...places, rules: () => RULES });
  } catch (error) {
    if (before === null) rmSync(file);
    else replaceFile(file, before);
    throw error;
  }
  io.out(`${escapeControls(file)}: rules.${id}: ${level}\n`);
  const last = effective.origins.get(`rules.${id}.level`)?.at(-1);
  if (last !== undefined && last.from !== file)
    io.err(`git-kvm: ${source(last)} has precedence: rules.${id}: ${shown(last)}\n`);
  return 0;
}

/** A key of the configuration: who gave it a value, from the default to the one that holds. */
interface Row {
  readonly key: string;
  readonly given: readonly Assignment[];
}

/**
 * @returns 0
 * @throws UsageError for a configuration that cannot be used, and for an unknown key
 */
export async function config(options: ConfigOptions, io: Io): Promise<0> {
  const where = findRepository(options.cwd);
  const places = { top: where?.top ?? null, commonDir: where?.commonDir ?? null };
  const effective = await loadSettings({ ...options, ...places, rules: () => RULES });
  const ignored = ignoredLine(effective);
  if (ignored !== '') io.err(ignored);
  // What only the topics themselves can tell is wrong is to be told here as well.
  domainOf(effective.settings, DOMAIN);
  const all = rowsOf(RULES, effective, DOMAIN.localPrefixes);
  const rows = options.key === undefined ? all : chosen(all, options.key);
  if (options.format === 'json') io.out(escapeControlsJson(asJson(rows)));
  else io.out(options.key === undefined ? table(rows) : history(rows));
  return 0;
}

/** Every key with a value, rules first; topics and paths only where the configuration adds some. */
export function rowsOf(
  rules: readonly RuleSpec[],
  effective: Effective,
  localPrefixes: readonly string[],
): Row[] {
  const row = (key: string, value?: unknown): Row => {
    const given = effective.origins.get(key) ?? [];
    return { key, given: value === undefined ? given : [{ layer: 'default', from: null, value }, ...given] };
  };
  return [
    ...resolve(rules, effective).flatMap(({ rule }) => [
      row(`rules.${rule.id}.level`, rule.level),
      ...Object.entries(rule.options ?? {}).map(([name, spec]) =>
        row(`rules.${rule.id}.options.${name}`, spec.default),
      ),
    ]),
    ...(effective.settings.topics ?? []).map((_, index) => row(`topics[${index}]`)),
    ...(effective.settings.paths ?? []).map((_, index) => row(`paths[${index}]`)),
    row('localPrefixes', localPrefixes),
    row('commit.level', 'block'),
    row('commit.fix', false),
    ...(effective.origins.has('templates') ? [row('templates')] : []),
    row('notes', false),
    ...[...effective.origins.keys()].filter((key) => key.startsWith('checkers.')).map((key) => row(key)),
  ];
}

/** The rows of a rule's id, of a key, or of all keys below it. */
export function chosen(rows: readonly Row[], asked: string): Row[] {
  const belongs = (key: string, to: string) =>
    key === to || key.startsWith(`${to}.`) || key.startsWith(`${to}[`);
  const found = rows.filter(({ key }) => belongs(key, asked) || belongs(key, `rules.${asked}`));
  if (found.length > 0 || asked === 'topics' || asked === 'paths') return found;
  const names = rows.flatMap(({ key }) => [key, ...(/^rules\.([^.]+)\.level$/.exec(key)?.slice(1) ?? [])]);
  const near = nearest(asked, [...names, 'topics', 'paths', 'rules', 'commit']);
  throw new UsageError(
    `no such rule or key: '${asked}'`,
    near === null ? "see 'git kvm config'" : `did you mean '${near}'?`,
  );
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ key, given }) => [key, shown(given.at(-1)!), source(given.at(-1)!)] as const);
  const width = (at: 0 | 1) =>
    Math.min(at === 0 ? 60 : 24, Math.max(...cells.map((cell) => columns(cell[at]))));
  const pad = (text: string, to: number) => text + ' '.repeat(Math.max(0, to - columns(text)));
  return cells
    .map(([key, value, from]) => `${pad(key, width(0))}  ${pad(value, width(1))}  ${from}\n`)
    .join('');
}

/** Each key with everything that was said of it; the last one holds. */
function history(rows: readonly Row[]): string {
  return rows
    .map(({ key, given }) => {
      const lines = given.map(
        (one, at) => `  ${at === given.length - 1 ? '→' : ' '} ${shown(one)}  ${source(one)}\n`,
      );
      return `${key}\n${lines.join('')}`;
    })
    .join('');
}

function shown({ value }: Assignment): string {
  return escapeControls(typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
}

function source({ layer, from }: Assignment): string {
  return from === null ? layer : `${layer} (${escapeControls(from)})`;
}

function asJson(rows: readonly Row[]) {
  return {
    version: 1,
    values: rows.map(({ key, given }) => {
      const { layer, from, value } = given.at(-1)!;
      return { key, value, layer, from, overrides: given.slice(0, -1) };
    }),
  };
}
