/** What the configuration means: for the rules, and for what is known of KVM. */

import type { Domain, Topic } from '../../analysis/kvm/domain';
import { UsageError } from '../../model/errors';
import type { Level } from '../../model/finding';
import type { Checker } from '../checkers';
import type { OptionValue } from '../rule';
import type { Effective } from './merge';
import { nearest } from './nearest';
import type { RuleSpec } from './schema';
import type { Settings } from './settings';

export function levelOf(rule: RuleSpec, effective: Effective): Level {
  return setting(rule, effective)?.level ?? rule.level;
}

/** The rule's options, defaults filled in. */
export function optionsOf(rule: RuleSpec, effective: Effective): Record<string, OptionValue> {
  const given = setting(rule, effective)?.options ?? {};
  return Object.fromEntries(
    Object.entries(rule.options ?? {}).map(([name, spec]) => [
      name,
      Object.hasOwn(given, name) ? given[name]! : spec.default,
    ]),
  );
}

/** The checkers, with defaults filled in. */
export function checkersOf({ settings }: Pick<Effective, 'settings'>): Checker[] {
  return Object.entries(settings.checkers ?? {}).map(([name, setting]) => ({
    name,
    command: setting.command!,
    level: setting.level ?? 'warn',
    timeout: setting.timeout ?? 60,
    stages: setting.stages ?? ['send', 'check'],
    cache: setting.cache ?? true,
  }));
}

/** Every rule with its level and options, as the engine asks for them. */
export function resolve<R extends RuleSpec>(
  rules: readonly R[],
  effective: Effective,
): { rule: R; level: Level; options: Record<string, OptionValue> }[] {
  return rules.map((rule) => ({
    rule,
    level: levelOf(rule, effective),
    options: optionsOf(rule, effective),
  }));
}

function setting(rule: RuleSpec, { settings }: Effective) {
  return settings.rules[rule.id];
}

/**
 * What is known of KVM, with the configuration's part. A topic that is known already is extended: what is given
 * replaces, aliases are added. A new one hangs below `parent`, else below the topic before its last slash, else
 * below plain `KVM:`, and is of its parent's architecture. Paths are asked before the known ones.
 * @throws UsageError for a parent or a path's topic that is not known, and for a topic that is below itself
 */
export function domainOf(settings: Settings, base: Domain): Domain {
  if (!settings.topics && !settings.paths && !settings.localPrefixes) return base;
  const topics = new Map(base.topics.map((topic) => [topic.name, topic]));
  // Lowest layer first here, so that the highest has the last word.
  const own = [...(settings.topics ?? [])].reverse();
  const names = new Set([...topics.keys(), ...own.map(({ name }) => name)]);
  for (const topic of own) topics.set(topic.name, extend(topic, topics, names));
  for (const { name } of own) topics.set(name, withArch(topics.get(name)!, topics));
  for (const { pattern, topic } of settings.paths ?? [])
    known(topic, names, `paths: '${pattern}' belongs to`);
  return {
    topics: [...topics.values()],
    paths: [...(settings.paths ?? []), ...base.paths],
    localPrefixes: settings.localPrefixes ?? base.localPrefixes,
  };
}

function extend(
  own: NonNullable<Settings['topics']>[number],
  topics: ReadonlyMap<string, Topic>,
  names: ReadonlySet<string>,
): Topic {
  const old = topics.get(own.name);
  const parent = own.parent ?? (old ? old.parent : parentByName(own.name, names));
  if (parent !== null) known(parent, names, `topics: '${own.name}' is below`);
  const aliases = [...(old?.aliases ?? []), ...(own.aliases ?? []).map((alias) => alias.toLowerCase())];
  return {
    name: own.name,
    parent,
    standing: own.standing ?? old?.standing ?? 'own',
    arch: old?.arch ?? 'common',
    aliases: [...new Set(aliases)],
  };
}

function parentByName(name: string, names: ReadonlySet<string>): string {
  const above = name.slice(0, Math.max(0, name.lastIndexOf('/')));
  return names.has(above) ? above : '';
}

/** The architecture of the nearest topic above that names one. */
function withArch(topic: Topic, topics: ReadonlyMap<string, Topic>): Topic {
  const seen = new Set<string>();
  let above: Topic | undefined = topic;
  let arch = topic.arch;
  while (above) {
    if (seen.has(above.name)) throw new UsageError(`topics: '${topic.name}' is below itself`);
    seen.add(above.name);
    if (arch === 'common') arch = above.arch;
    above = above.parent === null ? undefined : topics.get(above.parent);
  }
  return { ...topic, arch };
}

function known(topic: string, names: ReadonlySet<string>, what: string): void {
  if (names.has(topic)) return;
  const near = nearest(topic, names);
  throw new UsageError(
    `${what} unknown topic '${topic}'`,
    near === null ? 'add it to topics' : `did you mean '${near}'?`,
  );
}
