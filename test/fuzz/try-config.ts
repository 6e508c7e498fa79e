/** Broken configuration: taken as it is or refused in words, and no value that is taken breaks a rule. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { loadSettings } from '../../src/lint/config/load';
import { domainOf, resolve } from '../../src/lint/config/resolve';
import { lint } from '../../src/lint/engine';
import { UsageError } from '../../src/model/errors';
import { escapeControls } from '../../src/model/escape-controls';
import { LEVELS } from '../../src/model/finding';
import { RULES } from '../../src/rules/registry';
import type { Random } from './random';
import { assertShown, readBytes } from './try-input';

const ENDINGS = ['', '.yaml', '.yml', '.json', '.toml'] as const;
const VALUES = [
  '0',
  '-1',
  '1e400',
  '"a"',
  '""',
  'true',
  'null',
  '[]',
  '["x"]',
  '{}',
  '99999999',
  '"\\u001b[2J"',
  '[[[[]]]]',
  '.5',
];

/** A file with some of what the schema knows, in the form that its ending stands for. */
export function configText(random: Random): { readonly text: string; readonly ending: string } {
  const ending = random.pick(ENDINGS);
  const value: Record<string, unknown> = {};
  const rules: Record<string, unknown> = {};
  for (let n = random.below(6); n > 0; n -= 1) {
    const rule = random.pick(RULES);
    const level = random.next() < 0.9 ? random.pick(LEVELS) : 'error';
    const options = Object.fromEntries(
      Object.entries(rule.options ?? {}).map(([name, spec]) => [
        name,
        random.next() < 0.7 ? changed(spec.default, random) : random.pick([0, '', 'x', [], true]),
      ]),
    );
    rules[rule.id] =
      random.next() < 0.4 ? level : { level, ...(Object.keys(options).length > 0 && { options }) };
  }
  if (random.next() < 0.8) value.rules = rules;
  if (random.next() < 0.3)
    value.topics = [
      {
        name: random.pick(['x86/new', '', 'a/b', 'x86']),
        parent: random.pick(['x86', '', 'none']),
        aliases: ['Foo'],
      },
    ];
  if (random.next() < 0.3)
    value.paths = [
      {
        pattern: random.pick(['arch/x86/kvm/**/*.c', '**', '*', '[a', 'a{b,c}', '**/**/**/**/x']),
        topic: random.pick(['x86', 'none']),
      },
    ];
  if (random.next() < 0.3) value.localPrefixes = [random.pick(['WIP:', 'x', '[', '(a+)+'])];
  if (random.next() < 0.2) value.notes = true;
  if (random.next() < 0.1) value.commit = { fix: true };
  const text =
    ending === '.toml'
      ? toml(value)
      : random.next() < 0.5 || ending === '.json'
        ? JSON.stringify(value, null, 2)
        : yaml(value, '');
  return { text, ending };
}

function changed(value: unknown, random: Random): unknown {
  if (typeof value === 'number') return random.pick([0, 1, -1, value + 1, 1e9, 0.5]);
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return random.pick([[], [...value, 'x'], ['(a', '.*']]);
  return random.pick(['', 'x', '*', '('.repeat(50)]);
}

function yaml(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}\n`;
  if (Array.isArray(value)) return ` ${JSON.stringify(value)}\n`;
  return `\n${Object.entries(value)
    .map(([key, one]) => `${indent}${key}:${yaml(one, `${indent}  `)}`)
    .join('')}`;
}

function toml(value: Record<string, unknown>): string {
  return Object.entries(value)
    .map(([key, one]) => `${key} = ${inline(one)}\n`)
    .join('');
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `"${key}" = ${inline(one)}`)
    .join(', ')} }`;
}

/** Values out of place, in whatever form. */
export function withValue(text: string, random: Random): string {
  const values = [...text.matchAll(/(?<=[:=,[]\s?)(?:"[^"\n]*"|[\w.]+)/g)];
  if (values.length === 0) return text;
  const one = random.pick(values);
  return text.slice(0, one.index) + random.pick(VALUES) + text.slice(one.index! + one[0].length);
}

const MAIL = Buffer.from(
  `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001\nFrom: Ada Example <ada@example.org>\nSubject: [PATCH] kvm: x86: we fix foo.\n\nWIP: this patch fixes foo\nFixes: 0123 ("x")\n---\n arch/x86/kvm/x86.c | 2 +-\n\ndiff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c\n--- a/arch/x86/kvm/x86.c\n+++ b/arch/x86/kvm/x86.c\n@@ -1,2 +1,2 @@ int f(void)\n-\tint a;\n+\tint b; // we do\n \treturn;\n-- \n2.39.5\n`,
);

/** @param folder a scratch folder */
export async function tryConfig(
  bytes: Buffer,
  ending: string,
  folder: string,
  variant: number,
): Promise<void> {
  const top = join(folder, 'tree');
  mkdirSync(top, { recursive: true });
  const file = join(top, `.git-kvmrc${ending}`);
  writeFileSync(file, bytes);
  const said = bytes.toString('latin1', 0, 40);
  const env = {
    XDG_CONFIG_HOME: join(folder, 'none'),
    ...(variant % 3 === 0 && { [`GIT_KVM_RULE_${said.slice(0, 20)}`]: said }),
  };
  try {
    const effective = await loadSettings({
      top,
      commonDir: null,
      env,
      cwd: folder,
      rules: () => RULES,
      ...(variant % 5 === 0 && { set: [said], rule: [said.slice(3)] }),
    });
    const domain = domainOf(effective.settings, DOMAIN);
    const rules = resolve(RULES, effective);
    const { series } = await readBytes(MAIL, true);
    for (const { message } of lint(series, { rules, domain, clone: null, stage: 'send' }))
      assert.ok(message.length < 2000);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const words = `${escapeControls(error.message)} ${escapeControls(error.hint ?? '')}`;
    assertShown(words);
    assert.ok(error.message.length < 3000, `words of ${error.message.length} characters`);
  } finally {
    rmSync(file);
  }
}
