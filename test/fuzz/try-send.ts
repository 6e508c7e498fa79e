/** What git and the hooks tell `sendemail-validate` and `commit-msg`: counters, arguments, state, settings. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { operands } from '../../src/git/send-email-command';
import { runSendHook } from '../../src/hooks/send/send';
import { UsageError } from '../../src/model/errors';
import { readMails, readPaths } from '../../src/patches/paths';
import { groupSeries } from '../../src/patches/series';
import { readGitSaid, settingsFor } from '../../src/patches/staged';
import { readNotification } from '../../src/workflow/status/notification';
import { quotes } from '../../src/workflow/status/quotes';
import { postedFromMail } from '../../src/workflow/status/remember';
import type { Random } from './random';

const COUNTS = ['1', '2', '3', '0', '-1', '1e9', '4294967296', '9'.repeat(30), 'x', ' 1 ', '0x2', ''];

/** One call of the hook in a made-up send. @param folder a scratch folder */
export async function trySend(bytes: Buffer, folder: string, random: Random): Promise<void> {
  const state = join(folder, 'sends', `${process.pid}-1`);
  mkdirSync(state, { recursive: true });
  const file = join(folder, random.pick(['0001-a.patch', "it's.patch", 'a b', 'é.patch']));
  writeFileSync(file, bytes);
  const total = random.pick(COUNTS);
  const quoted = `set -- '${file.replaceAll("'", "'\\''")}' '${join(folder, 'headers')}' \n`;
  for (const n of ['1', '2', '3']) {
    if (random.next() < 0.9)
      writeFileSync(join(state, n), random.next() < 0.8 ? quoted : bytes.subarray(0, 200));
  }
  const env = {
    GIT_KVM_SEND: state,
    ...(random.next() < 0.8 && { GIT_SENDEMAIL_FILE_TOTAL: total, GIT_SENDEMAIL_FILE_COUNTER: total }),
  };
  try {
    const status = await runSendHook(
      {
        args: [file, join(folder, 'headers')],
        env,
        cwd: folder,
        programDir: folder,
        color: false,
        err: () => {},
        input: () => null,
      },
      async (files) => {
        assert.ok(files.length >= 1 && files.length <= 3, `${files.length} files`);
        await readPaths(files, { whole: true });
        return 0;
      },
    );
    assert.equal(status, 0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  } finally {
    rmSync(join(folder, 'sends'), { recursive: true });
    rmSync(file);
  }
}

/** What git prints down the pipe of `commit-msg`, and what was typed. */
export function tryGitSaid(bytes: Buffer, random: Random): void {
  const ends = random.next() < 0.7 ? Buffer.concat([bytes, Buffer.from('\n0')]) : bytes;
  const { config } = readGitSaid(ends, random.next() < 0.5);
  const args = bytes.toString('utf8').split(/[\s\0]+/, 50);
  operands(args);
  const settings = settingsFor(bytes, args, '/', { GIT_EDITOR: ':' }, config ?? new Map());
  assert.ok(['strip', 'whitespace', 'verbatim', 'scissors'].includes(settings.cleanup));
}

/** What `git kvm status` reads in a mailbox. */
export async function tryStatus(bytes: Buffer): Promise<void> {
  const mails = [];
  for await (const found of readMails(['-'], Readable.from(bytes.length > 0 ? [bytes] : []))) {
    if (!('mail' in found)) continue;
    const { mail } = found;
    mails.push(mail);
    const said = readNotification(mail);
    if (said === null) continue;
    for (const id of said.answers) quotes(mail.body.lines.join('\n'), id);
    for (const { n, of, shortlog } of said.patches) assert.ok(n >= 0 && of >= 0 && shortlog.length < 1000);
  }
  for (const series of groupSeries(
    mails.filter((mail) => mail.kind === 'patch' || mail.kind === 'cover'),
    { whole: true },
  ))
    JSON.stringify(postedFromMail(series));
}
