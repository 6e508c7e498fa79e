/** From series to a report: configuration, clone and rules put together. What every command and hook runs. */

import { DOMAIN } from '../analysis/kvm/data';
import type { Domain } from '../analysis/kvm/domain';
import { namesFurtherTopic, withTopicsOf } from '../analysis/kvm/guide-topics';
import type { RepoPaths } from '../git/repo-paths';
import type { Finding, Severity } from '../model/finding';
import { GUIDE_PATH } from '../model/guide';
import type { Series } from '../model/patch';
import type { RepoFacts } from '../model/repo-facts';
import { loadSettings } from './config/load';
import type { Effective } from './config/merge';
import { checkersOf, domainOf, resolve } from './config/resolve';
import type { RuleSpec } from './config/schema';
import { ignoredLine, weakenedLine } from './config/weakened';
import { type LintOptions, lint, type RuleInForce } from './engine';
import type { Rule, Stage } from './rule';
import { applySuppressions, askedBy } from './suppress';

interface LinterSetup {
  /** Null outside a repository. */
  readonly where: RepoPaths | null;
  readonly cwd?: string;
  readonly stage: Stage;
  /** Those that can be asked at this moment: all of them, or a program's own. */
  readonly rules: readonly Rule[];
  /** All rules that a configuration or a suppression may name. */
  readonly specs: () => readonly RuleSpec[];
  readonly env: NodeJS.ProcessEnv;
  readonly clone: RepoFacts | null;
  readonly onProgress?: LintOptions['onProgress'];
  /** Of the command line. */
  readonly rule?: readonly string[];
  readonly set?: readonly string[];
  /** Names of the only checkers to run; all that the configuration has if left out. */
  readonly checkers?: readonly string[];
}

/** What was read, where that is more than the series: replies, and what is not a patch. */
interface Counts {
  readonly patches: number;
  readonly covers: number;
  readonly replies: number;
  readonly other: number;
}

/** What was read, and what was found in it; suppressed findings don't count. */
export interface Summary extends Counts, Readonly<Record<Severity, number>> {}

export interface Report {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
}

/** The rules as this user, clone and tree want them. */
export interface Linter {
  readonly domain: Domain;
  readonly settings: Effective['settings'];
  /** One line on what the tree's configuration weakens, or ''. */
  weakened(): string;
  /** One line on what the tree's configuration has in vain, or ''. */
  ignored(): string;
  /** Findings of the rules, with those that are suppressed marked. */
  findings(all: readonly Series[]): Finding[];
  /** Findings of the rules and the checkers. */
  report(all: readonly Series[], counts?: Counts): Promise<Report>;
}

/** @throws UsageError for a configuration that cannot be used */
export async function prepareLinter(options: LinterSetup): Promise<Linter> {
  const { specs, where, env, rule, set } = options;
  const effective = await loadSettings({
    rules: specs,
    top: where?.top ?? null,
    commonDir: where?.commonDir ?? null,
    env,
    cwd: options.cwd ?? process.cwd(),
    rule,
    set,
  });
  return linterWith(effective, options);
}

/** The same with a configuration that is there already. */
export function linterWith(
  effective: Effective,
  { specs, clone, stage, onProgress, ...options }: Omit<LinterSetup, 'rule' | 'set'>,
): Linter {
  const domain = domainOf(effective.settings, DOMAIN);
  const rules = resolve(options.rules, effective);
  let taught: Domain | null = null;
  const domainFor = (all: readonly Series[]): Domain => {
    if (clone === null || !all.some((series) => namesFurtherTopic(series, domain))) return domain;
    taught ??= withTopicsOf(clone.file(GUIDE_PATH) ?? '', domain);
    return taught;
  };
  const checkers = checkersOf(effective);
  const names = checkers.map(({ name }) => name);
  const findings = (all: readonly Series[], checked: readonly RuleInForce[] = []) => {
    const inForce = [...rules, ...checked];
    return applySuppressions(
      lint(all, { rules: inForce, domain: domainFor(all), clone, stage, onProgress }),
      all,
      {
        known: () => [...specs().map(({ id }) => id), ...names],
        wasAsked: askedBy({ rules: inForce, clone, stage }),
      },
    );
  };
  const check = async (all: readonly Series[]): Promise<RuleInForce[]> => {
    const asked = checkers.filter(
      ({ name, level, stages }) =>
        level !== 'off' && stages.includes(stage) && (options.checkers?.includes(name) ?? true),
    );
    // mutant: only saves time
    if (asked.length === 0) return [];
    const { checkerRules } = await import('./checkers');
    const { where, env, cwd = process.cwd() } = options;
    return checkerRules(asked, all, {
      domain,
      top: where?.top ?? cwd,
      env,
      commonDir: where?.commonDir ?? null,
      onProgress,
    });
  };
  return {
    domain,
    settings: effective.settings,
    weakened: () => weakenedLine(options.rules, effective),
    ignored: () => ignoredLine(effective),
    findings: (all) => findings(all),
    async report(all, counts = counted(all)) {
      const found = findings(all, await check(all));
      return { findings: found, summary: { ...counts, ...levels(found) } };
    },
  };
}

function counted(all: readonly Series[]): Counts {
  return {
    patches: all.reduce((sum, { patches }) => sum + patches.length, 0),
    covers: all.filter(({ cover }) => cover !== null).length,
    replies: 0,
    other: 0,
  };
}

function levels(findings: readonly Finding[]): Record<Severity, number> {
  const count = (level: Severity) =>
    findings.filter((finding) => finding.level === level && finding.suppressed === null).length;
  return { block: count('block'), warn: count('warn'), note: count('note') };
}
