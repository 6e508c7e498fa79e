/** `git kvm completion SHELL`: commands, options and rule ids, made from the command line's own description. */
import type { Command } from 'commander';
import { UsageError } from '../model/errors';
import { RULES } from '../rules/registry';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('completion')
    .description('print a completion script for a shell')
    .argument('<shell>', 'use bash, zsh or fish')
    .addHelpText(
      'after',
      `
Examples:
  git kvm completion bash >> ~/.bashrc
  git kvm completion zsh > ~/.zfunc/_git-kvm
  git kvm completion fish > ~/.config/fish/completions/git-kvm.fish`,
    )
    .action(action(async (shell: string) => completion(program, shell, io)));
}

interface Known {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly {
    readonly flag: string;
    readonly summary: string;
    readonly choices: readonly string[];
  }[];
  /** Words that the first argument can be. */
  readonly words: readonly string[];
  /** Arguments are commits or ranges; files as well. */
  readonly takesRange: boolean;
}

const WITH_RANGE = ['check', 'reword', 'order', 'plan', 'verify', 'format-patch'];
const LIST_REFS =
  "git for-each-ref --format='%(refname:short)' refs/heads refs/remotes refs/tags 2>/dev/null";

/** @throws UsageError for a shell that is none of the three */
function completion(program: Command, shell: string, io: Io): 0 {
  const commands = known(program);
  const scripts: Record<string, (commands: readonly Known[]) => string> = { bash, zsh, fish };
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined) throw new UsageError(`unknown shell '${shell}'`, 'use bash, zsh or fish');
  io.out(script(commands));
  return 0;
}

function known(program: Command): Known[] {
  const rules = RULES.map(({ id }) => id);
  const words: Record<string, readonly string[]> = {
    explain: rules,
    allow: rules,
    completion: ['bash', 'zsh', 'fish'],
    hook: ['commit-msg', 'prepare-commit-msg', 'sendemail-validate'],
  };
  return program.commands.map((command) => ({
    name: command.name(),
    summary: command.description(),
    options: command.options
      .filter(({ hidden }) => !hidden)
      .flatMap(({ long, description, argChoices }) =>
        long ? [{ flag: long, summary: description, choices: argChoices ?? [] }] : [],
      ),
    words: words[command.name()] ?? [],
    takesRange: WITH_RANGE.includes(command.name()),
  }));
}

/** Git's own completion calls `_git_kvm` for `git kvm`, with `words` and `cword` as it sets them. */
function bash(commands: readonly Known[]): string {
  const cases = commands
    .map(({ name, options, words, takesRange }) => {
      const choices = options
        .filter(({ choices }) => choices.length > 0)
        .map(
          ({ flag, choices }) =>
            `\t\t\t${flag}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur")); return ;;\n`,
        );
      const flags = options.map(({ flag }) => flag).join(' ');
      const prev = choices.length > 0 ? `\t\tcase $prev in\n${choices.join('')}\t\tesac\n` : '';
      return `\t${name})\n${prev}\t\tcase $cur in\n\t\t-*) COMPREPLY=($(compgen -W '${flags} --help' -- "$cur")); return ;;\n\t\tesac\n\t\t${takesRange ? '_git_kvm_range' : `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur"))`}\n\t\t;;\n`;
    })
    .join('');
  return `# bash completion of git-kvm: git kvm completion bash
# Refs, also after "..", or else files; a name that the shell would take apart is left out.
_git_kvm_range() {
\tlocal ref end=\${cur##*..}
\tlocal start=\${cur%"$end"}
\twhile IFS= read -r ref; do
\t\tif [[ $ref == "$end"* && $ref != *[!A-Za-z0-9._/@+-]* ]]; then COMPREPLY+=("$start$ref"); fi
\tdone < <(echo HEAD; ${LIST_REFS})
\tif ((\${#COMPREPLY[@]} > 0)); then return; fi
\tcompopt -o filenames +o nospace 2>/dev/null
\twhile IFS= read -r ref; do COMPREPLY+=("$ref"); done < <(compgen -f -- "$cur")
}
_git_kvm_words() {
\tlocal command=$1 cur=$2 prev=$3
\tCOMPREPLY=()
\tcase $command in
\t'') COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$cur")) ;;
${cases}\tesac
}
_git_kvm() {
\tlocal at=1 i
\tfor ((i = 1; i < COMP_CWORD; i++)); do
\t\tif [[ \${COMP_WORDS[i]} == kvm ]]; then at=$((i + 1)); break; fi
\tdone
\tlocal command=
\tif ((COMP_CWORD > at)); then command=\${COMP_WORDS[at]}; fi
\tlocal cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
\tif [[ $cur == '=' ]]; then cur=; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
\t_git_kvm_words "$command" "$cur" "$prev"
}
complete -o bashdefault -o default -F _git_kvm git-kvm
`;
}

function zsh(commands: readonly Known[]): string {
  const names = commands
    .map(({ name, summary }) => `\t\t${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`)
    .join('\n');
  const cases = commands
    .map(({ name, options, words, takesRange }) => {
      const flags = options.map(({ flag, summary, choices }) => {
        const help = summary.replace(/[[\]:\\]/g, (sign) => `\\${sign}`);
        return ` \\\n\t\t\t${quoted(choices.length > 0 ? `${flag}=[${help}]:value:(${choices.join(' ')})` : `${flag}[${help}]`)}`;
      });
      const free = takesRange ? '*:range:_git-kvm_range' : '*:file:_files';
      const rest = words.length > 0 ? `1:name:(${words.join(' ')})` : free;
      return `\t${name}) _arguments${flags.join('')} \\\n\t\t\t${quoted(rest)} ;;\n`;
    })
    .join('');
  return `#compdef git-kvm
# zsh completion of git-kvm, for git-kvm and for git kvm: git kvm completion zsh
_git-kvm_range() {
\tlocal -a refs
\trefs=(HEAD \${(f)"$(${LIST_REFS})"})
\tcompset -P '*..'
\tcompadd -a refs
\t_files
}
_git-kvm() {
\tlocal -a commands
\tcommands=(
${names}
\t)
\tif ((CURRENT == 2)); then
\t\t_describe command commands
\t\treturn
\tfi
\tlocal command=$words[2]
\tshift words
\t((CURRENT--))
\tcase $command in
${cases}\tesac
}
if [[ $funcstack[1] == _git-kvm ]]; then _git-kvm "$@"; fi
`;
}

/** All of it for git-kvm; `git kvm` hands on to that. */
function fish(commands: readonly Known[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap(({ name, summary, options, words, takesRange }) => {
    const here = `__fish_seen_subcommand_from ${name}`;
    const first = "'not __fish_seen_subcommand_from $git_kvm_commands'";
    return [
      `complete -c git-kvm -f -n ${first} -a ${name} -d ${quoted(summary)}`,
      ...options.map(({ flag, summary: what, choices }) => {
        const values = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : '';
        return `complete -c git-kvm -n '${here}' -l ${flag.slice(2)}${values} -d ${quoted(what)}`;
      }),
      ...(words.length > 0 ? [`complete -c git-kvm -f -n '${here}' -a '${words.join(' ')}'`] : []),
      ...(takesRange ? [`complete -c git-kvm -n '${here}' -a '(__git_kvm_range)'`] : []),
    ];
  });
  return `# fish completion of git-kvm: git kvm completion fish
set -g git_kvm_commands ${names}
# Refs, also after "..".
function __git_kvm_range
\tset -l start (string match -r '^.*\\.\\.' -- (commandline -ct))
\tfor ref in HEAD (${LIST_REFS})
\t\techo "$start$ref"
\tend
end
# Of "git kvm ARG…": as of "git-kvm ARG…".
function __git_kvm_as_git_kvm
\tset -l typed (commandline -opc)
\tset -l at (contains -i -- kvm $typed)
\tset -e typed[1..$at]
\tcomplete -C "$(string join -- ' ' (string escape -- git-kvm $typed) (commandline -ct))"
end
complete -c git -f -n '__fish_seen_subcommand_from kvm' -a '(__git_kvm_as_git_kvm)'
${lines.join('\n')}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
