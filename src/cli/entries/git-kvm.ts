#!/usr/bin/env node
/** The command line: `git kvm …`. Reads arguments, hands over to a command, turns what it returns into the exit status. */
import { Command } from 'commander';
import { UsageError } from '../../model/errors';
import { visible } from '../../model/visible';
import { addJudging } from '../options-judging';
import { addSetup } from '../options-setup';
import { addWorkflow } from '../options-workflow';
import { io } from '../shared';

declare const GIT_KVM_VERSION: string;

// `git kvm rules | head -1`: who reads has seen enough, which is no fault of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const program = new Command('git-kvm')
  .description('Holds KVM x86 patches to the maintainers’ guide before they are sent.')
  .version(GIT_KVM_VERSION)
  .showHelpAfterError('(git kvm --help shows the commands)')
  .configureOutput({ writeErr: (text) => io.err(text), writeOut: (text) => io.out(text) })
  .exitOverride();
addJudging(program);
addWorkflow(program);
addSetup(program);

async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = failed(error);
  }
}

/** Help and version end with 0, everything that keeps a command from its work with 2. */
function failed(error: unknown): number {
  const { code, exitCode } = error as { code?: string; exitCode?: number };
  if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    io.err(`git-kvm: ${visible(error.message)}\n${error.hint ? `  ${visible(error.hint)}\n` : ''}`);
  } else {
    io.err(
      `git-kvm: this is a fault of its own: ${visible(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
    );
  }
  return 2;
}

void main();
