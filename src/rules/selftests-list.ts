import { SELFTESTS } from '../analysis/kvm/selftest-paths';
import { exampleDiff } from '../lint/example-mail';
import { type Context, patchRule, type RulePage } from '../lint/rule';
import { addedLines, type Diff, type DiffFile, type DiffLine } from '../model/diff';
import type { RuleFinding } from '../model/finding';

/** `TEST_GEN_PROGS_x86 += x86/demo_test`, also without the `+`. */
const ENTRY = /^(TEST_GEN_PROGS(?:_\w+)?)\s*\+?=\s*(\S+)\s*$/;

/** An entry of .gitignore that names one test. */
const LISTED = /^\/?[\w/-]+$/;
/** The same, negated: the program of a test is ignored by a rule for all of them. */
const TAKEN_BACK = /^!\/?[\w/-]+_test$/;
/** Architectures by the names of folders and lists, current and former. */
const ARCH: Readonly<Record<string, string>> = {
  x86: 'x86',
  x86_64: 'x86',
  arm64: 'arm64',
  aarch64: 'arm64',
  s390: 's390',
  s390x: 's390',
  riscv: 'riscv',
  loongarch: 'loongarch',
};

export default patchRule({
  id: 'selftests-list',
  section: 'diff',
  level: 'warn',
  // The list is one for all architectures.
  scope: 'kvm',
  requires: ['diff'],
  summary: 'Add new selftests to the Makefile in alphabetical order, and not to .gitignore',
  *check(patch, context) {
    const listed = context.series.patches.flatMap(({ diff }) =>
      makefiles(diff).flatMap((file) => addedLines(file).map(({ text }) => text)),
    );
    for (const file of patch.diff.files) {
      const name = newTest(file);
      if (name !== null && !listed.some((line) => line.includes(name))) {
        yield {
          message: `New test ${name} is missing from the Makefile`,
          hint: `Add TEST_GEN_PROGS_x86 += ${name} to ${SELFTESTS}Makefile.kvm`,
          at: null,
          // A patch of a series that is not available as a whole may have its list elsewhere.
          level: context.series.whole || context.series.of === 1 ? undefined : 'note',
        };
      }
    }
    for (const file of makefiles(patch.diff)) {
      yield* disorder(file);
      yield* withoutSource(file, context);
    }
    yield* ignored(patch.diff);
  },
});

function makefiles(diff: Diff): DiffFile[] {
  return diff.files.filter(
    ({ newPath }) => newPath.startsWith(SELFTESTS) && /\/Makefile(?:\.\w+)?$/.test(newPath),
  );
}

/** Added entries whose source is in no patch of the series, and not in the tree. */
function* withoutSource(file: DiffFile, { clone, series }: Context): Iterable<RuleFinding> {
  if (clone === null) return;
  const touched = new Set(series.patches.flatMap(({ diff }) => diff.paths));
  for (const line of addedLines(file)) {
    const name = ENTRY.exec(line.text)?.[2];
    if (name === undefined || name.includes('$')) continue;
    const path = `${file.newPath.slice(0, file.newPath.lastIndexOf('/') + 1)}${name}.c`;
    if (touched.has(path) || clone.file(path) !== null) continue;
    yield {
      message: `No ${name}.c for ${name}`,
      hint: 'Add the source in the same patch (`git add`), or correct the name',
      at: spanOf(line),
    };
  }
}

/** The name that the Makefile lists a new test by: `x86/demo_test`; null for anything else. */
function newTest(file: DiffFile): string | null {
  if (file.change !== 'added' || !file.newPath.startsWith(SELFTESTS) || !file.newPath.endsWith('.c'))
    return null;
  const name = file.newPath.slice(SELFTESTS.length, -'.c'.length);
  if (/^(?:lib|include)\//.test(name)) return null;
  return addedLines(file).some(({ text }) => /^int main\(/.test(text)) ? name : null;
}

/** Added entries that are not in order with their neighbours of the same list and folder. */
function* disorder(file: DiffFile): Iterable<RuleFinding> {
  for (const hunk of file.hunks) {
    const entries = hunk.lines.flatMap((line) => {
      const entry = line.kind === '-' ? null : ENTRY.exec(line.text);
      return entry === null ? [] : [{ line, list: entry[1]!, name: entry[2]!, folder: folderOf(entry[2]!) }];
    });
    for (const [i, entry] of entries.entries()) {
      if (entry.line.kind !== '+') continue;
      const [own, list] = [ARCH[entry.folder], ARCH[entry.list.replace('TEST_GEN_PROGS_', '')]];
      if (own !== undefined && list !== undefined && own !== list) {
        yield {
          message: `${entry.name} is in the list of another architecture`,
          hint: `Write \`TEST_GEN_PROGS_${own} += ${entry.name}\`, and move it to that list`,
          at: spanOf(entry.line),
        };
        continue;
      }
      const isKin = (other: (typeof entries)[number] | undefined) =>
        other !== undefined && other.list === entry.list && other.folder === entry.folder;
      const above = isKin(entries[i - 1]) ? entries[i - 1]! : null;
      const below = isKin(entries[i + 1]) ? entries[i + 1]! : null;
      // In a list that was unsorted around the new entries there is no correct place.
      const [before, after] = [oldNeighbour(entries, i, -1), oldNeighbour(entries, i, 1)];
      if (before && after && isKin(before) && isKin(after) && before.name > after.name) continue;
      const wrong =
        above && above.name > entry.name ? above : below && below.name < entry.name ? below : null;
      if (wrong === null) {
        yield* amongFolders(entry, entries[i + 1]);
        yield* behindShared(entry, before, after);
        continue;
      }
      yield {
        message: `${entry.name} and ${wrong.name} are not in alphabetical order`,
        hint: 'Keep the list of tests sorted',
        at: spanOf(entry.line),
      };
    }
  }
}

/** The nearest entry above (-1) or below (1) that the patch did not add. */
function oldNeighbour(entries: readonly Entry[], from: number, step: -1 | 1): Entry | undefined {
  let at = from + step;
  while (entries[at]?.line.kind === '+') at += step;
  return entries[at];
}

interface Entry {
  readonly line: DiffLine;
  readonly list: string;
  readonly name: string;
  readonly folder: string;
}

/** Each list names the tests of the architecture's folder first, and then those that it shares with others. */
function* amongFolders(entry: Entry, below: Entry | undefined): Iterable<RuleFinding> {
  if (entry.folder !== '' || below?.list !== entry.list || below.folder === '') return;
  if (below.line.kind === '+') return;
  yield {
    message: `${entry.name} is before ${below.name}`,
    hint: `Put it after the tests of ${below.folder}/, with those that architectures share`,
    at: spanOf(entry.line),
  };
}

/** The same from the other side: a test of the folder at the end of the list, where the shared ones are. */
function* behindShared(
  entry: Entry,
  above: Entry | undefined,
  below: Entry | undefined,
): Iterable<RuleFinding> {
  if (entry.folder === '' || above?.list !== entry.list || above.folder !== '') return;
  if (below?.list === entry.list && below.folder !== '') return;
  yield {
    message: `${entry.name} is after ${above.name}`,
    hint: `Put it with the tests of ${entry.folder}/, before those that architectures share`,
    at: spanOf(entry.line),
  };
}

function folderOf(name: string): string {
  return name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '';
}

function* ignored(diff: Diff): Iterable<RuleFinding> {
  for (const file of diff.files) {
    if (file.newPath !== `${SELFTESTS}.gitignore`) continue;
    // An older tree lists each test; there an entry is needed.
    const listsTests = file.hunks.some(({ lines }) =>
      lines.some(({ kind, text }) => kind !== '+' && LISTED.test(text)),
    );
    if (listsTests) {
      yield* unsorted(file);
      continue;
    }
    for (const line of addedLines(file)) {
      if (!LISTED.test(line.text) && !TAKEN_BACK.test(line.text)) continue;
      yield {
        message: 'Needless .gitignore entry for a test',
        hint: 'Drop it: the file lists what is not ignored',
        at: spanOf(line),
      };
    }
  }
}

/** An entry of a list of tests that is not in order with its neighbours, which are. */
function* unsorted(file: DiffFile): Iterable<RuleFinding> {
  for (const hunk of file.hunks) {
    const entries = hunk.lines.filter(({ kind, text }) => kind !== '-' && LISTED.test(text));
    for (const [i, line] of entries.entries()) {
      const [above, below] = [entries[i - 1], entries[i + 1]];
      if (line.kind !== '+' || (above && below && above.text > below.text)) continue;
      if ((above === undefined || above.text < line.text) && (below === undefined || line.text < below.text))
        continue;
      yield {
        message: `${line.text} is not in alphabetical order`,
        hint: 'Keep the list of tests sorted',
        at: spanOf(line),
        level: 'note',
      };
    }
  }
}

function spanOf(line: DiffLine) {
  return { line: line.at, column: 2, endLine: line.at, endColumn: line.text.length + 2, quote: line.text };
}

const MESSAGE = 'KVM: selftests: Add a demo test\n\nAdd a test for the demo MSR.\n';
const TEST = (
  path: string,
) => `diff --git a/tools/testing/selftests/kvm/${path} b/tools/testing/selftests/kvm/${path}
new file mode 100644
--- /dev/null
+++ b/tools/testing/selftests/kvm/${path}
@@ -0,0 +1,2 @@
+int main(int argc, char *argv[])
+{ return 0; }
`;
const MAKEFILE = (
  lines: string,
  count = 3,
) => `diff --git a/tools/testing/selftests/kvm/Makefile.kvm b/tools/testing/selftests/kvm/Makefile.kvm
--- a/tools/testing/selftests/kvm/Makefile.kvm
+++ b/tools/testing/selftests/kvm/Makefile.kvm
@@ -1,${count - 1} +1,${count} @@
${lines}`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Co-Posting Tests',
  why: `A test that is missing from the lists is never built, and no one notices. The lists are sorted so that two series that
each add a test rarely conflict. Tests need no entry in .gitignore, which lists what is not ignored.`,
  valid: [
    {
      name: 'a source that the tree has, or another patch',
      message: MESSAGE,
      diff: `${TEST('x86/demo_test.c')}${MAKEFILE(' TEST_GEN_PROGS_x86 += x86/cpuid_test\n+TEST_GEN_PROGS_x86 += x86/demo_test\n+TEST_GEN_PROGS_x86 += x86/fix_test\n TEST_GEN_PROGS_x86 += x86/hyperv_clock\n', 4)}`,
      clone: { files: { [`${SELFTESTS}x86/fix_test.c`]: '' } },
    },
    {
      name: 'listed in order',
      message: MESSAGE,
      diff: `${TEST('x86/demo_test.c')}${MAKEFILE(' TEST_GEN_PROGS_x86 += x86/cpuid_test\n+TEST_GEN_PROGS_x86 += x86/demo_test\n TEST_GEN_PROGS_x86 += x86/hyperv_clock\n')}`,
    },
    {
      name: 'a library file is not a test',
      message: MESSAGE,
      diff: TEST('lib/x86/demo.c'),
    },
    {
      name: 'another folder has its own order',
      message: MESSAGE,
      diff: MAKEFILE(
        ' TEST_GEN_PROGS_x86 += x86/xss_msr_test\n+TEST_GEN_PROGS_x86 += demo_test\n TEST_GEN_PROGS_x86 += dirty_log_test\n',
      ),
    },
    {
      name: 'a list that was in disorder before',
      message: MESSAGE,
      diff: MAKEFILE(
        ' TEST_GEN_PROGS_x86 += x86/zap_test\n+TEST_GEN_PROGS_x86 += x86/demo_test\n TEST_GEN_PROGS_x86 += x86/amx_test\n',
      ),
    },
    {
      name: 'a program elsewhere',
      message: MESSAGE,
      diff: TEST('x86/demo_test.c').replaceAll('selftests/kvm', 'selftests/x86'),
    },
    { name: 'a header is not a test', message: MESSAGE, diff: TEST('x86/demo_test.h') },
    {
      name: 'a part of a test has no main()',
      message: MESSAGE,
      diff: TEST('x86/demo_test.c').replace('int main(', 'int helper('),
    },
    {
      name: 'a test that is there already',
      message: MESSAGE,
      files: ['tools/testing/selftests/kvm/x86/demo_test.c'],
    },
  ],
  invalid: [
    {
      name: 'an entry without its source',
      message: MESSAGE,
      diff: MAKEFILE(
        ' TEST_GEN_PROGS_x86 += x86/amx_test\n+TEST_GEN_PROGS_x86 += x86/demo_test\n TEST_GEN_PROGS_x86 += x86/xss_msr_test\n',
      ),
      clone: { files: { [`${SELFTESTS}x86/amx_test.c`]: '' } },
      quotes: ['TEST_GEN_PROGS_x86 += x86/demo_test'],
      says: ['No x86/demo_test.c'],
    },
    {
      name: 'out of order in a .gitignore that lists each test',
      message: MESSAGE,
      diff: exampleDiff({ [`${SELFTESTS}.gitignore`]: [' /amx_test', '+/zap_test', ' /demo_test'] }),
      quotes: ['/zap_test'],
      levels: ['note'],
    },
    { name: 'in no list', message: MESSAGE, diff: TEST('x86/demo_test.c'), quotes: [null] },
    {
      name: 'at the end of the list',
      message: MESSAGE,
      diff: `${TEST('x86/demo_test.c')}${MAKEFILE(' TEST_GEN_PROGS_x86 += x86/amx_test\n TEST_GEN_PROGS_x86 += x86/xss_msr_test\n+TEST_GEN_PROGS_x86 += x86/demo_test\n')}`,
      quotes: ['TEST_GEN_PROGS_x86 += x86/demo_test'],
    },
    {
      name: 'on top of the list',
      message: MESSAGE,
      diff: MAKEFILE(
        '+TEST_GEN_PROGS_x86 += x86/demo_test\n TEST_GEN_PROGS_x86 += x86/amx_test\n TEST_GEN_PROGS_x86 += x86/xss_msr_test\n',
      ),
      quotes: ['TEST_GEN_PROGS_x86 += x86/demo_test'],
    },
    {
      name: 'in .gitignore',
      message: MESSAGE,
      diff: `diff --git a/tools/testing/selftests/kvm/.gitignore b/tools/testing/selftests/kvm/.gitignore
--- a/tools/testing/selftests/kvm/.gitignore
+++ b/tools/testing/selftests/kvm/.gitignore
@@ -1,1 +1,2 @@
 !config
+/x86/demo_test
`,
      quotes: ['/x86/demo_test'],
    },
    {
      name: 'in the list of another architecture',
      message: MESSAGE,
      diff: MAKEFILE(
        ' TEST_GEN_PROGS_s390 += s390/amx_test\n+TEST_GEN_PROGS_s390 += x86/demo_test\n TEST_GEN_PROGS_s390 += s390/xss_msr_test\n',
      ),
      quotes: ['TEST_GEN_PROGS_s390 += x86/demo_test'],
      says: ['another architecture'],
    },
  ],
});
