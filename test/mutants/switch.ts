/** Imported by each changed source: which mutant is in force, and which ones are reached at all. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

// Tests keep from the programs that they start what is named GIT_….
const { MUTANT_IN_FORCE, MUTANTS_REACHED } = process.env;

export const mutants = { inForce: Number(MUTANT_IN_FORCE ?? -1), reached: new Set<number>() };

export function isMutant(number: number): boolean {
  if (mutants.inForce < 0) mutants.reached.add(number);
  return number === mutants.inForce;
}

if (MUTANTS_REACHED !== undefined)
  process.on('exit', () =>
    appendFileSync(join(MUTANTS_REACHED, String(process.pid)), `${[...mutants.reached].join('\n')}\n`),
  );
