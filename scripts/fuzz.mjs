// Fuzz for a while: `npm run fuzz -- [MINUTES [SEED]]`. Each fault is written with the number that makes it again:
// `npm run fuzz -- 0 SEED NUMBER` tries that one input and prints it.
import { fork } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');
process.chdir(root);
const [minutes = 10, seed = Date.now() % 100_000, only] = process.argv.slice(2).map(Number);
ensureDependencies();
const { transpile } = await import('./build.mjs');
writeRegistry();
const out = join(root, 'build', `fuzz-${process.pid}`);
await transpile(out);

/** CPU time that no input may take. The clock would count what others do on the machine. */
const HANG_MS = 10_000;
const until = Date.now() + minutes * 60_000;
const faults = new Map();
const at = join(out, 'at');
/** Inputs at which something went wrong: a number makes them again only while the examples of the rules are the same. */
const keep = join(root, 'build', 'fuzz-faults');
mkdirSync(keep, { recursive: true });
writeFileSync(at, Buffer.alloc(8));
let tried = 0;
let largest = 0;
let from = only ?? Number(process.env.GIT_KVM_FUZZ_FROM ?? 0);
const most = Number(process.env.GIT_KVM_FUZZ_INPUTS ?? Infinity);

console.log(`fuzz: seed ${seed}, from number ${from}, Node ${process.version}`);
do {
  const last = await run(from);
  tried += last - from;
  from = last;
} while (only === undefined && Date.now() < until && tried < most);
rmSync(out, { recursive: true, force: true });
console.log(
  `fuzz: ${tried} inputs, ${faults.size} kinds of fault, largest process ${largest} MB (seed ${seed}, next number ${from})`,
);
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

/** One process, until it hangs, dies, or the time is up. @returns the number to go on with */
function run(first) {
  return new Promise((resolve) => {
    const number = Buffer.alloc(8);
    number.writeDoubleLE(first);
    writeFileSync(at, number);
    const env = {
      ...process.env,
      GIT_KVM_FUZZ_SEED: String(seed),
      GIT_KVM_FUZZ_FROM: String(first),
      GIT_KVM_FUZZ_AT: at,
      GIT_KVM_FUZZ_KEEP: keep,
    };
    const execArgv = ['--max-old-space-size=450'];
    const child = fork(join(out, 'test', 'fuzz', 'worker.js'), { env, execArgv });
    let isReady = false;
    let since = { number: first, cpu: 0 };
    let told = first;
    let isDone = false;
    const watch = setInterval(() => {
      const now = numberNow();
      const cpu = cpuOf(child.pid);
      if (now !== since.number || !isReady) since = { number: now, cpu };
      const hangs = cpu - since.cpu > HANG_MS;
      if (hangs) note(`a hang of more than ${HANG_MS / 1000} s of CPU`, `seed ${seed}, number ${now}`);
      if (now - told >= 10_000) {
        told = now - (now % 10_000);
        console.log(`fuzz: ${new Date().toISOString().slice(0, 19)} at number ${now}, ${largest} MB`);
      }
      isDone = Date.now() > until || tried + now - first >= most || (only !== undefined && now > only);
      if (hangs || isDone) child.kill('SIGKILL');
    }, 500);
    child.on('message', (message) => {
      if ('seeds' in message) {
        isReady = true;
        if (first === from && tried === 0)
          console.log(`fuzz: ${message.seeds} seeds, ${message.corpus ? 'with' : 'without'} corpus`);
      } else if ('rss' in message) {
        largest = Math.max(largest, message.rss);
        if (message.rss > 500)
          note('more than 500 MB', `seed ${seed}, from ${first}, before ${message.n}, ${message.rss} MB`);
      } else if (only === undefined || message.n === only) report(message);
    });
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      if (signal !== 'SIGKILL' && code !== 0)
        note(`the process died (${code ?? signal})`, `seed ${seed}, number ${numberNow()}`);
      // What was being tried when all was over was not tried to its end.
      resolve(numberNow() + (isDone ? 0 : 1));
    });
  });
}

function report({ n, how, size, fault, slow }) {
  const where = `seed ${seed}, number ${n}, ${size} bytes, ${how.join(' ')}`;
  if (slow !== undefined) {
    note(`slow: more than 1 s of CPU (${how[0]})`, `${where}, ${Math.round(slow)} ms`);
    return;
  }
  const [what, ...stack] = fault.split('\n');
  const line = stack.find((one) => one.includes(`${out}/src`)) ?? '';
  note(`${what.slice(0, 200).replace(/\d+/g, 'N')} ${line.trim().replace(out, '')}`, where);
}
