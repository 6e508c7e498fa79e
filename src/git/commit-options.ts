/** The options of `git commit`: which of them decide what is committed, and which ones the message. */

/** Long options of git commit, 2.39 to 2.55; `=`: takes a value, the next word if it has none. */
const LONG =
  `quiet verbose file= author= date= message= reedit-message= reuse-message= fixup= squash= reset-author
  trailer= signoff template= edit cleanup= status gpg-sign all include interactive patch only verify dry-run short branch
  ahead-behind porcelain long null amend post-rewrite untracked-files pathspec-from-file= pathspec-file-nul unified=
  inter-hunk-context=`.split(/\s+/);

/** Short ones that take a value, and those whose value can only follow at once. */
const SHORT_WITH_VALUE: Readonly<Record<string, string>> = {
  F: 'file',
  m: 'message',
  c: 'reedit-message',
  C: 'reuse-message',
  t: 'template',
  U: 'unified',
};
const SHORT_STICKY = 'Su';
const SHORT_OF_MESSAGE: Readonly<Record<string, string>> = { e: 'edit', s: 'signoff' };

/** What is in the saved message already, or would keep it from being edited. */
const OF_MESSAGE =
  'file message reedit-message reuse-message fixup squash trailer signoff template edit'.split(' ');

interface CommitOptions {
  /** The arguments without those of the message, in the order they were typed, paths included. */
  readonly kept: readonly string[];
  /** Names of the options that were typed, without `no-`. */
  readonly names: ReadonlySet<string>;
  /** The value of --pathspec-from-file. */
  readonly pathsFrom: string | null;
}

/** @param args what was typed after `git commit` */
export function readCommitOptions(args: readonly string[]): CommitOptions {
  const kept: string[] = [];
  const names = new Set<string>();
  let pathsFrom: string | null = null;
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i]!;
    if (word === '--') {
      kept.push(...args.slice(i));
      break;
    }
    const takesNext = (from: string[]) => [...from, ...args.slice(i + 1, i + 2)];
    if (word.startsWith('--')) {
      const { name, hasValue, value } = longOption(word);
      const words = hasValue && value === null ? takesNext([word]) : [word];
      if (words.length > 1) i += 1;
      const fixup = name === 'fixup' ? (value ?? words[1] ?? '') : '';
      // Git writes a NUL in the place of the colon, so that it reads as two words.
      if (/^(?:amend|reword)$/.test(fixup)) i += 1;
      if (/^reword\b/.test(fixup)) kept.push('--only', '--allow-empty');
      names.add(name);
      if (name === 'pathspec-from-file') pathsFrom = value ?? words[1] ?? null;
      if (!OF_MESSAGE.includes(name)) kept.push(...words);
    } else if (word.startsWith('-') && word !== '-') {
      const cluster = shortOptions(word.slice(1));
      for (const name of cluster.names) names.add(name);
      const words = cluster.kept === '' ? [] : [`-${cluster.kept}`];
      if (cluster.takesNext) i += 1;
      kept.push(...(cluster.takesNext && cluster.keepsNext ? [...words, ...args.slice(i, i + 1)] : words));
    } else kept.push(word);
  }
  return { kept, names, pathsFrom };
}

/** Git takes any beginning of a name that tells it from the others, and `no-` before it. */
function longOption(word: string): { name: string; hasValue: boolean; value: string | null } {
  const [, no, typed, value] = /^--(no-)?([^=]*)(?:=(.*))?$/s.exec(word)!;
  const nameOf = (entry: string) => entry.replace('=', '');
  const entry =
    LONG.find((one) => nameOf(one) === typed) ?? LONG.find((one) => one.startsWith(typed!)) ?? typed!;
  return { name: nameOf(entry), hasValue: entry.endsWith('=') && no === undefined, value: value ?? null };
}

function shortOptions(letters: string) {
  let kept = '';
  const names: string[] = [];
  for (let i = 0; i < letters.length; i += 1) {
    const letter = letters[i]!;
    const withValue = SHORT_WITH_VALUE[letter];
    const name = withValue ?? SHORT_OF_MESSAGE[letter] ?? letter;
    names.push(name);
    const isKept = !OF_MESSAGE.includes(name);
    if (withValue !== undefined) {
      const isLast = i === letters.length - 1;
      return { kept: isKept ? kept + letters.slice(i) : kept, names, takesNext: isLast, keepsNext: isKept };
    }
    if (SHORT_STICKY.includes(letter))
      return { kept: kept + letters.slice(i), names, takesNext: false, keepsNext: false };
    if (isKept) kept += letter;
  }
  return { kept, names, takesNext: false, keepsNext: false };
}
