/** Where text for people goes: whether it takes colours, and how wide it is. */
import { styleText } from 'node:util';
import { columns, fitting } from './columns';

export interface Terminal {
  readonly color: boolean;
  /** In columns. */
  readonly width: number;
}

export const DEFAULT_WIDTH = 80;
const NARROWEST = 40;

/**
 * What a stream can show. NO_COLOR and FORCE_COLOR are honoured (no-color.org, force-color.org); the width is COLUMNS
 * where the stream isn't a terminal, 80 without it.
 */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const forced = env.FORCE_COLOR !== undefined && !['', '0', 'false'].includes(env.FORCE_COLOR);
  const width = stream.columns || Number(env.COLUMNS) || DEFAULT_WIDTH;
  return {
    color: !env.NO_COLOR && (forced || stream.isTTY === true),
    width: Math.max(NARROWEST, Math.min(width, 1000)),
  };
}

const STYLES = {
  block: ['bold', 'red'],
  warn: ['yellow'],
  note: ['cyan'],
  good: ['green'],
  bold: ['bold'],
  dim: ['dim'],
} as const;
export type Style = keyof typeof STYLES;
export type Paint = (style: Style, text: string) => string;

/** Gives text a style, or leaves it as it is where colours are off. */
export function painter(color: boolean): Paint {
  // The stream was looked at already; Node would look at standard output, whatever the text is written to.
  return (style, text) => (color ? styleText([...STYLES[style]], text, { validateStream: false }) : text);
}

/** `text` in lines of at most `width` columns, broken at spaces; a word that is wider is broken inside. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columns(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    let rest = word;
    while (columns(rest) > width) {
      const start = fitting(rest, width);
      lines.push(start);
      rest = rest.slice(start.length);
    }
    line = rest;
  }
  lines.push(line);
  return lines;
}
