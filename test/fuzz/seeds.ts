/** Mails to start from: every example of every rule, and the corpus where there is one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../../src/core/rule';
import { PAGES } from '../../src/rules/pages';
import { readArchives } from '../../src/sources/archive';
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
  Object.values(PAGES).flatMap((page) => [...(page?.passes ?? []), ...(page?.fails ?? [])]);

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

/** Its first mails that are not large. */
export async function corpusMails(folder: string, most = 1500): Promise<Buffer[]> {
  const mails: Buffer[] = [];
  const files = ['complaints.mbox.gz', 'accepted.mbox.gz'].map((name) => join(folder, name));
  for await (const one of readArchives(files)) {
    if ('raw' in one && one.raw.length < 64_000) mails.push(Buffer.from(one.raw));
    if (mails.length >= most) break;
  }
  return mails;
}
