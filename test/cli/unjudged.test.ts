/** `git kvm check` of what is not a patch. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { check } from '../../src/cli/check';
import { send } from '../../src/cli/send';
import { UsageError } from '../../src/model/errors';

const home = mkdtempSync(join(tmpdir(), 'git-kvm-unjudged-'));
after(() => rmSync(home, { recursive: true, force: true }));

const DIFF = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-old
+new
`;
const PATCH = `From: Ada Example <ada@example.org>
Subject: [PATCH] KVM: x86: Fix a leak

Free the root when its vCPU goes.

Signed-off-by: Ada Example <ada@example.org>
---
${DIFF}`;

async function run(what: readonly string[], stdin = '') {
  let said = '';
  const add = (text: string) => {
    said += text;
  };
  const options = {
    what,
    cwd: home,
    env: process.env,
    format: 'pretty',
    notes: false,
    fix: false,
    inPlace: false,
    rule: ['base-commit=off'],
  } as const;
  const bytes = Buffer.from(stdin, 'latin1');
  const input = Readable.from([bytes]) as unknown as NodeJS.ReadableStream;
  const status = await check(
    { ...options, stdin: input },
    {
      out: add,
      err: add,
      color: false,
    },
  );
  return { status, said };
}

const FOREIGN: readonly [string, string, RegExp][] = [
  ['a word', 'hello\n', /-:1: not checked: not a mail: no header/],
  ['nothing', '', /-: not checked: empty/],
  ['C', '#include <linux/kvm_host.h>\n\nint kvm_init(void)\n{\n\treturn 0;\n}\n', /not a mail/],
  ['UTF-16', `\xff\xfe${[...PATCH].join('\0')}\0`, /UTF-16 text/],
  ['a diff alone', DIFF, /a bare diff/],
  ['a diff of quilt alone', DIFF.slice(DIFF.indexOf('---')), /a bare diff/],
  ['a byte-order mark', `\xef\xbb\xbf${PATCH}`, /byte-order mark/],
  ['a mail that is no patch', PATCH.slice(0, PATCH.indexOf('---')).replace('[PATCH] ', ''), /not a patch/],
];

for (const [name, text, words] of FOREIGN) {
  test(`${name} on standard input ends with 2`, async () => {
    const { status, said } = await run(['-'], text);
    assert.match(said, words);
    assert.equal(status, 2);
  });
}

test('a file that was named ends with 2 as well, beside a patch', async () => {
  writeFileSync(join(home, 'a.c'), 'int a;\n');
  writeFileSync(join(home, 'a.patch'), PATCH);
  const { status, said } = await run(['a.patch', 'a.c']);
  assert.match(said, /a\.c:1: not checked/);
  assert.equal(status, 2);
});

test('in a folder, a file that is not a mail is named, and no more', async () => {
  mkdirSync(join(home, 'folder'));
  writeFileSync(join(home, 'folder', '0001.patch'), PATCH);
  writeFileSync(join(home, 'folder', 'notes\x1b.txt'), 'Not a mail.\n');
  const { status, said } = await run(['folder']);
  assert.match(said, /folder\/notes\S+\.txt:1: not checked/);
  assert.ok(!said.includes('\x1b'));
  assert.equal(status, 0);
  writeFileSync(join(home, 'folder', '0002.patch'), DIFF);
  assert.equal((await run(['folder'])).status, 2);
});

test('a patch whose paths do not start at the top is told', async () => {
  const relative = PATCH.replaceAll('arch/x86/kvm/', '');
  assert.match((await run(['-'], relative)).said, /not checked by file: x86\.c .*--relative/);
  assert.match((await run(['-'], relative.replace('KVM: x86', 'x86: KVM'))).said, /not checked by file/);
  const other = relative.replace('[PATCH]', '[kvm-unit-tests PATCH]');
  assert.deepEqual(await run(['-'], other), { status: 0, said: '' });
  assert.deepEqual(await run(['-'], relative.replaceAll('x86.c', 'MAINTAINERS').replace('KVM: x86', 'Add')), {
    status: 0,
    said: '',
  });
});

test('a patch with other prefixes is judged as any', async () => {
  const prefixed = PATCH.replaceAll('a/arch', 'old/arch').replaceAll('b/arch', 'new/arch');
  const wrong = (text: string) => text.replace('KVM: x86', 'x86: kvm');
  const { said } = await run(['-'], wrong(PATCH));
  assert.match(said, /shortlog-prefix/);
  assert.equal((await run(['-'], wrong(prefixed))).said, said);
  assert.equal(
    (await run(['-'], wrong(PATCH.replaceAll('a/arch', 'l.orig/arch').replaceAll('b/arch', 'l/arch')))).said,
    said,
  );
});

test('a reply has nothing to answer for', async () => {
  const reply = PATCH.slice(0, PATCH.indexOf('---')).replace('[PATCH]', 'Re: [PATCH]');
  assert.deepEqual(await run(['-'], reply), { status: 0, said: '' });
});

for (const args of [['-o', 'DIR'], ['-oDIR'], ['--output-directory=DIR'], ['--output-dir', 'DIR']]) {
  for (const b4 of [false, true]) {
    test(`send -- ${args.join(' ')}${b4 ? ' by b4' : ''} is a usage error`, async () => {
      const io = { out: assert.fail, err: assert.fail, color: false };
      await assert.rejects(
        send({ what: [], args, b4, cwd: process.cwd(), env: process.env }, io),
        (error) => error instanceof UsageError && /only writes files/.test(error.message),
      );
    });
  }
}
