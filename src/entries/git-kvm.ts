#!/usr/bin/env node
/** The command line: `git kvm …`. Reads arguments, hands over to a command, turns what it returns into the exit status. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { AuditCommand } from '../commands/audit';
import { type CheckOptions, check, FORMATS } from '../commands/check';
import type { Io } from '../commands/io';
import { RULE_IDS } from '../commands/judge';
import type { OrderFormat } from '../commands/order';
import { UsageError } from '../core/errors';
import { visible } from '../report/visible';

declare const GIT_KVM_VERSION: string;

const io: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: process.stdout.isTTY === true && !process.env.NO_COLOR,
};

// `git kvm rules | head -1`: who reads has seen enough, which is no fault of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** A shell alias of git starts at the top of the work tree; the user stands in GIT_PREFIX. */
function whereTheUserStands(): string {
  const prefix = process.env.GIT_PREFIX;
  if (prefix && process.env.GIT_KVM_ALIAS) process.chdir(prefix);
  return process.cwd();
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function positive(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('It is a whole number from 1 on.');
  return count;
}

const format = new Option('--format <format>', 'how to report').choices(FORMATS).default('pretty');
const twoFormats = new Option('--format <format>', 'how to print')
  .choices(['pretty', 'json'])
  .default('pretty');
const rule = new Option('--rule <id=level>', 'set the level of a rule: off, note, warn, block')
  .argParser(collect)
  .default([]);
const set = new Option('--set <key=value>', 'set a value of the configuration')
  .argParser(collect)
  .default([]);

const program = new Command('git-kvm')
  .description('Holds KVM x86 patches to the maintainers’ guide before they are sent.')
  .version(GIT_KVM_VERSION)
  .showHelpAfterError('(git kvm --help shows the commands)')
  .configureOutput({ writeErr: (text) => io.err(text), writeOut: (text) => io.out(text) })
  .exitOverride();

/** What is meant for another program. */
function behindDashes(): string[] {
  const at = process.argv.indexOf('--');
  return at === -1 ? [] : process.argv.slice(at + 1);
}

/** Let a command's action return the exit status. */
function action<T extends unknown[]>(run: (...args: T) => Promise<number> | number) {
  return async (...args: T) => {
    process.exitCode = await run(...args);
  };
}

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
  .option('--in-place', 'with --fix: write the mails, the message file or the commits where they are', false)
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
      const cwd = whereTheUserStands();
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
      const cwd = whereTheUserStands();
      return (await import('../commands/allow')).allow(
        { ...options, rule: id, known: RULE_IDS, cwd, env: process.env },
        io,
      );
    }),
  );

program
  .command('audit')
  .description('judge whole archives: mbox (.gz too), maildir, directory, or a public-inbox as git clones it')
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
        const cwd = whereTheUserStands();
        const isTerminal = process.stderr.isTTY === true;
        const { stdin, stdout, env } = process;
        const asked = { ...options, archives, cwd, env, stdin, stdout, isTerminal, version: GIT_KVM_VERSION };
        return (await import('../commands/audit')).audit(asked, io);
      },
    ),
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
        const cwd = whereTheUserStands();
        const width = process.stdout.columns;
        const asked = { ...options, what, cwd, env: process.env, stdin: process.stdin, width };
        return (await import('../commands/order')).order(asked, io);
      },
    ),
  );

program
  .command('explain')
  .description('what a rule asks, why, and examples')
  .argument('<rule>', 'the id of a rule, as findings name it')
  .addHelpText('after', '\nExample:\n  git kvm explain shortlog-topic')
  .action(action(async (id: string) => (await import('../commands/rules')).explain(id, io)));

program
  .command('rules')
  .description('list the rules')
  .addOption(twoFormats)
  .addHelpText('after', '\nExample:\n  git kvm rules --format json')
  .action(
    action(async (options: { format: 'pretty' | 'json' }) =>
      (await import('../commands/rules')).listRules(options, io),
    ),
  );

program
  .command('format-patch')
  .description(
    'git format-patch as the guide wants it: base, version, cover letter, range-diff; then the checks',
  )
  .argument('[range]', 'as git format-patch takes it; without one, all of this branch that is not published')
  .argument('[git-args...]', 'behind --, for git format-patch as they are')
  .option('-o, --output <folder>', 'where the patches go; without it, outgoing/BRANCH-vN')
  .option('-v, --reroll-count <n>', 'the version; without it, one more than was sent from this branch')
  .option('--base <commit>', 'the base; without it, found from where the branch stands')
  .addOption(
    new Option('--for <target>', 'what the series is for, where that cannot be told').choices([
      'next',
      'current',
      'multi-arch',
    ]),
  )
  .option('--rfc', 'ask for comments', false)
  .addHelpText(
    'after',
    `
Examples:
  git kvm format-patch                       all of this branch, into outgoing/BRANCH-v1
  git kvm format-patch HEAD~3                the last three commits
  git kvm format-patch --for current         a fix that goes in before the next release
  git kvm format-patch -- --to=kvm@vger.kernel.org --subject-prefix='PATCH RESEND'
  git send-email $(git kvm format-patch)     standard output holds the file names alone

The base is the published commit that the branch stands on, in kvm-x86's next or topic branch, KVM's master or a
release candidate; remotes are told by URL. Where it cannot be told, or must be another one, nothing is written.

Exit status: 0 clean or only warnings, 1 something blocks, 2 nothing was written.`,
  )
  .action(
    action(
      async (
        range: string | undefined,
        gitArgs: string[],
        options: {
          output?: string;
          rerollCount?: string;
          base?: string;
          for?: 'next' | 'current' | 'multi-arch';
          rfc: boolean;
        },
      ) => {
        const isForGit = range?.startsWith('-') && !/^-\d+$/.test(range);
        const split = isForGit ? { gitArgs: [range!, ...gitArgs] } : { range, gitArgs };
        const asked = {
          ...options,
          ...split,
          cwd: whereTheUserStands(),
          env: process.env,
          programDir: __dirname,
        };
        return (await import('../commands/format-patch')).formatPatchCommand(asked, io);
      },
    ),
  );

program
  .command('plan')
  .description('what has to be built and run for a series, what of it is mandatory, and why')
  .argument('[what...]', 'files, directories, -, or one commit range; without any, @{upstream}..HEAD')
  .option('--testing-text', 'print the Testing part of a cover letter, from what was recorded', false)
  .addOption(twoFormats)
  .addHelpText(
    'after',
    `
Examples:
  git kvm plan HEAD~3                 the last three commits
  git kvm plan outgoing/              mails
  git kvm plan --testing-text HEAD~3  for the cover letter, from what was recorded
  git kvm plan --format json HEAD~3

Module parameters are those that the changed code reads, looked up in the clone's own sources.`,
  )
  .action(
    action(async (what: string[], options: { format: 'pretty' | 'json'; testingText: boolean }) => {
      const asked = { ...options, what, cwd: whereTheUserStands(), env: process.env, stdin: process.stdin };
      return (await import('../commands/plan')).plan({ ...asked, width: process.stdout.columns }, io);
    }),
  );

program
  .command('send')
  .description('check a series, then hand it over to git send-email, or to b4, which runs no hook')
  .argument(
    '[what...]',
    'files and directories; without any, what format-patch made of this branch, or b4’s branch',
  )
  .option('--b4', 'send the branch by `b4 send` (by itself on a branch of b4’s)', false)
  .addHelpText(
    'after',
    `
Examples:
  git kvm send                          what git kvm format-patch made last
  git kvm send outgoing/x86-mmu-zap-v2 -- --to=kvm@vger.kernel.org
  git kvm send --b4                     b4 send, checked
  git kvm send --b4 -- --dry-run

Everything behind -- goes to git send-email or to b4 send as it is.

Exit status: 0 sent, 1 something blocks, 2 nothing was sent for another reason.`,
  )
  .action(
    action(async (all: string[], { b4 }: { b4: boolean }) => {
      const args = behindDashes();
      const what = all.slice(0, all.length - args.length);
      return (await import('../commands/send')).send(
        { what, args, b4, cwd: whereTheUserStands(), env: process.env },
        io,
      );
    }),
  );

program
  .command('status')
  .description('which of the series that were sent were taken, by the list’s notifications')
  .argument('[mail...]', 'mboxes (.gz too), maildirs, directories, -; what lei or a subscription brought')
  .option('--since <date>', 'only series sent since then: 2026-01-31')
  .addOption(twoFormats)
  .addHelpText(
    'after',
    `
Examples:
  git kvm status ~/Mail/kvm                 a maildir or an mbox
  lei q -f mboxrd 's:applied AND l:kvm.vger.kernel.org AND d:2.weeks.ago..' | git kvm status -
  git kvm status --format json ~/Mail/kvm

Series are known from what was sent out of this clone; patches by you in the mail count as well.`,
  )
  .action(
    action(async (mail: string[], options: { since?: string; format: 'pretty' | 'json' }) =>
      (await import('../commands/status')).status(
        { ...options, mail, cwd: whereTheUserStands(), env: process.env, stdin: process.stdin },
        io,
      ),
    ),
  );

program
  .command('b4-check')
  .description('check one patch from standard input as b4 asks for it (see install --b4)')
  .option('--review', 'for b4 review: JSON; without it, for b4 prep --check: lines', false)
  .option('--series', 'with --review: what only the whole series shows', false)
  .addOption(new Option('--cache-key <key>', 'ignored: b4 keeps results by command').hideHelp())
  .addHelpText(
    'after',
    `
Examples:
  git config --add b4.prep-perpatch-check-cmd 'git kvm b4-check'
  git config --add b4.review-perpatch-check-cmd 'git kvm b4-check --review'
  git config --add b4.review-series-check-cmd 'git kvm b4-check --review --series'

Nothing is printed for a patch that follows the guide; ERROR: in a line is a failure, any other line a warning.`,
  )
  .action(
    action(async ({ review, series }: { review: boolean; series: boolean }) => {
      const protocol = !review ? 'prep' : series ? 'review-series' : 'review';
      const asked = { protocol, cwd: whereTheUserStands(), env: process.env, stdin: process.stdin } as const;
      return (await import('../commands/b4-check')).b4Check(asked, io);
    }),
  );

program
  .command('completion')
  .description('print a completion script for a shell')
  .argument('<shell>', 'bash, zsh or fish')
  .addHelpText(
    'after',
    `
Examples:
  git kvm completion bash >> ~/.bashrc
  git kvm completion zsh > ~/.zfunc/_git-kvm
  git kvm completion fish > ~/.config/fish/completions/git-kvm.fish`,
  )
  .action(
    action(async (shell: string) => (await import('../commands/completion')).completion(program, shell, io)),
  );

program
  .command('man')
  .description('show the manual page')
  .option('--print', 'print its source instead', false)
  .addHelpText(
    'after',
    '\nExamples:\n  git kvm man\n  git kvm man --print > ~/.local/share/man/man1/git-kvm.1',
  )
  .action(
    action(async (options: { print: boolean }) =>
      (await import('../commands/man')).man(program, options, io),
    ),
  );

program
  .command('verify')
  .description('build each patch of a series in a scratch tree, so that it bisects; what has passed is kept')
  .argument('[range]', 'commits; without any, @{upstream}..HEAD')
  .argument('[make-args...]', 'behind --, VAR=value for make, such as LLVM=1')
  .option('--extra', 'also without KVM_SMM and KVM_XEN, with PROVE_LOCKING, and for 32-bit', false)
  .option('--order', 'prove the order of tests and changes instead, by building them both ways', false)
  .option('-j, --jobs <n>', 'jobs of make (default: one for each core, at low priority)', positive)
  .option('--record <task>', 'build nothing: record that a task of the plan was run elsewhere')
  .option('--on <machine>', 'with --record: what it was run on, in your words')
  .option('--dir <folder>', 'where sources and builds are kept; without it, below the git directory')
  .addOption(twoFormats)
  .addHelpText(
    'after',
    `
Examples:
  git kvm verify HEAD~3               KVM, its selftests and htmldocs, as far as the series touches them
  git kvm verify --extra HEAD~3       the Kconfig knobs that the guide finds interesting as well
  git kvm verify HEAD~3 -- LLVM=1
  git kvm verify --order HEAD~3       does each test need the change that it is said to be of?
  git kvm verify --record kvm-unit-tests --on 'AMD Milan' HEAD~3
  git config git-kvm.lockdep.prefix 'ssh big'    run the cells of a column elsewhere; "all" for every column

Your work tree is not touched. Stopped, it goes on where it was. See docs/testing.md.

Exit status: 0 every patch passes, 1 a patch does not, 2 it cannot be told.`,
  )
  .action(
    action(
      async (
        range: string | undefined,
        makeArgs: string[],
        options: {
          extra: boolean;
          order: boolean;
          jobs?: number;
          dir?: string;
          record?: string;
          on?: string;
          format: 'pretty' | 'json';
        },
      ) => {
        const isForMake = range !== undefined && /^[A-Z_]+=/.test(range);
        const split = isForMake ? { makeArgs: [range, ...makeArgs] } : { range, makeArgs };
        const width = process.stderr.isTTY ? process.stderr.columns : null;
        const asked = { ...options, ...split, width, cwd: whereTheUserStands(), env: process.env };
        return (await import('../commands/verify')).verify(asked, io);
      },
    ),
  );

program
  .command('install')
  .description('install into a clone, once: hooks for all its worktrees, and `git kvm`')
  .argument('[clone]', 'the clone', '.')
  .option('--b4', 'have `b4 prep --check` and `b4 review` run the rules as well', false)
  .addHelpText(
    'after',
    '\nExamples:\n  git kvm install             into the clone around\n  git-kvm install ~/src/linux\n  git kvm install --b4',
  )
  .action(
    action(async (path: string, { b4 }: { b4: boolean }) =>
      (await import('../commands/install')).install(path, { io, b4 }),
    ),
  );

program
  .command('uninstall')
  .description('take git-kvm out of a clone: its git directory is as before')
  .argument('[clone]', 'the clone', '.')
  .addHelpText('after', '\nExample:\n  git kvm uninstall')
  .action(action(async (path: string) => (await import('../commands/uninstall')).uninstall(path, { io })));

program
  .command('doctor')
  .description('prove that each hook fires in each worktree, and name what is wrong otherwise')
  .argument('[clone]', 'the clone', '.')
  .addHelpText(
    'after',
    '\nExample:\n  git kvm doctor\n\nExit status: 0 healthy, 1 something is wrong, 2 could not look.',
  )
  .action(action(async (path: string) => (await import('../commands/doctor')).doctor(path, { io })));

program
  .command('config')
  .description('print the configuration that holds, and where each value came from')
  .argument('[key]', 'only this rule or key')
  .addOption(twoFormats)
  .addOption(rule)
  .addOption(set)
  .addHelpText(
    'after',
    `
Layers, later ones win: the user's (~/.config/git-kvm/config.yaml), the clone's (.git/git-kvm.yaml), the tree's
(.git-kvmrc.yaml), the environment (GIT_KVM_RULE_SHORTLOG_LENGTH=warn), the command line. YAML, JSON or TOML.

Example (.git/git-kvm.yaml):
  rules:
    shortlog-length: warn
    stable-opt-in: off
  localPrefixes: ['WIP:', 'DO NOT MERGE']`,
  )
  .action(
    action(
      async (
        key: string | undefined,
        options: { format: 'pretty' | 'json'; rule: string[]; set: string[] },
      ) =>
        (await import('../commands/config')).config(
          { ...options, key, cwd: whereTheUserStands(), env: process.env },
          io,
        ),
    ),
  );

program
  .command('hook')
  .description('run one of the hooks, as git would (used by the hooks)')
  .argument('<name>', 'commit-msg, prepare-commit-msg or sendemail-validate', (name: string) => {
    if (!['commit-msg', 'prepare-commit-msg', 'sendemail-validate'].includes(name)) {
      throw new InvalidArgumentError('It is commit-msg, prepare-commit-msg or sendemail-validate.');
    }
    return name;
  })
  .argument('[args...]', 'what git hands to it')
  .addHelpText('after', '\nExample:\n  git kvm hook commit-msg .git/COMMIT_EDITMSG')
  .action(
    action(async (name: string, args: string[]) =>
      (await import('../hook/run')).runHook(name, args, __dirname),
    ),
  );

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
