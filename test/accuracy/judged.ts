/** Findings of an earlier release that were read and judged, and which of them are still made. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { lint } from '../../src/lint/engine';
import type { Finding, Severity } from '../../src/model/finding';
import type { RepoFacts } from '../../src/model/repo-facts';
import { readPaths } from '../../src/patches/paths';
import { RULES } from '../../src/rules/registry';
import { byDefault } from '../lint/defaults';

/** `right` by the guide's words and useful; `letter`: by the letter, and nobody would care; `wrong`. */
type Verdict = 'right' | 'letter' | 'wrong';

interface Label {
  /** `in` a kernel clone, or `out` of one. */
  readonly where: 'in' | 'out';
  readonly rule: string;
  readonly level: Severity;
  readonly mid: string;
  readonly quote: string;
  readonly verdict: Verdict;
}

/** `A`: KVM x86; `B`: KVM of other architectures; `C`: not KVM. */
interface Entry {
  readonly id: string;
  readonly mbox: string;
  readonly judged: readonly Label[];
}

const LOUD = new Set<string>(['block', 'warn']);

export interface JudgedAgain {
  /** By rule, how many of the findings that were wrong or only by the letter are still made, and of how many. */
  readonly bad: ReadonlyMap<string, Share>;
  /** The same of those that were right. */
  readonly good: ReadonlyMap<string, Share>;
  /** Series of KVM x86 that are blocked. */
  readonly refused: Share;
  /** Findings on series of other architectures or outside KVM, by rule. */
  readonly foreign: ReadonlyMap<string, number>;
  readonly foreignSeries: number;
  /** Each finding that counts against the rules, as a line. */
  readonly told: readonly string[];
}

type Share = readonly [said: number, all: number];

/**
 * Run the rules over the judged series.
 *
 * @param file `judged.json.gz`
 * @param clone for labels of findings that were made in a clone; without one those are left out
 */
export async function judgeAgain(file: string, clone: RepoFacts | null): Promise<JudgedAgain> {
  const entries: readonly Entry[] = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const bad = new Map<string, Share>();
  const good = new Map<string, Share>();
  const foreign = new Map<string, number>();
  const told: string[] = [];
  const count = (map: Map<string, Share>, rule: string, isSaid: boolean) => {
    const [said, all] = map.get(rule) ?? [0, 0];
    map.set(rule, [said + Number(isSaid), all + 1]);
  };
  let foreignSeries = 0;
  let ours = 0;
  let refused = 0;
  for (const { id, mbox, judged } of entries) {
    const findings = await findingsOf(mbox, clone);
    const isForeign = !id.startsWith('A');
    if (isForeign) {
      foreignSeries += 1;
      for (const finding of findings) {
        foreign.set(finding.rule, (foreign.get(finding.rule) ?? 0) + 1);
        told.push(`foreign ${id} ${describe(finding)}`);
      }
    } else {
      ours += 1;
      if (findings.some(({ level }) => level === 'block')) refused += 1;
    }
    // Of several labels on one place, what is still said is taken for the right one.
    const taken = new Set<Finding>();
    const inTurn = [...judged].sort((a, b) => Number(b.verdict === 'right') - Number(a.verdict === 'right'));
    for (const label of inTurn) {
      if (label.where === 'in' && clone === null) continue;
      const isLoud = LOUD.has(label.level);
      const found = findings.find(
        (finding) => !taken.has(finding) && isSame(finding, label) && (!isLoud || LOUD.has(finding.level)),
      );
      const isRight = label.verdict === 'right';
      if (found !== undefined && !found.related.length) taken.add(found);
      // A block for the letter's sake that is a warning today is no block.
      const isLower = label.verdict === 'letter' && label.level === 'block' && found?.level !== 'block';
      const isSaid = found !== undefined && !isLower;
      // As the issue counts: wrong at any level, the letter's sake at block or warn alone.
      if (!isLoud && label.verdict !== 'wrong') continue;
      count(isRight ? good : bad, label.rule, isSaid);
      if (isSaid !== isRight) {
        told.push(
          `${isRight ? 'lost' : `still ${label.verdict}`} ${id} ${label.where} ${label.level} ${label.rule} ${label.mid}: ${label.quote.replace(/\s+/g, ' ').slice(0, 100)}`,
        );
      }
    }
  }
  return { bad, good, refused: [refused, ours], foreign, foreignSeries, told };
}

/** The sum over all rules. */
export function sumOf(shares: ReadonlyMap<string, Share>): Share {
  return [...shares.values()].reduce(([a, b], [said, all]) => [a + said, b + all], [0, 0]);
}

export function foreignFindings({ foreign }: JudgedAgain): number {
  return [...foreign.values()].reduce((sum, n) => sum + n, 0);
}

/**
 * @param details true for each finding that counts against the rules
 * @returns lines to print: a summary, a row for each rule
 */
export function judgedLines(again: JudgedAgain, details: boolean): string[] {
  const rows = (title: string, shares: ReadonlyMap<string, Share>) => [
    `${title}: ${sumOf(shares).join(' of ')}`,
    ...[...shares].sort().map(([rule, [said, all]]) => `    ${rule.padEnd(34)}${said} of ${all}`),
  ];
  return [
    ...rows('judged wrong (any level) or letter-only (block, warn), and still said', again.bad),
    ...rows('judged right (block, warn), and still said', again.good),
    `findings on ${again.foreignSeries} series of other architectures or outside KVM: ${foreignFindings(again)}`,
    ...[...again.foreign].sort().map(([rule, n]) => `    ${rule.padEnd(34)}${n}`),
    ...(details ? again.told : []),
  ];
}

function describe({ level, rule, message, at, of }: Finding): string {
  return `${level} ${rule} ${of.origin.messageId}: ${message} > ${(at?.quote ?? '').replace(/\s+/g, ' ').slice(0, 80)}`;
}

/** A series as it was posted, in whole. */
async function findingsOf(mbox: string, clone: RepoFacts | null): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-judged-'));
  try {
    const path = join(folder, 'series.mbox');
    writeFileSync(path, mbox);
    const { series } = await readPaths([path]);
    return lint(series, { rules: byDefault(RULES), domain: DOMAIN, clone, stage: 'check' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same place of the same mail: one quote may be a part of the other, or be a further place of the finding. */
function isSame(finding: Finding, label: Label): boolean {
  if (finding.rule !== label.rule) return false;
  const places = [{ of: finding.of, at: finding.at }, ...finding.related];
  return places.some(({ of, at }) => of.origin.messageId === label.mid && overlaps(at?.quote, label.quote));
}

function overlaps(one: string | undefined, other: string): boolean {
  const [a, b] = [one ?? '', other].map((text) => text.replace(/\s+/g, ' ').trim());
  return a === b || (a !== '' && b !== '' && (a!.includes(b!) || b!.includes(a!)));
}
