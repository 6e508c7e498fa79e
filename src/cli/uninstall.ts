import type { Command } from 'commander';
import { openRepository } from '../git/repository';
import { uninstall as takeOut } from '../hooks/install/install';
import { escapeControls } from '../model/escape-controls';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('uninstall')
    .description('take git-kvm out of a clone: its git directory is as before')
    .argument('[clone]', 'the clone', '.')
    .option('--backups', 'delete the backups of branches as well (refs/git-kvm/backup)', false)
    .addHelpText('after', '\nExample:\n  git kvm uninstall')
    .action(
      action(async (path: string, { backups }: { backups: boolean }) => uninstall(path, { io, backups })),
    );
}

/** `git kvm uninstall [PATH]`. @returns the exit status @throws UsageError */
export async function uninstall(
  path: string | undefined,
  { io, backups = false }: { io: Io; backups?: boolean },
): Promise<0> {
  const repository = await openRepository(path);
  const { wasThere, removed, kept } = await takeOut(repository, { keepBackups: !backups });
  io.out(
    wasThere
      ? `Took git-kvm out of ${repository.commonDir}\n`
      : `git-kvm is not installed in ${repository.commonDir}\n`,
  );
  if (removed.length > 0) io.out(`Deleted: ${removed.join('; ')}\n`);
  if (kept.length > 0) {
    io.out(
      'Kept, as they are your branches before they were rewritten (git update-ref -d REF deletes one):\n',
    );
    for (const ref of kept) io.out(`  ${escapeControls(ref)}\n`);
  }
  return 0;
}
