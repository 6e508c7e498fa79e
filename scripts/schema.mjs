// Write schema/git-kvm.schema.json, the schema of the configuration for editors, from src/config/schema.ts and the rules.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export async function writeSchema() {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    stdin: {
      contents: `export { schemaFile } from './src/config/schema'; export { RULES } from './src/rules/registry';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { schemaFile, RULES } = await import(`data:text/javascript;base64,${code}`);
  const path = join(root, 'schema', 'git-kvm.schema.json');
  const text = schemaFile(RULES);
  let old = '';
  try {
    old = readFileSync(path, 'utf8');
  } catch {}
  if (old !== text) writeFileSync(path, text);
}

if (process.argv[1] === import.meta.filename) {
  const { writeRegistry } = await import('./registry.mjs');
  writeRegistry();
  await writeSchema();
}
