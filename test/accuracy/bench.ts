/** `npm run bench:accuracy`: bundled and run by scripts/bench-accuracy.mjs. */
import { parseArgs } from 'node:util';
import type { Finding } from '../../src/core/finding';
import { RULES } from '../../src/rules/registry';
import { type Judged, judgeCorpus } from './corpus';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string' },
      rule: { type: 'string', multiple: true },
      misses: { type: 'boolean' },
    },
  });
  const judged = await judgeCorpus(positionals[0]!);
  const wanted = values.rule ?? [];
  const isWanted = (rule: string) => wanted.length === 0 || wanted.includes(rule);
  for (const line of [
    ...recall(judged, isWanted, values.misses === true),
    '',
    ...rates(judged, isWanted),
    ...(values.sample === undefined ? [] : sample(judged, isWanted, Number(values.sample))),
  ]) {
    process.stdout.write(`${line}\n`);
  }
}

/** How many complaints each rule would have made, and which it would not. */
function recall({ complaints }: Judged, isWanted: (rule: string) => boolean, misses: boolean): string[] {
  const known = new Set(RULES.map(({ id }) => id));
  const mine = complaints.filter(({ complaint }) => known.has(complaint.rule) && isWanted(complaint.rule));
  const rules = [...new Set(mine.map(({ complaint }) => complaint.rule))].sort();
  const row = (name: string, of: typeof mine) =>
    `${name.padEnd(28)}${String(of.filter(({ caught }) => caught.length > 0).length).padStart(4)} of ${of.length}`;
  const missed = mine.filter(({ caught }) => caught.length === 0).map(({ complaint }) => complaint);
  return [
    'Complaints of reviewers that the rules make as well',
    ...rules.map((rule) =>
      row(
        rule,
        mine.filter(({ complaint }) => complaint.rule === rule),
      ),
    ),
    row('all', mine),
    ...(misses
      ? missed.map(({ rule, patch, quote, where }) => `missed ${rule} ${patch}: ${quote} | ${where}`)
      : []),
  ];
}

/** On patches that were taken: how many each rule finds something in. */
function rates({ accepted, findings }: Judged, isWanted: (rule: string) => boolean): string[] {
  const patches = (level: string, rule?: string) =>
    new Set(
      findings
        .filter((one) => one.level === level && (rule === undefined || one.rule === rule))
        .map(({ of }) => of),
    ).size;
  const rules = [...new Set(findings.map(({ rule }) => rule))].filter(isWanted).sort();
  const row = (name: string, rule?: string) =>
    name.padEnd(28) +
    ['block', 'warn', 'note'].map((level) => String(patches(level, rule)).padStart(7)).join('');
  return [
    `Findings on ${accepted.length} patches that were taken (patches with at least one)`,
    `${''.padEnd(28)}  block   warn   note`,
    ...rules.map((rule) => row(rule, rule)),
    ...(rules.length > 1 ? [row('any')] : []),
  ];
}

/** Findings on what was taken, evenly spread, with their text. */
function sample({ findings }: Judged, isWanted: (rule: string) => boolean, count: number): string[] {
  const mine = findings.filter(({ rule }) => isWanted(rule));
  const step = Math.max(1, mine.length / count);
  const chosen: Finding[] = [];
  for (let i = 0; i < mine.length && chosen.length < count; i += step) chosen.push(mine[Math.floor(i)]!);
  return chosen.flatMap((finding) => [
    '',
    `${finding.level} ${finding.rule} ${finding.of.origin.messageId ?? ''}`,
    `  ${finding.of.shortlog.value}`,
    `  ${finding.message}${finding.hint === undefined ? '' : ` (${finding.hint})`}`,
    `  > ${(finding.at?.quote ?? '').replace(/\n/g, ' ')}`,
  ]);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
});
