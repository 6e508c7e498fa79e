/** How to continue with a commit that was rejected: the same commit again, with its message from a file. */
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { type GitCall, gitCall } from '../git/ancestors';
import { readCommitOptions } from '../git/commit-options';
import { escapeControls } from '../model/escape-controls';
import { type HookCall, shellWord } from './hook';

export interface Continuation {
  /** One line for a shell. */
  readonly command: string;
  /** What else there is to know or to do, one line each. */
  readonly notes: readonly string[];
}

/**
 * @param file the message, absolute
 * @param message its text
 * @param typed how git was called; null where that can't be read
 * @param extra options to add, say --no-verify
 */
export function continueCommit(
  { cwd, env }: Pick<HookCall, 'cwd' | 'env'>,
  file: string,
  message: string,
  { typed = gitCall('commit'), extra = [] }: { typed?: GitCall | null; extra?: readonly string[] } = {},
): Continuation {
  // Git moves to the top of the work tree; what was typed is meant from here.
  const folder = resolve(cwd, env.GIT_PREFIX ?? '');
  if (typed === null) return unknownCommit(near(file, folder), env, extra);
  const { kept, names, pathsFrom } = readCommitOptions(typed.args);
  // Another commit's author stays with --amend.
  const isAmend = names.has('amend') && !names.has('reset-author');
  const variables = (typed.variables ?? []).filter((one) => !(isAmend && one.startsWith('GIT_AUTHOR_')));
  const words = [
    ...(typed.from === null || typed.from === folder ? [] : ['-C', near(folder, typed.from)]),
    ...typed.globals,
    'commit',
    ...extra,
    ...author(names, env),
    // Text after the comment character would be taken away as a comment.
    ...(/^#/m.test(message) && !names.has('cleanup') ? ['--cleanup=scissors'] : []),
    '-eF',
    near(file, folder),
    ...kept,
  ];
  // A shell takes it as it was, but it can't be shown, or was lost in reading.
  if ([...variables, ...words].some((word) => escapeControls(word) !== word || word.includes('\ufffd'))) {
    return unknownCommit(near(file, folder), env, extra);
  }
  const notes: string[] = [];
  if (names.has('p') || names.has('patch') || names.has('interactive'))
    notes.push('Git forgot which hunks were chosen: choose them again.');
  if (pathsFrom === '-')
    notes.push('--pathspec-from-file=- reads the paths from standard input again: pipe the same ones to it.');
  if (isRebase(cwd, env)) notes.push('Then: git rebase --continue');
  return { command: [...variables.map(assignment), 'git', ...words.map(shellWord)].join(' '), notes };
}

/** `NAME=value` before a command of a shell. */
function assignment(variable: string): string {
  const cut = variable.indexOf('=') + 1;
  return variable.slice(0, cut) + shellWord(variable.slice(cut));
}

/** -c and -C take the author and the date from another commit; -F doesn't. */
function author(names: ReadonlySet<string>, env: NodeJS.ProcessEnv): string[] {
  const { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date } = env;
  const isTaken = names.has('reedit-message') || names.has('reuse-message');
  if (!isTaken || names.has('reset-author') || name === undefined || email === undefined) return [];
  return [
    ...(names.has('author') ? [] : [`--author=${name} <${email}>`]),
    ...(names.has('date') || date === undefined ? [] : [`--date=${date}`]),
  ];
}

/** A line that does nothing as it is: half of a commit's options could commit something else. */
function unknownCommit(file: string, env: NodeJS.ProcessEnv, extra: readonly string[]): Continuation {
  const index = basename(env.GIT_INDEX_FILE ?? '');
  const seen = index.startsWith('next-index')
    ? ' It had paths.'
    : index === 'index.lock'
      ? ' It had -a, -i or -p.'
      : '';
  return {
    command: ['git', 'commit', ...extra, '-eF', shellWord(file), '<OPTIONS>'].join(' '),
    notes: [
      'For <OPTIONS> repeat what was typed after "git commit" (-a, --amend, --author, paths …), without -m and -F:',
      `git-kvm can't read it here.${seen}`,
    ],
  };
}

function isRebase(cwd: string, env: NodeJS.ProcessEnv): boolean {
  return existsSync(join(resolve(cwd, env.GIT_DIR ?? '.git'), 'rebase-merge'));
}

/** From `folder`; absolute where that leads up and away. */
function near(file: string, folder: string): string {
  const name = relative(folder, file) || '.';
  const isFar = isAbsolute(name) || /^(?:\.\.\/){4}/.test(`${name}/`);
  if (isFar) return file;
  return name.startsWith('-') ? `./${name}` : name;
}
