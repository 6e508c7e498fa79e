/** Names that the kernel shows to user space as text: statistics, module parameters, files in debugfs, tracepoints. */
import { memoize } from '../../../model/memoize';
import type { PatchFacts } from '../extract/facts';
import type { AddedLine } from '../extract/symbols';

/** Macros and calls that give the kernel such a name. */
const SHOWS =
  /^(?:module_param\w*|core_param|STATS_DESC_\w+|KVM_GENERIC_\w+_STATS|TRACE_EVENT\w*|DEFINE_EVENT\w*|debugfs_create_\w+|DEFINE_\w*ATTRIBUTE)$/;
const NAME = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)+$/;
/** So much of a test's changed lines is searched for names. */
const MOST = 50_000;

/** Names on these lines that a macro shows, with the line that a call may go on. */
function namesOn(lines: readonly AddedLine[]): Set<string> {
  const names = new Set<string>();
  for (const [i, { tokens }] of lines.entries()) {
    if (!tokens.some(({ text }) => SHOWS.test(text))) continue;
    for (const { kind, text } of [...tokens, ...(lines[i + 1]?.tokens ?? [])]) {
      if (kind !== 'name' && kind !== 'string') continue;
      const name = text.replace(/^"|"$/g, '');
      if (NAME.test(name) && !SHOWS.test(name)) names.add(name);
    }
  }
  return names;
}

function shown({ files }: PatchFacts, side: 'added' | 'removed'): Set<string> {
  const code = files.filter(({ area }) => area === 'kernel');
  return new Set(code.flatMap((file) => [...namesOn(file[side])]));
}

/** Names that a kernel patch takes away or gives another form. */
export const lostTexts = memoize((kernel: PatchFacts): ReadonlySet<string> => {
  const now = shown(kernel, 'added');
  return new Set([...shown(kernel, 'removed')].filter((name) => !now.has(name)));
});

/** Names in the lines that a patch takes away from tests, or adds to them, scripts too. */
const namesBySide = memoize(
  ({ patch, files }: PatchFacts): Readonly<Record<'-' | '+', ReadonlySet<string>>> => {
    const names = { '-': new Set<string>(), '+': new Set<string>() };
    let left = MOST;
    const tests = new Set(
      files.filter(({ area }) => area === 'test' || area === 'testlib').map(({ path }) => path),
    );
    for (const { newPath, hunks } of patch.diff.files) {
      if (!tests.has(newPath)) continue;
      for (const { lines } of hunks) {
        for (const { kind, text } of lines) {
          if (kind === ' ') continue;
          left -= text.length;
          if (left < 0) return names;
          for (const word of text.match(/[a-z][a-z0-9_-]{4,60}/g) ?? [])
            if (NAME.test(word)) names[kind].add(word);
        }
      }
    }
    return names;
  },
);

/** Names in the lines that a patch changes in tests. */
export const textsOf = memoize((test: PatchFacts): ReadonlySet<string> => {
  const { '-': was, '+': now } = namesBySide(test);
  return new Set([...was, ...now]);
});

/** The name that a test gives up for another, where the kernel patch has the one take the place of the other. */
export function renamedText(test: PatchFacts, kernel: PatchFacts): { was: string; now: string } | null {
  const { '-': had, '+': has } = namesBySide(test);
  const gone = [...lostTexts(kernel)].filter((name) => had.has(name) || has.has(name));
  const [was] = gone;
  const now = [...shown(kernel, 'added')].find((name) => has.has(name));
  return was === undefined || now === undefined || gone.some((name) => has.has(name)) ? null : { was, now };
}
