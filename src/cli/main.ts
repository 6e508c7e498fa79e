/** The command line: reads arguments, hands over to a command, and turns what it returns into the exit status. */
import { Command, Help, type Option } from 'commander';
import { dropRelativePath } from '../git/environment';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { io } from './shared';
import { warnIfGone } from './warn-if-gone';

declare const GIT_KVM_VERSION: string;

/** In the order of the help. */
const COMMANDS: ReadonlyMap<string, () => Promise<{ addTo(program: Command): void }>> = new Map([
  ['check', () => import('./check')],
  ['reword', () => import('./reword')],
  ['allow', () => import('./allow')],
  ['order', () => import('./order')],
  ['audit', () => import('./audit')],
  ['explain', () => import('./explain')],
  ['rules', () => import('./rules')],
  ['format-patch', () => import('./format-patch')],
  ['send', () => import('./send')],
  ['recipients', () => import('./recipients')],
  ['status', () => import('./status')],
  ['b4-check', () => import('./b4-check')],
  ['plan', () => import('./plan')],
  ['verify', () => import('./verify')],
  ['install', () => import('./install')],
  ['uninstall', () => import('./uninstall')],
  ['doctor', () => import('./doctor')],
  ['config', () => import('./config')],
  ['hook', () => import('./hook')],
  ['completion', () => import('./completion')],
  ['man', () => import('./man')],
]);
/** They show all commands; every other one is loaded alone. */
const SHOW_ALL = ['completion', 'man'];

export async function main(argv: readonly string[]): Promise<void> {
  // `git kvm rules | head -1`: the reader closes the pipe early, which is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  dropRelativePath(process.env);
  const program = new Command('git-kvm')
    .description("Check KVM x86 patches against the maintainers' guide before they are sent.")
    .version(GIT_KVM_VERSION)
    .configureHelp({ optionDescription })
    .showHelpAfterError('(see git kvm --help)')
    .configureOutput({ writeErr: (text) => io.err(text), writeOut: (text) => io.out(text) })
    .exitOverride()
    .hook('preAction', (_, command) => warnIfGone(command.name(), io));
  try {
    const name = argv[2] ?? '';
    const alone = SHOW_ALL.includes(name) ? undefined : COMMANDS.get(name);
    for (const load of alone ? [alone] : COMMANDS.values()) (await load()).addTo(program);
    if (argv.length <= 2) program.outputHelp();
    else await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = failed(error);
  }
}

/** As commander has it, without `(default: false)` and `(default: [])`. */
function optionDescription(option: Option): string {
  const { defaultValue } = option;
  const isEmpty = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0);
  return new Help().optionDescription(isEmpty ? Object.create(option, { defaultValue: {} }) : option);
}

/** Help and version end with 0, everything that keeps a command from its work with 2. */
function failed(error: unknown): number {
  const { code, exitCode } = error as { code?: string; exitCode?: number };
  if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    io.err(
      `git-kvm: ${escapeControls(error.message)}\n${error.hint ? `  ${escapeControls(error.hint)}\n` : ''}`,
    );
  } else {
    io.err(
      `git-kvm: internal error: ${escapeControls(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
    );
  }
  return 2;
}
