/** What was measured, as rows: how many complaints each rule makes as well, and what it says of patches that were taken. */
import type { Finding } from '../../src/model/finding';
import { RULES } from '../../src/rules/registry';
import type { Answered, Judged } from './corpus';

/** How loud a rule was: its loudest finding counts. */
export type Outcome = 'block' | 'warn' | 'note' | 'missed';

export interface Row {
  readonly rule: string;
  readonly level: string;
  readonly complaints: number;
  readonly caught: Readonly<Record<Outcome, number>>;
  /** Taken patches with at least one finding at the level. */
  readonly accepted: Readonly<Record<'block' | 'warn' | 'note', number>>;
  /** Findings at warn, of which a patch may have several. */
  readonly warnings: number;
}

export function outcomeOf({ caught }: Answered): Outcome {
  return (
    (['block', 'warn', 'note'] as const).find((level) => caught.some((one) => one.level === level)) ??
    'missed'
  );
}

/** A row for each rule that somebody complained of or that says anything, and one for all together. */
export function rowsOf(judged: Judged, isWanted: (rule: string) => boolean): { rows: Row[]; all: Row } {
  const rows = RULES.filter(({ id }) => isWanted(id))
    .map(({ id, level }) => rowOf(id, level, judged, (rule) => rule === id))
    .filter(({ complaints, accepted }) => complaints + accepted.block + accepted.warn + accepted.note > 0)
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));
  return { rows, all: rowOf('all', '', judged, isWanted) };
}

function rowOf(
  rule: string,
  level: string,
  { complaints, findings }: Judged,
  isOf: (rule: string) => boolean,
): Row {
  const mine = complaints.filter(({ complaint }) => isOf(complaint.rule)).map(outcomeOf);
  const count = (outcome: Outcome) => mine.filter((one) => one === outcome).length;
  const at = (one: string) => findings.filter((finding) => isOf(finding.rule) && finding.level === one);
  const patches = (found: readonly Finding[]) => new Set(found.map(({ of }) => of)).size;
  return {
    rule,
    level,
    complaints: mine.length,
    caught: { block: count('block'), warn: count('warn'), note: count('note'), missed: count('missed') },
    accepted: { block: patches(at('block')), warn: patches(at('warn')), note: patches(at('note')) },
    warnings: at('warn').length,
  };
}

/** Complaints that no rule of their own makes, by what kind of reason: `rule: reason` and how many. */
export function missesOf({ complaints }: Judged, isWanted: (rule: string) => boolean): Answered[] {
  return complaints.filter((one) => isWanted(one.complaint.rule) && outcomeOf(one) === 'missed');
}
