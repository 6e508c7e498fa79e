/** `git kvm order` on broken series, in each of its pictures. */
import assert from 'node:assert/strict';
import { verdictOf } from '../../src/analysis/order/order/verdict';
import { orderDot, orderJson } from '../../src/report/order/data';
import { svg } from '../../src/report/order/svg';
import { terminal } from '../../src/report/order/terminal';
import { viewOf } from '../../src/report/order/view';
import { FakeCloneFacts } from '../git/fake-clone';
import type { Random } from './random';
import { assertShown, readBytes, withoutOwnColor } from './try-input';

const CLONES = [null, new FakeCloneFacts({}), new FakeCloneFacts({ others: 'unknown' })];

/** @throws AssertionError */
export async function tryOrder(bytes: Buffer, variant: number): Promise<void> {
  const { series } = await readBytes(bytes, true);
  for (const one of series) {
    const verdict = verdictOf(one, CLONES[variant % CLONES.length]!);
    const view = viewOf(verdict);
    const color = variant % 2 === 0;
    const shown = terminal(view, { color, width: 20 + (variant % 200) });
    assertShown(color ? withoutOwnColor(shown) : shown);
    assertShown(orderDot(view));
    assertShown(svg(view));
    const data = orderJson(verdict, null);
    JSON.parse(data);
    assertShown(data);
    const { suggestion } = verdict;
    if (suggestion === null) continue;
    const all = [...suggestion.order].sort((a, b) => a - b);
    assert.deepEqual(
      all,
      one.patches.map((_, index) => index),
      'each patch once',
    );
  }
}

/** Some mails, in one mbox, numbered as a series is. */
export function seriesOf(mails: readonly Buffer[], random: Random): Buffer {
  const count = 2 + random.size(8);
  const parts = Array.from({ length: count }, (_, i) => {
    const mail = random.pick(mails).toString('latin1');
    const n = random.next() < 0.95 ? i + 1 : random.below(count + 2);
    const named = mail
      .replace(/^From [^\n]*\n/, '')
      .replace(/^Message-I[dD]:[^\n]*/m, `Message-ID: <${i}@x>`)
      .replace(
        /^Subject:\s*(?:\[[^\]]{0,60}\]\s*)?/im,
        `In-Reply-To: <0@x>\nSubject: [PATCH ${n}/${count}] `,
      );
    return `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001\n${named}\n`;
  });
  return Buffer.from(parts.join(''), 'latin1');
}
