/** What git send-email adds to mails, by its command line and the configuration. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { operands, optionsOf } from '../../../src/git/send-email-command';
import { parseSetting } from '../../../src/git/settings';
import { outgoingOf, withHeaderFiles, withOutgoing } from '../../../src/hooks/send/outgoing';
import type { CoverLetter, Patch, Series } from '../../../src/model/patch';
import { seriesOf } from '../../analysis/order/help';
import { folder } from '../../audit/archives';

/** `to: a@x; cc: b@x; reply: <id>; edited`, of a command line and settings `name=value`. */
function added(typed: string, ...settings: string[]): string {
  const all = settings.map((one) => parseSetting(`sendemail.${one.replace('=', '\n')}`));
  const found = outgoingOf({ args: typed.split(' ').filter(Boolean), folders: [] }, all)!;
  const emails = (name: 'to' | 'cc') => found.recipients?.[name].map(({ email }) => email).join(',');
  const kinds = (['cc', 'sob', 'misc'] as const).filter((kind) => !found.writesTo(kind));
  return [
    found.recipients === null ? 'unknown' : `${emails('to')}|${emails('cc')}`,
    ...found.inReplyTo,
    ...kinds.map((kind) => `not ${kind}`),
    ...(found.isEditedLater ? ['edited'] : []),
  ].join(' ');
}

test('recipients, the message that is answered, and what is suppressed', () => {
  const cases: [typed: string, settings: string[], wanted: string][] = [
    ['', [], '|'],
    ['--to a@x --cc=b@x --cc c@x', [], 'a@x|b@x,c@x'],
    ['', ['to=a@x', 'cc=b@x', 'cc=c@x'], 'a@x|b@x,c@x'],
    ['--to=a@x', ['to=b@x'], 'a@x|'],
    ['--no-to', ['to=b@x'], '|'],
    ['--to=ali', [], 'unknown'],
    ['', ['tocmd=x'], 'unknown'],
    ['--cc-cmd=x', [], 'unknown'],
    ['--header-cmd x', [], 'unknown'],
    ['', ['identity=me', 'me.to=a@x', 'to=b@x'], 'a@x|'],
    ['', ['identity=me', 'to=b@x'], 'b@x|'],
    ['--identity=you', ['identity=me', 'me.to=a@x', 'you.to=c@x'], 'c@x|'],
    ['--no-identity', ['identity=me', 'me.to=a@x', 'to=b@x'], 'b@x|'],
    ['--in-reply-to=id@x', [], '| <id@x>'],
    ['--in-reply-to <id@x>', ['inreplyto=<no@x>'], '| <id@x>'],
    ['', ['inreplyto=a@x', 'inreplyto=b@x'], '| <b@x>'],
    ['--annotate', [], '| edited'],
    ['--compose', [], '| edited'],
    ['', ['annotate=yes'], '| edited'],
    ['', ['annotate=no'], '|'],
    ['--no-annotate', ['annotate=true'], '|'],
    ['--suppress-cc=all', [], '| not cc not sob not misc'],
    ['--suppress-cc=body', [], '| not cc not sob not misc'],
    ['--suppress-cc=bodycc', [], '| not cc'],
    ['--suppress-cc=sob,misc-by', [], '| not sob not misc'],
    ['--suppress-c sob', [], '| not sob'],
    ['--to a@x -- --to=b@x', [], 'a@x|'],
  ];
  for (const [typed, settings, wanted] of cases)
    assert.equal(added(typed, ...settings), wanted, `${typed} ${settings}`);
  assert.equal(outgoingOf(null, []), null);
});

test('options and operands, as git send-email takes them', () => {
  assert.deepEqual(operands(['--to', 'a', 'one', '--quiet', 'two', '--cc=b', '-to', 'c', '--', 'x']), [
    'one',
    'two',
  ]);
  assert.deepEqual(
    [...optionsOf(['--to', 'a', '--to=b', '-quiet', 'x', '--cc'])],
    [
      ['to', ['a', 'b']],
      ['quiet', []],
      ['cc', []],
    ],
  );
});

const TAGS = `Do it.

Reported-by: Rita <rita@x>
Cc: Carl <carl@x> # 6.1
Cc: someone
Signed-off-by: Sid <sid@x>
Fixes: 0123456789ab ("x")`;
const series = (...more: object[]) =>
  seriesOf(
    { title: 'KVM: x86: One', text: TAGS, ...more[0] },
    { title: 'KVM: x86: Two', text: 'Do.', ...more[1] },
  );
const shown = (all: readonly Series[]) =>
  all.flatMap(({ cover, patches }) =>
    [...(cover ? [cover] : []), ...patches].map(
      ({ headers }: Patch | CoverLetter) =>
        `${headers!.to.map(({ email }) => email)}|${headers!.cc.map(({ email }) => email)}|${headers!.inReplyTo}`,
    ),
  );
const outgoing = (typed: string) => outgoingOf({ args: typed.split(' ').filter(Boolean), folders: [] }, [])!;

test('each mail has what is added, and the people of its tags', async () => {
  const of = async (typed: string, ...more: object[]) =>
    shown(withOutgoing([await series(...more)], outgoing(typed)));
  assert.deepEqual(await of('--to=a@x --cc=b@x --in-reply-to=id@x'), [
    'a@x|b@x,rita@x,carl@x,sid@x,ann@example.org|<id@x>',
    'a@x|b@x,ann@example.org|',
  ]);
  assert.deepEqual(await of('--to=a@x --suppress-cc=sob,misc-by,bodycc'), ['a@x||', 'a@x||']);
  assert.deepEqual(await of('--cc=b@x'), ['||', '||'], 'git asks for a To:');
  const own = { headers: { To: 'T@x', Cc: 'CARL@x' } };
  assert.deepEqual(await of('--to=t@x --suppress-cc=sob,misc-by', own), ['T@x|CARL@x|', 't@x||']);
  assert.deepEqual(await of('--to=ali', own), ['T@x|CARL@x|', '||']);
});

test('the headers that git wrote; stable@ of a tag is not the sender’s choice', async (t) => {
  const dir = folder(t);
  const headers = (name: string, text: string) => {
    writeFileSync(join(dir, name), `${text}\n\n`);
    return join(dir, name);
  };
  const files = new Map([
    ['0001.patch', headers('1', 'To: a@x\nCc: stable@vger.kernel.org, b@x\nIn-Reply-To: <id@x>')],
    ['0002.patch', headers('2', 'To: a@x\nIn-Reply-To: <1@x>')],
  ]);
  const stable = TAGS.replace('Cc: someone', 'Cc: stable@vger.kernel.org');
  assert.deepEqual(shown(withHeaderFiles([await series()], files)), [
    'a@x|stable@vger.kernel.org,b@x|<id@x>',
    'a@x||',
  ]);
  assert.deepEqual(shown(withHeaderFiles([await series({ text: stable })], files))[0], 'a@x|b@x|<id@x>');
  assert.deepEqual(shown(withHeaderFiles([await series()], new Map())), ['||', '||']);
});
