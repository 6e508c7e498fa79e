/** From mails in files to what is remembered of them. */

import { readFileSync } from 'node:fs';
import { askGit } from '../../git/run';
import type { Series } from '../../model/patch';
import type { PostedMail, PostedSeries } from './posted';

/** The mails of a series, the cover letter first. `patchIds`: see below, by the number of the patch. */
export function postedMails(series: Series, patchIds: ReadonlyMap<string, string>): PostedMail[] {
  const mails = [...(series.cover ? [series.cover] : []), ...series.patches];
  return mails.map((mail, i) => ({
    n: mail.subject.n ?? (mail.kind === 'cover' ? 0 : i + 1),
    messageId: mail.origin.messageId,
    shortlog: mail.shortlog.value.replace(/\s+/g, ' ').trim(),
    patchId: (mail.kind === 'patch' && mail.origin.file !== null && patchIds.get(mail.origin.file)) || null,
  }));
}

/** The patch-id of each of these files that is a patch, in one git process. */
export function patchIdsOf(
  files: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Map<string, string> {
  // `git patch-id` names a patch by the commit that precedes its diff: here the number of the file.
  const input = files
    .map((file, i) => `From ${String(i + 1).padStart(40, '0')} x\n${bodyOf(file, cwd)}\n`)
    .join('');
  const ids = new Map<string, string>();
  // Without patch-ids there are still Message-IDs and shortlogs.
  const output = askGit(['patch-id', '--stable'], { cwd, env, input: Buffer.from(input, 'latin1') }) ?? '';
  for (const line of output.split('\n')) {
    const found = /^([0-9a-f]{40,64}) (\d{40})$/.exec(line);
    const file = found ? files[Number(found[2]) - 1] : undefined;
    if (file !== undefined) ids.set(file, found![1]!);
  }
  return ids;
}

/** Without lines that would start another patch for git. */
function bodyOf(file: string, cwd: string): string {
  try {
    const text = readFileSync(`${file.startsWith('/') ? '' : `${cwd}/`}${file}`, 'latin1');
    const diff = text.indexOf('\ndiff --git ');
    return diff === -1 ? '' : text.slice(diff + 1);
  } catch {
    return '';
  }
}

/** A series as mail shows it. A cover letter that is not at hand is known by what the patches answer. */
export function postedFromMail(series: Series): PostedSeries {
  const mails = postedMails(series, new Map());
  const ids = new Set(mails.map(({ messageId }) => messageId));
  const [first] = series.patches;
  const answered = first?.headers?.inReplyTo[0];
  const hasCover = series.cover !== null || first?.subject.n === null || series.of <= 1;
  const cover = !hasCover && answered !== undefined && !ids.has(answered);
  const date = (series.cover ?? first)?.headers?.date;
  const sent =
    date === null || date === undefined || Number.isNaN(Date.parse(date)) ? '' : new Date(date).toISOString();
  return {
    branch: null,
    version: series.version,
    from: null,
    tip: null,
    folder: null,
    made: sent,
    sent,
    mails: cover ? [{ n: 0, messageId: answered, shortlog: '', patchId: null }, ...mails] : mails,
  };
}
