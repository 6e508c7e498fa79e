/** `complaints-2.jsonl`: complaints of reviewers, each with whether a tool could make it, whatever the catalogue has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/model/finding';
import type { RepoFacts } from '../../src/model/repo-facts';
import { readPaths } from '../../src/patches/paths';
import { RULES } from '../../src/rules/registry';
import { askingOnlyOf, findingsOf, isInScope, isOf, membersOf, scopesIn } from './corpus';

interface Label {
  readonly parent: string;
  readonly quote: string;
  readonly what: string;
  /** A rule, or `none:KIND`. */
  readonly rule: string;
  readonly decidable: 'yes' | 'no';
  /** The rule of 0.1.0 that made it. */
  readonly by: string | null;
}

export interface Told {
  readonly label: Label;
  /** The catalogue has a rule for it, which runs on such a patch. */
  readonly isCovered: boolean;
  /** Findings of the rules that would say it, on that patch or on its series. */
  readonly caught: readonly Finding[];
}

/** Which rules would say it, where the label names none; with one of checkpatch's types where the others say nothing of it. What a finding says is for the reader: see `decidableLines`. */
const RULES_OF_KIND: Readonly<Record<string, readonly string[]>> = {
  'align-return': ['checkpatch', 'code-wrap'],
  'blank-before-brace': ['checkpatch'],
  'blank-line-in-tags': ['tag-order', 'signed-off-by', 'fixes-format', 'message-survives'],
  'changelog-why': ['changelog-why'],
  'early-wrap': ['code-wrap'],
  'gitignore-order': ['selftests-list'],
  'grammar-pattern': ['spelling'],
  'include-order': ['checkpatch INCLUDE_ORDER'],
  'inline-in-c': ['checkpatch', 'tip-style'],
  'late-wrap': ['checkpatch'],
  'missing-static': ['selftests-static'],
  'mnemonic-case': ['spelling'],
  'names-absent-symbol': ['changelog-names'],
  'oneline-comment': ['tip-style', 'checkpatch'],
  'rst-indent': ['rst-form'],
  'rst-space': ['rst-form'],
  'rst-underline': ['rst-form'],
  'rst-wrap': ['rst-form', 'checkpatch'],
  terminology: ['spelling'],
  'undefined-symbol': ['series-symbol-order', 'series-unused'],
  'unused-in-series': ['series-unused'],
};

/** Run the rules over the mail that was complained of, and its series. */
export async function judgeDecidable(corpus: string, clone: RepoFacts | null): Promise<Told[]> {
  const labels = readFileSync(join(corpus, 'complaints-2.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Label);
  const { series } = await readPaths([join(corpus, 'complaints-2.mbox.gz')]);
  const parents = new Set(labels.map(({ parent }) => parent));
  const titles = series
    .flatMap(({ patches }) => patches)
    .filter(({ origin }) => parents.has(origin.messageId ?? ''))
    .map(({ shortlog }) => shortlog.value);
  const findings = findingsOf(series, clone === null ? null : askingOnlyOf(clone, titles));
  const members = membersOf(series);
  const scopes = scopesIn(series);
  return labels.map((label) => ({
    label,
    isCovered: isInScope(label.rule, label.parent, scopes),
    caught: findings.filter(
      (finding) => says(rulesOf(label), finding) && isOf(finding.of, label.parent, finding.rule, members),
    ),
  }));
}

function says(rules: readonly string[], { rule, message }: Finding): boolean {
  const type = /\((\w+)\)$/.exec(message)?.[1];
  return rules.some((one) => one === rule || one === `${rule} ${type}`);
}

export function rulesOf({ rule, by }: Pick<Label, 'rule' | 'by'>): readonly string[] {
  const own = rule.startsWith('none:') ? (RULES_OF_KIND[rule.slice('none:'.length)] ?? []) : [rule];
  return by === null ? own : [...own, by];
}

/** Returns true if the catalogue has a rule of this name. */
export function hasRule({ label }: Told): boolean {
  return RULES.some(({ id }) => id === label.rule);
}

export function isDecidable({ label }: Told): boolean {
  return label.decidable === 'yes';
}

export function isLoud({ caught }: Pick<Told, 'caught'>): boolean {
  return caught.some(({ level }) => level !== 'note');
}

/** What each complaint that a rule or a tool could make was answered with: a finding of the right rule may still say something else. */
export function decidableLines(told: readonly Told[]): string[] {
  return told
    .filter((one) => hasRule(one) || isDecidable(one))
    .sort((a, b) => a.caught.length - b.caught.length)
    .flatMap(({ label, caught }) => [
      `${caught.length === 0 ? 'missed' : 'caught'} ${label.rule} ${label.parent}: ${label.quote} | ${label.what}`,
      ...caught.map(
        ({ level, rule, message, at }) =>
          `    ${level} ${rule}: ${message} > ${(at?.quote ?? '').replace(/\s+/g, ' ').slice(0, 80)}`,
      ),
    ]);
}
