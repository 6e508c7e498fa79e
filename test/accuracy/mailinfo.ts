/** Mails read side by side with `git mailsplit`, `git mailinfo` and `git interpret-trailers`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { endsMessage, isFromLine } from '../../src/model/message-end';
import type { Patch } from '../../src/model/patch';
import { readMail } from '../../src/patches/mail';
import { mailsIn } from '../../src/patches/mbox';

/** What git makes of one mail. */
interface Info {
  readonly subject: string;
  readonly author: string;
  readonly message: string;
  readonly trailers: string;
}

export interface Comparison {
  /** Mails that git splits the file into. */
  mails: number;
  /** Those that are read as patches and have a diff: they are compared. */
  patches: number;
  /** Cut off by git at a line that message-survives names: read as they were meant. */
  meant: number;
  trailers: number;
  readonly differ: string[];
}

/** One shell for all: a process a mail is what takes the time. */
const SCRIPT = `for f in *; do
  git mailinfo "$f.msg" "$f.patch" <"$f" >"$f.info" 2>/dev/null
  { echo x; echo; git stripspace <"$f.msg"; } | git interpret-trailers --parse >"$f.tags"
done`;

function infosOf(folder: string): Info[] {
  const names = readdirSync(folder).sort();
  execFileSync('sh', ['-c', SCRIPT], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder } });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return names.map((name) => {
    const info = read(`${name}.info`);
    const value = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(info)?.[1] ?? '';
    return {
      subject: value('Subject'),
      author: `${value('Author')} <${value('Email')}>`,
      message: read(`${name}.msg`).trim(),
      trailers: read(`${name}.tags`).trim(),
    };
  });
}

function ours(patch: Patch): Info {
  const tags = patch.trailers.filter(({ inBlock }) => inBlock);
  return {
    subject: patch.shortlog.value,
    // Where there is no name, git records the address in its place.
    author: `${patch.author?.name || patch.author?.email} <${patch.author?.email}>`,
    message: patch.body.value.trim(),
    trailers: tags.map(({ key, value }) => `${key}: ${value}`).join('\n'),
  };
}

/** Compare each patch of these mails with what `git mailinfo` and `git interpret-trailers` make of it. */
async function compareMails(
  raws: readonly { readonly raw: Buffer; readonly unquote: boolean }[],
  infos: readonly Info[],
  sum: Comparison,
  place: string,
): Promise<void> {
  for (const [i, { raw, unquote }] of raws.entries()) {
    sum.mails += 1;
    const mail = await readMail(raw, { file: null, firstLine: 1, unquote });
    const info = infos[i];
    // Without a diff there is nothing for git am to apply: the signature of a letter may go.
    if (mail.kind !== 'patch' || info === undefined || mail.mail.diff.files.length === 0) continue;
    sum.patches += 1;
    const { mail: patch } = mail;
    if (patch.body.value.split('\n').some((line) => endsMessage(line) || isFromLine(line))) {
      sum.meant += 1;
      continue;
    }
    const own = ours(patch);
    if (own.trailers === info.trailers) sum.trailers += 1;
    for (const key of ['subject', 'author', 'message', 'trailers'] as const) {
      if (own[key] === info[key]) continue;
      sum.differ.push(
        `${place} ${i + 1} ${mail.origin.messageId ?? ''}, ${key}\n  ours ${JSON.stringify(own[key])}\n  git  ${JSON.stringify(info[key])}`,
      );
    }
  }
}

/** An mbox, plain or gzipped, as `git mailsplit` splits it, or a bundle of a public-inbox. */
export async function compare(file: string): Promise<Comparison> {
  const home = mkdtempSync(join(tmpdir(), 'git-kvm-mailinfo-'));
  const sum: Comparison = { mails: 0, patches: 0, meant: 0, trailers: 0, differ: [] };
  try {
    const folder = join(home, 'mails');
    mkdirSync(folder);
    let raws: { raw: Buffer; unquote: boolean }[];
    if (file.endsWith('.bundle')) {
      raws = mailsOfBundle(file, home).map((raw) => ({ raw, unquote: false }));
      for (const [i, { raw }] of raws.entries()) writeFileSync(join(folder, `${i}`.padStart(6, '0')), raw);
    } else {
      const bytes = readFileSync(file);
      const plain = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
      const mbox = join(home, 'mbox');
      writeFileSync(mbox, plain);
      execFileSync('git', ['mailsplit', '--mboxrd', '-d6', `-o${folder}`, mbox]);
      raws = [...mailsIn(plain)];
      const count = readdirSync(folder).length;
      if (count !== raws.length)
        sum.differ.push(`${basename(file)}: ${raws.length} mails, git mailsplit finds ${count}`);
    }
    await compareMails(raws, infosOf(folder), sum, basename(file));
    return sum;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function mailsOfBundle(bundle: string, home: string): Buffer[] {
  const repository = join(home, 'inbox.git');
  const git = (args: readonly string[], input?: string) =>
    execFileSync('git', args, { input, maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'ignore'] });
  git(['clone', '-q', '--bare', '-b', 'master', bundle, repository]);
  const commits = git(['-C', repository, 'rev-list', '--reverse', 'HEAD']).toString().trim().split('\n');
  const all = git(
    ['-C', repository, 'cat-file', '--batch'],
    commits.map((commit) => `${commit}:m\n`).join(''),
  );
  const mails: Buffer[] = [];
  for (let at = 0; at < all.length; ) {
    const end = all.indexOf(10, at);
    const size = Number(/ blob (\d+)$/.exec(all.toString('latin1', at, end))?.[1] ?? 'NaN');
    at = end + 1;
    if (Number.isNaN(size)) continue;
    mails.push(all.subarray(at, at + size));
    at += size + 1;
  }
  return mails;
}
