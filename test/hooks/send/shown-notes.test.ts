import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { withNewNotes } from '../../../src/hooks/send/shown-notes';
import { type Series, seriesOfOne } from '../../../src/model/patch';
import { finding, mail, report } from '../../report/samples';

const seriesOf = (subject: string): Series => seriesOfOne(mail(subject, 'we\n'));
const notesOf = (series: Series, ...messages: string[]) =>
  report([
    ...messages.map((message) =>
      finding(series.patches[0]!, series.patches[0]!.body, 'we', { level: 'note', message }),
    ),
    finding(series.patches[0]!, series.patches[0]!.body, 'we'),
  ]);

test('a note is shown once for a series, whatever its version; what blocks, each time', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-notes-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const shown = (series: Series, ...messages: string[]) =>
    withNewNotes(notesOf(series, ...messages), folder).findings.map(({ message }) => message);
  const first = seriesOf('[PATCH] KVM: x86: A');
  assert.deepEqual(shown(first, 'Run it'), ['Run it', 'Wrong case']);
  assert.deepEqual(shown(first, 'Run it'), ['Wrong case']);
  const second = seriesOf('[PATCH v2] KVM: x86: A');
  assert.deepEqual(shown(second, 'Run it', 'New advice'), ['New advice', 'Wrong case']);
  assert.deepEqual(shown(seriesOf('[PATCH] KVM: x86: B'), 'Run it'), ['Run it', 'Wrong case']);
  assert.deepEqual(readdirSync(folder), ['git-kvm-notes.json']);
});

test('what is remembered is bounded, and a broken file is one that is not there', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-notes-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const first = seriesOf('[PATCH] KVM: x86: First');
  withNewNotes(notesOf(first, 'Run it'), folder);
  const many = Array.from({ length: 2000 }, (_, i) => `Note ${i}`);
  withNewNotes(notesOf(seriesOf('[PATCH] KVM: x86: Other'), ...many), folder);
  assert.equal(withNewNotes(notesOf(first, 'Run it'), folder).findings.length, 2);
  assert.equal(withNewNotes(notesOf(first, 'Run it'), '/nowhere').findings.length, 2);
});
