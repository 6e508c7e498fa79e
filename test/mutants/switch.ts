/** Loaded before a test and the programs it starts: which mutant is in force, and which ones the test runs at all. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const { GIT_KVM_MUTANT, GIT_KVM_MUTANTS_RUN } = process.env;
const inForce = Number(GIT_KVM_MUTANT ?? -1);
const run = new Set<number>();

Object.assign(globalThis, {
  gitKvmMutant: (number: number): boolean => {
    if (GIT_KVM_MUTANTS_RUN !== undefined) run.add(number);
    return number === inForce;
  },
});
if (GIT_KVM_MUTANTS_RUN !== undefined)
  process.on('exit', () =>
    appendFileSync(join(GIT_KVM_MUTANTS_RUN, String(process.pid)), `${[...run].join('\n')}\n`),
  );
