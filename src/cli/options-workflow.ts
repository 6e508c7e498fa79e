/** Commands: from branch to list, and what is tested on the way. */
import { type Command, Option } from 'commander';
import { action, behindDashes, collect, io, positive, twoFormats } from './shared';

export function addWorkflow(program: Command): void {
  program
    .command('format-patch')
    .description(
      'git format-patch as the guide wants it: base, version, cover letter, range-diff; then the checks',
    )
    .argument(
      '[range]',
      'as git format-patch takes it; without one, all of this branch that is not published',
    )
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
            cwd: process.cwd(),
            env: process.env,
            programDir: __dirname,
          };
          return (await import('./format-patch')).formatPatchCommand(asked, io);
        },
      ),
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
        return (await import('./send')).send({ what, args, b4, cwd: process.cwd(), env: process.env }, io);
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
        (await import('./status')).status(
          { ...options, mail, cwd: process.cwd(), env: process.env, stdin: process.stdin },
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
        const asked = { protocol, cwd: process.cwd(), env: process.env, stdin: process.stdin } as const;
        return (await import('./b4-check')).b4Check(asked, io);
      }),
    );

  program
    .command('plan')
    .description('what has to be built and run for a series, what of it is mandatory, and why')
    .argument('[what...]', 'mails (files, directories, -), files of the clone, or one commit range')
    .option('--testing-text', 'print the Testing part of a cover letter, from what was recorded', false)
    .addOption(twoFormats)
    .addHelpText(
      'after',
      `
Examples:
  git kvm plan HEAD~3                 the last three commits
  git kvm plan outgoing/              mails
  git kvm plan arch/x86/kvm/mmu/      whoever changes these files
  git kvm plan --testing-text HEAD~3  for the cover letter, from what was recorded
  git kvm plan --format json HEAD~3

Module parameters are those that the changed code reads, looked up in the clone's own sources.`,
    )
    .action(
      action(async (what: string[], options: { format: 'pretty' | 'json'; testingText: boolean }) => {
        const asked = { ...options, what, cwd: process.cwd(), env: process.env, stdin: process.stdin };
        return (await import('./plan')).plan({ ...asked, width: process.stdout.columns }, io);
      }),
    );

  program
    .command('verify')
    .description(
      'build each patch of a series in a scratch tree, so that it bisects; what has passed is kept',
    )
    .argument('[range]', 'commits; without any, @{upstream}..HEAD')
    .argument('[make-args...]', 'behind --, VAR=value for make, such as LLVM=1')
    .option('--extra', 'also without KVM_SMM and KVM_XEN, with PROVE_LOCKING, and for 32-bit', false)
    .option('--without <column>', 'leave a column out; may be repeated', collect, [])
    .option('--order', 'prove the order of tests and changes instead: build and run tests both ways', false)
    .option('--run', 'run the selftests of the plan as well, at the base and at each patch', false)
    .option('--test <name>', 'run this selftest; may be repeated', collect, [])
    .option('--svg <file>', 'with --order: a picture of it')
    .option(
      '--runner <runner>',
      'what runs tests: qemu (default, where it is), qemu-kvm, host, none, or a command',
    )
    .option('--with <parameter>', 'for a guest’s kernel, as kvm_amd.npt=0; may be repeated', collect, [])
    .option('--limit <seconds>', 'for one test (default: 120)', positive)
    .option('-j, --jobs <n>', 'jobs of make (default: one for each core, at low priority)', positive)
    .option('--record <task>', 'build nothing: record that a task of the plan was run elsewhere')
    .option('--on <machine>', 'with --record: what it was run on, in your words')
    .option('--prune', 'build nothing: remove sources, builds and results that are kept', false)
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
            without: string[];
            order: boolean;
            run: boolean;
            prune: boolean;
            test: string[];
            svg?: string;
            runner?: string;
            with: string[];
            limit?: number;
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
          const asked = { ...options, ...split, width, cwd: process.cwd(), env: process.env };
          return (await import('./verify')).verify(asked, io);
        },
      ),
    );
}
