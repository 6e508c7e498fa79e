import { listLinks } from '../analysis/kvm/archives';
import { asideOf, isCoverKnown, saidOf } from '../analysis/kvm/series-text';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import { anyOf, oneOf, pattern } from '../model/words';

/** `Changes since v1`, `v2:`, `v1 -> v2`, `* V2`, `RFC -> v1`, `Changelog`: the start of a list of what changed. */
const CHANGES = anyOf(
  'im',
  /^[ \t>#*=+.[(-]*(?:RFC[\s-]*)?(?:PATCH[\s-]*)?v\d{1,2}\b/,
  /\b(?:rfc|v\d{1,2})\s*(?:-+|=+)?>+\s*(?:rfc|v\d{1,2})/,
  pattern()`^[ \t>#*=-]*${oneOf`
      changes?, changed, changelog, change[- ]?log, change history,
      (?:revision|version|patch)? ?history, revisions?, updates?, differences, diff, delta, new,
      what'?s new
    `}\b[^.]{0,60}(?::|\bv\d|$)`,
  pattern()`\b${oneOf`since, from, in, for, over, to, vs\.?, compared (?:to|with)`}\s+(?:the\s+)?(?:
      ${oneOf`last, previous, prior, first, second, earlier`}\s+${oneOf`
      version, posting, revision, series, submission, post, round, one, rfc, patch
    `}|rfc\b|v\d{1,2}\b)`,
  /\b(?:rebased?|respin|no (?:functional )?changes?|unchanged|same as)\b/,
  /\b(?:address\w*|incorporat\w+|appl(?:y|ied))\b[^.]{0,40}\b(?:comments?|feedback|nits?|suggestions?|review)\b/,
  /\b(?:comments?|feedback|nits?|suggestions?)\b[^.]{0,20}\b(?:addressed|incorporated|applied)\b/,
);
/** A changelog links to where an idea was first shown, too. */
const NAMED_VERSION = /\bv\.?\d{1,2}\b|\brfc\b|\b(?:version|posting|revision)\b/i;
const VERSION =
  /\bv\.?\d{1,2}\b|\brfc\b|\b(?:previous|prior|earlier|last|first|original|initial)\b|\bhistory\b|\b(?:version|series|posting)\b/i;

export default seriesRule({
  id: 'previous-version-link',
  section: 'series',
  level: 'warn',
  requires: ['mail', 'series'],
  summary: 'Link to the previous version, and say what changed',
  *check(series) {
    const first = series.cover ?? series.patches[0];
    if (series.version < 2 || first === undefined || !isCoverKnown(series)) return;
    const before = `v${series.version - 1}`;
    const aside = asideOf(series);
    // A list of versions in a changelog is in the wrong place, which another rule reports; it still counts.
    const changelogs = series.patches.map(saidOf).join('\n');
    const says = CHANGES.test(aside) || CHANGES.test(changelogs);
    const links = linksToVersion(aside, VERSION) || linksToVersion(changelogs, NAMED_VERSION);
    if (says && links) return;
    const missing = [
      ...(says ? [] : [`say what changed since ${before}`]),
      ...(links ? [] : [`link to ${before} on lore`]),
    ].join(', and ');
    const place = series.cover === null ? 'Below the `---` line' : 'In the cover letter';
    yield {
      message: `v${series.version} does not ${missing}`,
      hint: `${place}, add "${before}: https://lore.kernel.org/all/<Message-ID of ${before}>" and what changed`,
      at: first.subjectText?.span() ?? null,
    };
  },
});

/** A link to a list archive next to words about a version; a link to a bug report does not. */
function linksToVersion(text: string, version: RegExp): boolean {
  const lines = text.split('\n');
  return lines.some((line, i) => {
    if (listLinks(line).length === 0) return false;
    if (/^\s*(?:Closes|Reported-by|Fixes|Link):/.test(line) && !/[#([]/.test(line)) return false;
    // The words may be above, at the reference's number, or as the heading of a list.
    return version.test(lines.slice(Math.max(0, i - 3), i + 2).join('\n')) || isNumbered(line, text, version);
  });
}

/** `[1] https://…`, of which the text says `v1 [1]`. */
function isNumbered(line: string, text: string, version: RegExp): boolean {
  const number = /^\s*\[(\d{1,2})\]/.exec(line)?.[1];
  // mutant: only saves time
  if (number === undefined) return false;
  return text.split('\n').some((other) => other.includes(`[${number}]`) && version.test(other));
}

const LINK = 'https://lore.kernel.org/all/20240401080000.1-1-ann@example.org';
const DIFF = { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] };
const SUBJECT = 'KVM: x86: Rework exits';
const single = (notes: string | undefined, prefix = 'PATCH v2', text?: string) =>
  exampleMail({ subject: `[${prefix}] ${SUBJECT}`, text, notes, diff: DIFF });
const series = (text: string, notes?: string) => [
  exampleMail({ subject: `[PATCH v3 0/2] ${SUBJECT}`, text }),
  ...[1, 2].map((n) => exampleMail({ subject: `[PATCH v3 ${n}/2] ${SUBJECT}`, notes, diff: DIFF })),
];

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Links',
  why: `Reviewers of the previous version want to know what is new, and others want to read the discussion of it. A lore link in the
cover letter, or below the \`---\` line, works for everyone; In-Reply-To doesn't, as the thread depends on the recipients.`,
  valid: [
    { name: 'below the line', series: [single(`v2: Fix a typo.\nv1: ${LINK}`)] },
    { name: 'a cover letter', series: series(`Rework exits.\n\nv3:\n - Rebase.\n\nv2: ${LINK}`) },
    { name: 'a numbered link', series: [single(`Changes since v1 [1]:\n - Fix a typo.\n\n[1] ${LINK}`)] },
    {
      name: 'as b4 writes it',
      series: series(`Rework.\n\nChanges in v3:\n- Rebase.\n- Link to v2: ${LINK}`),
    },
    { name: 'the first version', series: [single(undefined, 'PATCH')] },
    {
      name: 'the changes by patch, the link in the cover letter',
      series: series(`Rework.\n\nPrevious version: ${LINK}`, 'v3: Rename the helper.'),
    },
    {
      name: 'the cover letter, which may say it, is not available',
      series: [single(undefined, 'PATCH v2 1/2'), single(undefined, 'PATCH v2 2/2')],
      part: true,
    },
    {
      name: 'all of it in the changelog, which another rule reports',
      series: [single(undefined, 'PATCH v2', `Rework exits.\n\nv2: Fix a typo.\nv1: ${LINK}`)],
    },
    {
      name: 'a tag that says which version it links to',
      series: [single(`v2: Fix a typo.\nLink: ${LINK} [v1]`)],
    },
    {
      name: 'a numbered link, far below the word',
      series: [single(`v2: Fix a typo that v1 [1] had.\n\nNothing\nelse\nis\nnew.\n\n[1] ${LINK}`)],
    },
  ],
  invalid: [
    {
      name: 'nothing',
      series: [single(undefined)],
      quotes: [`[PATCH v2] ${SUBJECT}`],
      says: ['what changed since v1, and link to v1 on lore'],
    },
    {
      name: 'no link',
      series: [single('v2: Fix a typo.')],
      quotes: [`[PATCH v2] ${SUBJECT}`],
      says: ['v2 does not link to v1 on lore'],
    },
    { name: 'a link alone', series: [single(`See ${LINK}`)], quotes: [`[PATCH v2] ${SUBJECT}`] },
    {
      name: 'a cover letter as of version 1',
      series: series('Rework exits.'),
      quotes: [`[PATCH v3 0/2] ${SUBJECT}`],
      says: ['In the cover letter, add "v2:'],
    },
    {
      name: 'a link to the bug report is not one to the previous version',
      series: [
        single(
          'v2: Fix a typo.',
          'PATCH v2',
          `Rework exits.\n\nReported-by: Bob <bob@example.org>\nCloses: ${LINK}`,
        ),
      ],
      quotes: [`[PATCH v2] ${SUBJECT}`],
    },
    {
      name: 'a numbered link to something else',
      series: [
        single(`v2: Fix a typo.\n\nThe bug is described in [1].\n\n\nNothing\nelse\nis\nnew.\n\n[1] ${LINK}`),
      ],
      quotes: ['[PATCH v2] KVM: x86: Rework exits'],
      says: ['v2 does not link to v1 on lore'],
    },
    {
      name: 'a link that is not of a list',
      series: [single('v2: Fix a typo.\nv1: https://example.org/branch/v1')],
      quotes: ['[PATCH v2] KVM: x86: Rework exits'],
    },
    {
      name: 'the link below the reporter',
      series: [single(`v2: Fix a typo.\nCloses: ${LINK}`)],
      quotes: ['[PATCH v2] KVM: x86: Rework exits'],
    },
  ],
});
