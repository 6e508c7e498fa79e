/** Make the model of what an example of a rule page shows. */
import type { Example } from '../../src/lint/rule';
import { parseDiff } from '../../src/model/diff';
import { makePatch, type Patch, type Series } from '../../src/model/patch';
import type { RepoFacts } from '../../src/model/repo-facts';
import { parseSubject } from '../../src/model/subject';
import { Source } from '../../src/model/text';
import { readMail } from '../../src/patches/mail';
import { groupSeries } from '../../src/patches/series';
import { FakeCloneFacts } from '../git/fake-clone';

/** A diff that changes one line in each of the files. */
export function diffOf(files: readonly string[]): string {
  return files
    .map((path) => {
      const added = path.startsWith('+');
      const name = added ? path.slice(1) : path;
      const head = `diff --git a/${name} b/${name}\n`;
      return added
        ? `${head}new file mode 100644\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+new\n`
        : `${head}--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-old\n+new\n`;
    })
    .join('');
}

export function cloneOf(example: Example): RepoFacts | null {
  return example.clone === undefined ? null : new FakeCloneFacts(example.clone);
}

/** The patch of an example that gives a message. */
export function patchOf(example: Example, message = example.message ?? ''): Patch {
  const diffText = example.diff ?? (example.files === undefined ? undefined : diffOf(example.files));
  const lines = diffText?.split('\n');
  const start = message.split('\n').length + 1;
  return makePatch({
    origin:
      example.commit === undefined
        ? { kind: 'message', file: 'COMMIT_EDITMSG', messageId: null, commit: null }
        : { kind: 'commit', file: null, messageId: null, commit: example.commit },
    subject: parseSubject(message.split('\n')[0] ?? ''),
    message: Source.ofLines(message),
    comment: example.comment,
    notes: example.notes === undefined ? undefined : Source.ofLines(example.notes, start).all(),
    diff: lines === undefined ? undefined : parseDiff(lines, 0, (i) => start + i).diff,
  });
}

/** The series of an example that gives a message. */
export function seriesOfMessage(example: Example, message?: string): Series[] {
  const patches = [patchOf(example, message)];
  return [{ cover: null, patches, version: 1, of: 1, rfc: false, whole: false, mailed: false }];
}

/** The series of an example, of whatever form it is. */
export async function seriesOf(example: Example): Promise<Series[]> {
  if (example.message !== undefined) return seriesOfMessage(example);
  const mails = example.series ?? [example.mail ?? ''];
  const read = await Promise.all(
    mails.map((mail, i) => readMail(Buffer.from(mail), { file: `000${i}.patch`, firstLine: 1 })),
  );
  return groupSeries(read, { whole: example.part !== true });
}
