/** `docs/accuracy.md`: its tables are made from what was measured, and put between the marks of the text around them. */
import { RULES } from '../../src/rules/registry';
import type { Answered, Judged } from './corpus';
import { missesOf, outcomeOf, type Row, rowsOf } from './table';

const every = () => true;

/**
 * @param old the document as it stands: what is outside the marks stays
 * @param alone measured without a clone
 * @param withClone measured with one, or null
 * @param date of today
 */
export function accuracyDocument(old: string, alone: Judged, withClone: Judged | null, date: string): string {
  const parts: Record<string, string> = {
    summary: summary(alone, withClone, date),
    alone: table(alone),
    ...(withClone !== null && { clone: table(withClone) }),
    misses: misses(withClone ?? alone),
  };
  return Object.entries(parts).reduce(
    (text, [name, part]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`),
        (_, from: string, to: string) => `${from}${part}\n${to}`,
      ),
    old,
  );
}

function summary(alone: Judged, withClone: Judged | null, date: string): string {
  const row = (name: string, judged: Judged) => {
    const { all } = rowsOf(judged, every);
    const loud = all.caught.block + all.caught.warn;
    const patches = judged.accepted.length;
    const asked = loud + judged.complaints.filter(isAdvice).length;
    return `| ${name} | ${all.complaints} | ${loud} (${percent(loud, all.complaints)}) | ${asked} (${percent(asked, all.complaints)}) | ${all.caught.note} | ${all.caught.missed} | ${per100(all.accepted.block, patches)} | ${(all.warnings / patches).toFixed(2)} |`;
  };
  return [
    `As of ${date}, on ${alone.accepted.length} patches that were taken:`,
    '',
    '| | complaints | caught at block or warn | caught, notes of rules that advise counted | at note | missed | patches blocked, of 100 taken | warnings a taken patch |',
    '|---|---|---|---|---|---|---|---|',
    row('mail alone', alone),
    ...(withClone === null ? [] : [row('with a clone', withClone)]),
  ].join('\n');
}

/** Caught by a note, which is all that its rule may say. */
function isAdvice(answered: Answered): boolean {
  const rule = RULES.find(({ id }) => id === answered.complaint.rule);
  return rule?.level === 'note' && outcomeOf(answered) === 'note';
}

function table(judged: Judged): string {
  const { rows, all } = rowsOf(judged, every);
  const patches = judged.accepted.length;
  const line = ({ rule, complaints, caught, accepted }: Row, name = `[${rule}](rules.md#${rule})`) =>
    `| ${[
      name,
      shown(complaints),
      ...[caught.block, caught.warn, caught.note, caught.missed].map(shown),
      ...[accepted.block, accepted.warn, accepted.note].map((n) => per100(n, patches)),
    ].join(' | ')} |`;
  return [
    '| rule | complaints | block | warn | note | missed | blocked of 100 taken | warned | noted |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => line(row)),
    line(all, 'all'),
  ].join('\n');
}

/** Why a rule is silent where a reviewer was not: kinds of reasons, none of a single mail. */
const REASONS: Readonly<Record<string, string>> = {
  'base-commit':
    'the cover letter is not at hand; whether others have the base, only a clone with all remotes can tell',
  'base-tree':
    'no base is named, for which base-commit blocks each of these series: without it the tree is unknown',
  checkpatch: 'selftests of other architectures, and a reminder to run it',
  'fix-reproducer': 'the changelog names a test, one that the reviewer cannot have',
  'fixes-culprit': 'told from history alone, and not by the words: the blamed commit must be in the clone',
  'previous-version-link': 'the history is in the cover letter, and was wanted in each patch',
  recipients:
    'reviewers of earlier versions, and people: the mail does not name them, MAINTAINERS does in part',
  'reverse-fir-tree': 'selftests of another architecture, for which the rule is not',
  'selftests-list': 'asks for a .gitignore entry, which the guide of today asks to leave out',
  'series-symbol-order':
    'a dependence of behaviour, or on code that no hunk shows: a build of each patch finds it (git kvm verify)',
  'shortlog-topic': 'a patch of another architecture, whose topics are its own',
  'test-statement': 'untested code that says that it was tested',
  'tip-style': 'selftests of another architecture, for which the rule is not',
};

function misses(judged: Judged): string {
  const missed = missesOf(judged, every);
  const rules = [...new Set(missed.map(({ complaint }) => complaint.rule))].sort();
  return [
    '| rule | missed | why |',
    '|---|---|---|',
    ...rules.map((rule) => {
      const mine = missed.filter(({ complaint }) => complaint.rule === rule);
      return `| ${rule} | ${mine.length} of ${judged.complaints.filter((one) => one.complaint.rule === rule).length} | ${REASONS[rule] ?? ''} |`;
    }),
    `| all | ${missed.length} of ${judged.complaints.length}, and ${judged.complaints.filter((one) => outcomeOf(one) === 'note').length} as notes | |`,
  ].join('\n');
}

function shown(n: number): string {
  return n === 0 ? '' : String(n);
}

function per100(n: number, of: number): string {
  return n === 0 ? '' : ((100 * n) / of).toFixed(1);
}

function percent(n: number, of: number): string {
  return of === 0 ? '' : `${Math.round((100 * n) / of)}%`;
}
