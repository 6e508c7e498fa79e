// Fuzz for a while: `npm run fuzz -- [MINUTES [SEED]]`. Each fault is written with the number that makes it again:
// `npm run fuzz -- 0 SEED NUMBER` tries that one input and prints it.
import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
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

/** No input may take as long, however loaded the machine is. */
const HANG_MS = 30_000;
const until = Date.now() + minutes * 60_000;
const faults = new Map();
let tried = 0;
let next = only ?? 0;
let largest = 0;

console.log(`fuzz: seed ${seed}, Node ${process.version}`);
do {
  await run(next);
} while (only === undefined && Date.now() < until);
rmSync(out, { recursive: true, force: true });
console.log(
  `fuzz: ${tried} inputs, ${faults.size} kinds of fault, largest process ${largest} MB (seed ${seed})`,
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

/** One process, until it hangs, dies, or the time is up. */
function run(from) {
  return new Promise((resolve) => {
    const env = { ...process.env, GIT_KVM_FUZZ_SEED: String(seed), GIT_KVM_FUZZ_FROM: String(from) };
    const child = fork(join(out, 'test', 'fuzz', 'worker.js'), {
      env,
      execArgv: ['--max-old-space-size=700'],
    });
    let last = { n: from, size: 0 };
    let heard = Date.now();
    let seeds = null;
    const watch = setInterval(() => {
      const late = Date.now() - heard > HANG_MS;
      if (late && seeds !== null)
        note(`a hang of more than ${HANG_MS / 1000} s`, `seed ${seed}, number ${last.n}`);
      if (late || Date.now() > until) child.kill('SIGKILL');
    }, 500);
    child.on('message', (message) => {
      heard = Date.now();
      if ('seeds' in message) {
        seeds = message.seeds;
        if (from === 0) console.log(`fuzz: ${seeds} seeds, ${message.corpus ? 'with' : 'without'} corpus`);
        return;
      }
      if ('rss' in message) {
        largest = Math.max(largest, message.rss);
        return;
      }
      const where = `seed ${seed}, number ${message.n}, ${message.size} bytes, ${message.how?.join(' ')}`;
      if ('fault' in message) {
        const [what, ...stack] = message.fault.split('\n');
        const at = stack.find((line) => line.includes(`${out}/src`)) ?? '';
        note(`${what.slice(0, 200).replace(/\d+/g, 'N')} ${at.trim().replace(out, '')}`, where);
      } else if ('slow' in message)
        note(`slow: more than 1 s of CPU (${message.how[0]})`, `${where}, ${message.slow} ms`);
      else {
        tried += 1;
        last = message;
        if (only !== undefined && message.n > only) child.kill('SIGKILL');
      }
    });
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      if (signal !== 'SIGKILL')
        note(`the process died (${code ?? signal})`, `seed ${seed}, number ${last.n}`);
      next = last.n + 1;
      resolve();
    });
  });
}
