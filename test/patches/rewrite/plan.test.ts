import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import { lint } from '../../../src/lint/engine';
import type { Finding } from '../../../src/model/finding';
import type { Patch, Series } from '../../../src/model/patch';
import { readPaths } from '../../../src/patches/paths';
import { planFixes, withMessage } from '../../../src/patches/rewrite/plan';
import { writeMails } from '../../../src/patches/rewrite/write';
import linkLore from '../../../src/rules/link-lore';
import stableTag from '../../../src/rules/stable-tag';
import tagOrder from '../../../src/rules/tag-order';
import { byDefault } from '../../lint/defaults';

const rules = byDefault([stableTag, tagOrder, linkLore]);
const judged = (series: Series) => lint([series], { rules, domain: DOMAIN, clone: null, stage: 'check' });

const mail = (
  n: number,
  tags: string,
) => `From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
From: Ann Author <ann@example.org>
Date: Wed, 1 May 2024 10:00:00 +0200
Subject: [PATCH v2 ${n}/2] KVM: x86: Do thing ${n}
Message-ID: <${n}@example.org>

Do thing ${n}.

${tags}---
 arch/x86/kvm/x86.c | 2 +-

diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-old
+new
-- 
2.39.5

`;
const SOB = 'Signed-off-by: Ann Author <ann@example.org>\n';
const FIXES = 'Fixes: 0123456789ab ("KVM: x86: Foo")\n';
const WRONG = mail(1, `Cc: stable@vger.kernel\n${SOB}Link: https://lkml.kernel.org/r/x@y\n${FIXES}`);
const RIGHT = mail(1, `Cc: stable@vger.kernel.org\n${FIXES}${SOB}Link: https://lore.kernel.org/r/x@y\n`);
const CLEAN = mail(2, SOB);

function folder(t: TestContext): { dir: string; files: string[] } {
  const dir = mkdtempSync(join(tmpdir(), 'git-kvm-fix-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const files = ['0001-one.patch', '0002-two.patch'].map((name) => join(dir, name));
  writeFileSync(files[0]!, WRONG);
  writeFileSync(files[1]!, CLEAN);
  return { dir, files };
}

async function plan(files: string[]) {
  const { series } = await readPaths(files, { whole: true });
  return series.flatMap((one) => planFixes(one, judged));
}

test('the fixes of several rules come together in one message', async (t) => {
  const { dir, files } = folder(t);
  const changes = await plan(files);
  assert.equal(changes.length, 1);
  const rulesApplied = changes[0]!.applied.map(({ rule }) => rule);
  assert.deepEqual(rulesApplied.sort(), ['link-lore', 'stable-tag', 'tag-order']);
  const out = join(dir, 'fixed');
  const written = await writeMails(files, changes, { folder: out }, dir);
  assert.deepEqual(
    written.map(({ patches }) => patches),
    [1, 0],
  );
  assert.equal(readFileSync(join(out, '0001-one.patch'), 'utf8'), RIGHT);
  assert.equal(readFileSync(join(out, '0002-two.patch'), 'utf8'), CLEAN);
  assert.equal(readFileSync(files[0]!, 'utf8'), WRONG, 'the original stays');
  assert.deepEqual(await plan(readdirSync(out).map((name) => join(out, name))), [], 'nothing is left to fix');
  await assert.rejects(writeMails(files, changes, { folder: out }, dir), /already exists/);
});

test('in place only what changes is written', async (t) => {
  const { dir, files } = folder(t);
  const written = await writeMails(files, await plan(files), { inPlace: true }, dir);
  assert.deepEqual(
    written.map(({ from }) => from),
    [files[0]],
  );
  assert.equal(readFileSync(files[0]!, 'utf8'), RIGHT);
  assert.deepEqual(readdirSync(dir).sort(), ['0001-one.patch', '0002-two.patch']);
});

test('what cannot be written changes nothing', async (t) => {
  const { dir, files } = folder(t);
  const changes = await plan(files);
  writeFileSync(files[0]!, WRONG.replace('Do thing 1.', 'Do that thing.'));
  await assert.rejects(
    writeMails(files, changes, { folder: join(dir, 'fixed') }, dir),
    /has changed since it was read/,
  );
  assert.equal(existsSync(join(dir, 'fixed')), false);
  await assert.rejects(
    writeMails(
      files,
      changes.map((change) => ({
        ...change,
        patch: { ...change.patch, origin: { ...change.patch.origin, file: null } },
      })),
      { inPlace: true },
      dir,
    ),
    /standard input/,
  );
});

test('each patch is fixed by what is found in it, with the others as they were', async (t) => {
  const { series } = await readPaths(folder(t).files, { whole: true });
  const [one, two] = series[0]!.patches as [Patch, Patch];
  const swap = (of: Patch, from: string, text: string, rule = 'mine', certain = true): Finding[] => {
    const start = of.message.value.indexOf(from);
    const fix = { title: 'x', edits: [{ start, end: start + from.length, text }], certain };
    const found = { rule, message: 'x', at: null, of, related: [], suppressed: null, fix };
    return start === -1 ? [] : [{ ...found, level: 'warn' }];
  };
  const changed: number[] = [];
  const found = ({ patches }: Series) => {
    changed.push(patches.filter(({ message }) => message.value.includes('Do that')).length);
    const hidden = patches.flatMap((patch) => swap(patch, 'Signed', 'Hidden', 'hidden'));
    return [
      ...patches.flatMap((patch) => swap(patch, 'Do thing', 'Do that')),
      ...hidden,
      ...swap(patches[1]!, 'thing 2', 'it'),
    ];
  };
  const changes = planFixes(series[0]!, found, ({ rule }) => rule !== 'hidden');
  assert.deepEqual(
    changes.map(({ patch, message }) => [patch, message]),
    [
      [one, one.message.value.replaceAll('Do thing', 'Do that')],
      [two, two.message.value.replaceAll('Do thing', 'Do that')],
    ],
  );
  assert.ok(changed.every((count) => count <= 1));
  assert.deepEqual(
    planFixes(series[0]!, () => swap(two, 'thing 2', 'it', 'mine', false)),
    [],
  );
  const again = withMessage(one, 'Other\n');
  assert.deepEqual([again.subject.n, again.shortlog.value, again.hasDiff], [1, 'Other', true]);
  assert.equal(withMessage({ ...one, hasDiff: false }, 'Other\n').hasDiff, false);
});

test('two files of one name are not written over each other', async (t) => {
  const { dir, files } = folder(t);
  const same = join(dir, 'more', '0001-one.patch');
  mkdirSync(join(dir, 'more'));
  writeFileSync(same, WRONG);
  const changes = await plan(files);
  await assert.rejects(
    writeMails([files[0]!, same], changes, { folder: join(dir, 'out') }, dir),
    /two files would be/,
  );
  assert.ok(!existsSync(join(dir, 'out')));
});
