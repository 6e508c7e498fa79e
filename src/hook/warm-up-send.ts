/** Run what a send runs, so that a snapshot holds it compiled. Touches no file and no terminal. */
import { byDefault, judge } from '../core/engine';
import { DOMAIN } from '../domain/data';
import { FakeCloneFacts } from '../git/fake-clone';
import { RULES } from '../rules/registry';
import { readMail } from '../sources/mail';
import { groupSeries } from '../sources/series';
import { DIFF, SAMPLES } from './warm-up';

/** As a send runs it: mails are read, and judged as a series. */
export async function warmUpSend(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    const mails = await Promise.all(
      [1, 2, 3].map((n) =>
        readMail(
          Buffer.from(`From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001
From: Ada Example <ada@example.org>
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <${n}@example.org>
In-Reply-To: <0@example.org>
Subject: [PATCH ${n}/3] ${SAMPLES[0]!.replace('\n# a comment', '')}---
Since v1: Reword.

${DIFF}--
2.39.5
`),
          { file: `${n}.patch`, firstLine: 1 },
        ),
      ),
    );
    const series = groupSeries(mails, { whole: true });
    judge(series, { rules: byDefault(RULES), domain: DOMAIN, clone: new FakeCloneFacts({}), moment: 'send' });
  }
}
