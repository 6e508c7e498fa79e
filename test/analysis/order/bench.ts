/** `npm run bench:order`: bundled and run by scripts/bench-order.mjs. */
import { fitReport } from './fit';
import { readLabelled } from './measure';
import { report } from './report';
import { speed } from './speed';
import { readWritten } from './written';

async function main(): Promise<void> {
  const [corpus, ...flags] = process.argv.slice(2);
  if (flags.includes('--speed')) {
    for await (const line of speed()) process.stdout.write(`${line}\n`);
    return;
  }
  const labelled = await readLabelled(corpus!);
  if (flags.includes('--fit')) {
    for (const line of fitReport(labelled, await readWritten(corpus!))) process.stdout.write(`${line}\n`);
    return;
  }
  for (const line of report(labelled, await readWritten(corpus!), {
    ablation: flags.includes('--ablation'),
    misses: flags.includes('--misses'),
  })) {
    process.stdout.write(`${line}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 2;
});
