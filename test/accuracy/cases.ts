/** The small inputs of `cases/` beside the corpus, each with what is right. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/model/finding';
import type { RepoFacts } from '../../src/model/repo-facts';
import { readPaths } from '../../src/patches/paths';
import { findingsOf } from './corpus';

type Check = (findings: readonly Finding[]) => boolean;

/** None of these rules says anything. */
function silent(...rules: string[]): Check {
  return (findings) => !findings.some(({ rule }) => rules.includes(rule));
}

/** The rule has so many findings. */
function says(rule: string, count: number): Check {
  return (findings) => findings.filter((finding) => finding.rule === rule).length === count;
}

/** Only the message, and no hint, quotes the changelog. */
const quotesNoSentence: Check = (findings) =>
  !findings.some(({ rule, hint }) => rule === 'changelog-lead' && /["“]/.test(hint ?? ''));

/** A fix of the shortlog keeps the name of the test. */
const keepsTestName: Check = (findings) =>
  findings.every(({ fix }) =>
    (fix?.edits ?? []).every(({ start, end, text }) => end - start < 12 || text.includes('demo_regs_test')),
  );

const RIGHT: Readonly<Record<string, Check>> = {
  r1: silent('series-symbol-order'),
  r2: silent('series-squash'),
  r3: silent('series-squash'),
  r4: (findings) =>
    findings.filter(({ rule }) => rule === 'shortlog-topic' || rule === 'shortlog-topic-files').length === 1,
  r5: silent('fixes-missing'),
  r6: quotesNoSentence,
  r7: silent('checkpatch', 'reverse-fir-tree'),
  r8b: silent('base-commit'),
  r9: silent('recipients'),
  r10: silent('series-enable-last'),
  r11: silent('changelog-standalone'),
  r12: silent('function-parentheses', 'spelling'),
  r13: silent('function-parentheses', 'spelling'),
  r14: silent('spelling'),
  r15: quotesNoSentence,
  r16: keepsTestName,
  r17: silent('checkpatch'),
  r18: silent('checkpatch'),
  r19: silent('checkpatch'),
  r20: says('changelog-this-patch', 1),
  r21: silent('checkpatch', 'reverse-fir-tree'),
  r22: quotesNoSentence,
  r23: quotesNoSentence,
  r24: silent('series-symbol-order'),
  r25: silent('in-reply-to'),
  r26: says('test-statement', 1),
  r27: (findings) => says('comment-pronoun', 1)(findings) && says('spelling', 1)(findings),
};

export interface Case {
  readonly name: string;
  readonly isRight: boolean;
}

/** Those of one name are one input; empty where the folder isn't there. */
export async function judgeCases(corpus: string, clone: RepoFacts | null): Promise<Case[]> {
  const folder = join(corpus, '..', 'cases');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /^r\d/.test(file));
  return Promise.all(
    Object.entries(RIGHT).map(async ([name, check]) => {
      const own = files.filter((file) => file.startsWith(`${name}-`)).map((file) => join(folder, file));
      const { series } = await readPaths(own);
      return { name, isRight: own.length > 0 && check(findingsOf(series, clone)) };
    }),
  );
}
