import { asideOf } from '../analysis/kvm/series-text';
import { exampleMail } from '../lint/example-mail';
import { patchRule, type RulePage } from '../lint/rule';

/** A build that is mentioned was done. */
const BUILT = /\bhtmldocs\b|\bsphinx\b|\b(?:html|pdf)\s?docs\b/i;

export default patchRule({
  id: 'htmldocs',
  section: 'testing',
  level: 'note',
  requires: ['diff'],
  summary: 'Build htmldocs without new warnings',
  *check(patch, { series }) {
    const isText = (file: { newPath: string; change: string }) =>
      file.newPath.endsWith('.rst') && file.change !== 'deleted';
    // One build covers the whole series: reported for its first .rst file.
    const first = series.patches.find((other) => other.diff.files.some(isText));
    if (first !== patch || BUILT.test(asideOf(series)) || BUILT.test(patch.body.value)) return;
    const file = patch.diff.files.find(isText)!;
    yield {
      message: `Check that htmldocs builds cleanly: ${file.newPath}`,
      hint: "Run 'make htmldocs' with and without the patch, and compare the warnings",
      at: null,
    };
  },
});

const API = 'Documentation/virt/kvm/api.rst';
const SUBJECT = 'KVM: x86: Document the new thing';
const lines = ['+The new thing', '+-------------'];
const patch = (path: string, more: { subject?: string; notes?: string; text?: string } = {}) =>
  exampleMail({ subject: `[PATCH] ${SUBJECT}`, diff: { [path]: lines }, ...more });

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Testing',
  why: `A short title underline or a malformed table is a warning for everyone who builds the documentation later. A rebuild takes
about a minute.`,
  valid: [
    { name: 'no documentation', series: [patch('arch/x86/kvm/x86.c')] },
    {
      name: 'the notes say that it was built',
      series: [patch(API, { notes: 'No new warnings from make htmldocs.' })],
    },
    { name: 'a text file', series: [patch('Documentation/virt/kvm/review-checklist.txt')] },
    {
      name: 'the cover letter says so',
      series: [
        exampleMail({ subject: '[PATCH 0/1] KVM: x86: Document it', text: 'htmldocs builds cleanly.' }),
        patch(API, { subject: `[PATCH 1/1] ${SUBJECT}` }),
      ],
    },
    {
      name: 'the notes say that it builds',
      message: 'KVM: Document the demo\n\nDescribe it.  Tested with make htmldocs.\n',
      files: ['Documentation/virt/kvm/api.rst'],
    },
  ],
  invalid: [
    { name: 'the API', series: [patch(API)], quotes: [null] },
    { name: 'a new file', series: [patch('+Documentation/virt/kvm/x86/new.rst')], quotes: [null] },
    {
      name: 'next to code',
      message: `${SUBJECT}\n\nDocument it.\n`,
      files: ['arch/x86/kvm/x86.c', API],
      quotes: [null],
    },
    {
      name: 'once for a series',
      series: [1, 2].map((n) => patch(API, { subject: `[PATCH ${n}/2] ${SUBJECT}` })),
      quotes: [null],
    },
  ],
});
