import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';

/** From here on, even people who are used to long series ask for parts. */
const FAR_TOO_MANY = 30;

export default seriesRule({
  id: 'series-size',
  section: 'series',
  level: 'note',
  sees: ['series'],
  summary: 'A series is not larger than people can review',
  options: { most: { default: 15, summary: 'The most patches that pass' } },
  *check(series, { options }) {
    const count = Math.max(series.of, series.patches.length);
    if (count <= Number(options.most)) return;
    yield {
      message: `A series of ${count} patches is ${count >= FAR_TOO_MANY ? 'far too long' : 'long'} for the list`,
      hint: 'Post what stands on its own first (clean-ups, fixes, preparation), the rest once that is merged',
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
  why: `Reviewers take patches in the order they come, and a long series waits for a long quiet hour. Fifteen patches or so at a
time get read; what can go in on its own should not wait for the rest. It is advice: some work cannot be cut.`,
  passes: [
    { name: 'two patches', series: ofPatches(2) },
    { name: 'just as many as pass', series: ofPatches(15) },
    { name: 'a single patch', series: [post(1, 1)] },
    { name: 'a limit of your own', series: ofPatches(18), options: { most: 20 } },
  ],
  fails: [
    { name: 'one too many', series: ofPatches(16), quotes: [COVER(16)], says: ['is long for the list'] },
    {
      name: 'far too many',
      series: ofPatches(31),
      quotes: [COVER(31)],
      says: ['is far too long for the list'],
    },
    { name: 'told by the numbers where only a part is read', series: [post(3, 24)], quotes: [null] },
    { name: 'a lower limit of your own', series: ofPatches(6), options: { most: 5 }, quotes: [COVER(6)] },
  ],
});
