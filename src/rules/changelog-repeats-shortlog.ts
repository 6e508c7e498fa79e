import { formOf, proseOf, sentencesOf } from '../analysis/english';
import { patchRule, type RulePage } from '../lint/rule';

/** Words that add no information to a sentence. */
const EMPTY = new Set(
  `a an the this that these to of in on at by for from with into and or is are be as it its so patch commit series change
   add added adding introduce implement enable support feature function functionality helper new code kvm allow provide make
   when if not any all also`.split(/\s+/),
);

export default patchRule({
  id: 'changelog-repeats-shortlog',
  section: 'changelog',
  level: 'note',
  requires: ['message'],
  summary: "Don't repeat the shortlog in the first sentence",
  *check(patch) {
    const lead = proseOf(patch.changelog)[0];
    const first = lead === undefined ? undefined : sentencesOf(lead.value)[0];
    if (lead === undefined || first === undefined) return;
    const said = contentOf(patch.shortlog.value);
    const says = contentOf(first.value);
    if (says.size < 2 || [...says].some((word) => !said.has(word))) return;
    yield {
      message: 'The first sentence repeats the shortlog',
      hint: 'Add detail: what exactly changes, where, and for what purpose',
      at: lead.span(first.start, first.end),
    };
  },
});

/** The significant words, each in its base form. */
function contentOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const raw of text.toLowerCase().match(/[a-z0-9_]+(?:[.-][a-z0-9_]+)*/g) ?? []) {
    const base = formOf(raw)?.verb ?? raw.replace(/(?<=[a-z]{3})s$/, '');
    if (!EMPTY.has(raw) && !EMPTY.has(base)) words.add(base);
  }
  return words;
}

const IN = (text: string) => `KVM: SVM: Add support for bus lock threshold\n\n${text}\n`;

export const page = (): RulePage => ({
  guide: 'submitting-patches: Describe your changes',
  why: `Shortlog and changelog are mostly read together. A first sentence that repeats the shortlog adds nothing; use it for
the detail that did not fit into 75 columns. This is advice.`,
  valid: [
    {
      name: 'it says more',
      message: IN('Intercept bus locks once their number is over the threshold in the VMCB.'),
    },
    { name: 'it says where', message: IN('Add support for a bus lock threshold to nested guests.') },
    { name: 'other words', message: IN('Exit to userspace when a guest locks the bus.') },
    { name: 'too little to tell', message: IN('Add support.') },
  ],
  invalid: [
    {
      name: 'word for word',
      message: IN('Add support for bus lock threshold.'),
      quotes: ['Add support for bus lock threshold.'],
    },
    {
      name: 'in another form',
      message: IN('This patch is to enable the bus lock threshold feature for SVM.'),
      quotes: ['This patch is to enable the bus lock threshold feature for SVM.'],
    },
    {
      name: 'with more after it',
      message: IN('Enable SVM bus lock thresholds.  Guests can starve others otherwise.'),
      quotes: ['Enable SVM bus lock thresholds.'],
    },
    {
      name: 'over a line break',
      message: IN('Implement bus lock\nthreshold.'),
      quotes: ['Implement bus lock\nthreshold.'],
    },
  ],
});
