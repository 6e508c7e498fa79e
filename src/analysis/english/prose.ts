/**
 * What in a changelog is prose, and what is a splat, a table, code, a quotation.
 *
 * A changelog is parted into blocks, line by line: a blank line, a bullet, or a line of another kind ends a block. A
 * rule on words looks at the prose only; a rule on lines can tell which lines may be long.
 */
import { memoize } from '../../model/memoize';
import { Text } from '../../model/text';
import {
  announcesOutput,
  isCode,
  isCommand,
  isNote,
  isReference,
  isSplat,
  isTable,
  startsDiagnostic,
  startsSplat,
} from './shapes';

export type BlockKind =
  /** A paragraph of sentences. */
  | 'prose'
  /** A bullet or a numbered point: prose as well, its marker left out of `text`. */
  | 'item'
  /** Indented text that introduces itself as no prose: a copied snippet, a list of names, quoted documentation. */
  | 'indented'
  /** `> …`: mail, quoted. */
  | 'quote'
  | 'code'
  /** What a kernel or a tool printed: an Oops, a stack trace, a lockdep report, a log with time stamps. */
  | 'splat'
  /** Columns, diagrams, timelines (`CPU0   CPU1`). */
  | 'table'
  /** `[seanjc: massage changelog]`. */
  | 'note'
  /** `[1] https://…`, a bare link, a line that is a tag. */
  | 'reference';

export interface Block {
  readonly kind: BlockKind;
  readonly text: Text;
}

const MARKER = /^(\s*)((?:[-*+•o·]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+)(?=\S)/;
/** `> …` as mail programs quote, ` : …` as people do in changelogs. */
const QUOTED = /^\s*(?:>|: )|^\s+:$/;
const RULE = /^\s*[-=_*~]{5,}\s*$/;

/** Returns true if a block is prose: sentences that someone wrote for this changelog. */
export function isProse(block: Block): boolean {
  return block.kind === 'prose' || block.kind === 'item';
}

/**
 * Part a changelog (or any text of a mail) into blocks, in order. Blank lines belong to none.
 *
 * @param text the changelog, without its tags
 */
export const blocksOf = memoize((text: Text): readonly Block[] => {
  const blocks: Block[] = [];
  const paragraphs = paragraphsOf(text);
  const margin = commonIndent(paragraphs);
  let before: Block | null = null;
  let inSplat = false;
  for (const lines of paragraphs) {
    const cut: number = inSplat && lines.every((line) => isSplat(line.value)) ? 0 : outputFrom(lines, before);
    const found: Block[] = cut === 0 ? [] : blocksOfParagraph(lines.slice(0, cut), margin, before);
    if (cut < lines.length) found.push(join('splat', lines.slice(cut)));
    inSplat = cut < lines.length;
    blocks.push(...found);
    before = found[found.length - 1] ?? before;
  }
  return blocks;
});

/** The prose of a changelog, block by block. */
export const proseOf = memoize((text: Text): readonly Text[] =>
  blocksOf(text)
    .filter(isProse)
    .map((block) => block.text),
);

function paragraphsOf(text: Text): Text[][] {
  const paragraphs: Text[][] = [[]];
  for (const line of text.lines()) {
    if (line.value.trim() === '') paragraphs.push([]);
    else paragraphs.at(-1)!.push(line);
  }
  return paragraphs.filter(([first]) => first !== undefined);
}

function indentOf(line: string): number {
  let width = 0;
  for (const c of line) {
    if (c === ' ') width += 1;
    else if (c === '\t') width += 8 - (width % 8);
    else break;
  }
  return width;
}

/** A changelog copied from `git log` is indented as a whole; that indent means nothing. */
function commonIndent(paragraphs: readonly (readonly Text[])[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const lines of paragraphs) for (const line of lines) least = Math.min(least, indentOf(line.value));
  return least;
}

/** Index of the line from which a paragraph is what a tool printed; its length if none of it is. */
function outputFrom(lines: readonly Text[], before: Block | null): number {
  const lastBefore = before?.text.value.slice(before.text.value.lastIndexOf('\n') + 1) ?? '';
  const isProseBefore = before !== null && (before.kind === 'prose' || before.kind === 'item');
  if (isProseBefore && announcesOutput(lastBefore) && isPrinted(lines)) return 0;
  const announced = lines.findIndex((line) => announcesOutput(line.value)) + 1;
  if (announced > 0 && isPrinted(lines.slice(announced))) return Math.min(announced, splatFrom(lines));
  return splatFrom(lines);
}

/** Returns true if these lines aren't sentences. */
function isPrinted(lines: readonly Text[]): boolean {
  return !lines.some(({ value }) => /[.!?]$/.test(value.trimEnd()));
}

/** Index of the line from which a paragraph is a splat; its length if it is none. */
function splatFrom(lines: readonly Text[]): number {
  const first = lines.findIndex((line) => startsSplat(line.value));
  if (first === -1) return lines.length;
  const rest = lines.slice(first + 1);
  // Prose may begin with "WARNING:" as well: it goes on as prose does.
  const isOfCompiler = startsDiagnostic(lines[first]!.value);
  const likely = rest.filter(
    ({ value }) => isSplat(value) || startsSplat(value) || (isOfCompiler && /^\s{2,}/.test(value)),
  ).length;
  return rest.length === 0 || likely * 2 >= rest.length ? first : lines.length;
}

function join(kind: BlockKind, lines: readonly Text[], from = 0): Block {
  const first = lines[0]!;
  const last = lines[lines.length - 1]!;
  return { kind, text: new Text(first.source, first.start + from, last.end) };
}

function blocksOfParagraph(lines: readonly Text[], margin: number, before: Block | null): Block[] {
  const values = lines.map((line) => line.value);
  const whole = values.join('\n').trim();
  if (isNote(whole)) return [join('note', lines)];
  if (values.every((line) => isReference(line))) return [join('reference', lines)];
  if (values.every((line) => QUOTED.test(line))) return [join('quote', lines)];
  if (isTable(values)) return [join('table', lines)];
  if (isCode(values)) return [join('code', lines)];
  const blocks: Block[] = [];
  let open: { kind: BlockKind; lines: Text[]; from: number; indent: number } | null = null;
  const close = () => {
    if (open) blocks.push(join(open.kind, open.lines, open.from));
    open = null;
  };
  const start = (kind: BlockKind, line: Text, indent: number, from = 0) => {
    close();
    open = { kind, lines: [line], from, indent };
  };
  // Another paragraph of a point is indented as its text is.
  const underItem = before?.kind === 'item' ? columnOf(before) : -1;

  for (const line of lines) {
    const value = line.value;
    const indent = indentOf(value) - margin;
    const now = open as { kind: BlockKind; lines: Text[]; from: number; indent: number } | null;
    const kind = kindOfLine(value);
    const marker = kind === null ? MARKER.exec(value) : null;
    if (kind !== null) {
      if (now?.kind === kind) now.lines.push(line);
      else start(kind, line, indent);
    } else if (marker && (now?.kind !== 'prose' || !/^\s*(?:[a-z]|[ivx]+|\d+)[.)]\s/.test(value))) {
      start('item', line, marker[0].length - margin, marker[0].length);
    } else if (now?.kind === 'item' && (indent > 0 || now.indent > 0)) {
      // A point goes on under its text; some people go on at the margin.
      now.lines.push(line);
    } else if (indent >= 2 && now?.kind === 'reference') {
      now.lines.push(line);
    } else if (indent >= 2 && now?.kind !== 'item') {
      if (now) {
        if (now.kind === 'indented' || (now.kind === 'prose' && now.indent > 0)) now.lines.push(line);
        else start('indented', line, indent);
      } else if (underItem > 0 && Math.abs(indent - underItem) <= 1) start('item', line, indent);
      else start('indented', line, indent);
    } else if (now?.kind === 'prose') now.lines.push(line);
    else start('prose', line, indent);
  }
  close();
  return blocks;
}

/** The column at which the text of a point starts. */
function columnOf(block: Block): number {
  const { source, start } = block.text;
  return start - (source.text.lastIndexOf('\n', start - 1) + 1);
}

function kindOfLine(line: string): BlockKind | null {
  if (QUOTED.test(line)) return 'quote';
  if (RULE.test(line) || /^\s*\|/.test(line)) return 'table';
  if (isCommand(line)) return 'code';
  if (isReference(line)) return 'reference';
  return null;
}
