import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { judge } from '../../src/lint/engine';
import { readMail } from '../../src/patches/mail';
import { groupSeries } from '../../src/patches/series';
import { RULES } from '../../src/rules/registry';
import { byDefault } from './defaults';

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

test('selftests of other architectures hear of what all of Linux asks, quietly, and not while they are committed', async () => {
  const file = 'tools/testing/selftests/kvm/arm64/vgic.c';
  const mail = (path: string) =>
    `From: A <a@example.com>\nSubject: [PATCH] KVM: arm64: selftests: do it\n\nSigned-off-by: A <a@example.com>\n---\ndiff --git a/${path} b/${path}\n`;
  const told = async (path: string, moment: 'check' | 'commit') => {
    const read = await readMail(Buffer.from(mail(path)), { file: 'x', firstLine: 1 });
    const series = groupSeries([read], { whole: true });
    const findings = judge(series, { rules: byDefault(RULES), domain: DOMAIN, clone: null, moment });
    return findings.map(({ rule, level }) => `${rule} ${level}`);
  };
  assert.deepEqual(await told(file, 'check'), ['changelog-missing warn']);
  assert.deepEqual(await told(file, 'commit'), []);
  assert.deepEqual(await told('arch/arm64/kvm/vgic.c', 'check'), []);
});
