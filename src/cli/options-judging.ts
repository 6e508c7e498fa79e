/** Commands: what judges, and what is let off. */
import { type Command, Option } from 'commander';
import { RULES } from '../rules/registry';
import type { AuditCommand } from './audit';
import { type CheckOptions, check } from './check';
import type { OrderFormat } from './order';
import { action, format, io, positive, rule, set, twoFormats } from './shared';

declare const GIT_KVM_VERSION: string;

export function addJudging(program: Command): void {
  program
    .command('check')
    .description(
      'judge patches: files, directories, an mbox (.gz too), - for standard input, or a commit range',
    )
    .argument('[what...]', 'files, directories, -, or one commit range; without any, @{upstream}..HEAD')
    .option('--message <file>', 'judge a commit message file, with what is in the index')
    .option('--notes', 'show notes as well', false)
    .option('--fix', 'show what the fixes change, and write it with --out or --in-place', false)
    .option('--out <folder>', 'with --fix: write fixed copies of the mails there')
    .option(
      '--in-place',
      'with --fix: write the mails, the message file or the commits where they are',
      false,
    )
    .addOption(format)
    .addOption(rule)
    .addOption(set)
    .addHelpText(
      'after',
      `
Examples:
  git kvm check                          the commits of this branch
  git kvm check HEAD~3..                 the last three commits
  git kvm check outgoing/                what git format-patch wrote
  b4 am -o - MESSAGE-ID | git kvm check -
  git kvm check --format gcc *.patch     for an editor's quickfix list
  git kvm check --fix outgoing/          show what can be fixed
  git kvm check --fix --out fixed outgoing/
  git kvm check --fix --in-place HEAD~3..    commits anew, a backup ref beside them

Exit status: 0 clean or only warnings, 1 something blocks, 2 could not check.`,
    )
    .action(
      action((what: string[], options: Omit<CheckOptions, 'what' | 'cwd' | 'env' | 'stdin'>) => {
        const cwd = process.cwd();
        return check({ ...options, what, cwd, env: process.env, stdin: process.stdin }, io);
      }),
    );

  program
    .command('allow')
    .description(
      'let one rule off for one patch, for a reason; git does not record it, the mail carries it under ---',
    )
    .argument('<rule>', 'the id of the rule')
    .requiredOption('--reason <text>', 'why the rule is wrong here')
    .option('--commit <commit>', 'a commit that is there already; without it, the next one of this worktree')
    .addHelpText(
      'after',
      '\nExample:\n  git kvm allow shortlog-length --reason "the name of the MSR is that long"',
    )
    .action(
      action(async (id: string, options: { reason: string; commit?: string }) => {
        const cwd = process.cwd();
        return (await import('./allow')).allow(
          { ...options, rule: id, known: RULES.map((rule) => rule.id), cwd, env: process.env },
          io,
        );
      }),
    );

  program
    .command('order')
    .description(
      'the series as a picture: kinds, what needs what, what stands in the wrong place, the nearest right order',
    )
    .argument('[what...]', 'files, directories, -, or one commit range; without any, @{upstream}..HEAD')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['pretty', 'json', 'dot']).default('pretty'),
    )
    .option('--svg <file>', 'write the picture as SVG as well')
    .option(
      '--apply',
      'put the branch into the suggested order: a clean tree only, a backup ref beside it',
      false,
    )
    .option('--todo', 'print the todo list of git rebase -i for the suggested order', false)
    .addHelpText(
      'after',
      `
Examples:
  git kvm order                      this branch
  git kvm order outgoing/            mails
  git kvm order --apply HEAD~5
  git kvm order --svg order.svg HEAD~5

A line "Order: independent of patch 3" under --- settles what the text cannot tell.

Exit status: 0 nothing blocks, 1 the order is wrong, 2 could not tell.`,
    )
    .action(
      action(
        async (
          what: string[],
          options: { format: OrderFormat; svg?: string; apply: boolean; todo: boolean },
        ) => {
          const cwd = process.cwd();
          const width = process.stdout.columns;
          const asked = { ...options, what, cwd, env: process.env, stdin: process.stdin, width };
          return (await import('./order')).order(asked, io);
        },
      ),
    );

  program
    .command('audit')
    .description(
      'judge whole archives: mbox (.gz too), maildir, directory, or a public-inbox as git clones it',
    )
    .argument('<archive...>', 'files, directories, repositories; - for an mbox on standard input')
    .addOption(
      new Option('--format <format>', 'a summary, or jsonl: a line per patch')
        .choices(['pretty', 'json', 'jsonl'])
        .default('pretty'),
    )
    .option('--output <file>', 'write there instead of to standard output')
    .option('--resume', 'go on where an interrupted run with the same --output stopped', false)
    .option('--jobs <n>', 'cores to use (default: what there is, at most 4)', positive)
    .addOption(
      new Option('--fail-on <level>', 'end with 1 if there is such a finding').choices(['block', 'warn']),
    )
    .option('--list-unreadable', 'list what could not be read, with the reason', false)
    .addOption(rule)
    .addOption(set)
    .addHelpText(
      'after',
      `
Examples:
  git kvm audit kvm.git                      a list's archive: git clone --mirror https://lore.kernel.org/kvm/0 kvm.git
  git kvm audit --format json 2024.mbox.gz   counts by rule, author and year
  git kvm audit --format jsonl --output kvm.jsonl kvm.git
  git kvm audit --format jsonl --output kvm.jsonl --resume kvm.git

Exit status: 0 read to the end, whatever was found; 1 with --fail-on and such a finding; 2 could not read all of it.`,
    )
    .action(
      action(
        async (
          archives: string[],
          options: Omit<AuditCommand, 'archives' | 'cwd' | 'env' | 'version' | 'isTerminal' | 'stdout'>,
        ) => {
          const cwd = process.cwd();
          const isTerminal = process.stderr.isTTY === true;
          const { stdin, stdout, env } = process;
          const asked = {
            ...options,
            archives,
            cwd,
            env,
            stdin,
            stdout,
            isTerminal,
            version: GIT_KVM_VERSION,
          };
          return (await import('./audit')).audit(asked, io);
        },
      ),
    );

  program
    .command('explain')
    .description('what a rule asks, why, and examples')
    .argument('<rule>', 'the id of a rule, as findings name it')
    .addHelpText('after', '\nExample:\n  git kvm explain shortlog-topic')
    .action(action(async (id: string) => (await import('./rules')).explain(id, io)));

  program
    .command('rules')
    .description('list the rules')
    .addOption(twoFormats)
    .addHelpText('after', '\nExample:\n  git kvm rules --format json')
    .action(
      action(async (options: { format: 'pretty' | 'json' }) =>
        (await import('./rules')).listRules(options, io),
      ),
    );
}
