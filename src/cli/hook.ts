/** `git kvm hook NAME`: one of the hooks by hand. */
import { type Command, InvalidArgumentError } from 'commander';
import { programFor } from './programs';
import { action } from './shared';

export function addTo(program: Command): void {
  program
    .command('hook')
    .description('run one of the hooks (for internal use)')
    .argument('<name>', 'commit-msg, prepare-commit-msg or sendemail-validate', (name: string) => {
      if (!['commit-msg', 'prepare-commit-msg', 'sendemail-validate'].includes(name)) {
        throw new InvalidArgumentError('Use commit-msg, prepare-commit-msg or sendemail-validate.');
      }
      return name;
    })
    .argument('[args...]', 'the arguments git passes to the hook')
    .addHelpText('after', '\nExample:\n  git kvm hook commit-msg .git/COMMIT_EDITMSG')
    .action(action(async (name: string, args: string[]) => programFor(name).run(name, args, __dirname)));
}
