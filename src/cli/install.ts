import type { Command } from 'commander';
import { openRepository } from '../git/repository';
import { connectB4, preFlightLine } from '../hooks/install/b4';
import { hooksElsewhere } from '../hooks/install/examine';
import { install as installInto } from '../hooks/install/install';
import { layoutOf } from '../hooks/install/layout';
import { escapeControls } from '../model/escape-controls';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('install')
    .description('install the hooks and `git kvm` into a clone, for all its worktrees')
    .argument('[clone]', 'the clone (default: the current one)', '.')
    .option('--b4', 'also run the rules from `b4 prep --check` and `b4 review`', false)
    .addHelpText(
      'after',
      '\nExamples:\n  git kvm install             into the current clone\n  git-kvm install ~/src/linux\n  git kvm install --b4',
    )
    .action(action(async (path: string, { b4 }: { b4: boolean }) => install(path, { io, b4 })));
}

declare const GIT_KVM_VERSION: string;

const WHAT_NOW = `  rejected    commits and mails to KVM x86 that violate the maintainers' guide; mails also if they can't be checked
  verify      git kvm doctor
  suppress    a rule for one commit: git kvm allow RULE --reason "…"; all checks: --no-verify (commit), --no-validate (send)
  configure   .git/git-kvm.yaml (see git kvm config --help)
  uninstall   git kvm uninstall
`;

/** `git kvm install [PATH]`. @returns the exit status @throws UsageError, after which nothing is changed */
async function install(path: string | undefined, { io, b4 }: { io: Io; b4?: boolean }): Promise<0> {
  const repository = await openRepository(path);
  const layout = layoutOf(repository.commonDir);
  const { record, replaced } = await installInto(repository, {
    program: __dirname,
    version: GIT_KVM_VERSION,
  });
  const how =
    replaced === null
      ? 'Installed'
      : replaced === record.version
        ? 'Reinstalled'
        : `Upgraded from ${replaced} to`;
  io.out(`${how} git-kvm ${record.version} in ${repository.commonDir}; all hooks work.\n${WHAT_NOW}`);
  if (b4) {
    const settings = await connectB4(repository, layout, GIT_KVM_VERSION);
    io.out(
      `b4 uses it through ${[...new Set(settings.map(([key]) => key))].join(', ')}; to check and send: git kvm send\n`,
    );
    const preFlight = await preFlightLine(repository);
    if (preFlight !== '') io.err(`git-kvm: ${escapeControls(preFlight)}\n`);
  }
  // With all of the user's environment: GIT_CONFIG_COUNT and the like win over every file.
  const elsewhere = hooksElsewhere(repository.top, layout);
  if (elsewhere !== null) io.err(`git-kvm: ${elsewhere.what}\n  ${elsewhere.remedy}\n`);
  return 0;
}
