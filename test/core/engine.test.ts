import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byDefault, judge } from '../../src/core/engine';
import { DOMAIN } from '../../src/domain/data';
import { RULES } from '../../src/rules/registry';
import { readMail } from '../../src/sources/mail';
import { groupSeries } from '../../src/sources/series';

test('of a message that breaks one rule without end, the first problems are told', async () => {
  const mail = `From: A <a@example.com>\nSubject: [PATCH] KVM: x86: Do it\n\n${'We fix it. '.repeat(40_000)}\n---\ndiff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c\n`;
  const series = groupSeries([await readMail(Buffer.from(mail), { file: 'x', firstLine: 1 })], {
    whole: true,
  });
  const rules = byDefault(RULES);
  const findings = judge(series, { rules, domain: DOMAIN, clone: null, moment: 'check' });
  const pronouns = findings.filter(({ rule }) => rule === 'changelog-pronoun');
  assert.equal(pronouns.length, 200);
  assert.ok(findings.length < 200 * 5);
});
