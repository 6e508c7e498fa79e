/** Tags that are read by more than one rule: `Fixes:`, and what asks for a backport. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesTags } from '../../src/model/fixes';
import type { Patch } from '../../src/model/patch';
import { stableTags } from '../../src/model/stable';
import { Text } from '../../src/model/text';
import { splitTrailers } from '../../src/model/trailers';

const patchOf = (...tags: string[]): Patch =>
  ({ trailers: splitTrailers(Text.of(`Words.\n\n${tags.join('\n')}\n`)).trailers }) as unknown as Patch;

/** A tag, and the id and shortlog that are read from it. */
const FIXES: readonly [string, string | null, string | null][] = [
  ['Fixes: 0123456789ab ("KVM: x86: Add it")', '0123456789ab', 'KVM: x86: Add it'],
  ['Fixes: commit 0123456789ab ("KVM: x86: Add it")', '0123456789ab', 'KVM: x86: Add it'],
  ["Fixes: 0123456789ab 'KVM: x86:  Add it'", '0123456789ab', 'KVM: x86: Add it'],
  ['Fixes: 0123456789ab (KVM: x86: Add it)', '0123456789ab', 'KVM: x86: Add it'],
  ['Fixes: 0123456789ab', '0123456789ab', null],
  ['Fixes: 0123456789ab ("")', '0123456789ab', null],
  ['Fixes: 0123456789abxyz', null, null],
  ['Fixes: https://example.org/bug', null, null],
];

for (const [tag, id, shortlog] of FIXES) {
  test(tag, () => {
    const [found] = fixesTags(patchOf(tag));
    assert.equal(found?.id ?? null, id);
    assert.equal(found?.idText.value ?? null, id);
    assert.equal(found?.shortlog ?? null, shortlog);
    assert.equal(found?.shortlogText === null || found === undefined, shortlog === null);
  });
}

/** A tag, and if it asks for a backport, is written well, and what it has after `#`. */
const STABLE: readonly [string, string][] = [
  ['Cc: stable@vger.kernel.org', 'well'],
  ['Cc: stable@vger.kernel.org # v6.1+', 'well # v6.1+'],
  ['Cc: <stable@vger.kernel.org>', 'well'],
  ['Cc: stable+noautosel@kernel.org # no', 'well # no'],
  ['CC: stable@vger.kernel.org', 'amiss'],
  ['Cc: stable@kernel.org', 'amiss'],
  ['Cc: linux-stable <x@example.org>', 'amiss'],
  ['Stable: v6.1', 'amiss'],
  ['Cc-stable: v6.1', 'amiss'],
  ['Reviewed-by: stable@vger.kernel.org', 'none'],
  ['Cc: unstable@example.org', 'none'],
];

for (const [tag, expected] of STABLE) {
  test(tag, () => {
    const found = stableTags(patchOf(tag)).map(({ well, comment }) =>
      `${well ? 'well' : 'amiss'} ${comment}`.trim(),
    );
    assert.deepEqual(found, expected === 'none' ? [] : [expected]);
  });
}
