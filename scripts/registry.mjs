// Write src/rules/registry.ts: the list of all rules, made from the folder, so that nobody keeps it by hand.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'src', 'rules');

/** Every file in src/rules that is named after a rule. */
export function ruleIds() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && name !== 'registry.ts' && name !== 'pages.ts')
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

export function writeRegistry() {
  const ids = ruleIds();
  const name = (id) => id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  const head = '// Made by scripts/registry.mjs from the files in this folder.\n';
  const registry = `${head}import type { Rule } from '../core/rule';
${ids.map((id) => `import ${name(id)} from './${id}';`).join('\n')}

export const RULES: readonly Rule[] = [
${ids.map((id) => `  ${name(id)},`).join('\n')}
];
`;
  const pages = `${head}import type { RulePage } from '../core/rule';
${ids.map((id) => `import { page as ${name(id)} } from './${id}';`).join('\n')}

/** The page of each rule by its id; apart from the registry, so that hooks do not load them. */
export const PAGES: Readonly<Record<string, RulePage>> = {
${ids.map((id) => `  '${id}': ${name(id)},`).join('\n')}
};
`;
  for (const [file, text] of [
    ['registry.ts', registry],
    ['pages.ts', pages],
  ]) {
    const path = join(folder, file);
    let old = '';
    try {
      old = readFileSync(path, 'utf8');
    } catch {}
    if (old !== text) writeFileSync(path, text);
  }
}

if (process.argv[1] === import.meta.filename) writeRegistry();
