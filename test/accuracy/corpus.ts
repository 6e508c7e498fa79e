/** The labelled mail of the corpus, judged by the rules as they come. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byDefault, judge } from '../../src/core/engine';
import type { Finding } from '../../src/core/finding';
import { DOMAIN } from '../../src/domain/data';
import { scopeOf } from '../../src/domain/scope';
import type { CoverLetter, Patch, Series } from '../../src/model/patch';
import { RULES } from '../../src/rules/registry';
import { readPaths } from '../../src/sources/paths';

/** A complaint that a reviewer made, and whether its rule makes it as well. */
export interface Complaint {
  readonly patch: string;
  readonly rule: string;
  readonly scope: string;
  readonly quote: string;
  readonly where: string;
}

export interface Judged {
  readonly complaints: readonly { readonly complaint: Complaint; readonly caught: readonly Finding[] }[];
  /** The patches that were taken, and that git-kvm looks at. */
  readonly accepted: readonly Patch[];
  readonly findings: readonly Finding[];
}

/** Where git-kvm's rules hold. */
const IN_SCOPE = new Set(['kvm-x86', 'kvm-common', 'selftests']);

/** Read and judge both parts of the corpus in this folder. */
export async function judgeCorpus(corpus: string): Promise<Judged> {
  const complaints = await readComplaints(corpus);
  const posted = await readPaths([join(corpus, 'complaints.mbox.gz')]);
  const findings = findingsOf(posted.series);
  const seriesOf = membersOf(posted.series);
  const taken = await readPaths([join(corpus, 'accepted.mbox.gz')]);
  const accepted = taken.series.flatMap(({ patches }) => patches);
  return {
    complaints: complaints.map((complaint) => ({
      complaint,
      caught: findings.filter(
        ({ rule, of }) => rule === complaint.rule && concerns(of, complaint.patch, rule, seriesOf),
      ),
    })),
    accepted: accepted.filter((patch) => scopeOf(patch, DOMAIN) !== 'none'),
    // What a rule says of a whole series says nothing of patches taken out of theirs.
    findings: findingsOf(taken.series).filter(
      ({ rule }) => RULES.find(({ id }) => id === rule)?.asks === 'patch',
    ),
  };
}

function findingsOf(series: readonly Series[]): Finding[] {
  return judge(series, { rules: byDefault(RULES), domain: DOMAIN, clone: null, moment: 'check' });
}

async function readComplaints(corpus: string): Promise<Complaint[]> {
  const lines = (await readFile(join(corpus, 'complaints.jsonl'), 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Complaint).filter(({ scope }) => IN_SCOPE.has(scope));
}

/** The Message-IDs of a mail's whole series, by the mail's own. */
function membersOf(all: readonly Series[]): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>();
  for (const { cover, patches } of all) {
    const ids = new Set([cover, ...patches].flatMap((mail) => mail?.origin.messageId ?? []));
    for (const id of ids) members.set(id, ids);
  }
  return members;
}

function concerns(
  of: Patch | CoverLetter,
  patch: string,
  rule: string,
  members: Map<string, Set<string>>,
): boolean {
  const id = of.origin.messageId;
  if (id === null) return false;
  const isSeries = RULES.find((one) => one.id === rule)?.asks === 'series';
  return id === patch || (isSeries && members.get(patch)?.has(id) === true);
}
