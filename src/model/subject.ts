/** The subject line of a mail, taken apart as `git am` does it: `[RFC PATCH v3 02/11] KVM: x86: Do something`. */

export interface Subject {
  /** The whole subject, unfolded and decoded. */
  readonly raw: string;
  /** What is left once `Re:` and every leading `[…]` are gone: the shortlog that git records. */
  readonly shortlog: string;
  /** Where the shortlog starts in `raw`. */
  readonly shortlogAt: number;
  readonly reply: boolean;
  /** A leading bracket has the word `PATCH`, or numbers the mail. */
  readonly isPatch: boolean;
  /** Number of the patch; 0 is the cover letter, null where none is given. */
  readonly n: number | null;
  readonly of: number | null;
  /** 1 where none is given. */
  readonly version: number;
  readonly rfc: boolean;
  readonly resend: boolean;
  /** The other words in the brackets: `kvm-unit-tests`, `kvm-x86/next`, … */
  readonly words: readonly string[];
}

/** `PATCH`, `PATCHv2.1`, `PATCH:`, `stable:PATCH`: the word, whatever is written to it. */
const PATCH_WORD = /(?<![A-Za-z])patch/i;
const REPLY = /^(?:(?:re|aw|antw|sv|fwd?|回复|答复)\s*(?:\[\d+\])?\s*[:：]\s*)+/i;

export function parseSubject(raw: string): Subject {
  let at = raw.length - raw.trimStart().length;
  const reply = REPLY.exec(raw.slice(at));
  if (reply) at += reply[0].length;
  const words: string[] = [];
  for (;;) {
    // `[PATCH]: x86: …`: git drops the colon.
    while (raw[at] === ' ' || raw[at] === '\t' || raw[at] === ':') at += 1;
    if (raw[at] !== '[') break;
    const close = raw.indexOf(']', at);
    if (close === -1) break;
    words.push(
      ...raw
        .slice(at + 1, close)
        .split(/[\s,]+/)
        .filter(Boolean),
    );
    at = close + 1;
  }
  let n: number | null = null;
  let of: number | null = null;
  let version = 1;
  let rfc = false;
  let resend = false;
  let isPatch = false;
  const rest: string[] = [];
  for (const word of words) {
    const count = /^(\d{1,4})\/(\d{1,4})$/.exec(word);
    const numbered = /^(?:PATCH|RFC)?-?v(\d{1,3})(?:\.\d+)?:?$/i.exec(word);
    const namesPatch = PATCH_WORD.test(word);
    if (count) {
      n = Number(count[1]);
      of = Number(count[2]);
    } else if (numbered) version = Number(numbered[1]);
    else if (/^rfc$/i.test(word)) rfc = true;
    else if (/^resend$/i.test(word)) resend = true;
    else if (!/^patch(?:es)?:?$/i.test(word)) rest.push(word);
    if (namesPatch) isPatch = true;
  }
  // `[RFC 1/3]` or `[RESEND 1/3]`, written by hand or by `--subject-prefix`; a pull request may be numbered as well.
  if (n !== null && !words.some((word) => /^pull$/i.test(word))) isPatch = true;
  return {
    raw,
    shortlog: raw.slice(at).trimEnd(),
    shortlogAt: at,
    reply: reply !== null,
    isPatch,
    n,
    of,
    version,
    rfc,
    resend,
    words: rest,
  };
}
