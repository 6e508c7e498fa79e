import type { Command } from 'commander';
import { openRepository } from '../git/repository';
import { examine } from '../hooks/install/examine';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('doctor')
    .description('check that each hook runs in each worktree, and report problems with the installation')
    .argument('[clone]', 'the clone', '.')
    .addHelpText(
      'after',
      '\nExample:\n  git kvm doctor\n\nExit status: 0 no problems, 1 problems found, 2 could not check.',
    )
    .action(action(async (path: string) => doctor(path, { io })));
}

declare const GIT_KVM_VERSION: string;

/**
 * `git kvm doctor [PATH]`: say whether each hook fires in each worktree, and what is wrong otherwise.
 * @returns 0 healthy, 1 something is wrong
 * @throws UsageError when it cannot look
 */
async function doctor(path: string | undefined, { io }: { io: Io }): Promise<0 | 1> {
  const repository = await openRepository(path);
  const diagnosis = await examine(repository, GIT_KVM_VERSION);
  for (const line of diagnosis.healthy) io.out(`ok       ${line}\n`);
  for (const line of diagnosis.notes) io.out(`note     ${line}\n`);
  for (const { what, remedy } of diagnosis.problems) io.out(`problem  ${what}\n         ${remedy}\n`);
  return diagnosis.problems.length > 0 ? 1 : 0;
}
