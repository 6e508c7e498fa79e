import { type Block, blocksOf, isProse } from '../analysis/english';
import { refill } from '../analysis/english/refill';
import { patchRule, type RulePage } from '../lint/rule';
import type { Fix } from '../model/finding';
import { Text } from '../model/text';

/** The column to wrap at; one more is accepted. */
const WRAP = 75;
/** The column that a fix wraps at: later rounds of a patch add a word here and there. */
const FILL = 72;
/** If every line could take the next word without reaching this column, the text is wrapped too early. */
const EARLY = 70;
/** Up to this width, maintainers send it back. */
const FAR_TOO_EARLY = 60;

export default patchRule({
  id: 'changelog-wrap',
  section: 'changelog',
  level: 'warn',
  scope: 'selftests',
  requires: ['message'],
  summary: `Wrap the changelog at about ${WRAP} columns`,
  fixes: true,
  *check(patch) {
    const blocks = blocksOf(patch.changelog).filter(isProse);
    const paragraphs = blocks.map((block) => block.text.lines().map(wholeLine));
    const long = paragraphs.flat().filter(isLong);
    const first = long[0];
    if (first !== undefined) {
      const more =
        long.length > 1
          ? `, and ${long.length - 1} more ${long.length === 2 ? 'line is' : 'lines are'} too long`
          : '';
      yield {
        message: `Line is ${first.length} columns wide${more}`,
        hint: `Wrap at ${WRAP} columns: \`gq\` in vim, M-q in emacs, \`fmt -w ${WRAP}\``,
        at: first.span(first.value.lastIndexOf(' ', WRAP) + 1),
        ...fixOf(blocks.filter(({ text }) => text.lines().some(isLong))),
      };
      return;
    }
    const early = wrappedEarly(paragraphs);
    if (early !== null) {
      yield {
        message: `Text is wrapped too early, at ${early.width} columns`,
        hint: `Wrap at ${WRAP} columns`,
        at: early.line.span(),
        ...(early.width <= FAR_TOO_EARLY ? {} : { level: 'note' as const }),
      };
    }
  },
});

/** The line of the file that a line of a block is on, with the marker of its list item. */
function wholeLine(line: Text): Text {
  const { source, start, end } = line;
  return new Text(source, source.text.lastIndexOf('\n', start - 1) + 1, end);
}

function isLong({ length, value }: Text): boolean {
  return length > WRAP + 1 && canBreak(value);
}

function fixOf(paragraphs: readonly Block[]): { fix?: Fix } {
  const edits = paragraphs.flatMap(({ text }) => refill(text, FILL, FAR_TOO_EARLY) ?? []);
  return edits.length === 0 ? {} : { fix: { title: `Wrap at ${FILL} columns`, edits, certain: true } };
}

/** Returns true if the line has a space to break at before it gets too wide: links and long names cannot be broken. */
function canBreak(line: string): boolean {
  if (/https?:\/\/|@[\w-]+\.\w/.test(line)) return false;
  // The citation of a commit is searched for as it is.
  if (/^\s*(?:commit )?[0-9a-f]{7,40} \(".*"\)[.,]?$/i.test(line)) return false;
  // A name that is too long to leave more than a gap.
  if (line.length <= WRAP + 5 && /\S{25}$/.test(line)) return false;
  return !/\S{40}/.test(line);
}

/** The widest line, if no line but the last of its paragraph comes near the column to wrap at. */
function wrappedEarly(paragraphs: readonly (readonly Text[])[]): { width: number; line: Text } | null {
  let breaks = 0;
  let widest: Text | null = null;
  for (const lines of paragraphs) {
    for (const [i, line] of lines.entries()) {
      if (widest === null || line.length > widest.length) widest = line;
      const next = lines[i + 1];
      // A line that ends its sentence may end there on purpose.
      if (next === undefined || /[.:;!?]$/.test(line.value)) continue;
      const word = /^\s*(\S+)/.exec(next.value)?.[1] ?? '';
      if (line.length + 1 + word.length > EARLY) return null;
      breaks += 1;
    }
  }
  return breaks >= 2 && widest !== null && widest.length <= EARLY
    ? { width: widest.length, line: widest }
    : null;
}

const IN = (text: string) => `KVM: x86/mmu: Free roots with their vCPU\n\n${text}\n`;
const LONG = 'Free the root page when its vCPU is destroyed, as nothing else holds it any longer.';

export const page = (): RulePage => ({
  guide: 'submitting-patches: The canonical patch format',
  why: `git log shows the changelog indented, in a terminal: wrap it at 75 columns. What cannot be wrapped (a splat, a table,
code, a link, a tag) is exempt. Text that is wrapped much too early, at 55 columns or so, takes more lines than it needs
and is sent back: up to 60 columns it warns, above that it is a note.

\`--fix\` wraps paragraphs that are plain sentences again, at 72 columns; only their line breaks change.`,
  valid: [
    {
      name: 'wrapped at 75',
      message: IN('Free the root page when its vCPU is destroyed, as nothing else holds it any\nlonger.'),
    },
    { name: 'a link', message: IN(`Free the root, see https://example.org/${'a'.repeat(60)} for more.`) },
    {
      name: 'a splat',
      message: IN(
        `Free the root:\n\n  RIP: 0010:kvm_mmu_free_roots+0x68/0x230 [kvm] and then much more of it\n  kvm_arch_vcpu_destroy+0x16/0x60 [kvm] and then something that is really wide`,
      ),
    },
    {
      name: 'code, indented',
      message: IN(
        `Free the root, as this does not:\n\n        if (kvm_mmu_is_root_in_use(vcpu->kvm, vcpu->arch.mmu->root.hpa) && vcpu->arch.mmu)`,
      ),
    },
    {
      name: 'a tag',
      message: IN(
        'Free the root.\n\nFixes: 0123456789ab ("KVM: x86/mmu: Keep roots for as long as it may be useful to a vCPU")',
      ),
    },
    { name: 'two short lines', message: IN('Free the root page when its vCPU is\ndestroyed.') },
    { name: 'a sentence a line', message: IN('Free the root.\nNobody holds it.\nNobody will.') },
  ],
  invalid: [
    {
      name: 'a wide line',
      message: IN(LONG),
      quotes: ['longer.'],
      says: ['Line is 83 columns wide'],
      fixed: IN('Free the root page when its vCPU is destroyed, as nothing else holds it\nany longer.'),
      certain: true,
    },
    { name: 'a wide line in a list', message: IN(` - ${LONG}`), quotes: ['any longer.'] },
    {
      name: 'several, reported once',
      message: IN(`${LONG}\n${LONG}`),
      quotes: ['longer.'],
      fixed: IN(
        'Free the root page when its vCPU is destroyed, as nothing else holds it\nany longer. Free the root page when its vCPU is destroyed, as nothing\nelse holds it any longer.',
      ),
    },
    {
      name: 'never wrapped',
      message: IN('Free the root page when its vCPU is destroyed. '.repeat(3).trim()),
      quotes: ['Free the root page when its vCPU is destroyed. '.repeat(3).trim().slice(75)],
      fixed: IN(
        'Free the root page when its vCPU is destroyed. Free the root page when\nits vCPU is destroyed. Free the root page when its vCPU is destroyed.',
      ),
    },
    {
      name: 'wrapped at 45',
      message: IN(
        'Free the root page when its vCPU is\ndestroyed, as nothing else holds it any\nlonger once KVM has let go of the vCPU.',
      ),
      quotes: ['destroyed, as nothing else holds it any'],
    },
    {
      name: 'wrapped at 64',
      message: IN(
        'Free the root page when its vCPU is destroyed, as nothing else\nholds it any longer once KVM has let go of the vCPU, and its\nother roots are of no use.',
      ),
      quotes: ['Free the root page when its vCPU is destroyed, as nothing else'],
      levels: ['note'],
    },
  ],
});
