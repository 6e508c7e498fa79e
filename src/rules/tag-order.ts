import { scopeOf } from '../analysis/kvm/scope';
import { distance } from '../lint/config/nearest';
import { patchRule, type RulePage } from '../lint/rule';
import type { Edit, RuleFinding } from '../model/finding';
import type { Patch } from '../model/patch';
import type { Trailer } from '../model/trailers';

/** Tags for the reason of a patch, in tip's order; they precede the sign-offs. */
const WHY = ['fixes', 'reported-by', 'originally-by', 'suggested-by'];
/** What belongs to the report before it. */
const OF_REPORT = /^(?:closes|link)$/i;
const SIGNED = /^(?:signed-off-by|co-developed-by)$/i;
const VERDICT = /^(?:tested-by|reviewed-by|acked-by)$/i;

export default patchRule({
  id: 'tag-order',
  section: 'tags',
  level: 'warn',
  scope: 'selftests',
  requires: ['message'],
  fixes: true,
  summary: 'Spell tags right, and put Fixes, reports and suggestions before Signed-off-by',
  *check(patch, { domain }) {
    for (const trailer of patch.trailers) yield* misspelt(trailer, patch);
    // Other architectures have their own order, if any; a block that git does not see is wrong everywhere.
    const moves = scopeOf(patch, domain) === 'selftests' ? [] : misplaced(patch.trailers);
    const first = moves[0];
    if (first === undefined) {
      yield* gaps(patch);
      return;
    }
    const signed = moves.find((move) => SIGNED.test(move.before.key));
    const worst = signed ?? first;
    yield {
      message: `${worst.trailers[0]!.key} is after ${worst.before.key}`,
      hint: `Order tags as Fixes, Reported-by and Closes, Suggested-by, Co-developed-by and Signed-off-by`,
      at: worst.trailers[0]!.text.span(),
      // Above Reviewed-by or below it: maintainers do both.
      ...(signed === undefined && { level: 'note' as const }),
      fix: { title: 'Reorder the tags', edits: [editFor(moves, patch)], certain: true },
    };
  },
});

/** As submitting-patches writes them. `CC:` and `cc:` are common, and tools take them. */
const KEYS = [
  'Signed-off-by',
  'Co-developed-by',
  'Reviewed-by',
  'Acked-by',
  'Tested-by',
  'Reported-by',
  'Suggested-by',
  'Fixes',
  'Closes',
  'Link',
];
/** The key that is meant where a tag's key is misspelled or in the wrong case; null for any other. */
function meantKey({ key }: Trailer): string | null {
  if (KEYS.includes(key)) return null;
  const lower = key.toLowerCase();
  const same = KEYS.find((known) => known.toLowerCase() === lower);
  if (same !== undefined) return same;
  return lower.endsWith('-by')
    ? (KEYS.find((known) => distance(lower, known.toLowerCase()) === 1) ?? null)
    : null;
}

/** Returns true if a tag for a person opens an address and does not close it, or names one without brackets. */
function isAddressBroken({ key, value }: Trailer): boolean {
  if (!/-by$/i.test(key)) return false;
  const open = value.lastIndexOf('<');
  return open === -1 ? /\S\s\s*[^\s@]{1,64}@[^\s.]{1,64}\.\S/.test(value) : !value.includes('>', open);
}

function* misspelt(trailer: Trailer, { message }: Patch): Iterable<RuleFinding> {
  const { key, text } = trailer;
  const meant = meantKey(trailer);
  if (meant !== null) {
    const start = text.start - message.start;
    yield {
      message: `Misspelled tag ${key}: use ${meant}:`,
      hint: 'Spell tags exactly: tools search for them',
      at: text.span(0, key.length),
      fix: {
        title: `Write ${meant}`,
        edits: [{ start, end: start + key.length, text: meant }],
        certain: true,
      },
    };
  }
  if (isAddressBroken(trailer)) {
    yield {
      message: `Address of ${key}: without angle brackets`,
      hint: `Write \`${meant ?? key}: Name <address>\``,
      at: text.span(trailer.valueAt),
    };
  }
}

/** A blank line among the tags: git takes what is above it for prose. */
function* gaps({ trailers, message }: Patch): Iterable<RuleFinding> {
  for (const [i, trailer] of trailers.entries()) {
    const next = trailers[i + 1];
    if (trailer.inBlock || next === undefined) continue;
    const start = trailer.text.end - message.start;
    const end = next.text.start - message.start;
    if (message.value.slice(start, end).split('\n').length < 3) continue;
    yield {
      message: `Blank line after ${trailer.key}: git does not recognize it as a tag`,
      hint: 'Put all tags in one block at the end of the message',
      at: trailer.text.span(),
      fix: { title: 'Drop the blank line', edits: [{ start, end, text: '\n' }], certain: true },
    };
  }
}

interface Move {
  /** A tag with the links that belong to it. */
  readonly trailers: readonly Trailer[];
  readonly before: Trailer;
}

/** The tags that are too low, and the tag above which each belongs. */
function misplaced(trailers: readonly Trailer[]): Move[] {
  const moves: Move[] = [];
  // The first that signed it off, and the first that did that or judged it.
  let signed: Trailer | undefined;
  let judged: Trailer | undefined;
  for (const [i, trailer] of trailers.entries()) {
    const key = trailer.key.toLowerCase();
    if (SIGNED.test(key)) signed ??= trailer;
    if (SIGNED.test(key) || VERDICT.test(key)) judged ??= trailer;
    const before = key === 'fixes' ? judged : signed;
    if (before === undefined || !WHY.includes(key)) continue;
    const group = [trailer];
    for (let at = i + 1; key === 'reported-by' && OF_REPORT.test(trailers[at]?.key ?? ''); at += 1)
      group.push(trailers[at]!);
    moves.push({ trailers: group, before });
  }
  const rank = (move: Move) => WHY.indexOf(move.trailers[0]!.key.toLowerCase());
  return moves.sort((a, b) => rank(a) - rank(b));
}

/** Rewrite the lines from the first to the last that changes: each tag moves above the one it precedes. */
function editFor(moves: readonly Move[], patch: Patch): Edit {
  const offset = patch.message.start;
  const moved = new Map(
    moves.flatMap(({ trailers }) => trailers.map(({ text }) => [text.start - offset, text.end - offset])),
  );
  const above = new Map<number, Move[]>();
  for (const move of moves) {
    const at = move.before.text.start - offset;
    const known = above.get(at);
    if (known === undefined) above.set(at, [move]);
    else known.push(move);
  }
  const start = [...above.keys()].reduce((a, b) => Math.min(a, b));
  const end = [...moved.values()].reduce((a, b) => Math.max(a, b));
  const lines: string[] = [];
  for (let at = start; at < end; ) {
    for (const { trailers } of above.get(at) ?? []) lines.push(...trailers.map(({ text }) => text.value));
    // What moves is last.
    const lineEnd = moved.get(at) ?? patch.message.value.indexOf('\n', at);
    if (!moved.has(at)) lines.push(patch.message.value.slice(at, lineEnd));
    at = lineEnd + 1;
  }
  while (lines[lines.length - 1] === '') lines.pop();
  return { start, end, text: lines.join('\n') };
}

const message = (...tags: string[]) => `KVM: VMX: Reload the cached controls after a reset

Reload the cached controls after a reset, else the first entry fails.

${tags.join('\n')}
`;
const FIXES = 'Fixes: 0123456789ab ("KVM: VMX: Cache the controls")';
const ANN = 'Signed-off-by: Ann Author <ann@example.org>';
const BOB = 'Bob Builder <bob@example.org>';
const CLOSES = 'Closes: https://lore.kernel.org/all/20240501080000.1-1-bob@example.org';
const STABLE = 'Cc: stable@vger.kernel.org';

export const page = (): RulePage => ({
  guide: 'maintainer-tip: Ordering of commit tags',
  why: `Tags in a fixed order are quick to read: first the reason for the patch (Fixes, the report, the suggestion), then its
authors and handlers. A Signed-off-by covers what is above it, so a tag below it looks like someone else added it. The place of
Cc:, Link:, Tested-by and Reviewed-by differs between maintainers, and is not checked. git and other tools do not recognize tags
above a blank line.`,
  valid: [
    {
      name: 'tags of other names, and addresses with a remark',
      message: message(
        `Rebased-by: ${BOB}`,
        `CC: ${BOB} # v6.1`,
        'Tested-by: bob@example.org',
        `Tested-by: ${BOB} # SEV`,
        ANN,
      ),
    },
    {
      name: "tip's order",
      message: message(
        FIXES,
        `Reported-by: ${BOB}`,
        CLOSES,
        `Suggested-by: ${BOB}`,
        ANN,
        `Reviewed-by: ${BOB}`,
        STABLE,
      ),
    },
    { name: 'Cc: stable right after Fixes:', message: message(FIXES, STABLE, ANN) },
    { name: 'review tags above the last Signed-off-by', message: message(FIXES, `Reviewed-by: ${BOB}`, ANN) },
    { name: 'the report before Fixes:', message: message(`Reported-by: ${BOB}`, CLOSES, FIXES, ANN) },
    {
      name: 'a co-author sends the patch',
      message: message(ANN, `Co-developed-by: ${BOB}`, `Signed-off-by: ${BOB}`),
    },
    {
      name: 'the order of another architecture',
      message: message(ANN, FIXES).replace('VMX', 'arm64: selftests'),
      files: ['tools/testing/selftests/kvm/arm64/demo.c'],
    },
    { name: 'a link at the end', message: message(FIXES, ANN, CLOSES.replace('Closes', 'Link')) },
  ],
  invalid: [
    {
      name: 'a misspelled tag, and one in the wrong case',
      message: message(`Reveiwed-by: ${BOB}`, `tested-by: ${BOB}`, ANN),
      quotes: ['Reveiwed-by', 'tested-by'],
      fixed: message(`Reviewed-by: ${BOB}`, `Tested-by: ${BOB}`, ANN),
    },
    {
      name: 'an address that is not closed, and one without brackets',
      message: message(
        'Reviewed-by: Bob Builder <bob@example.org',
        'Tested-by: Bob Builder bob@example.org',
        ANN,
      ),
      quotes: ['Bob Builder <bob@example.org', 'Bob Builder bob@example.org'],
    },
    {
      name: 'a blank line among the tags',
      message: message(FIXES, '', ANN),
      quotes: [FIXES],
      fixed: message(FIXES, ANN),
    },
    {
      name: 'a blank line, in a selftest of another architecture',
      message: message(FIXES, '', ANN).replace('VMX', 'arm64: selftests'),
      files: ['tools/testing/selftests/kvm/arm64/demo.c'],
      quotes: [FIXES],
      fixed: message(FIXES, ANN).replace('VMX', 'arm64: selftests'),
    },
    { name: 'Fixes: at the end', message: message(ANN, FIXES), quotes: [FIXES], fixed: message(FIXES, ANN) },
    {
      name: 'the report with its link',
      message: message(ANN, `Reported-by: ${BOB}`, CLOSES, STABLE),
      quotes: [`Reported-by: ${BOB}`],
      fixed: message(`Reported-by: ${BOB}`, CLOSES, ANN, STABLE),
    },
    {
      name: 'several, of which one is right',
      message: message(`Suggested-by: ${BOB}`, ANN, `Suggested-by: Eve Early <eve@example.org>`, FIXES),
      quotes: [FIXES],
      fixed: message(`Suggested-by: ${BOB}`, FIXES, `Suggested-by: Eve Early <eve@example.org>`, ANN),
    },
    {
      name: 'a separate paragraph below the tags',
      message: message(ANN, '', FIXES),
      quotes: [FIXES],
      fixed: message(FIXES, ANN),
    },
    {
      name: 'between the co-author and the author',
      message: message(`Co-developed-by: ${BOB}`, `Signed-off-by: ${BOB}`, FIXES, ANN),
      quotes: [FIXES],
      fixed: message(FIXES, `Co-developed-by: ${BOB}`, `Signed-off-by: ${BOB}`, ANN),
    },
    {
      name: 'Fixes: below a review',
      message: message(`Reviewed-by: ${BOB}`, FIXES, ANN),
      quotes: [FIXES],
      levels: ['note'],
      fixed: message(FIXES, `Reviewed-by: ${BOB}`, ANN),
    },
  ],
});
