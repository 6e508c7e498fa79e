import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gate } from '../../src/hooks/gate';
import { PAGES } from '../../src/rules/pages';

/** The gates that the build has put into a program of the hooks. */
function gatesOf(program: string): { regex: RegExp; words: string[]; fold: boolean }[] {
  const text = readFileSync(join(process.env.GIT_KVM_DIST!, program), 'latin1');
  const calls = text.matchAll(
    /kvm\.gate\(\(\)=>(\/.+?\/[a-z]*),(\["(?:[^"\\]|\\.)*"(?:,"(?:[^"\\]|\\.)*")*\]),(true|false)\)/g,
  );
  return [...calls].map(([, regex, words, fold]) => ({
    regex: new Function(`return ${regex}`)(),
    words: JSON.parse(words!.replace(/\\x([0-9a-f]{2})/g, '\\u00$1')),
    fold: fold === 'true',
  }));
}

const TEXTS = Object.values(PAGES)
  .flatMap(({ passes, fails }) => [...passes, ...fails])
  .flatMap(({ message, mail, diff, notes, series }) => [message, mail, diff, notes, ...(series ?? [])])
  .filter((text) => text !== undefined)
  .flatMap((text) => [text, text.toUpperCase(), ...text.split('\n'), ...text.split(/\W+/)]);

describe('gates', () => {
  for (const program of ['commit-msg.cjs', 'send.cjs']) {
    it(`of ${program} keep no expression from what it would find`, () => {
      const gates = gatesOf(program);
      assert.ok(gates.length > 100, `${gates.length} gates`);
      const texts = [...new Set(TEXTS)];
      const small = texts.map((text) => text.toLowerCase());
      for (const { regex, words, fold } of gates) {
        const found = texts.filter((text) => text.search(regex) !== -1);
        const kept = texts.filter((text, i) =>
          words.some((word) => (fold ? small[i]! : text).includes(word)),
        );
        const open = new Set(kept);
        assert.deepEqual(
          found.filter((text) => !open.has(text)),
          [],
          String(regex),
        );
      }
    });
  }

  it('do what expressions do, open and shut', () => {
    const wayOf = (regex: () => RegExp) => {
      const fresh = [regex(), gate(regex, ['page', 'patch'], true)] as const;
      const [plain, gated] = fresh;
      for (const text of ['A patch, a PAGE', 'nothing', '', 'page']) {
        for (const ask of [
          (r: RegExp) => r.test(text),
          (r: RegExp) => [...(r.exec(text) ?? [])],
          (r: RegExp) => r.lastIndex,
          (r: RegExp) => text.replace(r, '<$&>'),
          (r: RegExp) => text.replace(r, (found) => `(${found})`),
          (r: RegExp) => text.search(r),
          (r: RegExp) => text.split(r),
          (r: RegExp) => [...(text.match(r) ?? [])],
          (r: RegExp) => (r.global ? [...text.matchAll(r)].map(({ index }) => index) : null),
        ]) {
          assert.deepEqual(ask(gated), ask(plain), `${plain} ${text}: ${ask}`);
        }
      }
      assert.deepEqual([gated.source, gated.flags], [plain.source, plain.flags]);
    };
    wayOf(() => /pa(?:ge|tch)/i);
    wayOf(() => /pa(?:ge|tch)/gi);
    wayOf(() => /pa(?:ge|tch)/iy);
  });

  it('are not opened for a text without their words', () => {
    let made = 0;
    const gated = gate(
      () => {
        made += 1;
        return /page/;
      },
      ['page'],
      false,
    );
    assert.equal(gated.test('PAGE'), false);
    assert.equal(made, 0);
    assert.equal(gated.test('a page'), true);
    assert.equal(gated.test('a page'), true);
    assert.equal(made, 1);
  });
});
