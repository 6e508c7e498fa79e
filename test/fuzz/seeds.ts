/** Mails to start from: every example of every rule, and the corpus where there is one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../../src/lint/rule';
import { readArchives } from '../../src/patches/archive';
import { PAGES } from '../../src/rules/pages';
import { diffOf } from '../rules/example-patch';

/** Mails as text; of an example that is a commit message, the mail that `git format-patch` would make. */
function mailsOf(example: Example): string[] {
  if (example.series !== undefined) return [...example.series];
  if (example.mail !== undefined) return [example.mail];
  const [shortlog = '', ...rest] = (example.message ?? '').split('\n');
  const diff = example.diff ?? diffOf(example.files ?? ['arch/x86/kvm/x86.c']);
  const head = `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001\nFrom: Ada Example <ada@example.org>\nDate: Wed, 1 May 2024 10:00:00 +0200\n`;
  return [
    `${head}Subject: [PATCH] ${shortlog}\n\n${rest.join('\n').trim()}\n---\n${example.notes ?? ''}\n${diff}-- \n2.39.5\n`,
  ];
}

const examples = (): Example[] =>
  Object.values(PAGES).flatMap((page) => [...(page?.valid ?? []), ...(page?.invalid ?? [])]);

export function exampleMails(): Buffer[] {
  return [...new Set(examples().flatMap(mailsOf))].map((text) => Buffer.from(text));
}

/** Whole series in one mbox. */
export function exampleBoxes(): Buffer[] {
  return examples()
    .filter(({ series }) => series !== undefined)
    .map(({ series }) =>
      Buffer.from(
        series!.map((mail) => `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001\n${mail}\n`).join(''),
      ),
    );
}

export function exampleMessages(): string[] {
  return examples().flatMap(({ message }) => (message === undefined ? [] : [message]));
}

/** The folder of real mail to start from as well; null where there is none. */
export function corpusFolder(): string | null {
  const folder = process.env.GIT_KVM_CORPUS ?? join('..', 'shared', 'corpus');
  return existsSync(join(folder, 'complaints.mbox.gz')) ? folder : null;
}

export interface Seeds {
  readonly mails: readonly Buffer[];
  readonly messages: readonly Buffer[];
  /** Mails that answer others: notifications of maintainers, reviews. */
  readonly replies: readonly Buffer[];
  /** What git prints of settings and of what is staged. */
  readonly said: readonly Buffer[];
}

const NOTIFICATION = `From: Ada Example <ada@example.org>
Subject: Re: [PATCH v2 0/3] KVM: x86: Do it
Message-ID: <2@example.org>
In-Reply-To: <1@example.org>
References: <0@example.org> <1@example.org>

On Wed, 01 May 2024 10:00:00 +0200, Bob wrote:
> Do it.

Applied to kvm-x86 misc, thanks!

[1/3] KVM: x86: Do it
      https://github.com/kvm-x86/linux/commit/0123456789ab
[2/3] KVM: x86: Do it again, with a shortlog that goes on
      in the next line
      (no commit info)
[3/3] KVM: x86: Do not
      (not applied)
`;

/** Each list from the smallest to the largest. @param corpus null for the examples of the rules alone */
export async function seedsOf(corpus: string | null): Promise<Seeds> {
  const sorted = (all: readonly Buffer[]) => [...all].sort((a, b) => a.length - b.length);
  const messages = exampleMessages().map((text) => Buffer.from(text));
  const mails = [...exampleMails(), ...exampleBoxes()];
  const real =
    corpus === null ? [] : await corpusMails(corpus, ['complaints.mbox.gz', 'accepted.mbox.gz'], 1500);
  const replies = corpus === null ? [] : await corpusMails(corpus, ['notifications.mbox.gz'], 300);
  const diffs = [...mails, ...real].flatMap((mail) => {
    const at = mail.indexOf('\ndiff --git ');
    return at === -1 ? [] : [mail.subarray(at + 1)];
  });
  const settings = Buffer.from(
    'core.commentchar\n;\0commit.cleanup\nscissors\0i18n.commitencoding\nutf-8\0\0',
  );
  return {
    mails: sorted([...mails, ...real]),
    messages: sorted(messages),
    replies: sorted([Buffer.from(NOTIFICATION), ...replies]),
    said: sorted(
      diffs.flatMap((diff, i) => [diff, ...(i % 4 === 0 ? [Buffer.concat([settings, diff])] : [])]),
    ),
  };
}

/** The first mails of these archives that are not large. */
async function corpusMails(folder: string, names: readonly string[], most: number): Promise<Buffer[]> {
  const mails: Buffer[] = [];
  for await (const one of readArchives(names.map((name) => join(folder, name)))) {
    if ('raw' in one && one.raw.length < 64_000) mails.push(Buffer.from(one.raw));
    if (mails.length >= most) break;
  }
  return mails;
}
