import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSubject } from '../../src/model/subject';

test('a subject is taken apart as git am does it', () => {
  const subject = parseSubject('[RFC PATCH v3 02/11] KVM: x86: Do something');
  assert.equal(subject.shortlog, 'KVM: x86: Do something');
  assert.deepEqual([subject.n, subject.of, subject.version, subject.rfc], [2, 11, 3, true]);
});
