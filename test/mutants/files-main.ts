/** `npm run mutants -- src/…`: names each mutant that no test notices. Exit status 1 if that is more than 15 in 100. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { asked, type FileMutant, type FileTest, mutantsOfArgs, slowest, testsOf } from './of-files';
import { mutated } from './places';
import { type Answer, type NoAnswer, Pool, type Request, type Worker } from './pool';
import { TypeCheck } from './types';

const LEAST_NOTICED = 0.85;
/** Tests that take so many times as long as without a mutant, and this much more, never end. */
const ENDLESS_TIMES = 5;
const ENDLESS_MS = 5000;
/** Some test files make a clone while they are loaded. */
const LOADING_MS = 60_000;

async function main(args: readonly string[]): Promise<void> {
  const mutants = mutantsOfArgs(args);
  const types = new TypeCheck([...new Set(mutants.map(({ path }) => path))]);
  const pool = new Pool(tmpdir());
  process.on('SIGINT', () => {
    pool.end();
    process.exit(1);
  });
  const rooms = [...new Set(mutants.map(({ room }) => room))];
  const known = await testsThatPass([...new Set(rooms.flatMap(testsOf))], slowest(args), pool);
  let [all, noticed] = [0, 0];
  for (const room of rooms) {
    const paths = new Set(testsOf(room));
    const tests = known.filter(({ path }) => paths.has(path));
    const own = mutants.filter((mutant) => mutant.room === room);
    const count = progress(`${room}: mutants`, own.length);
    const isNoticed = await pool.map(own, async (mutant, worker) => {
      count();
      for (const { ms, ...request } of asked(tests, mutant.number))
        if (await notices(worker, request, ms * ENDLESS_TIMES + ENDLESS_MS)) return true;
      return false;
    });
    const unnoticed = own.filter((_, i) => !isNoticed[i]);
    // What the types need has no other test.
    const left = unnoticed.filter((mutant) => compiles(types, mutant));
    for (const mutant of left) {
      const by = asked(tests, mutant.number).length === 0 ? 'no test runs' : 'no test notices';
      console.log(
        `${mutant.path}:${mutant.line}: ${by} \`${mutant.code.slice(0, 120)}\` as \`${shown(mutant)}\``,
      );
    }
    const typed = unnoticed.length - left.length;
    const tried = own.length - typed;
    const share = percent(tried - left.length, tried);
    console.log(
      `${room}: ${tried} mutants, ${tried - left.length} noticed (${share}); ${typed} more that the compiler rejects`,
    );
    all += tried;
    noticed += tried - left.length;
  }
  pool.end();
  console.log(`mutants: ${all}, ${noticed} noticed (${percent(noticed, all)})`);
  process.exitCode = noticed < all * LEAST_NOTICED ? 1 : 0;
}

/** The tests that take no longer than `most`, each run by itself: what it reaches, and how long it takes. */
async function testsThatPass(paths: readonly string[], most: number, pool: Pool): Promise<FileTest[]> {
  const listed = await pool.map(paths, async (path, worker) => {
    const answer = await worker.ask({ path, tests: [], mutant: -1 }, Math.max(most, LOADING_MS));
    if (typeof answer === 'object' && answer.failed === null)
      return answer.firsts.map((first, test) => ({ path, test, first }));
    console.log(`${path}: left out, as it cannot be loaded: ${reason(answer)}`);
    return [];
  });
  const each = listed.flat();
  const count = progress('tests', each.length);
  let slow = 0;
  const tests = await pool.map(each, async ({ path, test, first }, worker) => {
    count();
    // Some need what the tests before them did.
    const before = Array.from({ length: test - first }, (_, i) => first + i);
    let answer: Answer | NoAnswer = 'gone';
    for (const run of [[test], [...before, test]]) {
      answer = await worker.ask({ path, tests: run, mutant: -1 }, most);
      if (answer === 'endless') {
        slow += 1;
        return [];
      }
      if (answer !== 'gone' && answer.failed === null)
        return [{ path, run, ms: answer.ms, reached: new Set(answer.reached) }];
    }
    console.log(`${path}: test ${test + 1} is left out, as it fails without a mutant: ${reason(answer)}`);
    return [];
  });
  if (slow > 0)
    console.log(`${slow} tests of ${each.length} are left out, as they take longer than ${most / 1000} s`);
  return tests.flat();
}

function reason(answer: Answer | NoAnswer): string {
  if (answer === 'endless') return 'it takes too long';
  return answer === 'gone' ? 'its process ended' : answer.failed!.why;
}

/**
 * Whether one of the tests fails because of the mutant: without it, in the same process and just after, the same tests
 * must pass. Otherwise what was run before left something behind, and a new process decides.
 */
async function notices(worker: Worker, request: Request, mostMs: number): Promise<boolean> {
  let { tests } = request;
  for (let isAgain = false; tests.length > 0; isAgain = !isAgain) {
    const answer = await worker.ask({ ...request, tests }, mostMs);
    if (answer === 'endless') return true;
    if (answer === 'gone') {
      if (isAgain) return true;
      continue;
    }
    const { failed } = answer;
    if (failed === null) return false;
    const upTo = tests.slice(0, tests.indexOf(failed.test) + 1);
    const plain = await worker.ask({ ...request, tests: upTo, mutant: -1 }, mostMs);
    if (typeof plain === 'object' && plain.failed === null) return true;
    console.log(
      `${request.path}: test ${failed.test + 1} fails without a mutant, after mutants: ${failed.why}`,
    );
    worker.end();
    if (isAgain) tests = tests.filter((test) => test !== failed.test);
  }
  return false;
}

/** Counts on the terminal, or a line a minute. */
function progress(what: string, of: number): () => void {
  const isTerminal = process.stderr.isTTY;
  let [done, told] = [0, Date.now()];
  return () => {
    done += 1;
    if (isTerminal) process.stderr.write(`\r${what}: ${done} of ${of}${done === of ? '\n' : ''}`);
    else if (Date.now() - told >= 60_000) {
      told = Date.now();
      process.stderr.write(`${what}: ${done} of ${of}\n`);
    }
  };
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
