import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Text } from '../../src/model/text';
import { splitTrailers } from '../../src/model/trailers';
import { assertLinear } from '../growth';
import fc from '../properties';

const home = mkdtempSync(join(tmpdir(), 'git-kvm-trailers-'));
after(() => rmSync(home, { recursive: true, force: true }));

const SEPARATOR = 'Next-message: 6fd1';

/** What git finds in each of these messages: one process, a file with a known trailer behind each. */
function gitTrailers(messages: readonly string[]): string[][] {
  const separator = join(home, 'separator');
  writeFileSync(separator, `x\n\n${SEPARATOR}\n`);
  const files = messages.flatMap((message, i) => {
    const file = join(home, String(i));
    writeFileSync(file, message);
    return [file, separator];
  });
  const out = execFileSync('git', ['interpret-trailers', '--parse', '--no-divider', ...files], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home },
    encoding: 'utf8',
  });
  const found: string[][] = [[]];
  for (const line of out.split('\n').slice(0, -1)) {
    if (line === SEPARATOR) found.push([]);
    else found[found.length - 1]!.push(line.replace(/\s+/g, ' '));
  }
  return found.slice(0, -1);
}

const LINES = [
  ...[
    '',
    '',
    '',
    '  ',
    'Signed-off-by: A <a@example.com>',
    'Reviewed-by: B <b@example.com>',
    'Fixes: 0123 ("KVM")',
  ],
  ...[
    '(cherry picked from commit 0123)',
    ' folded',
    '\tfolded too',
    'Some prose here.',
    'Note: prose with a colon',
  ],
  ...[
    'Key :value',
    'Key:',
    '-dash: x',
    '# comment',
    'http://example.com/x',
    'two words: x',
    ': nothing',
    'Fixes:  a  ',
  ],
];

const body = fc.array(fc.constantFrom(...LINES), { maxLength: 12 }).map((lines) => lines.join('\n'));

test('the block is the one that git interpret-trailers finds', () => {
  const bodies = fc.sample(body, { numRuns: 1000, seed: 7 });
  const git = gitTrailers(bodies.map((one) => `KVM: x86: Do something\n\n${one}\n`));
  bodies.forEach((one, i) => {
    const ours = splitTrailers(Text.of(`${one}\n`))
      .trailers.filter((trailer) => trailer.inBlock)
      .map((trailer) => `${trailer.key}: ${trailer.value}`.replace(/\s+/g, ' '));
    assert.deepEqual(ours, git[i], JSON.stringify(one));
  });
});

test('prose and tags together are the body, and each tag stands where it says', () => {
  fc.assert(
    fc.property(body, (one) => {
      const text = Text.of(one);
      const { prose, trailers } = splitTrailers(text);
      assert.ok(one.startsWith(prose.value));
      for (const trailer of trailers) {
        assert.ok(trailer.text.start >= prose.end);
        assert.ok(trailer.text.value.startsWith(trailer.key));
        assert.ok(
          trailer.text.value.slice(trailer.valueAt).trimStart().startsWith(trailer.value.split(' ')[0]!),
        );
      }
    }),
  );
});

test('a tag that a blank line keeps apart is a tag, but not of the block', () => {
  const { prose, trailers } = splitTrailers(
    Text.of('Prose.\n\nFixes: 0123456789ab ("x")\n\nSigned-off-by: A <a@example.com>\n'),
  );
  assert.equal(prose.value, 'Prose.\n\n');
  assert.deepEqual(
    trailers.map((trailer) => [trailer.key, trailer.inBlock]),
    [
      ['Fixes', false],
      ['Signed-off-by', true],
    ],
  );
});

test('a long paragraph of near tags costs no more than its length', async () => {
  const text = (scale: number) =>
    `${'Signed-off-by'.repeat(50_000 * scale)}\n${' x\n'.repeat(25_000 * scale)}`;
  await assertLinear((scale) => splitTrailers(Text.of(text(scale))));
});

test('a paragraph without a single tag is no tags, and a tag after words neither', () => {
  const keys = (body: string) => splitTrailers(Text.of(body)).trailers.map(({ key }) => key);
  assert.deepEqual(keys('Words.\n\n# comment\n'), []);
  assert.deepEqual(keys('Words.\n\n  more\n'), []);
  assert.deepEqual(keys('Words.\n\nCc: A <a@example.com>\n'), ['Cc']);
});
