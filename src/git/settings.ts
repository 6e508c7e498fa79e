/** The configuration that git has in force, in one question; and what follows from it of remotes. */
import type { Remote } from '../model/repo-facts';
import type { GitRunner } from './run';

export interface Setting {
  /** As git prints it: in lowercase letters, but for the part in the middle. */
  readonly key: string;
  readonly value: string;
}

/** In git's order; null where git could not tell. */
export function readSettings(git: GitRunner): Setting[] | null {
  const output = git.run(['config', '-z', '--list']);
  return output === null ? null : parseSettings(output.toString('utf8'));
}

/** Those whose key this pattern matches, in git's order; empty where there is none, or git could not tell. */
export function settingsLike(pattern: string, git: GitRunner): Setting[] {
  return parseSettings(git.run(['config', '-z', '--get-regexp', pattern])?.toString('utf8') ?? '');
}

/** What `git config -z` prints with `--list` or `--get-regexp`. */
export function parseSettings(output: string): Setting[] {
  return output.split('\0').filter(Boolean).map(parseSetting);
}

/** One entry of it: a key and, after a line break, its value. A key without `=` means true. */
export function parseSetting(entry: string): Setting {
  const cut = entry.indexOf('\n');
  return cut < 0 ? { key: entry, value: 'true' } : { key: entry.slice(0, cut), value: entry.slice(cut + 1) };
}

/** The remotes and where git fetches from, as `git remote -v` says: by the first URL, with `url.*.insteadOf` applied. */
export function remotesIn(settings: readonly Setting[]): Remote[] {
  const remotes = new Map<string, string>();
  for (const { middle, value } of named(settings, 'remote.', '.url')) {
    if (!remotes.has(middle)) remotes.set(middle, value);
  }
  const instead = named(settings, 'url.', '.insteadof');
  return [...remotes].map(([name, url]) => ({ name, url: rewritten(url, instead) }));
}

/** Of several beginnings that fit, the longest counts. */
function rewritten(url: string, instead: readonly { middle: string; value: string }[]): string {
  let longest: (typeof instead)[number] | null = null;
  for (const one of instead) {
    if (url.startsWith(one.value) && one.value.length > (longest?.value.length ?? -1)) longest = one;
  }
  return longest === null ? url : longest.middle + url.slice(longest.value.length);
}

function named(settings: readonly Setting[], start: string, end: string) {
  return settings.flatMap(({ key, value }) =>
    key.startsWith(start) && key.endsWith(end) && key.length > start.length + end.length
      ? [{ middle: key.slice(start.length, -end.length), value }]
      : [],
  );
}

/** Returns true if objects that are missing here may be there anyway, at the remote that they were left at. */
export function isPartial(settings: readonly Setting[]): boolean {
  return settings.some(({ key }) => /^(?:extensions\.partialclone|remote\..*\.promisor)$/i.test(key));
}
