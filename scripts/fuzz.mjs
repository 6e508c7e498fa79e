// Fuzz: `npm run fuzz -- [--inputs N] [--minutes M] [--seed S] [--from K]`. The inputs of a seed are numbered: a run that
// was stopped goes on with --from, and runs add up. Each failure is reported with the number that makes its input again:
// `npm run fuzz -- --seed S --only K` tries that one and no other.
import { fork } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './ensure.mjs';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');
process.chdir(root);
const { values } = parseArgs({
  options: Object.fromEntries(
    ['inputs', 'minutes', 'seed', 'from', 'only'].map((name) => [name, { type: 'string' }]),
  ),
});
const number = (name, byDefault) => (values[name] === undefined ? byDefault : Number(values[name]));
const only = number('only', null);
const seed = number('seed', Date.now() % 100_000);
const start = only ?? number('from', 0);
const end = only === null ? start + number('inputs', Infinity) : only + 1;
const isBounded = values.inputs !== undefined || only !== null;
const until = Date.now() + number('minutes', isBounded ? Infinity : 10) * 60_000;

ensureDependencies();
const { build } = await import('./build.mjs');
const { build: bundle } = await import('esbuild');
writeRegistry();
const out = join(root, 'build', `fuzz-${process.pid}`);
await build(join(out, 'dist'));
// In one file, functions call each other directly: that takes a seventh off each input.
await bundle({
  entryPoints: ['test/fuzz/worker.ts'],
  outfile: join(out, 'worker.cjs'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  define: { GIT_KVM_VERSION: '"fuzz"' },
  logLevel: 'warning',
});

/** CPU time that no input may take. The clock would count what others do on the machine. */
const HANG_MS = 10_000;
const MOST_MB = 500;
const PROGRESS_MS = 60_000;
const began = Date.now();
const faults = new Map();
const kinds = {};
const at = join(out, 'at');
/** Inputs at which something went wrong: a number makes them again only while the examples of the rules are the same. */
const keep = join(root, 'build', 'fuzz-faults');
mkdirSync(keep, { recursive: true });
writeFileSync(at, Buffer.alloc(8));
let largest = 0;
let told = began;
let next = start;
let isOver = false;
/** Numbers up to this are tried once more, by themselves: together they took too much memory. */
let closeUp = -1;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (isOver = true));

console.log(`fuzz: seed ${seed}, from number ${start}, Node ${process.version}`);
while (!isOver) next = await run(next);
rmSync(out, { recursive: true, force: true });
const counted = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
console.log(
  `fuzz: ${new Date().toISOString().slice(0, 16)}Z, seed ${seed}, numbers ${start} to ${next - 1}: ${next - start} inputs, ${faults.size} kinds of fault, largest process ${largest} MB`,
);
if (counted.length > 0) console.log(`fuzz: of these about ${counted.join(', ')}`);
for (const [kind, { count, example }] of faults) console.log(`\n${count} x ${kind}\n  ${example}`);
process.exitCode = faults.size > 0 ? 1 : 0;

function note(kind, example) {
  const known = faults.get(kind);
  if (known === undefined) {
    faults.set(kind, { count: 1, example });
    console.log(`fuzz: ${kind}\n  ${example}`);
  } else known.count += 1;
}

/** The number of the input that is being tried. */
function numberNow() {
  const bytes = readFileSync(at);
  return bytes.length < 8 ? 0 : bytes.readDoubleLE();
}

/** CPU time of a process in ms; by the clock where there is no /proc. */
function cpuOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return performance.now();
  }
}

function progress(now) {
  if (Date.now() - told < PROGRESS_MS) return;
  told = Date.now();
  const rate = (1000 * (now - start)) / (told - began);
  const left = Math.min((end - now) / rate, (until - told) / 1000);
  console.log(
    `fuzz: ${new Date().toISOString().slice(11, 19)} at number ${now}, ${rate.toFixed(0)} a second, ${(left / 60).toFixed(0)} minutes left, ${largest} MB, ${faults.size} kinds of fault`,
  );
}

/** One process, until it hangs, dies, takes too much memory, or all is done. @returns the number to go on with */
function run(first) {
  return new Promise((resolve) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(first);
    writeFileSync(at, bytes);
    const env = {
      ...process.env,
      GIT_KVM_FUZZ_SEED: String(seed),
      GIT_KVM_FUZZ_FROM: String(first),
      GIT_KVM_FUZZ_AT: at,
      GIT_KVM_FUZZ_KEEP: keep,
      GIT_KVM_FUZZ_SCRATCH: join(out, 'scratch'),
      GIT_KVM_FUZZ_DIST: join(out, 'dist'),
      GIT_KVM_FUZZ_MB: String(MOST_MB),
    };
    const execArgv = ['--max-old-space-size=450'];
    const child = fork(join(out, 'worker.cjs'), { env, execArgv });
    let isReady = false;
    let since = { number: first, cpu: 0 };
    let goOn = null;
    let isDone = false;
    const watch = setInterval(() => {
      const now = numberNow();
      const cpu = cpuOf(child.pid);
      if (now !== since.number || !isReady) since = { number: now, cpu };
      const hangs = cpu - since.cpu > HANG_MS;
      if (hangs) note(`a hang of more than ${HANG_MS / 1000} s of CPU`, `seed ${seed}, number ${now}`);
      progress(now);
      isDone = isOver || now >= end || Date.now() > until;
      if (hangs || isDone) child.kill('SIGKILL');
    }, 250);
    child.on('message', (message) => {
      if ('seeds' in message) {
        isReady = true;
        if (first === start)
          console.log(`fuzz: ${message.seeds} seeds, ${message.corpus ? 'with' : 'without'} corpus`);
      } else if ('rss' in message) measured(message);
      else if (message.n < end) report(message);
    });
    function measured({ rss, n, first: since, counts }) {
      largest = Math.max(largest, rss);
      for (const [kind, count] of Object.entries(counts)) kinds[kind] = (kinds[kind] ?? 0) + count;
      if (rss <= MOST_MB) return;
      // The last ones again, in a process that has done nothing else.
      if (closeUp >= n) note('more than 500 MB', `seed ${seed}, numbers ${since} to ${n}, ${rss} MB`);
      goOn = closeUp >= n ? n + 1 : since;
      closeUp = Math.max(closeUp, n);
    }
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      if (signal !== 'SIGKILL' && code !== 0)
        note(`the process died (${code ?? signal})`, `seed ${seed}, number ${numberNow()}`);
      isOver ||= isDone;
      // What was being tried when all was over was not tried to its end.
      resolve(goOn ?? Math.min(end, numberNow() + (isDone ? 0 : 1)));
    });
  });
}

function report({ n, kind, how, size, fault, slow }) {
  const where = `seed ${seed}, number ${n}, ${size} bytes, ${kind}: ${how.join(' ')}`;
  if (slow !== undefined) {
    note(`slow: more than 1 s of CPU (${kind}, ${how[0]})`, `${where}, ${Math.round(slow)} ms`);
    return;
  }
  const [what, ...stack] = fault.split('\n');
  // The names of functions: their lines are those of the bundle.
  const frame = /^\s+at (?:async )?(\S+) \(/.exec(stack.find((one) => one.includes(out)) ?? '')?.[1] ?? '';
  note(
    `${kind}: ${what.slice(0, 200).replace(/\d+/g, 'N')} in ${frame}`,
    `${where}\n  ${fault.slice(0, 600)}`,
  );
}
