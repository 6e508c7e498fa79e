/** What an audit counts. Plain data: it goes from worker to worker and into the state file. */
import type { Severity } from '../model/finding';

const SEVERITIES = ['block', 'warn', 'note'] as const satisfies readonly Severity[];

/** Mails: `read` is the sum of the four below it. */
interface Counts {
  read: number;
  patches: number;
  covers: number;
  replies: number;
  /** No patch: announcements, pull requests, copies, withdrawn mails, what could not be read. */
  other: number;
  /** Of `other`: the same Message-ID again. */
  copies: number;
  /** Of `other`: deleted by a later commit of the public-inbox. */
  withdrawn: number;
  /** Of `other`: not readable as a mail. */
  unreadable: number;
}

export type Levels = Record<Severity, number>;

/** Of one author, or of one year. */
export interface Group {
  patches: number;
  /** Patches with a finding at warning or block. */
  found: number;
  levels: Levels;
}

interface RuleTally {
  /** Patches with a finding of this rule. */
  patches: number;
  levels: Levels;
}

export interface Tally {
  counts: Counts;
  levels: Levels;
  /** Patches with at least one finding of that level. */
  patchesWith: Levels;
  rules: Record<string, RuleTally>;
  /** By address, in lower case. */
  authors: Record<string, Group & { name: string }>;
  /** By year of the mail's Date, in their order; `unknown` where it has none. */
  years: Record<string, Group>;
}

export function noLevels(): Levels {
  return { block: 0, warn: 0, note: 0 };
}

function noCounts(): Counts {
  return { read: 0, patches: 0, covers: 0, replies: 0, other: 0, copies: 0, withdrawn: 0, unreadable: 0 };
}

/** The records have no prototype: an address or a name of a mail is never a name of Object's. */
export function emptyTally(): Tally {
  return {
    counts: noCounts(),
    levels: noLevels(),
    patchesWith: noLevels(),
    rules: Object.create(null),
    authors: Object.create(null),
    years: Object.create(null),
  };
}

function addLevels(to: Levels, more: Levels): void {
  for (const level of SEVERITIES) to[level] += more[level];
}

/** The group of that name, made where there is none yet. */
export function groupOf(groups: Record<string, Group>, name: string): Group {
  groups[name] ??= { patches: 0, found: 0, levels: noLevels() };
  return groups[name];
}

export function ruleOf(tally: Tally, rule: string): RuleTally {
  tally.rules[rule] ??= { patches: 0, levels: noLevels() };
  return tally.rules[rule];
}

export function authorOf(tally: Tally, email: string, name: string): Group {
  tally.authors[email] ??= { name, patches: 0, found: 0, levels: noLevels() };
  return tally.authors[email];
}

function addGroup(to: Group, more: Group): void {
  to.patches += more.patches;
  to.found += more.found;
  addLevels(to.levels, more.levels);
}

/** Add `more` to `to`. */
export function addTally(to: Tally, more: Tally): void {
  for (const key of Object.keys(to.counts) as (keyof Counts)[]) to.counts[key] += more.counts[key];
  addLevels(to.levels, more.levels);
  addLevels(to.patchesWith, more.patchesWith);
  for (const [rule, { patches, levels }] of Object.entries(more.rules)) {
    const sum = ruleOf(to, rule);
    sum.patches += patches;
    addLevels(sum.levels, levels);
  }
  for (const [year, group] of Object.entries(more.years)) addGroup(groupOf(to.years, year), group);
  for (const [email, group] of Object.entries(more.authors)) addGroup(authorOf(to, email, group.name), group);
}
