import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ParsedMail } from '../../../src/patches/mail';
import { readMails } from '../../../src/patches/paths';
import { groupSeries } from '../../../src/patches/series';
import { matches, statusOf } from '../../../src/workflow/status/match';
import { type Notification, readNotification } from '../../../src/workflow/status/notification';
import { postedFromMail } from '../../../src/workflow/status/remember';

const corpus = process.env.GIT_KVM_CORPUS ?? join(process.cwd(), '..', 'shared', 'corpus');
const skip = existsSync(join(corpus, 'notifications.mbox.gz'))
  ? false
  : `no corpus at ${corpus} (GIT_KVM_CORPUS names another place)`;

async function mailsOf(name: string): Promise<ParsedMail[]> {
  const mails: ParsedMail[] = [];
  for await (const found of readMails([join(corpus, name)])) if ('mail' in found) mails.push(found.mail);
  return mails;
}

describe('the maintainers’ notifications', { skip }, () => {
  it('are read, and matched with what they took', async (t) => {
    const replies = await mailsOf('notifications.mbox.gz');
    const notes = replies.flatMap((mail) => readNotification(mail) ?? []);
    const all = groupSeries(await mailsOf('accepted.mbox.gz'), { whole: false }).map(postedFromMail);
    let right = 0;
    let wrong = 0;
    let missed = 0;
    let hidden = 0;
    const byWords = (note: Notification) => ({ ...note, answers: [] });
    for (const series of all) {
      const ids = new Set(series.mails.flatMap(({ messageId }) => messageId ?? []));
      const without = { ...series, mails: series.mails.map((mail) => ({ ...mail, messageId: null })) };
      for (const note of notes) {
        const isListed = (one: typeof series) =>
          one.mails.some(({ n, shortlog }) =>
            note.patches.some((patch) => patch.n === n && patch.shortlog === shortlog),
          );
        // The thread, and what the list says, tell the truth independently of each other.
        const isAnswer = note.answers.some((id) => ids.has(id)) && note.subject.version === series.version;
        const found = matches(series, note);
        if (found !== null && isAnswer && (note.patches.length === 0 || isListed(series))) right += 1;
        else if (found !== null) wrong += 1;
        else if (isAnswer) missed += 1;
        if (matches(without, byWords(note)) !== null) {
          hidden += 1;
          if (!isAnswer) wrong += 1;
        }
      }
    }
    const taken = all.filter((series) =>
      statusOf(series, notes).patches.some(({ fate }) => fate === 'taken'),
    ).length;
    t.diagnostic(
      `read ${notes.length} of ${replies.length}; series ${all.length}: matched ${right}, missed ${missed}, wrong ${wrong}; by words alone ${hidden}; taken ${taken}`,
    );
    assert.equal(wrong, 0);
    assert.ok(notes.length >= replies.length * 0.95, `${notes.length} of ${replies.length} were read`);
    assert.ok(right >= (right + missed) * 0.9, `${right} matched, ${missed} missed`);
  });
});
