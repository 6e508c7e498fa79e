import { asideOf, isCoverKnown } from '../analysis/kvm/series-text';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import { trailersOf } from '../model/trailers';
import { anyOf, oneOf, pattern } from '../model/words';

/** From this version on, the questions are answered. */
const SETTLED_VERSION = 4;

/** A question, or a word for what is open: these tell reviewers where to look. */
const ASKS = anyOf(
  'i',
  /\?(?:\s|$|["')\]])/,
  pattern()`\b${oneOf`
      questions?, open (?:issues?|points?|items?|problems?|topics?|ends?), opens, to-?dos?, unsure,
      not (?:so |quite |entirely |really )?sure, undecided, unclear, unknowns?, alternatives?,
      prefer(?:red|ence)?,
      ${oneOf`right, best, better, proper, wrong, good, overall, general`} (?:way|design|idea|path),
      approach(?:es)?, directions?, proof[- ]of[- ]concept, poc, prototype,
      early (?:feedback|review|comments?|version|stage|look), sanity[- ]check,
      ${oneOf`
        feedback, comments?, input, opinions?, thoughts, advice, suggestions?, guidance, ideas,
        discussions?, review
      `}\s+${oneOf`
        on, about, regarding, for, whether, if, concerning, as to, around, of, from
      `},
      on\s+(?:whether|how|the)\b[^.]{0,80}\b(?:feedback|comments?|input), why (?:this is )?(?:an )?rfc,
      rfc (?:tag |status )?(?:is|was|because|since|as),
      (?:is|are|posted|sent|marked|tagged)\s+(?:as\s+)?(?:an?\s+)?rfc,
      known (?:issues?|limitations?|problems?|gaps?),
      not (?:yet )?(?:done|implemented|complete|finished|tested|ready), work in progress, wip, missing,
      limitations?, todo
    `}\b`,
);
/** An invitation that does not say what feedback is wanted. */
const INVITES = /\b(?:feedback|comments?|input|opinions?|thoughts|advice|suggestions?|critique|reviews?)\b/i;

export default seriesRule({
  id: 'rfc-question',
  section: 'series',
  level: 'warn',
  requires: ['mail', 'series'],
  summary: 'Say what feedback an RFC asks for',
  *check(series) {
    if (!series.rfc) return;
    const at = (series.cover ?? series.patches[0])?.subjectText?.span() ?? null;
    if (series.version >= SETTLED_VERSION) {
      yield {
        message: `v${series.version} is still tagged RFC`,
        hint: 'Drop RFC, or say in the cover letter which questions are open',
        at,
        // A late version that says what it asks for may be an RFC.
        level: saysWhyRfc(asideOf(series)) ? 'note' : 'warn',
      };
      return;
    }
    const reviewed = series.patches.filter(
      ({ trailers }) => trailersOf(trailers, 'Reviewed-by').length > 0,
    ).length;
    if (reviewed * 2 >= series.patches.length && (series.version > 1 || reviewed > 2)) {
      yield {
        message: `Tagged RFC, but ${reviewed} of ${series.patches.length} patches are reviewed`,
        hint: 'Drop RFC',
        at,
      };
      return;
    }
    if (!isCoverKnown(series)) return;
    const text = `${asideOf(series)}\n${series.patches.length === 1 ? series.patches[0]!.changelog.value : ''}`;
    if (ASKS.test(text)) return;
    yield {
      message: 'The RFC does not say what feedback it asks for',
      hint: 'Say in the cover letter which questions are open: the approach, the user interface, a certain patch',
      at,
      level: INVITES.test(text) ? 'note' : 'warn',
    };
  },
});

/** Of a late version, only plain words about the RFC itself count. */
function saysWhyRfc(text: string): boolean {
  return /\b(?:why|still|remains?|keep(?:ing|s)?|kept|marked|tagged|posted|sent)\b[^.\n]{0,40}\brfc\b|\brfc\b[^.\n]{0,40}\b(?:because|since|until|as)\b/i.test(
    text,
  );
}

const DIFF = { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] };
const cover = (text: string, version = '') =>
  exampleMail({ subject: `[RFC PATCH${version} 0/2] KVM: x86: Rework exits`, text });
const patch = (n: number, version = '', tags = '') =>
  exampleMail({
    subject: `[RFC PATCH${version} ${n}/2] KVM: x86: Rework part ${n}`,
    text: `Rework it.${tags}`,
    diff: DIFF,
  });
const series = (text: string, version = '') => [cover(text, version), patch(1, version), patch(2, version)];
const REVIEWED = '\n\nReviewed-by: Bob Builder <bob@example.org>';
const subject = (version = '') => `[RFC PATCH${version} 0/2] KVM: x86: Rework exits`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: New Features',
  why: `An RFC asks a question: is the approach right, is the interface acceptable, does anyone need it? Reviewers who know the
question can answer it before the code is complete. A series that was reviewed, or is at version 4, got its answers.`,
  valid: [
    { name: 'a question', series: series('Should the exit be per VM, or per vCPU?') },
    { name: 'what is wanted, in words', series: series('Feedback on the user interface is most welcome.') },
    {
      name: 'what is not done yet',
      series: series('Nested virtualization is not implemented; is there a need for it?'),
    },
    { name: 'no RFC', series: [patch(1).replace('RFC ', ''), patch(2).replace('RFC ', '')] },
    {
      name: 'one patch asks below ---',
      series: [
        exampleMail({
          subject: '[RFC PATCH] KVM: x86: Rework exits',
          notes: 'Not sure that user space needs it.',
          diff: DIFF,
        }),
      ],
    },
    { name: 'the second version still asks', series: series('Is the flag of patch 2 needed?', ' v2') },
    { name: 'the cover letter, which may ask, is not available', series: [patch(1), patch(2)], part: true },
    {
      name: 'one patch asks in its changelog',
      series: [
        exampleMail({
          subject: '[RFC PATCH] KVM: x86: Rework exits',
          text: 'Rework it.  Is there a need for it?',
          diff: DIFF,
        }),
      ],
    },
    {
      name: 'reviewed in its first version',
      series: [cover('Is there a need for it?'), patch(1, '', REVIEWED), patch(2, '', REVIEWED)],
    },
    { name: 'no one has reviewed the second version', series: series('Is there a need for it?', ' v2') },
  ],
  invalid: [
    {
      name: 'no statement',
      series: series('Rework the exits, because they are slow.'),
      quotes: [subject()],
      says: ['Say in the cover letter which questions are open'],
    },
    {
      name: 'comments on what?',
      series: series('Rework the exits. Comments welcome!'),
      quotes: [subject()],
      levels: ['note'],
    },
    {
      name: 'the fifth version',
      series: series('Is the flag of patch 2 needed?', ' v5'),
      quotes: [subject(' v5')],
    },
    {
      name: 'reviewed',
      series: [cover('Which way is better?', ' v2'), patch(1, ' v2', REVIEWED), patch(2, ' v2', REVIEWED)],
      quotes: [subject(' v2')],
    },
    {
      name: 'a single patch that asks nothing',
      series: [exampleMail({ subject: '[RFC PATCH] KVM: x86: Rework exits', diff: DIFF })],
      quotes: ['[RFC PATCH] KVM: x86: Rework exits'],
    },
    {
      name: 'a late version with a reason',
      series: series('Still an RFC, until the other series is merged.', ' v6'),
      quotes: [subject(' v6')],
      levels: ['note'],
    },
    {
      name: 'a question in the changelog of one of two is not asked of those who read the cover letter',
      series: [cover('Rework exits.'), patch(1, '', '  Is there a need for it?'), patch(2)],
      quotes: [subject()],
    },
  ],
});
