/** Series for tests, from shortlogs, texts and lines of diff. */
import { type ExampleMail, exampleMail } from '../../../src/lint/example-mail';
import type { Series } from '../../../src/model/patch';
import { readMail } from '../../../src/patches/mail';
import { groupSeries } from '../../../src/patches/series';

export type Given = Omit<ExampleMail, 'subject'> & { readonly title: string };

export async function seriesOf(...given: readonly Given[]): Promise<Series> {
  const mails = given.map(({ title, ...rest }, i) =>
    exampleMail({ ...rest, subject: `[PATCH ${i + 1}/${given.length}] ${title}` }),
  );
  const read = await Promise.all(
    mails.map((mail, i) => readMail(Buffer.from(mail), { file: `000${i + 1}.patch`, firstLine: 1 })),
  );
  return groupSeries(read, { whole: true })[0]!;
}
