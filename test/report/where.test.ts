/** A diff of a commit or of the index stands in no file: its places are those of the files that it changes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DiffLine, parseDiff } from '../../src/model/diff';
import { lineSpan } from '../../src/model/line-span';
import type { Patch } from '../../src/model/patch';
import { gcc } from '../../src/report/gcc';
import { json } from '../../src/report/json';
import { pretty } from '../../src/report/pretty';
import { sarif } from '../../src/report/sarif';
import { commit, finding, messageFile, report } from './samples';

const { diff } = parseDiff([
  'diff --git a/arch/x86/kvm/old.c b/arch/x86/kvm/new.c',
  'similarity index 90%',
  'rename from arch/x86/kvm/old.c',
  'rename to arch/x86/kvm/new.c',
  '--- a/arch/x86/kvm/old.c',
  '+++ b/arch/x86/kvm/new.c',
  '@@ -10,2 +30,2 @@',
  ' \tint r;',
  '-\treset_old();',
  '+\treset_new();',
]);
const [, removed, added] = diff.files[0]!.hunks[0]!.lines as [DiffLine, DiffLine, DiffLine];
const at = (patch: Patch, line: DiffLine) =>
  finding({ ...patch, diff }, patch.message, null, { at: lineSpan(line, 1, 10) });

test('the line of the work tree, of what a commit would change', () => {
  const one = report([at(messageFile('KVM: x86: A\n'), added)]);
  const text = pretty(one, { color: false, showNotes: true });
  assert.match(text, /^ {2}arch\/x86\/kvm\/new\.c:31:2 {2}block/m);
  assert.ok(text.includes('    | + reset_new();\n    |   ^^^^^^^^^\n'), text);
  assert.match(gcc(one), /^arch\/x86\/kvm\/new\.c:31:2: error/);
  const { file, line, column, endColumn } = JSON.parse(json(one)).findings[0];
  assert.deepEqual([file, line, column, endColumn], ['arch/x86/kvm/new.c', 31, 2, 11]);
  const { physicalLocation } = JSON.parse(sarif(one, [])).runs[0].results[0].locations[0];
  assert.equal(physicalLocation.artifactLocation.uri, 'arch/x86/kvm/new.c');
  assert.equal(physicalLocation.region.startLine, 31);
});

test('a removed line is one of the old file; a file in a commit is named as git does', () => {
  const text = pretty(report([at(commit('KVM: x86: A\n'), removed)]), { color: false, showNotes: true });
  assert.match(text, /^ {2}arch\/x86\/kvm\/old\.c:11:2 {2}block/m);
});
