import { execFileSync } from 'node:child_process';
import type { Command } from 'commander';
import { openRepository } from '../git/repository';
import { connectB4 } from '../hooks/install/b4';
import { install as installInto } from '../hooks/install/install';
import { layoutOf } from '../hooks/install/layout';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('install')
    .description('install into a clone, once: hooks for all its worktrees, and `git kvm`')
    .argument('[clone]', 'the clone', '.')
    .option('--b4', 'have `b4 prep --check` and `b4 review` run the rules as well', false)
    .addHelpText(
      'after',
      '\nExamples:\n  git kvm install             into the clone around\n  git-kvm install ~/src/linux\n  git kvm install --b4',
    )
    .action(action(async (path: string, { b4 }: { b4: boolean }) => install(path, { io, b4 })));
}

declare const GIT_KVM_VERSION: string;

/** `git kvm install [PATH]`. @returns the exit status @throws UsageError, after which nothing is changed */
export async function install(path: string | undefined, { io, b4 }: { io: Io; b4?: boolean }): Promise<0> {
  const repository = await openRepository(path);
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
  io.out(`${how} git-kvm ${record.version} in ${repository.commonDir}\n`);
  if (b4) {
    const settings = await connectB4(repository, layoutOf(repository.commonDir), GIT_KVM_VERSION);
    io.out(`b4 checks with it: ${[...new Set(settings.map(([key]) => key))].join(', ')}\n`);
  }
  const inForce = hooksInForce(repository.top);
  if (inForce !== record.hooksPath) {
    io.err(`git-kvm: in this environment git takes its hooks from ${inForce}; git kvm doctor says why\n`);
  }
  return 0;
}

/** With all of the user's environment: GIT_CONFIG_COUNT and the like win over every file. */
function hooksInForce(top: string): string {
  const { GIT_DIR: _1, GIT_WORK_TREE: _2, GIT_COMMON_DIR: _3, ...env } = process.env;
  return execFileSync('git', ['rev-parse', '--git-path', 'hooks'], {
    cwd: top,
    env,
    encoding: 'utf8',
  }).replace(/\n$/, '');
}
