/** Commands: into a clone and out of it, and the command line itself. */
import { type Command, InvalidArgumentError } from 'commander';
import { programFor } from './programs';
import { action, io, rule, set, twoFormats } from './shared';

export function addSetup(program: Command): void {
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
        (await import('./install')).install(path, { io, b4 }),
      ),
    );

  program
    .command('uninstall')
    .description('take git-kvm out of a clone: its git directory is as before')
    .argument('[clone]', 'the clone', '.')
    .addHelpText('after', '\nExample:\n  git kvm uninstall')
    .action(action(async (path: string) => (await import('./uninstall')).uninstall(path, { io })));

  program
    .command('doctor')
    .description('prove that each hook fires in each worktree, and name what is wrong otherwise')
    .argument('[clone]', 'the clone', '.')
    .addHelpText(
      'after',
      '\nExample:\n  git kvm doctor\n\nExit status: 0 healthy, 1 something is wrong, 2 could not look.',
    )
    .action(action(async (path: string) => (await import('./doctor')).doctor(path, { io })));

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
        ) => (await import('./config')).config({ ...options, key, cwd: process.cwd(), env: process.env }, io),
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
    .action(action(async (name: string, args: string[]) => programFor(name).run(name, args, __dirname)));

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
    .action(action(async (shell: string) => (await import('./completion')).completion(program, shell, io)));

  program
    .command('man')
    .description('show the manual page')
    .option('--print', 'print its source instead', false)
    .addHelpText(
      'after',
      '\nExamples:\n  git kvm man\n  git kvm man --print > ~/.local/share/man/man1/git-kvm.1',
    )
    .action(action(async (options: { print: boolean }) => (await import('./man')).man(program, options, io)));
}
