import { patchRule, type RulePage } from '../lint/rule';

/** Reported-by, also combined with other tags. */
const REPORT = /^reported-(?:and-[a-z]+-)?by$/i;
const LINK = /^(?:closes|link)$/i;
/** What may be between a report and its link: the same person's other tags, further reports. */
const BETWEEN = /^(?:reported-|tested-by$|diagnosed-by$|debugged-by$)/i;
/** The address of syzbot contains the number of its report. */
const SYZBOT = /syzbot\+([0-9a-f]{6,40})@syzkaller\.appspotmail\.com/i;

export default patchRule({
  id: 'report-link',
  section: 'tags',
  level: 'warn',
  scope: 'selftests',
  requires: ['message'],
  summary: 'Put Closes: or Link: with the report after Reported-by:',
  *check(patch) {
    const { trailers } = patch;
    for (const [i, trailer] of trailers.entries()) {
      // Of several in a row, one link is enough, and one finding.
      const previous = trailers[i - 1];
      if (!REPORT.test(trailer.key) || (previous && REPORT.test(previous.key))) continue;
      const next = trailers.slice(i + 1).find((other) => !BETWEEN.test(other.key));
      if (next && LINK.test(next.key)) continue;
      const elsewhere = trailers.some((other) => LINK.test(other.key));
      const syzbot = SYZBOT.exec(trailer.value)?.[1];
      const link = syzbot
        ? `https://syzkaller.appspot.com/bug?extid=${syzbot}`
        : 'https://lore.kernel.org/all/<Message-ID>';
      yield {
        message: elsewhere
          ? `${trailer.key} is not immediately followed by its link`
          : `${trailer.key} without a link to the report`,
        hint: elsewhere
          ? 'Put Closes: (or Link:) on the next line'
          : `Add "Closes: ${link}" on the next line, or say below \`---\` that there is no public report`,
        at: trailer.text.span(),
        ...(elsewhere && { level: 'note' as const }),
      };
    }
  },
});

const message = (tags: string) => `KVM: VMX: Reload the cached controls after a reset

Reload the cached controls after a reset, else the first entry fails.

${tags}
Signed-off-by: Ann Author <ann@example.org>
`;
const BOB = 'Reported-by: Bob Builder <bob@example.org>';
const CLOSES = 'Closes: https://lore.kernel.org/all/20240501080000.1-1-bob@example.org';
const SYZ = 'Reported-by: syzbot+0123456789abcdef0123@syzkaller.appspotmail.com';

export const page = (): RulePage => ({
  guide: 'maintainer-tip: Ordering of commit tags',
  why: `The report says what happened, on which machine, and how to reproduce it, which is what readers need years later. The
tag credits the reporter, the link after it leads to the report. If the report was not public, say so below \`---\`.`,
  valid: [
    { name: 'Closes: after it', message: message(`${BOB}\n${CLOSES}`) },
    { name: 'Link: after it', message: message(`${BOB}\n${CLOSES.replace('Closes', 'Link')}`) },
    {
      name: 'two reports, one link',
      message: message(`${BOB}\nReported-by: Eve Early <eve@example.org>\n${CLOSES}`),
    },
    {
      name: 'the reporter tested it',
      message: message(`${BOB}\n${BOB.replace('Reported', 'Tested')}\n${CLOSES}`),
    },
    { name: 'no one reported anything', message: message('Suggested-by: Bob Builder <bob@example.org>') },
  ],
  invalid: [
    {
      name: 'no link at all',
      message: message(BOB),
      quotes: [BOB],
      says: ['Closes: https://lore.kernel.org/all/<Message-ID>'],
    },
    {
      name: 'two reporters are reported once',
      message: message(`${BOB}\nReported-by: Eve Early <eve@example.org>`),
      quotes: [BOB],
    },
    {
      name: 'syzbot',
      message: message(SYZ),
      quotes: [SYZ],
      says: ['https://syzkaller.appspot.com/bug?extid=0123456789abcdef0123'],
    },
    {
      name: 'the link is elsewhere',
      message: message(`${CLOSES}\n${BOB}`),
      quotes: [BOB],
      says: ['Put Closes: (or Link:) on the next line'],
      levels: ['note'],
    },
    {
      name: 'each of two, one has it',
      message: message(`${BOB}\nSuggested-by: Eve Early <eve@example.org>\n${SYZ}\n${CLOSES}`),
      quotes: [BOB],
      levels: ['note'],
    },
    {
      name: 'reported and tested in one',
      message: message(BOB.replace('-by', '-and-tested-by')),
      quotes: [BOB.replace('-by', '-and-tested-by')],
    },
  ],
});
