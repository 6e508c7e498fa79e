/** Topics that only the guide of a clone lists. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import { namesFurtherTopic, withTopicsOf } from '../../../src/analysis/kvm/guide-topics';
import { topicNamed } from '../../../src/analysis/kvm/topics';
import { lint } from '../../../src/lint/engine';
import rule from '../../../src/rules/shortlog-topic-files';
import { seriesOfMessage } from '../../rules/example-patch';

const guide = (...more: string[]) =>
  `Shortlog\n~~~~~~~~\nThe topics are:\n\n${[
    'x86',
    'x86/mmu',
    'x86/pmu',
    'x86/xen',
    'selftests',
    'SVM',
    'nSVM',
    'VMX',
    'nVMX',
    ...more,
  ]
    .map((topic) => `  - ${topic}`)
    .join('\n')}\n\nMore.\n`;
const one = (shortlog: string, files?: string[]) =>
  seriesOfMessage({ name: shortlog, message: `${shortlog}\n`, files });

test('the guide is worth reading where a topic is not known, or not listed', () => {
  const further = (shortlog: string) => namesFurtherTopic(one(shortlog)[0]!, DOMAIN);
  for (const shortlog of ['KVM: x86/frob: Do it', 'KVM: TDX: Do it']) assert.ok(further(shortlog), shortlog);
  for (const shortlog of ['KVM: VMX: Do it', 'KVM: vmx: Do it', 'KVM: Do it', 'x86/frob: Do it', 'Do it'])
    assert.ok(!further(shortlog), shortlog);
});

test('what it lists beside the known is listed from then on, and nothing else changes', () => {
  const standing = (domain: typeof DOMAIN, name: string) => {
    const topic = topicNamed(name, domain);
    return topic && `${topic.standing} below ${topic.parent}`;
  };
  const domain = withTopicsOf(guide('x86/mmu/frob', 'TDX', 'mmu', 'kvm'), DOMAIN);
  assert.equal(standing(domain, 'x86/mmu/frob'), 'listed below x86/mmu');
  assert.equal(standing(domain, 'TDX'), 'listed below VMX');
  assert.equal(standing(domain, 'mmu'), null, 'a word that is known to be wrong');
  assert.equal(standing(domain, 'kvm'), null);
  assert.equal(standing(domain, 'VMX'), 'listed below x86');
  assert.equal(standing(withTopicsOf(guide('frob'), DOMAIN), 'frob'), 'listed below x86');
  assert.equal(withTopicsOf(guide(), DOMAIN), DOMAIN);
  assert.equal(withTopicsOf('', DOMAIN), DOMAIN);
  const few = (count: number) =>
    guide('frob')
      .split('\n')
      .filter((line) => !/^ {2}- (?:nSVM|VMX|nVMX|SVM|selftests)$/.test(line) || count-- > 0)
      .join('\n');
  assert.equal(standing(withTopicsOf(few(1), DOMAIN), 'frob'), 'listed below x86', 'five of the nine');
  assert.equal(withTopicsOf(few(0), DOMAIN), DOMAIN, 'four of them');
  const most = Array.from({ length: 31 }, (_, i) => `frob${i}`);
  assert.notEqual(withTopicsOf(guide(...most), DOMAIN), DOMAIN);
  const many = Array.from({ length: 40 }, (_, i) => `frob${i}`);
  assert.equal(withTopicsOf(guide(...many), DOMAIN), DOMAIN, 'no list of topics');
});

test('which files are of such a topic is not known', () => {
  const told = (domain: typeof DOMAIN, shortlog: string) =>
    lint(one(shortlog, ['arch/x86/kvm/vmx/vmx.c']), {
      rules: [{ rule, level: rule.level, options: {} }],
      domain,
      clone: null,
      stage: 'check',
    }).length;
  assert.equal(told(withTopicsOf(guide('x86/frob'), DOMAIN), 'KVM: x86/frob: Do it'), 0);
  assert.equal(told(DOMAIN, 'KVM: SVM: Do it'), 1);
});
