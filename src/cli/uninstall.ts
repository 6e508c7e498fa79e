import type { Command } from 'commander';
import { openRepository } from '../git/repository';
import { uninstall as takeOut } from '../hooks/install/install';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('uninstall')
    .description('take git-kvm out of a clone: its git directory is as before')
    .argument('[clone]', 'the clone', '.')
    .addHelpText('after', '\nExample:\n  git kvm uninstall')
    .action(action(async (path: string) => uninstall(path, { io })));
}

/** `git kvm uninstall [PATH]`. @returns the exit status @throws UsageError */
export async function uninstall(path: string | undefined, { io }: { io: Io }): Promise<0> {
  const repository = await openRepository(path);
  const wasThere = await takeOut(repository);
  io.out(
    wasThere
      ? `Took git-kvm out of ${repository.commonDir}\n`
      : `git-kvm is not installed in ${repository.commonDir}\n`,
  );
  return 0;
}
