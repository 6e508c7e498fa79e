import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSubject } from '../../src/model/subject';

test('a subject is taken apart as git am does it', () => {
  const subject = parseSubject('[RFC PATCH v3 02/11] KVM: x86: Do something');
  assert.equal(subject.shortlog, 'KVM: x86: Do something');
  assert.deepEqual([subject.n, subject.of, subject.version, subject.rfc], [2, 11, 3, true]);
});

/** Subject, then n/of, version and flags, then the shortlog. */
const SUBJECTS: readonly [string, string, string][] = [
  ['[PATCH] KVM: x86: Do', 'null/null v1', 'KVM: x86: Do'],
  ['[PATCH]\t[v3] KVM: x86: Do', 'null/null v3', 'KVM: x86: Do'],
  ['[PATCH]: KVM: x86: Do', 'null/null v1', 'KVM: x86: Do'],
  ['[PATCH] [v2] KVM: x86: Do', 'null/null v2', 'KVM: x86: Do'],
  ['[PATCHv2 1/2] KVM: x86: Do', '1/2 v2', 'KVM: x86: Do'],
  ['[PATCH 1/2 v3] KVM: x86: Do', '1/2 v3', 'KVM: x86: Do'],
  ['[PATCH RESEND v4 00/10] KVM: x86: Do', '0/10 v4 resend', 'KVM: x86: Do'],
  ['[kvm-unit-tests PATCH v2 3/5] x86: Do', '3/5 v2 kvm-unit-tests', 'x86: Do'],
  ['[RFC 1/3] KVM: x86: Do', '1/3 v1 rfc', 'KVM: x86: Do'],
  ['[PATCHv2.1] KVM: x86: Do', 'null/null v2', 'KVM: x86: Do'],
  ['[PATCH: 1/3] KVM: x86: Do', '1/3 v1', 'KVM: x86: Do'],
  ['[stable:PATCH] KVM: x86: Do', 'null/null v1 stable:PATCH', 'KVM: x86: Do'],
  ['[PATCHi v2] KVM: x86: Do', 'null/null v2 PATCHi', 'KVM: x86: Do'],
  ['[RESEND 1/3] KVM: x86: Do', '1/3 v1 resend', 'KVM: x86: Do'],
  ['[kvm-x86/next V2 0/3] KVM: x86: Do', '0/3 v2 kvm-x86/next', 'KVM: x86: Do'],
  ['[PATCH 5.10/5.15] KVM: x86: Do', 'null/null v1 5.10/5.15', 'KVM: x86: Do'],
];

test('versions, counts and flags, however they are written', () => {
  for (const [raw, expected, shortlog] of SUBJECTS) {
    const { n, of, version, rfc, resend, words, isPatch, ...rest } = parseSubject(raw);
    const flags = [...(rfc ? ['rfc'] : []), ...(resend ? ['resend'] : []), ...words];
    assert.equal([`${n}/${of} v${version}`, ...flags].join(' '), expected, raw);
    assert.equal(rest.shortlog, shortlog);
    assert.equal(raw.slice(rest.shortlogAt), shortlog);
    assert.equal(isPatch, true, raw);
  }
});

test('replies and pull requests are no patches', () => {
  assert.equal(parseSubject('Re: [PATCH] KVM: x86: Do').reply, true);
  assert.equal(parseSubject('[GIT PULL] KVM changes').isPatch, false);
  assert.equal(parseSubject('[GIT PULL 1/2] KVM changes').isPatch, false);
  assert.equal(parseSubject('[dispatch] KVM changes').isPatch, false);
});

test('brackets later on, and one that does not close, are of the shortlog', () => {
  for (const raw of ['KVM: Free a[0]', '[PATCH KVM: Free it', 'KVM: [x] Free it']) {
    assert.equal(parseSubject(raw).shortlog, raw);
    assert.deepEqual(parseSubject(raw).words, []);
  }
  assert.equal(parseSubject('[PATCH] [x KVM: Free it').shortlog, '[x KVM: Free it');
});
