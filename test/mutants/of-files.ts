/** Which mutants of which files are tried, and by which tests. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Mutant, mutantsOfFile, switched } from './places';
import type { Request } from './pool';

export interface FileMutant extends Mutant {
  readonly number: number;
  readonly path: string;
  /** The folder that the tests are of: `src/model`, `src/analysis/order`. */
  readonly room: string;
}

const EXAMPLES = 'test/rules/examples.test.ts';
const e2e = (...names: string[]) => names.map((name) => `test/e2e/${name}.test.ts`);
/** With real git, in a clone with git-kvm; what packs or builds the project is not among them. */
const COMMITS = e2e('commit-msg', 'prepare-commit-msg', 'continue-commit', 'checkers');
const SENDS = e2e('send-email', 'send-unjudged', 'one-step-send', 'recipients', 'b4', 'format-patch');
const COMMANDS = e2e('allow-and-fix', 'config-set', 'reword', 'status', 'uninstall', 'one-answer');

/** Tests that are not in the folder of the same name. */
const MORE_TESTS: Readonly<Record<string, readonly string[]>> = {
  'src/model': ['test/patches', EXAMPLES],
  'src/patches': [EXAMPLES, 'test/cli', ...COMMANDS],
  'src/git': [
    'test/cli',
    'test/hooks',
    'test/workflow',
    'test/rules/history.test.ts',
    ...COMMITS,
    ...SENDS,
    ...COMMANDS,
  ],
  'src/lint': [EXAMPLES, 'test/cli', ...COMMANDS],
  'src/report': ['test/cli', 'test/model/escape-controls.test.ts', ...COMMANDS],
  'src/analysis/c': [EXAMPLES],
  'src/analysis/english': [EXAMPLES],
  'src/analysis/kvm': [EXAMPLES],
  'src/analysis/order': [EXAMPLES, 'test/cli/order.test.ts'],
  'src/analysis/testplan': [EXAMPLES, 'test/cli', 'test/verify'],
  'src/hooks': [
    'test/model/guide.test.ts',
    'test/model/evidence.test.ts',
    'test/security/hook.test.ts',
    ...COMMITS,
    ...SENDS,
    ...COMMANDS,
  ],
  'src/workflow': ['test/cli', ...SENDS, ...COMMANDS],
  'src/cli': [
    'test/analysis/testplan',
    'test/audit',
    'test/hooks',
    'test/verify',
    'test/workflow',
    ...COMMITS,
    ...SENDS,
    ...COMMANDS,
  ],
  'src/verify': ['test/cli'],
};

/** Milliseconds that a test may take to be run for each mutant: `--slowest SECONDS`. */
export function slowest(args: readonly string[]): number {
  return Number(parsed(args).values.slowest) * 1000;
}

function parsed(args: readonly string[]) {
  const option = (value: string) => ({ type: 'string', default: value }) as const;
  const options = { sample: option('0'), seed: option('1'), slowest: option('600') };
  return parseArgs({ args: [...args], allowPositionals: true, options });
}

/** @param args of the command line: folders and files below src, `--sample N` of each folder, `--seed S` */
export function mutantsOfArgs(args: readonly string[]): FileMutant[] {
  const { values, positionals } = parsed(args);
  const files = positionals.flatMap((path) => filesBelow(path)).filter((path) => !NOT_MUTATED.test(path));
  const rooms = new Map<string, Omit<FileMutant, 'number'>[]>();
  for (const path of [...new Set(files)]) {
    const room = roomOf(path);
    const found = mutantsOfFile(readFileSync(path, 'utf8')).map((mutant) => ({ ...mutant, path, room }));
    rooms.set(room, [...(rooms.get(room) ?? []), ...found]);
  }
  const next = random(Number(values.seed));
  const most = Number(values.sample);
  return [...rooms.values()]
    .flatMap((all) => (most > 0 ? sampleOf(all, most, next) : all))
    .map((mutant, number) => ({ ...mutant, number }));
}

/** Rules have their own examples; registries are generated. */
const NOT_MUTATED = /^src\/rules\/|\/registry\.ts$|\.d\.ts$/;

/** The sources of the mutants' files, each with all of its mutants, which are in force one at a time. */
export function switchedSources(args: readonly string[]): Map<string, string> {
  const byPath = new Map<string, FileMutant[]>();
  for (const mutant of mutantsOfArgs(args))
    byPath.set(mutant.path, [...(byPath.get(mutant.path) ?? []), mutant]);
  return new Map(
    [...byPath].map(([path, mutants]) => {
      const isOn = (i: number) => `isMutant(${mutants[i]!.number})`;
      const ask = `import { isMutant } from ${JSON.stringify(join(__dirname, 'switch.js'))}; `;
      return [path, ask + switched(readFileSync(path, 'utf8'), mutants, isOn)];
    }),
  );
}

/** The test files of a folder, those of the same name as the source first. */
export function testsOf(room: string): string[] {
  return [room.replace(/^src/, 'test'), ...(MORE_TESTS[room] ?? [])]
    .flatMap(filesBelow)
    .filter((path) => path.endsWith('.test.ts'));
}

/** A test, by its place in its file; `run` are the tests that must be run for it, itself the last. */
export interface FileTest {
  readonly path: string;
  readonly run: readonly number[];
  readonly ms: number;
  readonly reached: ReadonlySet<number>;
}

/** The tests that reach a mutant, of each file those in its order; what is fast comes first. */
export function asked(tests: readonly FileTest[], mutant: number): (Request & { ms: number })[] {
  const byPath = new Map<string, FileTest[]>();
  for (const test of tests)
    if (test.reached.has(mutant)) byPath.set(test.path, [...(byPath.get(test.path) ?? []), test]);
  return [...byPath]
    .map(([path, those]) => ({
      path,
      tests: [...new Set(those.flatMap(({ run }) => run))].sort((a, b) => a - b),
      mutant,
      ms: those.reduce((sum, { ms }) => sum + ms, 0),
    }))
    .sort((a, b) => a.ms - b.ms);
}

function roomOf(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('src/analysis/') ? 3 : 2)
    .join('/');
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return path.endsWith('.ts') ? [path] : [];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** So many of a list, in its order. */
function sampleOf<T>(all: readonly T[], most: number, next: () => number): T[] {
  const ranked = all.map((one, i) => ({ one, i, rank: next() })).sort((a, b) => a.rank - b.rank);
  return ranked
    .slice(0, most)
    .sort((a, b) => a.i - b.i)
    .map(({ one }) => one);
}

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
