/** Properties of the rules on tags that examples cannot show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { lint } from '../../src/lint/engine';
import type { Finding } from '../../src/model/finding';
import { makePatch } from '../../src/model/patch';
import { parseSubject } from '../../src/model/subject';
import { Source } from '../../src/model/text';
import { fixMessage } from '../../src/patches/rewrite/apply';
import { RULES } from '../../src/rules/registry';
import tagOrder from '../../src/rules/tag-order';
import { growth } from '../growth';
import { byDefault } from '../lint/defaults';
import fc from '../properties';

function judged(message: string, rules = RULES.filter(({ section }) => section === 'tags')): Finding[] {
  const patch = makePatch({
    origin: { kind: 'message', file: null, messageId: null, commit: null },
    subject: parseSubject(message.split('\n', 1)[0]!),
    message: Source.ofLines(message),
  });
  const series = {
    cover: null,
    patches: [patch],
    version: 1,
    of: 1,
    rfc: false,
    whole: false,
    mailed: false,
  };
  return lint([series], { rules: byDefault(rules), domain: DOMAIN, clone: null, stage: 'check' });
}

const tag = fc.constantFrom(
  'Fixes: 0123456789ab ("KVM: x86: Foo")',
  'Reported-by: Bob Builder <bob@example.org>',
  'Closes: https://lore.kernel.org/all/1@example.org',
  'Suggested-by: Eve Early <eve@example.org>',
  'Originally-by: Eve Early <eve@example.org>',
  'Co-developed-by: Bob Builder <bob@example.org>',
  'Signed-off-by: Bob Builder <bob@example.org>',
  'Signed-off-by: Ann Author <ann@example.org>',
  'Reviewed-by: Bob Builder <bob@example.org>',
  'Cc: stable@vger.kernel.org',
  'Cc: Bob Builder\n <bob@example.org>',
  '',
);

test('tags in whatever order are put in order at once, and none is lost', () => {
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 12 }), fc.boolean(), (tags, isEnded) => {
      const message = `KVM: x86: Do it\n\nDo it.\n\n${tags.join('\n')}${isEnded ? '\n' : ''}`;
      const fixed = fixMessage(message, (text) => judged(text, [tagOrder])).message;
      assert.deepEqual(judged(fixed, [tagOrder]), []);
      const lines = (text: string) => text.split('\n').filter(Boolean).sort();
      assert.deepEqual(lines(fixed), lines(message));
    }),
  );
});

test('a message made to be slow costs no more than its length', async () => {
  const nasty: ((n: number) => string)[] = [
    (n) => '\n'.repeat(n),
    (n) => ' '.repeat(n),
    (n) => `v1${' '.repeat(n)}x https://lore.kernel.org/all/1@example.org`,
    (n) => 'v1 '.repeat(n / 4),
    (n) => 'https://lkml.org/'.repeat(n / 20),
    (n) => `Fixes: ${'("'.repeat(n / 4)}`,
    (n) => `Cc: ${'stable '.repeat(n / 10)}`,
    (n) => `BUG: ${'a'.repeat(n)}`,
    (n) => `leak of ${' '.repeat(n)} changes${' '.repeat(n)}since`,
    (n) => 'Reported-by: a\n'.repeat(n / 33),
    (n) => 'Signed-off-by: a\nFixes: b\n'.repeat(n / 66),
  ];
  for (const of of nasty) {
    const grown = await growth((scale) => {
      const text = of(25_000 * scale);
      judged(`KVM: x86: Do it\n\n${text}\nx\n\n${text}\nSigned-off-by: Ann Author <ann@example.org>\n`);
    });
    assert.equal(grown, null, JSON.stringify(of(1000).slice(0, 30)));
  }
});
