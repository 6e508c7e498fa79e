/** Over real mail: the message is the one that `git am` records. Needs the corpus; says so when it is not there. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
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
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readMails } from '../../src/patches/paths';

const CORPUS = process.env.GIT_KVM_CORPUS ?? resolve('../shared/corpus');
const BOXES = ['accepted.mbox.gz', 'complaints.mbox.gz', 'order.mbox.gz'];

const home = mkdtempSync(join(tmpdir(), 'git-kvm-mailinfo-'));
after(() => rmSync(home, { recursive: true, force: true }));

/** One shell for all: a process a mail is what takes the time. */
const SCRIPT = 'for f in *; do git mailinfo "$f.msg" "$f.patch" <"$f" >"$f.info" 2>/dev/null; done';

interface Info {
  readonly subject: string;
  readonly author: string;
  readonly message: string;
}

function mailinfo(box: string): Info[] {
  const folder = join(home, box);
  mkdirSync(folder);
  const mbox = join(home, `${box}.mbox`);
  writeFileSync(mbox, gunzipSync(readFileSync(join(CORPUS, box))));
  execFileSync('git', ['mailsplit', '--mboxrd', '-d6', `-o${folder}`, mbox]);
  const names = readdirSync(folder).sort();
  execFileSync('sh', ['-c', SCRIPT], { cwd: folder, env: { PATH: process.env.PATH, HOME: home } });
  return names.map((name) => {
    const info = readFileSync(join(folder, `${name}.info`), 'utf8');
    const value = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(info)?.[1] ?? '';
    return {
      subject: value('Subject'),
      author: `${value('Author')} <${value('Email')}>`,
      message: readFileSync(join(folder, `${name}.msg`), 'utf8').trim(),
    };
  });
}

for (const box of BOXES) {
  const path = join(CORPUS, box);
  const skip = existsSync(path) ? false : `no corpus at ${CORPUS} (GIT_KVM_CORPUS names another place)`;
  test(`shortlog, author and message are those of git mailinfo: ${box}`, { skip }, async (t) => {
    const expected = mailinfo(box);
    const differ: string[] = [];
    let i = 0;
    let compared = 0;
    for await (const found of readMails([path])) {
      assert.ok('mail' in found);
      const info = expected[i]!;
      i += 1;
      const { mail } = found;
      if (mail.kind !== 'patch' || /multipart/i.test(mail.headers.raw('content-type'))) continue;
      compared += 1;
      const { mail: patch } = mail;
      const ours = {
        subject: patch.shortlog.value,
        author: `${patch.author?.name} <${patch.author?.email}>`,
        message: patch.body.value.trim(),
      };
      for (const key of ['subject', 'author', 'message'] as const) {
        if (ours[key] === info[key]) continue;
        differ.push(
          `line ${mail.line}, ${key}\n  ours ${JSON.stringify(ours[key])}\n  git  ${JSON.stringify(info[key])}`,
        );
      }
    }
    assert.equal(i, expected.length, 'as many mails as git mailsplit finds');
    t.diagnostic(`${compared - differ.length} of ${compared} patches are the same`);
    assert.ok(compared > 100);
    assert.deepEqual(differ, []);
  });
}
