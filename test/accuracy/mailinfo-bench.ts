/** `npm run bench:mailinfo`: bundled and run by scripts/bench-mailinfo.mjs, which says what the options are. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './mailinfo';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { differ: { type: 'boolean' } },
  });
  const [corpus, ...named] = positionals;
  const files =
    named.length > 0
      ? named
      : readdirSync(corpus!).filter((name) => /\.(?:mbox(?:\.gz)?|bundle)$/.test(name));
  const all: string[] = [];
  for (const name of files.sort()) {
    const { mails, patches, meant, trailers, differ } = await compare(
      named.length > 0 ? name : join(corpus!, name),
    );
    const compared = patches - meant;
    all.push(...differ);
    process.stdout.write(
      `${basename(name)}: ${mails} mails, ${patches} patches, ${meant} cut off by git; ${differ.length} differences, trailers of ${trailers} of ${compared} as git's\n`,
    );
  }
  if (values.differ) process.stdout.write(`${all.join('\n')}\n`);
  process.exitCode = all.length === 0 ? 0 : 1;
}

void main();
