/** A series as a picture for people: an SVG with rows, arcs, the verdict and its reasons as text, in light and dark. */
import { escapeControls } from '../../model/escape-controls';
import { columns, cut } from '../columns';
import { wrap } from '../terminal';
import { lanesOf } from './lanes';
import { type Arrow, brokenRows, runsOf, sureness, type View } from './view';

const ROW = 24;
const LANE = 14;
const MOST_LANES = 24;
const LONGEST_TITLE = 90;
/** Width of a column of the font. */
const COLUMN = 7.3;
const REASON_COLUMNS = 110;

/** One colour for one meaning: what blocks, what warns, what is in order. Text has the colour of the page's text. */
const STYLE = `
.page { fill: #ffffff } text { fill: #1f2328; white-space: pre } .dim { fill: #59636e }
.tie { stroke: #8c959f; stroke-width: 1.2 } path.tip { fill: #8c959f }
.warn { stroke: #9a6700; stroke-width: 2 } path.tip-warn, .text-warn { fill: #9a6700 }
.block { stroke: #cf222e; stroke-width: 2 } path.tip-block, .text-block { fill: #cf222e }
path { fill: none } .skips { stroke-dasharray: 4 3 } .strong { font-weight: bold }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } text { fill: #e6edf3 } .dim { fill: #9198a1 }
.tie { stroke: #6e7681 } path.tip { fill: #6e7681 }
.warn { stroke: #d29922 } path.tip-warn, .text-warn { fill: #d29922 }
.block { stroke: #f85149 } path.tip-block, .text-block { fill: #f85149 }
}`;

interface Line {
  readonly text: string;
  readonly style?: string;
}

/** The whole file. */
export function svg(view: View): string {
  const { laned } = lanesOf(view.arrows, MOST_LANES);
  const lanes = Math.max(0, ...laned.map(({ lane }) => lane + 1));
  const left = lanes * LANE + 28;
  const kinds = Math.max(0, ...view.rows.map(({ kind }) => columns(kind)));
  const titles = Math.max(20, ...view.rows.map(({ shortlog }) => Math.min(columns(shortlog), LONGEST_TITLE)));
  const titleAt = left + 36 + (kinds + 2) * COLUMN;
  const lines = [...reasons(view), ...legend(view)];
  const below = Math.max(0, ...lines.map(({ text }) => columns(text))) * COLUMN;
  const width = Math.ceil(Math.max(titleAt + titles * COLUMN, below) + 20);
  const top = 12;
  const height = top + (view.rows.length + lines.length) * ROW + 24;
  const middle = (row: number) => top + row * ROW + ROW / 2;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, monospace" font-size="12">`,
    `<style>${STYLE}\n</style>`,
    '<defs>',
    ...['tip', 'tip-warn', 'tip-block'].map(marker),
    '</defs>',
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...laned.map(({ arrow, lane }) => arc(arrow, left - 14, lane, middle)),
  ];
  view.rows.forEach((row, at) => {
    const y = middle(at) + 4;
    const wrong = worstAt(view, at);
    const style = wrong === null ? '' : ` class="text-${wrong} strong"`;
    out.push(
      `<text x="${left}" y="${y}"${style}>${row.number}</text>`,
      `<text x="${left + 36}" y="${y}" class="dim">${escaped(row.kind)}</text>`,
      `<text x="${titleAt}" y="${y}"${wrong === null ? '' : ' class="strong"'}>${escaped(cut(row.shortlog, LONGEST_TITLE))}</text>`,
    );
  });
  lines.forEach(({ text, style }, i) => {
    const y = middle(view.rows.length) + 16 + i * ROW;
    out.push(`<text x="12" y="${y}"${style ? ` class="${style}"` : ''}>${escaped(text)}</text>`);
  });
  out.push('</svg>', '');
  return out.join('\n');
}

function arc(arrow: Arrow, x: number, lane: number, middle: (row: number) => number): string {
  const turn = x - (lane + 1) * LANE;
  const [from, to] = [middle(arrow.from), middle(arrow.to)];
  const style = arrow.wrong ? arrow.level : 'tie';
  const tip = arrow.wrong ? `tip-${arrow.level}` : 'tip';
  const classes = arrow.skips ? `${style} skips` : style;
  return `<path class="${classes}" d="M${x},${from} C${turn},${from} ${turn},${to} ${x},${to}" marker-end="url(#${tip})"/>`;
}

function worstAt({ arrows }: View, row: number): 'block' | 'warn' | null {
  const levels = arrows
    .filter(({ wrong, from, to }) => wrong && (from === row || to === row))
    .map(({ level }) => level);
  if (levels.includes('block')) return 'block';
  return levels.length > 0 ? 'warn' : null;
}

/** The verdict, and what it rests on. */
function reasons(view: View): Line[] {
  const number = (row: number) => view.rows[row]!.number;
  const wrong = view.arrows.filter((arrow) => arrow.wrong);
  const lines: Line[] = [];
  if (wrong.length === 0) lines.push({ text: 'The order holds.', style: 'strong' });
  for (const arrow of wrong) {
    const style = `text-${arrow.level} strong`;
    lines.push({
      text: `${number(arrow.to)} must come after ${number(arrow.from)} (${sureness(arrow)})`,
      style,
    });
    const places = [arrow.toPlace, arrow.fromPlace].filter(Boolean).join(', ');
    for (const one of [...arrow.evidence, ...(places ? [places] : [])])
      lines.push(
        ...wrap(escapeControls(one), REASON_COLUMNS).map((text) => ({ text: `    ${text}`, style: 'dim' })),
      );
  }
  const broken = brokenRows(view).map(number);
  if (broken.length > 0)
    lines.push({
      text: `${broken.length} of ${view.rows.length} points ${broken.length === 1 ? 'fails' : 'fail'} in a bisection: after ${runsOf(broken)}`,
    });
  if (view.suggestion !== null)
    lines.push({ text: `Possible order: ${runsOf(view.suggestion.order.map(number))}`, style: 'strong' });
  return lines;
}

function legend({ arrows }: View): Line[] {
  if (arrows.length === 0) return [];
  const dashed = arrows.some(({ skips }) => skips) ? '; dashed: the test skips without it' : '';
  return [
    { text: `An arrow points from what must come first; red blocks, amber warns${dashed}`, style: 'dim' },
  ];
}

function marker(id: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="7" markerHeight="7" orient="auto"><path class="${id}" d="M0,0 L8,4 L0,8 z"/></marker>`;
}

function escaped(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
