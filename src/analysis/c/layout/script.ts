/** What the clone's own scripts/checkpatch.pl says, put to the lines of the patches. */

import type { DiffFile, DiffLine } from '../../../model/diff';
import type { Patch } from '../../../model/patch';
import { patchText } from '../../../model/patch-text';
import type { CheckpatchFinding, RepoFacts } from '../../../model/repo-facts';

/**
 * What the script often says of code that is right: a sign taken for an operator, macros that are made to be included,
 * the condition repeated behind #endif, messages that are long. Lines of code past 100 columns are found without it.
 */
export function isDoubtful({ type, level, line }: Answer): boolean {
  return (
    (type === 'SPACING' && level === 'CHECK') ||
    (type === 'PARENTHESIS_ALIGNMENT' && /^\s*TP_\w+\(/.test(line.text)) ||
    ['MULTISTATEMENT_MACRO_USE_DO_WHILE', 'COMPLEX_MACRO', 'LONG_LINE', 'LONG_LINE_COMMENT'].includes(type)
  );
}

export type Answer = Omit<CheckpatchFinding, 'line'> & { readonly file: DiffFile; readonly line: DiffLine };

/** What the clone's script says of each patch; nothing without a clone, or without a script in it. */
export function answersOf(patches: readonly Patch[], clone: RepoFacts | null): Answer[][] {
  if (clone === null) return [];
  const texts = patches.map(patchText);
  const answers = clone.checkpatch(texts.map(({ text }) => text));
  if (answers === 'unknown') return [];
  return answers.map((findings, i) =>
    findings.flatMap((finding) => {
      const place = texts[i]!.lines.get(finding.line);
      return place === undefined ? [] : [{ ...finding, ...place }];
    }),
  );
}
