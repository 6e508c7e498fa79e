/** Where a tree defines names, told by the look of its lines: one `git grep`. */
import type { NamedPlace } from '../model/repo-facts';

/** Most names that one search is for. */
const MOST_NAMES = 100;
/** Where names are defined that KVM's code and its selftests can use. */
export const SEEN_BY_KVM = [
  ...['include', 'virt/kvm', 'tools/include', 'tools/arch', 'tools/testing/selftests/kvm'].map(
    (folder) => `:(top)${folder}`,
  ),
  ...[':(top,glob)arch/*/include/**', ':(top,glob)arch/*/kvm/**'],
];

interface DefinitionSearch {
  /** For git. */
  readonly args: readonly string[];
  /** What git's output says. */
  places(output: Buffer): NamedPlace[];
}

/** The search for these names in a revision; null where none of them can be a name of C. */
export function definitionSearch(revision: string, names: readonly string[]): DefinitionSearch | null {
  const wanted = names.filter((name) => /^\w{1,100}$/.test(name)).slice(0, MOST_NAMES);
  if (wanted.length === 0) return null;
  const any = `(${wanted.join('|')})`;
  const patterns = [
    `^[[:space:]]*#[[:space:]]*define[[:space:]]+${any}([^A-Za-z0-9_]|$)`,
    // An enumerator, on its own line.
    `^[[:space:]]+${any}[[:space:]]*(=|,|$)`,
    `^(struct|union|enum)[[:space:]]+${any}[[:space:]]*\\{`,
    // The head of a function stands at the start of a line.
    `^[a-z].*[[:space:]*]${any}\\(`,
  ];
  const args = ['grep', '-I', '-z', '--full-name', '-E', ...patterns.flatMap((pattern) => ['-e', pattern])];
  const name = new RegExp(`\\b${any}\\b`);
  return {
    args: [...args, revision, '--', ...SEEN_BY_KVM],
    places: (output) =>
      output
        .toString('latin1')
        .split('\n')
        .flatMap((line): NamedPlace[] => {
          const at = line.indexOf('\0');
          const found = at === -1 ? undefined : name.exec(line.slice(at + 1))?.[1];
          return found === undefined ? [] : [{ name: found, path: line.slice(revision.length + 1, at) }];
        }),
  };
}
