/** `git kvm recipients`: who gets a series; also for git send-email's --to-cmd and --cc-cmd. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { recipientsOf } from '../git/recipients';
import { findRepository } from '../git/repo-paths';
import { gitRunner } from '../git/run';
import { sameSeries } from '../hooks/send/files';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { filesOf } from '../patches/paths';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('recipients')
    .description('print who gets a series: get_maintainer.pl of all of its patches, kvm@ and linux-kernel@')
    .argument('<patches...>', 'patches or a folder; one patch alone stands for its series')
    .option('--to', 'only the maintainers', false)
    .option('--cc', 'only the others', false)
    .addHelpText(
      'after',
      `
Examples:
  git kvm recipients outgoing/x86-mmu-zap-v1
  git config sendemail.toCmd 'git kvm recipients --to'    for plain git send-email:
  git config sendemail.ccCmd 'git kvm recipients --cc'    the same people on each mail

The script is the copy taken when git-kvm was installed; MAINTAINERS is that of the series' base. Never stable@.`,
    )
    .action(
      action((patches: string[], only: { to: boolean; cc: boolean }) =>
        recipients({ patches, ...only, cwd: process.cwd(), env: process.env }, io),
      ),
    );
}

interface RecipientsOptions {
  readonly patches: readonly string[];
  readonly to: boolean;
  readonly cc: boolean;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** @throws UsageError where they can't be determined */
async function recipients(options: RecipientsOptions, io: Io): Promise<0> {
  const { cwd, env } = options;
  const where = findRepository(cwd);
  if (where === null) throw new UsageError('not a git repository');
  const paths = options.patches.map((path) => resolve(cwd, path));
  const missing = paths.find((path) => statSync(path, { throwIfNoEntry: false }) === undefined);
  if (missing !== undefined) throw new UsageError(`there is no ${missing}`);
  const named = await Promise.all(
    paths.map((path) => (statSync(path).isDirectory() ? filesOf(path) : [path])),
  );
  const files = named.flat();
  const all = files.length === 1 ? sameSeries(files[0]!) : files;
  const patches = Buffer.concat(all.map((file) => readFileSync(file)));
  const said = /^base-commit: ([0-9a-f]{40,64})$/m.exec(patches.toString('latin1'))?.[1];
  const top = where.top ?? dirname(where.gitDir);
  const isHere = said !== undefined && gitRunner(top, 10_000, env).run(['cat-file', '-e', said]) !== null;
  const found = recipientsOf(patches, isHere ? said : 'HEAD', { cwd: top, env, commonDir: where.commonDir });
  if (found === null) {
    throw new UsageError(
      "get_maintainer.pl can't be run: no copy of it, no MAINTAINERS, or no perl",
      'git kvm install copies it from the tree',
    );
  }
  const shown = [
    ...(options.cc && !options.to ? [] : found.to),
    ...(options.to && !options.cc ? [] : found.cc),
  ];
  io.out(shown.map((one) => `${escapeControls(one)}\n`).join(''));
  return 0;
}
