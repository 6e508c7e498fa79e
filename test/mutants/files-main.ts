/** `npm run mutants -- src/…`: names each mutant that no test notices. Exit status 1 if that is more than 15 in 100. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileMutant, mutantsOfArgs, slowest, testsOf } from './of-files';
import { mutated } from './places';
import { TypeCheck } from './types';

const LEAST_NOTICED = 0.85;
/** A test that takes so many times as long as without a mutant, and this much more, never ends. */
const ENDLESS_TIMES = 5;
const ENDLESS_MS = 20_000;

interface TestFile {
  readonly path: string;
  readonly ms: number;
  readonly runs: ReadonlySet<number>;
}

async function main(args: readonly string[]): Promise<void> {
  const mutants = mutantsOfArgs(args);
  const most = slowest(args);
  const types = new TypeCheck([...new Set(mutants.map(({ path }) => path))]);
  let [all, noticed] = [0, 0];
  for (const room of new Set(mutants.map((mutant) => mutant.room))) {
    const tests = (await inParallel(testsOf(room), runOf)).flatMap((test) =>
      test !== null && test.ms <= most ? test : [],
    );
    tests.sort((a, b) => a.ms - b.ms);
    let [tried, left, typed] = [0, 0, 0];
    const own = mutants.filter((mutant) => mutant.room === room);
    await inParallel(own, async (mutant) => {
      const asked = tests.filter(({ runs }) => runs.has(mutant.number));
      const isNoticed = await isNoticedBy(asked, mutant);
      // What the types need has no other test.
      if (!isNoticed && !compiles(types, mutant)) {
        typed += 1;
        return;
      }
      tried += 1;
      if (isNoticed) return;
      left += 1;
      const by = asked.length === 0 ? 'no test runs' : 'no test notices';
      console.log(
        `${mutant.path}:${mutant.line}: ${by} \`${mutant.code.slice(0, 120)}\` as \`${shown(mutant)}\``,
      );
    });
    const share = percent(tried - left, tried);
    console.log(
      `${room}: ${tried} mutants, ${tried - left} noticed (${share}); ${typed} more that the compiler rejects`,
    );
    all += tried;
    noticed += tried - left;
  }
  console.log(`mutants: ${all}, ${noticed} noticed (${percent(noticed, all)})`);
  process.exitCode = noticed < all * LEAST_NOTICED ? 1 : 0;
}

/** The mutants that a test runs; null, and a word about it, for a test that fails without any. */
async function runOf(path: string): Promise<TestFile | null> {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-mutants-'));
  const start = performance.now();
  const passes = await passesWith(path, { GIT_KVM_MUTANTS_RUN: folder }, 600_000);
  const ms = performance.now() - start;
  const text = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  const runs = new Set(text.flatMap((one) => one.split('\n').filter(Boolean).map(Number)));
  if (passes) return { path, ms, runs };
  console.log(`${path}: left out, as it fails without a mutant`);
  return null;
}

async function isNoticedBy(tests: readonly TestFile[], { number }: FileMutant): Promise<boolean> {
  for (const { path, ms } of tests) {
    const env = { GIT_KVM_MUTANT: String(number) };
    if (!(await passesWith(path, env, Math.ceil(ms * ENDLESS_TIMES + ENDLESS_MS)))) return true;
  }
  return false;
}

function passesWith(path: string, extra: Record<string, string>, timeout: number): Promise<boolean> {
  const root = join(__dirname, '..', '..');
  const NODE_OPTIONS = `--require ${join(__dirname, 'switch.js')}`;
  const env = { ...process.env, NODE_OPTIONS, GIT_KVM_PATIENCE: '100', ...extra };
  const file = join(root, path.replace(/\.ts$/, '.js'));
  const child = spawn(process.execPath, [file], { env, stdio: 'ignore', timeout, killSignal: 'SIGKILL' });
  return new Promise((done) => {
    child.on('close', (status) => done(status === 0));
    child.on('error', () => done(false));
  });
}

/** What `work` makes of each, as many at once as there are processors. */
async function inParallel<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < all.length; i = next++) results[i] = await work(all[i]!);
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return results;
}

function compiles(types: TypeCheck, mutant: FileMutant): boolean {
  const text = mutant.kind === 'condition' ? `(${mutant.text} as boolean)` : mutant.text;
  if (mutant.kind === 'result') return true;
  return types.errorIn(mutant.path, mutated(readFileSync(mutant.path, 'utf8'), { ...mutant, text })) === null;
}

function shown({ text }: FileMutant): string {
  return text.replace(/\s+/g, ' ').slice(0, 120);
}

function percent(part: number, of: number): string {
  return `${of === 0 ? 100 : Math.round((part / of) * 100)}%`;
}

main(process.argv.slice(2));
