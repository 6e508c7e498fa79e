// A regular expression costs more to compile than a hook has time for, and most of them find nothing in a clean message.
// So the build puts a gate in front of each one whose every match has one of a few words in it (src/hooks/gate.ts): where
// none of these words is in the text, it is not even compiled.

/** Shorter ones are in every text. */
const SHORTEST = 3;
/** Looking for more than this is no gain. */
const MOST = 150;
/** In every text that a hook reads. */
const EVERYWHERE = /^(?:kvm|x86)$/i;

/**
 * Strings of which at least one is in whatever the expression matches, in small letters if it does not care for case;
 * null where there are none that tell.
 */
export function wordsOf(source, flags) {
  // With both flags, letters of other alphabets fold into ASCII.
  if (/v/.test(flags) || (/i/.test(flags) && /u/.test(flags))) return null;
  const words = new Parser(source, flags).parse().needs;
  return words === null || words.some((word) => EVERYWHERE.test(word)) ? null : words;
}

/**
 * What is known of the strings that a part of an expression matches: `exact`, all of them, where they are few; `needs`,
 * parts of them, of which each of them has one. Null where that is not known.
 */
const ANYTHING = { exact: null, needs: null };
const EMPTY = { exact: [''], needs: null };

class Parser {
  at = 0;
  constructor(source, flags) {
    this.source = source;
    this.fold = flags.includes('i');
  }

  parse() {
    const all = [];
    do all.push(this.sequence());
    while (this.take('|'));
    const exact = all.every((one) => one.exact !== null) ? unique(all.flatMap((one) => one.exact)) : null;
    const needs = all.every((one) => one.needs !== null) ? shortest(all.flatMap((one) => one.needs)) : null;
    return { exact: exact !== null && exact.length <= MOST ? exact : null, needs: usable(needs) };
  }

  sequence() {
    const candidates = [];
    let run = [''];
    let isExact = true;
    const flush = () => {
      candidates.push(run);
      run = [''];
    };
    while (this.at < this.source.length && !/[|)]/.test(this.source[this.at])) {
      const term = this.quantified(this.term());
      const longer = term.exact === null ? null : run.flatMap((a) => term.exact.map((b) => a + b));
      if (longer !== null && longer.length <= MOST) run = unique(longer);
      else {
        flush();
        isExact = false;
        if (term.needs !== null) candidates.push(term.needs);
        if (term.exact !== null) run = term.exact;
      }
    }
    const exact = isExact ? run : null;
    flush();
    const needs = candidates.map(shortest).map(usable).filter(Boolean).sort(byWorth)[0] ?? null;
    return { exact, needs };
  }

  quantified(term) {
    const range = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/.exec(this.source.slice(this.at));
    if (range === null) return term;
    this.at += range[0].length;
    const least = range[0][0] === '{' ? Number(range[1]) : range[0][0] === '+' ? 1 : 0;
    if (range[0][0] === '?' && term.exact !== null)
      return { exact: unique([...term.exact, '']), needs: null };
    if (least === 0) return ANYTHING;
    return { exact: null, needs: term.needs ?? usable(term.exact) };
  }

  term() {
    const { source } = this;
    const char = source[this.at++];
    if (char === '^' || char === '$') return EMPTY;
    if (char === '.') return ANYTHING;
    if (char === '(') return this.group();
    if (char === '[') return this.set();
    if (char === '\\') return this.escape();
    return this.literal(char);
  }

  group() {
    const looks = this.take('?=') || this.take('?!') || this.take('?<=') || this.take('?<!');
    if (!looks && !this.take('?:') && this.take('?<')) this.at = this.source.indexOf('>', this.at) + 1;
    const inside = this.parse();
    this.at += 1; // )
    return looks ? EMPTY : inside;
  }

  set() {
    const from = this.at;
    while (this.source[this.at] !== ']') this.at += this.source[this.at] === '\\' ? 2 : 1;
    const inside = this.source.slice(from, this.at++);
    // A few letters, each for itself.
    if (!/^[\w '-]{1,4}$/.test(inside) || /.-./.test(inside)) return ANYTHING;
    return { exact: unique([...inside].flatMap((char) => this.literal(char).exact)), needs: null };
  }

  escape() {
    const { source } = this;
    const char = source[this.at++];
    if (/[bB]/.test(char)) return EMPTY;
    if (/[pPk]/.test(char)) this.at += /^[{<][^}>]*[}>]/.exec(source.slice(this.at))[0].length;
    if (/[xuc0-9]/.test(char)) this.at += /^(?:\{[^}]*\}|[0-9a-f]*)/i.exec(source.slice(this.at))[0].length;
    if (/[pPkxuc0-9dDwWsS]/.test(char)) return ANYTHING;
    return this.literal({ n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' }[char] ?? char);
  }

  literal(char) {
    if (this.fold && char > '\x7f') return ANYTHING;
    return { exact: [this.fold ? char.toLowerCase() : char], needs: null };
  }

  take(text) {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }
}

const unique = (words) => [...new Set(words)];
const usable = (words) =>
  words !== null && words.length <= MOST && words.every((word) => word.length >= SHORTEST) ? words : null;
/** Without those that have another one in them. */
const shortest = (words) =>
  unique(words).filter((word) => !words.some((other) => other !== word && word.includes(other)));
/** Long words are rarer, and few of them are found sooner. */
const least = (words) => Math.min(6, ...words.map((word) => word.length));
const byWorth = (a, b) => least(b) - least(a) || a.length - b.length;

/**
 * Put gates into the text of a program: `gate` is the function's name there. The parser of
 * TypeScript knows a regular expression from a division.
 */
export async function withGates(text, gate) {
  const { default: ts } = await import('typescript');
  const parts = [];
  let done = 0;
  const walk = (node) => {
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
      const end = node.text.lastIndexOf('/');
      const words = wordsOf(node.text.slice(1, end), node.text.slice(end + 1));
      if (words !== null) {
        const from = node.end - node.text.length;
        parts.push(
          text.slice(done, from),
          ` ${gate}(()=>${node.text},${JSON.stringify(words)},${/i/.test(node.text.slice(end))})`,
        );
        done = node.end;
      }
    }
    ts.forEachChild(node, walk);
  };
  walk(ts.createSourceFile('program.js', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  return parts.join('') + text.slice(done);
}
