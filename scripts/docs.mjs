// docs/rules.md and schema/git-kvm.schema.json, made from the rules themselves. `--check` only says whether they are stale.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');

/** The files that are made from the rules: path and text. */
export async function madeFromRules() {
  const esbuild = await import('esbuild');
  writeRegistry();
  const outfile = join(root, 'build', `docs-${process.pid}.cjs`);
  mkdirSync(join(root, 'build'), { recursive: true });
  await esbuild.build({
    absWorkingDir: root,
    stdin: {
      contents: `export { referenceOf } from './src/report/reference'; export { schemaFile } from './src/lint/config/schema'; export { RULES } from './src/rules/registry';`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  try {
    const { referenceOf, schemaFile, RULES } = createRequire(import.meta.url)(outfile);
    return [
      ['docs/rules.md', referenceOf(RULES)],
      ['schema/git-kvm.schema.json', schemaFile(RULES)],
    ];
  } finally {
    rmSync(outfile, { force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  ensureDependencies();
  let stale = 0;
  for (const [path, text] of await madeFromRules()) {
    let old = '';
    try {
      old = readFileSync(join(root, path), 'utf8');
    } catch {}
    if (old === text) continue;
    stale += 1;
    if (process.argv.includes('--check')) console.error(`${path} is stale: npm run docs`);
    else writeFileSync(join(root, path), text);
  }
  if (process.argv.includes('--check') && stale > 0) process.exitCode = 1;
}
