/** A short, seeded run of the fuzzer (`npm run fuzz` goes on for as long as wanted), and properties of the parts. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { lint } from '../../src/lint/engine';
import { parseDiff } from '../../src/model/diff';
import { makePatch, seriesOfOne } from '../../src/model/patch';
import { parseSubject } from '../../src/model/subject';
import { Text } from '../../src/model/text';
import { splitTrailers } from '../../src/model/trailers';
import { decodeMessage, readCommitMessage } from '../../src/patches/commit-message';
import { RULES } from '../../src/rules/registry';
import { byDefault } from '../lint/defaults';
import fc from '../properties';
import { cpuMs } from './cpu';
import { inputOf } from './inputs';
import { exampleMessages, seedsOf } from './seeds';
import { tryMails } from './try-input';

const SEED = 20260801;
const INPUTS = 500;
const PROPERTY = { seed: SEED, numRuns: 100 };

test(`${INPUTS} broken inputs are read, judged, fixed and reported, each in less than a second`, async (t) => {
  const seeds = await seedsOf(null);
  const scratch = mkdtempSync(join(tmpdir(), 'git-kvm-fuzz-'));
  t.after(() => rmSync(scratch, { recursive: true }));
  for (let n = 0; n < INPUTS; n += 1) {
    const { kind, how, act } = inputOf(SEED, n, seeds, { scratch, dist: null });
    const what = `input ${n}, ${kind}: ${how.join(' ')}`;
    const ms = await cpuMs(act).catch((error: unknown) => {
      throw new Error(what, { cause: error });
    });
    if (ms > 1000) assert.ok((await cpuMs(act)) < 1000, what);
  }
});

test('the same seed and number make the same input', async () => {
  const seeds = await seedsOf(null);
  const places = { scratch: tmpdir(), dist: null };
  for (let n = 0; n < 50; n += 1) {
    const [one, other] = [inputOf(SEED, n, seeds, places), inputOf(SEED, n, seeds, places)];
    assert.ok(one.bytes.equals(other.bytes), `input ${n}`);
  }
});

test('a name that is longer than any regular expression is no name', async () => {
  const long = 'a'.repeat(400_000);
  const file = 'arch/x86/kvm/x86.c';
  const code = `+\tint ${long};\n+\tint b = 1, ${long};\n+\tint ${long}b = ${long};\n`;
  const mail = `From: A <a@b.org>\nSubject: [PATCH] KVM: x86: ${long} it\n\nFix.\n---\ndiff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1,0 +1,3 @@\n${code}-- \n2.39.5\n`;
  await tryMails(Buffer.from(mail), 2);
});

const lines = fc.array(
  fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'diff --git a/x b/x',
      '--- a/x',
      '+++ b/x',
      '@@ -1,2 +1,3 @@ int f(void)',
      '@@ -1 +1,99999999 @@',
      '+added',
      '-taken',
      ' kept',
      '\\ No newline at end of file',
      'GIT binary patch',
      'literal 5',
      'Fixes: 0123456789ab ("KVM: Do it")',
      'Signed-off-by: A <a@example.org>',
      ' folded',
      '[a: note]',
      '# comment',
      '# ------------------------ >8 ------------------------',
      '',
    ),
  ),
  { maxLength: 40 },
);

describe('whatever the text,', () => {
  it('a diff is read to an end that is in it', () => {
    fc.assert(
      fc.property(lines, (text) => {
        const { diff, end } = parseDiff(text, 0);
        assert.ok(end >= 0 && end <= text.length);
        for (const file of diff.files)
          for (const { lines: of } of file.hunks)
            for (const { text: line } of of) assert.equal(typeof line, 'string');
      }),
      PROPERTY,
    );
  });

  it('prose and tags together are no more than the body, in order', () => {
    fc.assert(
      fc.property(lines, (text) => {
        const body = Text.of(text.join('\n'));
        const { prose, trailers } = splitTrailers(body);
        assert.equal(body.value.slice(0, prose.length), prose.value);
        let last = 0;
        for (const { text: tag } of trailers) {
          assert.ok(tag.start >= last && tag.end <= body.length);
          last = tag.start;
        }
      }),
      PROPERTY,
    );
  });

  it('a commit message keeps the places of its lines', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('strip', 'whitespace', 'verbatim', 'scissors'), (text, cleanup) => {
        const raw = text.join('\n');
        const options = { comment: 'auto', cleanup, edited: true, encoding: null } as const;
        const message = readCommitMessage(raw, options);
        const of = raw.split('\n');
        for (const line of message.all().lines()) {
          if (line.value === '') continue;
          const { line: at, column } = line.span();
          assert.ok(of[at - 1]!.slice(column - 1).startsWith(line.value));
        }
      }),
      PROPERTY,
    );
  });

  it('bytes become a message, and rules judge it', () => {
    const rules = byDefault(RULES);
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .constantFrom(...exampleMessages())
        .chain((text) =>
          fc
            .tuple(fc.nat(text.length), fc.string({ unit: 'binary' }))
            .map(([at, put]) => Buffer.from(text.slice(0, at) + put + text.slice(at))),
        ),
    );
    fc.assert(
      fc.property(message, fc.constantFrom(null, 'ISO-8859-1', 'nonsense'), (bytes, encoding) => {
        const text = decodeMessage(bytes, encoding);
        const source = readCommitMessage(text, { comment: '#', cleanup: 'strip', edited: true, encoding });
        const patch = makePatch({
          origin: { kind: 'message', file: 'm', messageId: null, commit: null },
          subject: parseSubject(source.text.split('\n', 1)[0]!),
          message: source,
          diff: parseDiff(['diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c'], 0).diff,
        });
        for (const { at } of lint([seriesOfOne(patch)], {
          rules,
          domain: DOMAIN,
          clone: null,
          stage: 'commit',
        }))
          assert.ok(at === null || (at.line >= 1 && at.endLine <= text.split('\n').length));
      }),
      PROPERTY,
    );
  });
});
