/** The headers of a mail, split, unfolded and decoded with their places. */
import { isAscii } from 'node:buffer';
import { matchesOf } from '../model/matches';
import { memoizeText } from '../model/memoize-text';
import type { Headers, Person } from '../model/patch';
import type { Text } from '../model/text';
import { decodeEncodedWords, parseAddresses, parseAuthor } from './address';
import { PlacedText, withoutCr } from './body';
import { decodeBytes } from './charset';

/** More than any mail has; beyond, headers are not looked at. */
const MAX_BYTES = 1024 * 1024;

interface Field {
  readonly key: string;
  /** With its name, and the line breaks of a folded header; each character one byte. */
  readonly folded: string;
  readonly line: number;
  /** Of a head with no other characters. */
  readonly isAscii: boolean;
}

/** What the head of any mail has one of. */
const TELLING: ReadonlySet<string> = new Set(['from', 'subject', 'message-id', 'date']);
const ENCODED_WORD = /=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=/g;

export class MailHeaders implements Headers {
  private readonly fields: readonly Field[];
  private readonly texts = new Map<string, Text | null>();
  private readonly read = new Map<string, unknown[]>();

  /**
   * @param head the bytes above the first empty line
   * @param firstLine the line of the file at which they start
   */
  constructor(head: Buffer, firstLine: number) {
    this.fields = fieldsOf(cleanHead(head), firstLine, isAscii(head));
  }

  /** True if this is the head of a mail at all. */
  get isMail(): boolean {
    return this.fields.some(({ key }) => TELLING.has(key));
  }

  field(name: string): Text | null {
    const key = name.toLowerCase();
    let text = this.texts.get(key);
    if (text === undefined) {
      const field = this.fields.find((one) => one.key === key);
      text = field === undefined ? null : unfold(field);
      this.texts.set(key, text);
    }
    return text;
  }

  /** The value as it was sent: unfolded, encoded words and all; '' where there is none. */
  raw(name: string): string {
    const field = this.fields.find((one) => one.key === name);
    return field === undefined ? '' : linesOf(field).join(' ').trim();
  }

  get from(): Person | null {
    return this.once('from', () => [parseAuthor(this.raw('from'))])[0] ?? null;
  }

  get to(): Person[] {
    return this.people('to');
  }

  get cc(): Person[] {
    return this.people('cc');
  }

  get inReplyTo(): string[] {
    return this.once('in-reply-to', () => ids(this.raw('in-reply-to')));
  }

  get references(): string[] {
    return this.once('references', () => ids(this.raw('references')));
  }

  get messageId(): string | null {
    return this.once('message-id', () => ids(this.raw('message-id')))[0] ?? null;
  }

  get date(): string | null {
    return this.raw('date') || null;
  }

  private people(name: string): Person[] {
    return this.once(name, () =>
      this.fields
        .filter((field) => field.key === name)
        .flatMap((field) => parseAddresses(linesOf(field).join(' '))),
    );
  }

  /** Rules ask for the same header again and again: it is taken apart once. */
  private once<T>(name: string, read: () => T[]): T[] {
    let known = this.read.get(name) as T[] | undefined;
    if (known === undefined) {
      known = read();
      this.read.set(name, known);
    }
    return known;
  }
}

/** All mails have the same few. */
const MOST_KEYS = 1000;
const keyOf = memoizeText((name) => name.toLowerCase().trim(), MOST_KEYS);

/** The headers of a head; a line that starts with a space goes on with the one above. */
function fieldsOf(text: string, firstLine: number, isAscii: boolean): Field[] {
  const fields: Field[] = [];
  let line = firstLine;
  for (let from = 0, end = 0; from < text.length; from = end + 1) {
    const first = line;
    end = from - 1;
    do {
      const at = text.indexOf('\n', end + 1);
      end = at === -1 ? text.length : at;
      line += 1;
    } while (text[end + 1] === ' ' || text[end + 1] === '\t');
    const folded = text.slice(from, end);
    fields.push({
      key: keyOf(folded.slice(0, Math.max(0, folded.indexOf(':')))),
      folded,
      line: first,
      isAscii,
    });
  }
  return fields;
}

/** A head without carriage returns and empty lines, and no longer than is of use. */
function cleanHead(head: Buffer): string {
  const text = head.subarray(0, MAX_BYTES).toString('latin1');
  // mutant: only saves time
  if (!text.includes('\r')) return text;
  const lines = `${text}\n`.split('\n').map((line) => withoutCr(line).replaceAll('\r', ' '));
  return lines.slice(0, lines.indexOf('')).join('\n');
}

const ASCII = /^[\x00-\x7f]*$/;

/** The lines of a header, decoded, the first without the name. */
function linesOf({ folded, isAscii }: Field): string[] {
  const value = folded.slice(folded.indexOf(':') + 1);
  const lines = value.split('\n');
  // mutant: only saves time
  return isAscii || ASCII.test(value) ? lines : lines.map((text) => decodeBytes(Buffer.from(text, 'latin1')));
}

function ids(value: string): string[] {
  return (value.match(/<[^<>]*>/g) ?? []).map((id) => id.replace(/\s/g, '')).filter((id) => id.length > 2);
}

/** Unfold and decode as `git mailinfo` does: white space becomes one space, encoded words side by side are one. */
function unfold(field: Field): Text {
  const out = new PlacedText();
  const column = field.folded.indexOf(':') + 2;
  // So that it has a place without a word, too.
  out.addAt('', field.line, column);
  let blank = true;
  const literal = (text: string, line: number, column: number) => {
    for (const { 0: word, index } of matchesOf(/[ \t]+|[^ \t]+/g, text)) {
      const isBlank = /^[ \t]/.test(word);
      if (!isBlank) out.addAt(word, line, column + index);
      else if (!blank) out.addAt(' ', line, column + index);
      blank = isBlank;
    }
  };
  /** Encoded words not yet written, and the white space after them, which only counts before other text. */
  let run: { words: string[]; line: number; column: number } | null = null;
  let gap: { text: string; line: number; column: number } | null = null;
  const flush = () => {
    if (run === null) return;
    // A byte-order mark is not a space: it is in what git records.
    let text = decodeEncodedWords(run.words.join(' ')).replace(/[ \t\r\n\v\f]+/g, ' ');
    if (blank) text = text.replace(/^ /, '');
    if (text !== '') {
      out.addAt(text, run.line, run.column);
      blank = text.endsWith(' ');
    }
    run = null;
    if (gap !== null) literal(gap.text, gap.line, gap.column);
    gap = null;
  };
  const between = (text: string, line: number, column: number) => {
    if (text.trim() === '') {
      gap ??= { text: ' ', line, column };
      return;
    }
    flush();
    literal(text, line, column);
  };
  linesOf(field).forEach((text, i) => {
    const line = field.line + i;
    const first = i === 0 ? column : 1;
    let from = 0;
    for (const { 0: word, index: at } of matchesOf(ENCODED_WORD, text)) {
      between(text.slice(from, at), line, first + from);
      gap = null;
      if (run === null) run = { words: [word], line, column: first + at };
      else run.words.push(word);
      from = at + word.length;
    }
    between(text.slice(from), line, first + from);
  });
  flush();
  return out.source().all().trim();
}
