// Write src/rules/registry.ts: the list of all rules, made from the folder, so that no one keeps it by hand.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'src', 'rules');

/** The lists of rules, and what is told of them all. */
const MADE = ['registry.ts', 'at-commit.ts', 'pages.ts', 'specs.ts'];

/** Every file in src/rules that is named after a rule. */
export function ruleIds() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !MADE.includes(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

export function writeRegistry() {
  const ids = ruleIds();
  const name = (id) => id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  // As `isAskedAtCommit` in src/lint/rule.ts, by the text: nothing is compiled yet.
  const atCommit = ids.filter((id) => {
    const text = readFileSync(join(folder, `${id}.ts`), 'utf8');
    return !/^ {2}requires: \[.*'(?:series|mail)'|^ {2}(?:atCommit: false|level: 'note'),$/m.test(text);
  });
  const imports = (some) => some.map((id) => `import ${name(id)} from './${id}';`).join('\n');
  const head = '// Made by scripts/registry.mjs from the files in this folder.\n';
  const registry = `${head}import type { Rule } from '../lint/rule';
${imports(ids)}

export const RULES: readonly Rule[] = [
${ids.map((id) => `  ${name(id)},`).join('\n')}
];
`;
  const commit = `${head}import type { Rule } from '../lint/rule';
${imports(atCommit)}

/** What can be asked of a commit in the making: the hook that every commit waits for loads no others. */
export const RULES_AT_COMMIT: readonly Rule[] = [
${atCommit.map((id) => `  ${name(id)},`).join('\n')}
];
`;
  const pages = `${head}import type { RulePage } from '../lint/rule';
${ids.map((id) => `import { page as ${name(id)} } from './${id}';`).join('\n')}

/** The page of each rule by its id; apart from the registry, so that hooks do not load them. */
export const PAGES: Readonly<Record<string, RulePage>> = {
${ids.map((id) => `  '${id}': ${name(id)}(),`).join('\n')}
};
`;
  for (const [file, text] of [
    ['registry.ts', registry],
    ['at-commit.ts', commit],
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
