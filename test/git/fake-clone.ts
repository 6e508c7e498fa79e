/** A clone made up for the examples of a rule. */

import type { ExampleRepo } from '../../src/lint/rule';
import type { CheckpatchFinding } from '../../src/model/repo-facts';
import {
  COMMIT_ID,
  COMMITS_IN_USE,
  type CommitAnswer,
  type CommitFact,
  type LineRange,
  type NameUse,
  type RepoFacts,
  type Tree,
} from '../../src/model/repo-facts';

/**
 * A clone that knows what `facts` says and nothing else. Commits are stable and public unless it says otherwise; lines
 * of code have the history that `facts.lines` gives them.
 */
export class FakeCloneFacts implements RepoFacts {
  private readonly commits;

  constructor(private readonly facts: ExampleRepo) {
    this.commits = Object.entries(facts.commits ?? {}).map(([id, fact]) => ({ id, ...fact }));
  }

  commit(id: string): CommitAnswer {
    const [first, ...more] = this.find(id);
    if (more.length > 0) return 'ambiguous';
    return first === undefined ? this.others : { id: first.id, shortlog: first.shortlog };
  }

  isPublic(id: string): boolean | 'unknown' {
    const first = this.find(id)[0];
    return first === undefined ? 'unknown' : (first.public ?? true);
  }

  isStable(id: string): boolean | 'unknown' {
    const first = this.find(id)[0];
    return first === undefined ? 'unknown' : (first.stable ?? true);
  }

  isIn(id: string, tree: Tree): boolean | 'unknown' {
    return this.find(id)[0]?.in?.includes(tree) ?? 'unknown';
  }

  commitsByShortlog(shortlog: string): CommitFact[] {
    const found = this.commits.filter((fact) => fact.shortlog === shortlog);
    return found.slice(0, 2).map(({ id }) => ({ id, shortlog }));
  }

  isUsedPrefix(prefix: string): boolean {
    const found = this.commits.filter(
      ({ shortlog, stable }) => stable !== false && shortlog.startsWith(`${prefix} `),
    );
    return found.length >= COMMITS_IN_USE;
  }

  changedSince(id: string, _revision: string, { path, from, to }: LineRange): boolean | 'unknown' {
    const order = this.commits.map((fact) => fact.id);
    const culprit = order.indexOf(this.find(id)[0]?.id ?? '');
    if (culprit === -1) return 'unknown';
    for (let line = from; line <= to; line += 1) {
      const newest = this.facts.lines?.[`${path}:${line}`];
      if (newest === undefined) return 'unknown';
      if (order.indexOf(newest) >= culprit) return true;
    }
    return false;
  }

  definitions(_revision: string, names: readonly string[]) {
    return Object.entries(this.facts.defines ?? {}).flatMap(([path, all]) =>
      all.filter((name) => names.includes(name)).map((name) => ({ name, path })),
    );
  }

  uses(names: readonly string[]): ReadonlyMap<string, NameUse> | 'unknown' {
    const { uses } = this.facts;
    if (uses === undefined) return 'unknown';
    return new Map(names.flatMap((name) => (uses[name] === undefined ? [] : [[name, uses[name]]])));
  }

  file(path: string): string | null {
    return this.facts.files?.[path] ?? null;
  }

  checkpatch(patches: readonly string[]): CheckpatchFinding[][] | 'unknown' {
    const said = this.facts.checkpatch;
    if (said === undefined) return 'unknown';
    return patches.map((patch) =>
      patch.split('\n').flatMap((text, i) => {
        const match = /^(ERROR|WARNING|CHECK):([A-Z0-9_]+): (.*)$/.exec(said[text] ?? '');
        if (match === null) return [];
        return [
          { line: i + 1, level: match[1] as CheckpatchFinding['level'], type: match[2]!, text: match[3]! },
        ];
      }),
    );
  }

  evidence() {
    return this.facts.evidence ?? [];
  }

  cycle() {
    return this.facts.cycle ?? 'unknown';
  }

  remotes() {
    return Object.entries(this.facts.remotes ?? {}).map(([name, url]) => ({ name, url }));
  }

  prefetch(): void {}

  private get others(): 'missing' | 'unknown' {
    return this.facts.others ?? 'missing';
  }

  private find(id: string) {
    return this.commits.filter((fact) => COMMIT_ID.test(id) && fact.id.startsWith(id.toLowerCase()));
  }
}
