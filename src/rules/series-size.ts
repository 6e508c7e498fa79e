import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';

/** From this number on, even reviewers who are used to long series ask to split them. */
const FAR_TOO_MANY = 30;

export default seriesRule({
  id: 'series-size',
  section: 'series',
  level: 'note',
  requires: ['series'],
  summary: 'Keep series short enough to review',
  options: { most: { default: 15, summary: 'Maximum number of patches' } },
  *check(series, { options }) {
    const count = Math.max(series.of, series.patches.length);
    if (count <= Number(options.most)) return;
    yield {
      message: `A series of ${count} patches is ${count >= FAR_TOO_MANY ? 'far too long' : 'long'}`,
      hint: 'Post independent patches first (cleanups, fixes, preparation), and the rest once they are merged',
      at: series.cover?.subjectText?.span() ?? null,
    };
  },
});

const post = (n: number, of: number) =>
  exampleMail({
    subject: `[PATCH ${n}/${of}] KVM: x86: Rework ${n === 0 ? 'it all' : `part ${n}`}`,
    diff: n === 0 ? {} : { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] },
  });
const ofPatches = (of: number, from = 0) =>
  Array.from({ length: of - from + 1 }, (_, i) => post(from + i, of));
const COVER = (of: number) => `[PATCH 0/${of}] KVM: x86: Rework it all`;

export const page = (): RulePage => ({
  guide: 'submitting-patches: Select the recipients for your patch',
  why: `A long series waits longer for review. About fifteen patches at a time are reviewable, and what can be merged independently
should not wait for the rest. This is advice: some work can't be split.`,
  valid: [
    { name: 'two patches', series: ofPatches(2) },
    { name: 'just as many as pass', series: ofPatches(15) },
    { name: 'a single patch', series: [post(1, 1)] },
    { name: 'a configured limit', series: ofPatches(18), options: { most: 20 } },
  ],
  invalid: [
    { name: 'one too many', series: ofPatches(16), quotes: [COVER(16)], says: ['is long'] },
    {
      name: 'far too many',
      series: ofPatches(31),
      quotes: [COVER(31)],
      says: ['is far too long'],
    },
    { name: 'counted by the numbers if only a part is read', series: [post(3, 24)], quotes: [null] },
    { name: 'a lower configured limit', series: ofPatches(6), options: { most: 5 }, quotes: [COVER(6)] },
  ],
});
