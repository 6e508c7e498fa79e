/** What readers and rules make of a patch that repeats one thing: four times as much may take about four times as long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { lint } from '../../src/lint/engine';
import type { Rule } from '../../src/lint/rule';
import { readMail } from '../../src/patches/mail';
import { groupSeries } from '../../src/patches/series';
import { RULES } from '../../src/rules/registry';
import { cpuMs, growth } from '../growth';
import { byDefault } from '../lint/defaults';

/** A square of it takes a second. */
const LARGE = 64_000;
/** What all rules together may take for it without a further look: 3 s for 1 MB, on a machine with other work. */
const ENOUGH_MS = 200;

const REPEATED = [
  'a',
  ' ',
  '.',
  '_',
  '\n\n',
  'word ',
  'kvm_do_it ',
  'kvm_do_it(vcpu), kvm_do_it = ',
  'we ',
  'this patch ',
  'A sentence. ',
  'commit 0123456789ab ',
  'commit 0123456789ab ("KVM: x86: Do it")\n',
  'https://lore.kernel.org/all/1@x/ ',
  'v2: ',
  '* item\n',
  '  indented();\n',
  'Fixes: 0123456789ab ("KVM: Do it")\n',
  'Signed-off-by: A <a@example.org>\n',
  'Cc: stable@vger.kernel.org\n',
  'Reported-by: A <a@example.org>\nCloses: https://lore.kernel.org/all/1@x/\n',
  'Section 1.2 ',
  '"(<[',
  'CPU0 ',
  '@',
  '- ',
  '--a',
  '>From ',
  'From a Mon Jan  5 10:00:00 2026\n',
  '=?utf-8?q?a?= ',
  '[PATCH]',
  'http://a/ ',
  '| a | b |\n',
  '=====\n',
  '.. a::\n',
  '\\',
  '\\\n',
  '"',
  "'",
  '(',
  ')',
  '[',
  ']',
  '{',
  '}\n',
  '<',
  '>',
  '/',
  '/*',
  '*/',
  '/**',
  '/* */',
  '//',
  '// a\n',
  '/*\n',
  '*/\n',
  '"/*',
  'a->b ',
  'a ? b : ',
  'if (',
  'if (a)\n',
  'else if (a) ',
  'struct kvm {',
  'u64 a;\n',
  'int f(void)\n',
  'int f(void)\n{\n}\n',
  'EXPORT_SYMBOL(a);\n',
  '#define A(x) \\\n',
  '#ifdef A\n',
  '#endif\n',
  'diff --git a/x b/x\n',
  '@@ -1 +1 @@\n',
  'teh ',
  'the the ',
  '\u0301',
  '\0',
  '\t',
  '\r',
];

const KVM = 'arch/x86/kvm/x86.c';
const SELFTEST = 'tools/testing/selftests/kvm/x86/a_test.c';

type RepoPaths = keyof typeof PLACES;

/** The lines of the diff, and the file, for each place that the text is put to; null for one outside of the diff. */
const PLACES = {
  subject: null,
  message: null,
  tags: null,
  notes: null,
  added: (lines: readonly string[]) => ({ file: KVM, lines: lines.map((line) => `+${line}`) }),
  'a selftest': (lines: readonly string[]) => ({ file: SELFTEST, lines: lines.map((line) => `+${line}`) }),
  'a comment': (lines: readonly string[]) => ({
    file: KVM,
    lines: ['+/*', ...lines.map((line) => `+ * ${line}`), '+ */'],
  }),
  'a rewrite': (lines: readonly string[]) => ({
    file: KVM,
    lines: [...lines.map((line) => `-${line}`), ...lines.map((line) => `+${line}x`)],
  }),
} as const;

async function seriesOf(text: string, where: RepoPaths) {
  const put = (here: RepoPaths) => (here === where ? text : '');
  const { file, lines } = PLACES[where]?.(text.split('\n')) ?? { file: KVM, lines: ['+one'] };
  const count = (not: string) => lines.filter((line) => line[0] !== not).length;
  const mail = [
    'From: Ada Example <ada@example.org>',
    `Subject: [PATCH] KVM: x86: Do it ${put('subject').replaceAll('\n', ' ')}`,
    '',
    `Fix it. ${put('message')}`,
    '',
    'Signed-off-by: Ada Example <ada@example.org>',
    ...(where === 'tags' ? [text.trim()] : []),
    '---',
    put('notes'),
    `diff --git a/${file} b/${file}`,
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ -1,${count('+')} +1,${count('-')} @@ int f(void)`,
    ...lines,
    '-- ',
    '2.39.5',
  ].join('\n');
  return groupSeries([await readMail(Buffer.from(mail), { file: 'x', firstLine: 1 })], { whole: true });
}

async function check(text: string, where: RepoPaths, rules: readonly Rule[]): Promise<void> {
  const series = await seriesOf(text, where);
  lint(series, { rules: byDefault(rules), domain: DOMAIN, clone: null, stage: 'send' });
}

for (const where of Object.keys(PLACES) as RepoPaths[]) {
  test(`reader and rules are linear in a long text: ${where}`, async () => {
    const slow: string[] = [];
    for (const piece of REPEATED) {
      const text = (scale: number) => piece.repeat((scale * LARGE) / piece.length);
      if ((await cpuMs(() => check(text(1), where, RULES))) < ENOUGH_MS) continue;
      for (const rule of RULES) {
        const found = await growth((scale) => check(text(scale / 4), where, [rule]));
        if (found !== null) slow.push(`${rule.id} on ${JSON.stringify(piece)}: ${found}`);
      }
    }
    assert.deepEqual(slow, []);
  });
}
