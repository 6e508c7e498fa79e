import type { Command } from 'commander';
import { openRepository } from '../git/repository';
import { shellWord } from '../hooks/hook';
import { uninstall as takeOut } from '../hooks/install/install';
import { escapeControls } from '../model/escape-controls';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('uninstall')
    .description('remove git-kvm from a clone')
    .argument('[clone]', 'the clone (default: the current one)', '.')
    .option(
      '--backups',
      'also delete backups: branches and mails as they were before they were rewritten',
      false,
    )
    .addHelpText('after', '\nExample:\n  git kvm uninstall')
    .action(
      action(async (path: string, { backups }: { backups: boolean }) => uninstall(path, { io, backups })),
    );
}

/** `git kvm uninstall [PATH]`. @returns the exit status @throws UsageError */
async function uninstall(
  path: string | undefined,
  { io, backups = false }: { io: Io; backups?: boolean },
): Promise<0> {
  const repository = await openRepository(path);
  const { wasThere, removed, kept } = await takeOut(repository, { keepBackups: !backups });
  io.out(
    wasThere
      ? `Removed git-kvm from ${repository.commonDir}\n`
      : `git-kvm is not installed in ${repository.commonDir}\n`,
  );
  if (removed.length > 0) io.out(`Deleted: ${removed.join('; ')}\n`);
  if (kept.length > 0) {
    io.out('Kept: your branches and mails as they were before they were rewritten. To delete them:\n');
    for (const name of kept) {
      const command = name.startsWith('refs/') ? 'git update-ref -d' : 'rm -r';
      io.out(`  ${command} ${escapeControls(shellWord(name))}\n`);
    }
  }
  return 0;
}
