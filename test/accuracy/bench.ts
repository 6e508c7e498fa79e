/** `npm run bench:accuracy`: bundled and run by scripts/bench-accuracy.mjs, which says what the options are. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openClone } from '../../src/git/git-clone';
import type { Finding } from '../../src/model/finding';
import { type Judged, judgeCorpus, materialOf } from './corpus';
import { decidableLines, judgeDecidable } from './decidable';
import { accuracyDocument } from './document';
import { judgeAgain, judgedLines } from './judged';
import { missesOf, outcomeOf, type Row, rowsOf } from './table';
import { wholeTable } from './whole';

const DOCUMENT = 'docs/accuracy.md';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string' },
      level: { type: 'string' },
      rule: { type: 'string', multiple: true },
      misses: { type: 'boolean' },
      clone: { type: 'string' },
      complaints: { type: 'string' },
      posted: { type: 'string' },
      accepted: { type: 'string' },
      write: { type: 'boolean' },
      judged: { type: 'boolean' },
      all: { type: 'boolean' },
      decidable: { type: 'boolean' },
    },
  });
  const kernel = values.clone ?? process.env.GIT_KVM_KERNEL;
  const material = {
    ...materialOf(positionals[0]!),
    ...(values.complaints !== undefined && { complaints: values.complaints }),
    ...(values.posted !== undefined && { posted: values.posted }),
    ...(values.accepted !== undefined && { accepted: values.accepted }),
  };
  const clone = kernel === undefined ? null : openClone(kernel, { budgetMs: 1_800_000 });
  if (kernel !== undefined && clone === null) throw new Error(`${kernel} is no git clone`);
  const print = (lines: readonly string[]) => process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  const corpus = positionals[0]!;
  if (values.all) return void print(await wholeTable(corpus, material, clone));
  if (values.decidable) return void print(decidableLines(await judgeDecidable(corpus, clone)));
  if (values.judged) {
    const again = await judgeAgain(join(corpus, 'judged.json.gz'), clone);
    return void print(judgedLines(again, values.misses === true));
  }
  if (values.write) {
    const alone = await judgeCorpus(material);
    const withClone = clone === null ? null : await judgeCorpus({ ...material, clone });
    const old = readFileSync(DOCUMENT, 'utf8');
    writeFileSync(DOCUMENT, accuracyDocument(old, alone, withClone, new Date().toISOString().slice(0, 10)));
    return;
  }
  const judged = await judgeCorpus({ ...material, clone });
  const wanted = values.rule ?? [];
  const isWanted = (rule: string) => wanted.length === 0 || wanted.includes(rule);
  for (const line of [
    `${clone === null ? 'Without a clone (--clone or GIT_KVM_KERNEL names one): what only a clone can tell is missed' : `With the clone ${kernel}`}`,
    ...table(judged, isWanted),
    ...(values.misses === true ? misses(judged, isWanted) : []),
    ...(values.sample === undefined
      ? []
      : sample(
          judged,
          Number(values.sample),
          (one) => isWanted(one.rule) && (values.level ?? one.level) === one.level,
        )),
  ]) {
    process.stdout.write(`${line}\n`);
  }
}

function table(judged: Judged, isWanted: (rule: string) => boolean): string[] {
  const { rows, all } = rowsOf(judged, isWanted);
  const cells = (row: Row) =>
    [
      row.complaints,
      row.caught.block,
      row.caught.warn,
      row.caught.note,
      row.caught.missed,
      row.accepted.block,
      row.accepted.warn,
      row.accepted.note,
      row.warnings,
    ]
      .map((n) => String(n === 0 ? '-' : n).padStart(7))
      .join('');
  const loud = all.caught.block + all.caught.warn;
  return [
    `${''.padEnd(27)}complaints of reviewers, caught at         on ${judged.accepted.length} patches that were taken`,
    `${''.padEnd(27)}    all  block   warn   note missed  block   warn   note  warnings`,
    ...rows.map((row) => row.rule.padEnd(27) + cells(row)),
    ...(rows.length > 1 ? ['all'.padEnd(27) + cells(all)] : []),
    `caught at warning or block: ${loud} of ${all.complaints}; at any level: ${loud + all.caught.note}`,
  ];
}

function misses(judged: Judged, isWanted: (rule: string) => boolean): string[] {
  const quiet = judged.complaints.filter((one) => isWanted(one.complaint.rule) && outcomeOf(one) === 'note');
  return [...missesOf(judged, isWanted), ...quiet].flatMap((one) => {
    const { rule, scope, patch, quote, where } = one.complaint;
    const other = one.alsoSaid.map((finding) => `${finding.rule} (${finding.level})`);
    return [
      `${outcomeOf(one)} ${rule} ${scope} ${patch}: ${quote} | ${where}`,
      ...(other.length === 0 ? [] : [`    there: ${[...new Set(other)].join(', ')}`]),
    ];
  });
}

/** Findings on what was taken, evenly spread, with their text. */
function sample({ findings }: Judged, count: number, isWanted: (finding: Finding) => boolean): string[] {
  const mine = findings.filter(isWanted);
  const step = Math.max(1, mine.length / count);
  const chosen: Finding[] = [];
  for (let i = 0; i < mine.length && chosen.length < count; i += step) chosen.push(mine[Math.floor(i)]!);
  return chosen.flatMap((finding) => [
    '',
    `${finding.level} ${finding.rule} ${finding.of.origin.messageId ?? ''}`,
    `  ${finding.of.kind === 'patch' ? finding.of.shortlog.value : 'cover letter'}`,
    `  ${finding.message}${finding.hint === undefined ? '' : ` (${finding.hint})`}`,
    `  > ${(finding.at?.quote ?? '').replace(/\n/g, ' ')}`,
  ]);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
});
