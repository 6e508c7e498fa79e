import { type Earlier, EarlierLines, isTelling } from '../analysis/kvm/earlier-lines';
import { type PatchFacts, readSeries } from '../analysis/order/extract/facts';
import { description } from '../analysis/order/extract/kinds';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import { fixesTags } from '../model/fixes';
import { lineSpan } from '../model/line-span';
import type { Patch } from '../model/patch';
import { anyOf, oneOf, pattern } from '../model/words';

const AUTOSQUASH = /^(?:fixup|squash|amend)! /;
const FIX = /^(?:(?:really |properly |actually |re-?)?fix(?:e[sd]|ing|up)?|correct|repair)\b/i;
/** Words of a patch that declares itself a fixup. */
const CONFESSES = anyOf(
  'i',
  pattern()`\b(?:fix(?:e[sd]|ing)?|correct(?:s|ed|ing)?|repair(?:s|ed)?)\b[^.]{0,60}\b
      ${oneOf`introduced, added, made, left, caused, broken?`}\b[^.]{0,30}\b(?:previous|preceding|prior|earlier|last) (?:patch|commit)\b`,
  /\bfix(?:e[sd]|ing)? (?:up )?(?:the |a |an )?(?:previous|preceding|earlier) (?:patch|commit)\b/,
);
/** The least share of the lines a fix removes that the fixed patch added. */
const MOSTLY = 0.6;

export default seriesRule({
  id: 'series-squash',
  section: 'series',
  level: 'warn',
  scope: 'kvm',
  requires: ['series', 'diff'],
  summary: 'Squash a fix of an earlier patch of the series into that patch',
  *check(series) {
    const { patches } = readSeries(series);
    const lines = new EarlierLines();
    for (const facts of patches) {
      const finding = squashable(facts, patches, lines);
      if (finding !== null) yield finding;
      // mutant: only saves time
      if (facts.index < patches.length - 1) lines.add(facts);
    }
  },
});

function squashable(facts: PatchFacts, all: readonly PatchFacts[], lines: EarlierLines): RuleFinding | null {
  const { patch } = facts;
  const before = all.slice(0, facts.index);
  const shortlog = patch.shortlog.value;
  const found = (into: Patch | null, message: string, at: RuleFinding['at']): RuleFinding => ({
    message,
    hint: 'Squash the two: `git rebase -i`',
    at,
    of: patch,
    related: into === null ? [] : [{ message: 'Squash it into this patch', of: into, at: null }],
  });

  if (AUTOSQUASH.test(shortlog)) {
    const target = shortlog.replace(/^(?:(?:fixup|squash|amend)! )+/, '');
    const into = before.find((other) => other.patch.shortlog.value === target)?.patch ?? null;
    return found(into, 'Marked to be squashed', patch.shortlog.span());
  }
  for (const tag of fixesTags(patch)) {
    const into = before.find((other) => other.patch.shortlog.value === tag.shortlog);
    if (into) return found(into.patch, `Fixes patch ${into.number} of the same series`, tag.idText.span());
  }
  const confession = CONFESSES.exec(patch.changelog.value.replace(/\n/g, ' '));
  if (confession && before.length > 0) {
    const at = patch.changelog.span(confession.index, confession.index + confession[0].length);
    return found(
      before.at(-1)!.patch,
      'Fixes an earlier patch of the same series, according to the changelog',
      at,
    );
  }
  // mutant: only saves time
  if (before.length === 0) return null;
  const twin = lines.twinOf(facts);
  if (twin !== null) {
    const message = `Patch ${twin.by.number} adds ${twin.name} a second time, and this one removes the first`;
    return found(twin.by.patch, message, lineSpan(twin.line));
  }
  const gap = lines.missingBreak(facts);
  if (gap !== null) {
    return found(gap.by.patch, `Adds the break that patch ${gap.by.number} is missing`, lineSpan(gap.line));
  }
  if (!FIX.test(description(shortlog))) return null;
  const fixed = mostlyOf(facts, lines);
  return fixed === null
    ? null
    : found(
        fixed.by.patch,
        `Fixes what patch ${fixed.by.number} of the same series adds`,
        lineSpan(fixed.line),
      );
}

/** The earlier patch that added most of what this one removes. */
function mostlyOf({ files }: PatchFacts, lines: EarlierLines): Earlier | null {
  const hits = new Map<PatchFacts, Earlier & { count: number }>();
  let removed = 0;
  for (const file of files) {
    for (const { line } of file.removed) {
      if (!isTelling(line.text)) continue;
      removed += 1;
      const by = lines.adderOf(file.path, line.text);
      if (by === null) continue;
      const hit = hits.get(by);
      if (hit === undefined) hits.set(by, { by, line, count: 1 });
      else hit.count += 1;
    }
  }
  const [best] = [...hits.values()].sort((a, b) => b.count - a.count);
  return best !== undefined && best.count >= removed * MOSTLY ? best : null;
}

const C = 'arch/x86/kvm/x86.c';
const patch = (n: number, shortlog: string, lines: string[], text?: string, of = 2, path = C) =>
  exampleMail({ subject: `[PATCH ${n}/${of}] ${shortlog}`, text, diff: { [path]: lines } });
const ADDS = patch(1, 'KVM: x86: Add a helper for the reset', ['+\tkvm_set_cr0(vcpu, X86_CR0_NW);']);
const REPLACES = ['-\tkvm_set_cr0(vcpu, X86_CR0_NW);', '+\tkvm_set_cr0(vcpu, X86_CR0_CD);'];
const MACRO = '#define REGION_ADDR(base, index) (((base) >> 16) | (index))';

export const page = (): RulePage => ({
  guide: 'submitting-patches: Separate your changes',
  why: `A bug that is fixed two patches later stays in the history: a bisection hits it, a backport picks one and not the other, and
reviewers read code that is replaced. Until it is merged, a patch can simply be corrected.`,
  valid: [
    {
      name: 'a fix of what was there before',
      series: [
        ADDS,
        patch(2, 'KVM: x86: Fix the reset of CR4', [
          '-\tkvm_set_cr4(vcpu, X86_CR4_PAE);',
          '+\tkvm_set_cr4(vcpu, 0);',
        ]),
      ],
    },
    {
      name: 'code built step by step',
      series: [
        ADDS,
        patch(2, 'KVM: x86: Take CR0 from the caller', [
          '-\tkvm_set_cr0(vcpu, X86_CR0_NW);',
          '+\tkvm_set_cr0(vcpu, cr0);',
        ]),
      ],
    },
    {
      name: 'a fix first',
      series: [
        patch(1, 'KVM: x86: Fix the reset of CR0', REPLACES),
        patch(2, 'KVM: x86: Add a helper for the reset', ['+\treset_cr0(vcpu);']),
      ],
    },
    {
      name: 'a fix with Fixes: for an old commit',
      series: [
        ADDS,
        patch(
          2,
          'KVM: x86: Fix the reset of CR4',
          ['-\tkvm_set_cr4(vcpu, X86_CR4_PAE);'],
          'Fix it.\n\nFixes: 0123456789ab ("KVM: x86: Add CR4")',
        ),
      ],
    },
    {
      name: 'a definition moved in one patch',
      series: [
        ADDS,
        exampleMail({
          subject: '[PATCH 2/2] KVM: selftests: Move REGION_ADDR',
          diff: {
            'tools/testing/selftests/kvm/include/x86/vgic.h': [`+${MACRO}`],
            'tools/testing/selftests/kvm/x86/vgic.c': [`-${MACRO}`],
          },
        }),
      ],
    },
  ],
  invalid: [
    {
      name: 'it fixes lines that were just added',
      series: [ADDS, patch(2, 'KVM: x86: Fix the reset of CR0', REPLACES)],
      quotes: ['\tkvm_set_cr0(vcpu, X86_CR0_NW);'],
    },
    {
      name: 'marked for autosquash',
      series: [ADDS, patch(2, 'fixup! KVM: x86: Add a helper for the reset', REPLACES)],
      quotes: ['fixup! KVM: x86: Add a helper for the reset'],
    },
    {
      name: 'Fixes: names a patch of the series',
      series: [
        ADDS,
        patch(
          2,
          'KVM: x86: Clear CR0',
          REPLACES,
          'Clear it.\n\nFixes: 0123456789ab ("KVM: x86: Add a helper for the reset")',
        ),
      ],
      quotes: ['0123456789ab'],
    },
    {
      name: 'it says so',
      series: [
        ADDS,
        patch(
          2,
          'KVM: x86: Clear CR0',
          ['+\tclear();'],
          'Fix the warning that was introduced by the previous patch.',
        ),
      ],
      quotes: ['Fix the warning that was introduced by the previous patch'],
    },
    {
      name: 'one patch copies a definition, another removes the original',
      series: [
        patch(
          1,
          'KVM: selftests: Add vgic.h',
          [`+${MACRO}`],
          undefined,
          2,
          'tools/testing/selftests/kvm/include/x86/vgic.h',
        ),
        patch(
          2,
          'KVM: selftests: Use vgic.h',
          [`-${MACRO}`, '+#include "vgic.h"'],
          undefined,
          2,
          'tools/testing/selftests/kvm/x86/vgic.c',
        ),
      ],
      quotes: [MACRO],
    },
    {
      name: 'a forgotten break',
      series: [
        patch(
          1,
          'KVM: selftests: Add -b',
          ["+\t\tcase 'b':", '+\t\t\tbytes = strtoull(optarg, NULL, 0);', ' \t\tdefault:'],
          undefined,
          2,
          'tools/testing/selftests/kvm/x86/a.c',
        ),
        patch(
          2,
          'KVM: selftests: Add -v',
          [
            ' \t\t\tbytes = strtoull(optarg, NULL, 0);',
            '+\t\t\tbreak;',
            "+\t\tcase 'v':",
            '+\t\t\tvcpus = atoi(optarg);',
            '+\t\t\tbreak;',
            ' \t\tdefault:',
          ],
          undefined,
          2,
          'tools/testing/selftests/kvm/x86/a.c',
        ),
      ],
      quotes: ['\t\t\tbreak;'],
    },
  ],
});
