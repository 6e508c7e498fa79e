// Write src/rules/ID.ts: a rule that compiles, with as many examples as the tests want. `npm run new-rule ID [KIND]`
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');

/** By kind: the builder and where it is, its section, its check, and a text that has `{}` where the word goes. */
const KINDS = {
  shortlog: {
    builder: ['shortlogRule', 'text-rules'],
    check: `*check({ description, descriptionAt }, patch) {
    const at = description.indexOf(WORD);
    if (at === -1) return;
    const from = descriptionAt + at;
    yield {
      message: \`Avoid \\\`\${WORD}\\\`\`,
      hint: 'Say what changes',
      at: patch.shortlog.span(from, from + WORD.length),
    };
  },`,
    texts: ['Fix {} when the vCPU goes', '{} once per run', 'Drop {}', 'Skip a {} for L2'],
    example: (text) => `message: ${quoted(`KVM: x86: ${text}`)}`,
  },
  changelog: {
    builder: ['proseRule', 'text-rules'],
    check: `*check(prose, words) {
    const at = words.indexOf(WORD);
    if (at === -1) return;
    yield { message: \`Avoid \\\`\${WORD}\\\`\`, hint: 'Say what changes', at: prose.span(at, at + WORD.length) };
  },`,
    texts: ['Fix the {} of the root.', 'Drop a {}, it is stale.', 'Skip {} for L2.', 'Save DR6, then {}.'],
    example: (text) => `message: ${quoted(`KVM: x86: Fix a leak\n\n${text}\n`)}`,
  },
  diff: {
    builder: ['commentRule', 'text-rules'],
    check: `*check(words) {
    const from = words.indexOf(WORD);
    if (from === -1) return;
    yield { message: \`Avoid \\\`\${WORD}\\\`\`, hint: 'Say why', from, to: from + WORD.length };
  },`,
    texts: ['Fix the {} first.', 'A {} is stale here.', 'Skip {} for L2.', 'Save DR6, then {}.'],
    example: (text) =>
      `message: MESSAGE, diff: exampleDiff({ 'arch/x86/kvm/x86.c': [' a();', ${quoted(`+/* ${text} */`)}] })`,
  },
  series: {
    builder: ['seriesRule', 'rule'],
    check: `*check({ patches }) {
    for (const patch of patches) {
      const at = patch.shortlog.value.indexOf(WORD);
      if (at === -1) continue;
      yield {
        message: \`Avoid \\\`\${WORD}\\\`\`,
        hint: 'Say what changes',
        of: patch,
        at: patch.shortlog.span(at, at + WORD.length),
      };
    }
  },`,
    texts: ['Fix {} when the vCPU goes', '{} once per run', 'Drop {}', 'Skip a {} for L2'],
    example: (text) => `series: [exampleMail({ subject: ${quoted(`[PATCH] KVM: x86: ${text}`)} })]`,
  },
};

function quoted(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

/** The text of a rule of this kind. */
export function skeleton(id, kind) {
  const { builder, check, texts, example } = KINDS[kind];
  const [name, from] = builder;
  const helpers = { diff: 'exampleDiff', series: 'exampleMail' }[kind];
  const imports = [
    ...(helpers ? [`import { ${helpers} } from '../lint/example-mail';`] : []),
    ...(from === 'rule'
      ? [`import { type RulePage, ${name} } from '../lint/rule';`]
      : [`import type { RulePage } from '../lint/rule';`, `import { ${name} } from '../lint/${from}';`]),
  ];
  const row = (text, i, word, more = '') =>
    `    { name: 'example ${i + 1}${more && ', wrong'}', ${example(text.replace('{}', word))}${more} },`;
  return `${imports.join('\n')}

// TODO: what the rule looks for, and what it says. Everything below works as it is: change it step by step.
const WORD = 'frobnication';
${kind === 'diff' ? "const MESSAGE = 'KVM: x86: Drop stale state\\n\\nDrop state that nothing reads.\\n';\n" : ''}
export default ${name}({
  id: '${id}',
  section: '${kind}',
  level: 'warn',${kind === 'series' ? "\n  requires: ['series'],\n  atCommit: false," : ''}
  summary: 'TODO: what the rule asks, in one line',
  ${check}
});

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: TODO',
  why: \`TODO: why the guide asks for it, for someone who reads it for the first time.\`,
  valid: [
${texts.map((text, i) => row(text, i, 'leak')).join('\n')}
  ],
  invalid: [
${texts.map((text, i) => row(text, i, 'frobnication', ', quotes: [WORD]')).join('\n')}
  ],
});
`;
}

/** @returns what is wrong with these arguments, or null */
function problemWith(id, kind) {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id ?? ''))
    return 'usage: npm run new-rule ID [KIND], as in changelog-tone';
  if (!Object.hasOwn(KINDS, kind)) return `'${kind}' is not one of: ${Object.keys(KINDS).join(', ')}`;
  if (existsSync(join(root, 'src', 'rules', `${id}.ts`))) return `src/rules/${id}.ts exists`;
  return null;
}

if (process.argv[1] === import.meta.filename) {
  const [id, given] = process.argv.slice(2);
  const kind = given ?? (Object.keys(KINDS).find((one) => id?.startsWith(`${one}-`)) || 'changelog');
  const problem = problemWith(id, kind);
  if (problem !== null) {
    console.error(`new-rule: ${problem}`);
    process.exit(2);
  }
  writeFileSync(join(root, 'src', 'rules', `${id}.ts`), skeleton(id, kind));
  writeRegistry();
  console.log(`src/rules/${id}.ts is written. Next:
  npm run format
  npm test -- test/rules/examples.test.ts
  npm run docs`);
}
