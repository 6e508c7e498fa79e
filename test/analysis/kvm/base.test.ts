/** What a series is based on: as its mails say, or as its commits are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseOf, isForCurrentRelease, parentOf } from '../../../src/analysis/kvm/base';
import { exampleMail } from '../../../src/lint/example-mail';
import { makePatch, type Series } from '../../../src/model/patch';
import { parseSubject } from '../../../src/model/subject';
import { Source } from '../../../src/model/text';
import { seriesOf } from '../../rules/example-patch';

const ID = '0123456789abcdef0123456789abcdef01234567';

async function read(...mails: readonly string[]): Promise<Series> {
  const [series] = await seriesOf({ name: 'mails', series: mails });
  return series!;
}

const X86 = { 'arch/x86/kvm/x86.c': ['+\tnew();'] };
const mail = (number: string, base?: string, text?: string, diff: Record<string, string[]> = X86) =>
  exampleMail({
    subject: `[PATCH${number}] KVM: x86: Add it`,
    base,
    text,
    diff: number.startsWith(' 0') ? {} : diff,
  });

test('the base is what the first mail that has one says', async () => {
  const series = await read(mail(' 0/2'), mail(' 1/2', ID), mail(' 2/2', ID.replaceAll('0', '1')));
  const base = baseOf(series);
  assert.equal(base?.id, ID);
  assert.equal(base?.of, series.patches[0]);
  assert.equal(baseOf(await read(mail('', 'next'))), null);
  assert.equal(baseOf(await read(mail(''))), null);
});

test('the base of commits is the parent of the first; a mail has none', async () => {
  const commit = (id: string, parent?: string) =>
    makePatch({
      origin: { kind: 'commit', file: null, messageId: null, commit: id, ...(parent && { parent }) },
      subject: parseSubject('KVM: x86: Add it'),
      message: Source.ofLines('KVM: x86: Add it'),
    });
  const range = (...patches: Series['patches']): Series => ({
    cover: null,
    patches,
    version: 1,
    of: patches.length,
    rfc: false,
    whole: true,
    mailed: false,
  });
  const first = commit('a', ID);
  assert.deepEqual(parentOf(range(first, commit('b', 'a'))), { id: ID, text: null, of: first });
  assert.equal(parentOf(range(commit('a'))), null, 'the first commit of all');
  assert.equal(parentOf(range()), null);
  assert.equal(parentOf(await read(mail('', ID))), null);
});

test('a fix is for the current release, unless something new comes with it', async () => {
  const fixes = 'Free it.\n\nFixes: 0123456789ab ("KVM: x86: Keep it")';
  assert.equal(isForCurrentRelease(await read(mail('', ID, fixes))), true);
  assert.equal(isForCurrentRelease(await read(mail('', ID))), false);
  const capability = { 'include/uapi/linux/kvm.h': ['+#define KVM_CAP_X86_DEMO 300'] };
  assert.equal(isForCurrentRelease(await read(mail('', ID, fixes, capability))), false);
});
