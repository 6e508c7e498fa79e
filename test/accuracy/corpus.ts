/** The labelled mail of the corpus, judged by the rules as they come. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { type Scope, scopeOf, scopesOfSeries } from '../../src/analysis/kvm/scope';
import { concerns, lint } from '../../src/lint/engine';
import type { Finding } from '../../src/model/finding';
import type { CoverLetter, Patch, Series } from '../../src/model/patch';
import type { RepoFacts } from '../../src/model/repo-facts';
import { readPaths } from '../../src/patches/paths';
import { RULES } from '../../src/rules/registry';
import { byDefault } from '../lint/defaults';

/** A complaint that a reviewer made. */
export interface Complaint {
  readonly patch: string;
  readonly rule: string;
  readonly scope: string;
  readonly quote: string;
  readonly where: string;
}

/** A complaint, and whether its rule makes it as well. */
export interface Answered {
  readonly complaint: Complaint;
  /** The rule runs on patches of this scope. */
  readonly isCovered: boolean;
  /** Findings of the rule on that patch, or on its series. */
  readonly caught: readonly Finding[];
  /** Other rules that say something of the very place. */
  readonly alsoSaid: readonly Finding[];
}

export interface Judged {
  /** Those in git-kvm's scope for which there is a rule. */
  readonly complaints: readonly Answered[];
  /** How many in scope name nothing that a rule asks. */
  readonly ruleless: number;
  /** The patches that were taken, and that git-kvm looks at. */
  readonly accepted: readonly Patch[];
  readonly findings: readonly Finding[];
}

/** What is judged: the corpus, or mail of one's own in the same forms. */
export interface Material {
  readonly complaints: string;
  readonly posted: string;
  readonly accepted: string;
  readonly clone: RepoFacts | null;
}

/** Where git-kvm's rules hold. */
const IN_SCOPE = new Set(['kvm-x86', 'kvm-common', 'selftests']);

export function materialOf(corpus: string): Material {
  return {
    complaints: join(corpus, 'complaints.jsonl'),
    posted: join(corpus, 'complaints.mbox.gz'),
    accepted: join(corpus, 'accepted.mbox.gz'),
    clone: null,
  };
}

export async function judgeCorpus({ complaints, posted, accepted, clone }: Material): Promise<Judged> {
  const inScope = (await readComplaints(complaints)).filter(({ scope }) => IN_SCOPE.has(scope));
  const known = new Set(RULES.map(({ id }) => id));
  const ours = inScope.filter(({ rule }) => known.has(rule));
  const { series } = await readPaths([posted]);
  const asked = new Set(ours.filter(({ rule }) => rule === 'checkpatch').map(({ patch }) => patch));
  const titles = series
    .flatMap(({ patches }) => patches)
    .filter(({ origin }) => asked.has(origin.messageId ?? ''))
    .map(({ shortlog }) => shortlog.value);
  const findings = findingsOf(series, clone === null ? null : askingOnlyOf(clone, titles));
  const seriesOf = membersOf(series);
  const scopes = scopesIn(series);
  const taken = await readPaths([accepted]);
  return {
    complaints: ours.map((complaint) => ({
      complaint,
      isCovered: isInScope(complaint.rule, complaint.patch, scopes),
      caught: findings.filter(
        ({ rule, of }) => rule === complaint.rule && isOf(of, complaint.patch, rule, seriesOf),
      ),
      alsoSaid: findings.filter(
        ({ rule, of, at }) =>
          rule !== complaint.rule &&
          of.origin.messageId === complaint.patch &&
          overlaps(at?.quote, complaint.where),
      ),
    })),
    ruleless: inScope.length - ours.length,
    accepted: taken.series
      .flatMap(({ patches }) => patches)
      .filter((patch) => scopeOf(patch, DOMAIN) !== 'none'),
    // What a rule says of a whole series says nothing of patches taken out of theirs; checkpatch asks each by itself.
    findings: findingsOf(taken.series, clone).filter(
      ({ rule }) => rule === 'checkpatch' || RULES.find(({ id }) => id === rule)?.checks === 'patch',
    ),
  };
}

/** The clone, with its checkpatch.pl run on patches with these shortlogs alone: on all of the corpus it takes an hour. */
export function askingOnlyOf(clone: RepoFacts, titles: readonly string[]): RepoFacts {
  const isAsked = (patch: string) => titles.some((title) => patch.includes(`\nSubject: [PATCH] ${title}\n`));
  const checkpatch: RepoFacts['checkpatch'] = (patches) => {
    const answers = clone.checkpatch(patches.filter(isAsked));
    if (answers === 'unknown') return answers;
    let next = 0;
    return patches.map((patch) => (isAsked(patch) ? answers[next++]! : []));
  };
  return new Proxy(clone, {
    get: (target, name) => {
      if (name === 'checkpatch') return checkpatch;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

export function findingsOf(series: readonly Series[], clone: RepoFacts | null): Finding[] {
  return lint(series, { rules: byDefault(RULES), domain: DOMAIN, clone, stage: 'check' });
}

async function readComplaints(file: string): Promise<Complaint[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Complaint);
}

/** Whose the patches are, by Message-ID; cover letters are their series'. */
export function scopesIn(all: readonly Series[]): Map<string, Scope[]> {
  const scopes = new Map<string, Scope[]>();
  for (const one of all) {
    const own = scopesOfSeries(one, DOMAIN);
    for (const [patch, scope] of own) scopes.set(patch.origin.messageId ?? '', [scope]);
    if (one.cover) scopes.set(one.cover.origin.messageId ?? '', [...own.values()]);
  }
  return scopes;
}

/** Returns true if the catalogue has the rule run on such a patch: not on other architectures' selftests, say. */
export function isInScope(id: string, mail: string, scopes: ReadonlyMap<string, readonly Scope[]>): boolean {
  const rule = RULES.find((one) => one.id === id);
  return rule !== undefined && (scopes.get(mail) ?? []).some((scope) => concerns(rule, scope));
}

/** The Message-IDs of a mail's whole series, by the mail's own. */
export function membersOf(all: readonly Series[]): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>();
  for (const { cover, patches } of all) {
    const ids = new Set([cover, ...patches].flatMap((mail) => mail?.origin.messageId ?? []));
    for (const id of ids) members.set(id, ids);
  }
  return members;
}

/** Whether a finding is of the patch complained of; of its series, where the rule looks at series. */
export function isOf(
  of: Patch | CoverLetter,
  patch: string,
  rule: string,
  members: Map<string, Set<string>>,
): boolean {
  const id = of.origin.messageId;
  if (id === null) return false;
  // checkpatch sees a series for speed alone: its findings are on one patch each.
  const isSeries = rule !== 'checkpatch' && RULES.find((one) => one.id === rule)?.checks === 'series';
  return id === patch || (isSeries && members.get(patch)?.has(id) === true);
}

function overlaps(quote: string | undefined, where: string): boolean {
  const a = (quote ?? '').replace(/\s+/g, ' ').trim();
  const b = where.replace(/\s+/g, ' ').trim();
  return a.length > 1 && b.length > 1 && (a.includes(b) || b.includes(a));
}
