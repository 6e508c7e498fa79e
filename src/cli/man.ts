/** `git kvm man`: the manual page, made from the command line's own description. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('man')
    .description('show the man page')
    .option('--print', 'print its source', false)
    .addHelpText(
      'after',
      '\nExamples:\n  git kvm man\n  git kvm man --print > ~/.local/share/man/man1/git-kvm.1',
    )
    .action(action(async (options: { print: boolean }) => man(program, options, io)));
}

/** @returns what `man` returns; without it, 0 and the page as plain text */
function man(program: Command, { print }: { print: boolean }, io: Io): number {
  const page = manPage(program);
  if (print) {
    io.out(page);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-man-'));
  try {
    writeFileSync(join(folder, 'git-kvm.1'), page);
    const done = spawnSync('man', ['-l', join(folder, 'git-kvm.1')], { stdio: 'inherit' });
    if (done.error === undefined) return done.status ?? 1;
    io.out(program.helpInformation());
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The page in man(7)'s macros. */
function manPage(program: Command): string {
  const commands = program.commands.filter((command) => command.name() !== 'hook');
  const sections = [
    `.TH GIT\\-KVM 1 "" "git\\-kvm ${roff(program.version() ?? '')}" "Git Manual"`,
    '.SH NAME',
    `git\\-kvm \\- check KVM x86 patches against the maintainers' guide`,
    '.SH SYNOPSIS',
    '.nf',
    ...commands.map((command) => `\\fBgit kvm ${roff(command.name())}\\fR ${roff(usageOf(command))}`),
    '.fi',
    '.SH DESCRIPTION',
    roff(program.description()),
    'Once installed into a clone, it runs as the commit\\-msg, prepare\\-commit\\-msg and sendemail\\-validate hooks:',
    'a commit whose message violates the guide is rejected, and so is a send of such a series.',
    '.SH COMMANDS',
    ...commands.flatMap(sectionOf),
    '.SH EXIT STATUS',
    '0: clean, or only warnings. 1: blocking findings. 2: could not check.',
    '.SH FILES',
    '.TP\n\\fI~/.config/git\\-kvm/config.yaml\\fR, \\fI.git/git\\-kvm.yaml\\fR, \\fI.git\\-kvmrc.yaml\\fR',
    'Configuration of the user, the clone and the tree; later ones take precedence. YAML, JSON or TOML.',
    '.TP\n\\fI.git/git\\-kvm/\\fR',
    'The installation.',
    '.TP\n\\fI.git/git\\-kvm\\-series.json\\fR',
    'Series that were formatted and sent, for the next version and for \\fBgit kvm status\\fR.',
    '.SH SEE ALSO',
    'git\\-format\\-patch(1), git\\-send\\-email(1), githooks(5), b4(5)',
  ];
  return `${sections.join('\n')}\n`;
}

function usageOf(command: Command): string {
  return command.usage().trim();
}

function sectionOf(command: Command): string[] {
  const options = command.options.filter(({ hidden }) => !hidden);
  return [
    `.SS git kvm ${roff(command.name())} ${roff(usageOf(command))}`,
    roff(sentence(command.description())),
    ...options.flatMap((option) => {
      const choices = option.argChoices ? ` (${option.argChoices.join(', ')})` : '';
      return [`.TP\n\\fB${roff(option.flags)}\\fR`, roff(sentence(option.description + choices))];
    }),
    ...extraOf(command),
  ];
}

/** What `addHelpText` put after the options: examples, kept as they are. */
function extraOf(command: Command): string[] {
  let text = '';
  command.configureOutput({ writeOut: (words) => (text += words) });
  command.outputHelp();
  const help = command.helpInformation();
  const extra = text.slice(text.indexOf(help) + help.length).trim();
  return extra === '' ? [] : ['.PP', '.nf', roff(extra), '.fi'];
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

/** Text that roff prints as it stands: no line begins with a control character, a minus is one. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', "'")
    .replaceAll('…', '...')
    .replace(/^[.']/gm, '\\&$&');
}
