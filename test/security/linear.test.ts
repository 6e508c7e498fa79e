/** What the rules make of a message that repeats one thing: four times as much may take about four times as long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { judge } from '../../src/lint/engine';
import type { Rule } from '../../src/lint/rule';
import { readMail } from '../../src/patches/mail';
import { groupSeries } from '../../src/patches/series';
import { RULES } from '../../src/rules/registry';
import { byDefault } from '../lint/defaults';

const LARGE = 100_000;
const SMALL = LARGE / 4;
/** Below this, noise is all there is to measure. */
const SHORT_MS = 60;
/** Linear is 4, with noise; a square is 16. */
const MOST_GROWTH = 9;

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
];

async function seriesOf(text: string, where: 'message' | 'tags' | 'notes' | 'diff' | 'subject') {
  const put = (here: typeof where) => (here === where ? text : '');
  const added = where === 'diff' ? text.split('\n').map((line) => `+${line}`) : ['+one'];
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
    'diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c',
    '--- a/arch/x86/kvm/x86.c',
    '+++ b/arch/x86/kvm/x86.c',
    `@@ -1,0 +1,${added.length} @@ int f(void)`,
    ...added,
    '-- ',
    '2.39.5',
  ].join('\n');
  return groupSeries([await readMail(Buffer.from(mail), { file: 'x', firstLine: 1 })], { whole: true });
}

async function cpuOf(rule: Rule, text: string, where: Parameters<typeof seriesOf>[1]): Promise<number> {
  return cpuOn(await seriesOf(text, where), rule);
}

function cpuOn(series: Awaited<ReturnType<typeof seriesOf>>, rule: Rule): number {
  const rules = byDefault([rule]);
  const start = process.cpuUsage();
  judge(series, { rules, domain: DOMAIN, clone: null, moment: 'send' });
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

for (const where of ['message', 'tags', 'notes', 'diff', 'subject'] as const) {
  test(`every rule is linear in a long ${where}`, async () => {
    const slow: string[] = [];
    for (const piece of REPEATED) {
      const large = piece.repeat(LARGE / piece.length);
      const small = piece.repeat(SMALL / piece.length);
      // Read once for all: what the first rule that asks pays for, no other one does.
      const shared = await seriesOf(large, where);
      for (const rule of RULES) {
        const took = cpuOn(shared, rule);
        if (took < SHORT_MS) continue;
        const again = Math.min(took, await cpuOf(rule, large, where));
        const before = Math.min(await cpuOf(rule, small, where), await cpuOf(rule, small, where));
        if (again < SHORT_MS || again / Math.max(before, 4) < MOST_GROWTH) continue;
        // What was cold then is warm now; a square goes on growing.
        const four = await cpuOf(rule, large.repeat(4), where);
        if (four / Math.min(again, await cpuOf(rule, large, where)) > MOST_GROWTH)
          slow.push(
            `${rule.id} on ${JSON.stringify(piece)}: ${Math.round(before)} ms, then ${Math.round(again)} ms`,
          );
      }
    }
    assert.deepEqual(slow, []);
  });
}
