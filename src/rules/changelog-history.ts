import { blocksOf } from '../analysis/english';
import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { Span } from '../model/text';
import { oneOf, pattern } from '../model/words';

/** Headings of a version history. */
const HEADINGS = [
  pattern('i')`^\s*(?:[-*] )?\[?${oneOf`
    changes?, changelog, change log, change history, diff, differences?, delta, history, updates?,
    changed, new
  `}\s+${oneOf`
    in, since, from, for, vs\.?, against, with, of, between, to, over
  `}\s+(?:the\s+)?(?:patch\s+)?${oneOf`v(?:ersion)?\s?\d, rfc, last, previous, earlier, prior`}`,
  /^\s*(?:[-*] )?\[?(?:since|from)\s+(?:v\d+|rfc\b)[^.]{0,20}:\s*$/i,
  /^\s*(?:changes?|changelog|change log|change history|revision history|version history|patch history|history):?\s*$/i,
  /^\s*(?:[-*] )?\[?(?:rfc\s*)?v\d{1,2}(?:\s*(?:->|=>|→|\.\.|to)\s*(?:rfc\s*)?v?\d{1,2})?\s*(?:changes|changelog)?\s*\]?\s*:(?:\s|$)/i,
  /^\s*(?:[-*] )?(?:rfc|v\d{1,2})\s*(?:->|=>|→)\s*(?:rfc|v\d{1,2})/i,
  /^\s*(?:[-*] )?v\d{1,2}\s+-\s/i,
  /^\s*version\s+\d{1,2}\s*:/i,
  /^\s*changes\s+v\d{1,2}\b/i,
];

/** The same in a sentence. */
const TOLD = pattern('i')`\b${oneOf`
    since, compared\s+(?:to|with), relative\s+to, unlike(?:\s+in)?
  `}\s+(?:the\s+|my\s+|our\s+)?(?:last|previous|prior|earlier|first)\s+${oneOf`
    version, posting, post, submission, revision, iteration, series
  `}\b(?!\s+of\b)`;
const MAY_TELL = /\b(?:version|post|posting|submission|revision|iteration|series)\b/i;

export default patchRule({
  id: 'changelog-history',
  section: 'changelog',
  level: 'warn',
  scope: 'selftests',
  requires: ['message'],
  summary: 'Keep the version history out of the changelog',
  *check(patch) {
    for (const block of blocksOf(patch.changelog)) {
      if (block.kind === 'splat' || block.kind === 'code' || block.kind === 'quote') continue;
      // mutant: only saves time
      const told = MAY_TELL.test(block.text.value) ? TOLD.exec(block.text.value) : null;
      if (told !== null) {
        yield finding(block.text.span(told.index, told.index + told[0].length));
        return;
      }
      for (const line of block.text.lines()) {
        if (!HEADINGS.some((heading) => heading.test(line.value))) continue;
        yield finding(line.trim().span());
        return;
      }
    }
  },
});

function finding(at: Span): RuleFinding {
  return {
    message: 'Version history in the changelog',
    hint: 'Move it below a `---` line after the tags, where git am drops it',
    at,
  };
}

const IN = (text: string) => `KVM: VMX: Reload the controls after a reset\n\n${text}\n`;
const TAG = 'Signed-off-by: Ann Author <ann@example.org>';

export const page = (): RulePage => ({
  guide: 'submitting-patches: The canonical patch format',
  why: `What changed since v1 helps the reviewers of v2, and no one later: git records only the version that was applied.
Below \`---\` reviewers see it, and git drops it. The separator must be exactly \`---\`.`,
  valid: [
    {
      name: 'below the line',
      message: IN(`Reload the controls.\n\n${TAG}`),
      notes: 'v2: Reword the changelog.\n',
    },
    {
      name: 'a version of hardware',
      message: IN('Reload the controls as Arch PerfMon v2 and GHCB v2 want it.'),
    },
    {
      name: 'a version of the kernel',
      message: IN('Reload the controls.  Broken since v6.1: the reset forgot them.'),
    },
    {
      name: 'changes of something else',
      message: IN('Reload the controls.  Changes in the VMCS are lost otherwise.'),
    },
    {
      name: 'a version of a document',
      message: IN('Reload the controls, as asked for since the previous version of the GHCB document.'),
    },
    {
      name: 'a handler’s note',
      message: IN('Reload the controls.\n\n[ann: reload them in v2 of the ABI too]'),
    },
    {
      name: 'in a splat',
      message: IN(
        'Avoid the splat:\n\n  BUG: unable to handle page fault for address: ffffffff\n  v2: 0000000000000000\n  Call Trace:\n   kvm_exit+0x10/0x20 [kvm]',
      ),
    },
    {
      name: 'in what someone else wrote',
      message: IN('Reload the controls, as asked for:\n\n> v2: please reload them'),
    },
  ],
  invalid: [
    {
      name: 'changes in v2',
      message: IN(`Reload the controls.\n\nChanges in v2:\n - Reword.\n\n${TAG}`),
      quotes: ['Changes in v2:'],
    },
    {
      name: 'v1 -> v2',
      message: IN(`Reload the controls.\n\nv1 -> v2:\n - Reword.\n\n${TAG}`),
      quotes: ['v1 -> v2:'],
    },
    {
      name: 'v2: …',
      message: IN(`Reload the controls.\n\nv2: Reword the comment.\n\n${TAG}`),
      quotes: ['v2: Reword the comment.'],
    },
    {
      name: 'after the tags, below a line other than ---',
      message: IN(`Reload the controls.\n\n${TAG}\n\n-----------\n\nChanges from v1:\n * Reword.`),
      quotes: ['Changes from v1:'],
    },
    {
      name: 'since the RFC',
      message: IN(`Reload the controls.\n\nChanges since RFC:\n - Reword.\n\n${TAG}`),
      quotes: ['Changes since RFC:'],
    },
    {
      name: 'in a sentence',
      message: IN(
        `Reload the controls.\n\nSince the last posting, the reload moved into the\nreset.\n\n${TAG}`,
      ),
      quotes: ['Since the last posting'],
    },
    {
      name: 'a bare heading',
      message: IN(`Reload the controls.\n\nChangelog:\n - v2 rewords it.\n\n${TAG}`),
      quotes: ['Changelog:'],
    },
  ],
});
