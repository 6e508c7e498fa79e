/** Ask the rules: series in, findings out. No file, no git, no terminal. */
import type { Domain } from '../analysis/kvm/domain';
import { belongsTo, type Scope, scopesOfSeries } from '../analysis/kvm/scope';
import { isLocal } from '../analysis/kvm/shortlog';
import { type Finding, type Level, lower, type RuleFinding, type Severity } from '../model/finding';
import { movedPlaces } from '../model/moved';
import type { CoverLetter, Patch, Series } from '../model/patch';
import type { RepoFacts } from '../model/repo-facts';
import { type Context, type OptionValue, type Rule, runsAtCommit, type Stage } from './rule';

/** A rule with what the configuration says about it. */
export interface RuleInForce {
  readonly rule: Rule;
  readonly level: Level;
  readonly options: Readonly<Record<string, OptionValue>>;
}

export interface LintOptions {
  readonly rules: readonly RuleInForce[];
  readonly domain: Domain;
  readonly clone: RepoFacts | null;
  readonly stage: Stage;
  /** Told what is being done, and how many patches of all are done. */
  onProgress?(step: string, done: number, of: number): void;
}

/** Every finding of every rule in force, series by series, each in the order of its patches and lines. */
export function lint(all: readonly Series[], options: LintOptions): Finding[] {
  const rules = options.rules.filter(({ level }) => level !== 'off');
  prefetch(all, rules, options);
  if (options.stage !== 'commit') runAhead(all, rules, options);
  const count = all.reduce((sum, { patches }) => sum + patches.length, 0);
  let done = 0;
  return all.flatMap((series) => {
    options.onProgress?.('rules', done, count);
    done += series.patches.length;
    return lintSeries(series, all, rules, options);
  });
}

/** What rules do for all series together. */
function runAhead(all: readonly Series[], rules: readonly RuleInForce[], options: LintOptions): void {
  const { stage, domain, clone, onProgress } = options;
  for (const { rule, options } of rules) {
    if (rule.checks !== 'series' || rule.ahead === undefined) continue;
    const own = all.filter((series) => concernsSeries(rule, series, scopesOfSeries(series, domain), domain));
    try {
      for (const [done, of] of rule.ahead(own, { stage, domain, clone, options }))
        onProgress?.(rule.id, done, of);
    } catch {
      // Only a head start: `check` does it series by series, and what it throws is reported.
    }
  }
}

/** Of one rule in one patch; no one reads more, and a message can be made of them. */
const MOST_FINDINGS = 200;

function lintSeries(
  series: Series,
  all: readonly Series[],
  rules: readonly RuleInForce[],
  options: LintOptions,
): Finding[] {
  const findings: Finding[] = [];
  const scopes = scopesOfSeries(series, options.domain);
  const first = series.cover ?? series.patches[0];
  const { stage, domain, clone } = options;
  const local = new Set(
    series.patches.filter(({ shortlog }) => stage === 'commit' && isLocal(shortlog.value, domain)),
  );
  const add = (drafts: Iterable<RuleFinding>, { rule, level }: RuleInForce, of: Patch | CoverLetter) => {
    let count = 0;
    for (const draft of drafts) {
      const found = draft.of ?? of;
      count += 1;
      if (count > MOST_FINDINGS) return;
      if (draft.isOfMove !== true && isOnMovedLine(draft, rule, found)) continue;
      const most = isVisitor(rule, scopes.get(found as Patch)) ? lower(level, 'warn') : level;
      const shown = lower(most, draft.level ?? most);
      if (shown !== 'off') findings.push(findingOf(draft, rule, shown, found));
    }
  };
  const run = (inForce: RuleInForce, of: Patch | CoverLetter, check: () => Iterable<RuleFinding>) => {
    try {
      add(check(), inForce, of);
    } catch (error) {
      findings.push(failureOf(inForce.rule, of, error));
    }
  };
  for (const inForce of rules) {
    const context: Context = { stage, domain, clone, series, all, options: inForce.options };
    const { rule } = inForce;
    if (rule.requires.includes('clone') && options.clone === null) continue;
    if (stage === 'commit' && !runsAtCommit(rule, inForce.level)) continue;
    if (rule.checks === 'series') {
      if (first === undefined || !concernsSeries(rule, series, scopes, domain)) continue;
      if (rule.requires.includes('mail') && !series.mailed) continue;
      run(inForce, first, () => rule.check(series, context));
      continue;
    }
    for (const patch of series.patches) {
      const scope = scopes.get(patch)!;
      if (!concerns(rule, scope) || patch.isMerge) continue;
      if (stage === 'commit' && isVisitor(rule, scope)) continue;
      if (rule.requires.includes('diff') && !patch.hasDiff) continue;
      if (rule.requires.includes('mail') && patch.headers === null) continue;
      if (rule.localToo !== true && local.has(patch)) continue;
      run(inForce, patch, () => rule.check(patch, context));
    }
  }
  return inOrder(findings, series);
}

/** Code that a patch moves was written before: only the order of patches is a matter of where it is. */
function isOnMovedLine({ at }: RuleFinding, rule: Rule, of: Patch | CoverLetter): boolean {
  return at !== null && rule.section !== 'series' && of.kind === 'patch' && movedPlaces(of.diff).has(at.line);
}

function findingOf(draft: RuleFinding, rule: Rule, level: Severity, of: Patch | CoverLetter): Finding {
  return {
    message: bounded(draft.message),
    hint: draft.hint === undefined ? undefined : bounded(draft.hint),
    at: draft.at,
    of,
    level,
    related: draft.related ?? [],
    fix: draft.fix,
    rule: rule.id,
    suppressed: null,
  };
}

/** A rule that throws takes no other one with it, and blocks whatever its level: what it asks wasn't checked. */
function failureOf(rule: Rule, of: Patch | CoverLetter, error: unknown): Finding {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  // By the name of the file, without its folder.
  const frame = stack.split('\n').find((line) => line.startsWith('    at ')) ?? '';
  const place = frame.slice(frame.lastIndexOf('/') + 1).trim();
  const words = `Internal error, so this rule was not applied: ${message} (${place.replace(/\)$/, '')})`;
  return {
    message: bounded(words.replace(/\s+/g, ' ').trim()),
    hint:
      'report it: this line, the patch, the output of git kvm --version; to continue: git commit --no-verify, ' +
      `git send-email --no-validate, or turn the rule off (rules: { ${rule.id}: off } in the configuration)`,
    at: null,
    of,
    level: 'block',
    related: [],
    rule: rule.id,
    suppressed: null,
    failed: true,
  };
}

/** Words of a mail end up in messages, and they may be as long as the mail. */
function bounded(text: string): string {
  return text.length <= 1000 ? text : `${text.slice(0, 999)}…`;
}

/** Returns true if patches of this scope are the rule's business. */
export function concerns(rule: Rule, scope: Scope): boolean {
  if (scope === 'kvm-x86' || rule.scope === 'any') return true;
  return rule.scope === scope || (rule.scope === 'kvm' && scope === 'selftests');
}

/** Returns true if a patch that is not KVM x86's is looked at by the way: by rules of all of Linux, in no other's commit hook. */
function isVisitor(rule: Rule, scope: Scope | undefined): boolean {
  return rule.scope === 'selftests' && scope === 'selftests';
}

/**
 * A series is a rule's business when most of its patches are: one KVM patch among many of mm, or one of common code among
 * many of another architecture, makes none of KVM x86.
 */
function concernsSeries(
  rule: Rule,
  series: Series,
  scopes: ReadonlyMap<Patch, Scope>,
  domain: Domain,
): boolean {
  const isOfRule = (patch: Patch) => concerns(rule, scopes.get(patch)!);
  if (rule.checks === 'series' && rule.oneByOne) return series.patches.some(isOfRule);
  return belongsTo(series.patches, isOfRule, domain);
}

function prefetch(all: readonly Series[], rules: readonly RuleInForce[], options: LintOptions): void {
  if (options.clone === null) return;
  const ids = new Set<string>();
  for (const { rule } of rules) {
    if (rule.checks !== 'patch' || rule.commits === undefined) continue;
    for (const series of all) {
      for (const [patch, scope] of scopesOfSeries(series, options.domain)) {
        if (!concerns(rule, scope)) continue;
        try {
          for (const id of rule.commits(patch)) ids.add(id);
        } catch {
          // Only a head start: what isn't prefetched is looked up one by one.
        }
      }
    }
  }
  if (ids.size > 0) options.clone.prefetch(ids);
}

/** The lines of a diff that is in no file are negative; they follow the message, as in a mail. */
function lineOrder(line: number): number {
  return line < 0 ? Number.MAX_SAFE_INTEGER / 2 - line : line;
}

function inOrder(findings: Finding[], series: Series): Finding[] {
  const places = new Map<Patch | CoverLetter, number>(series.patches.map((patch, i) => [patch, i + 1]));
  if (series.cover) places.set(series.cover, 0);
  const key = (finding: Finding) => [
    places.get(finding.of) ?? 0,
    lineOrder(finding.at?.line ?? 0),
    finding.at?.column ?? 0,
  ];
  return findings
    .map((finding) => ({ finding, key: key(finding) }))
    .sort((a, b) => a.key[0]! - b.key[0]! || a.key[1]! - b.key[1]! || a.key[2]! - b.key[2]!)
    .map(({ finding }) => finding);
}
