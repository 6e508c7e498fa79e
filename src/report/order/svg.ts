/** A series as a picture for people: SVG with rows and arcs. */
import { visible } from '../../model/visible';
import { lanesOf } from './lanes';
import type { View } from './view';

const ROW = 26;
const LANE = 14;
const MOST_LANES = 24;
const COLORS: Readonly<Record<string, string>> = {
  fix: '#b42318',
  feature: '#175cd3',
  behaviour: '#6941c6',
  refactoring: '#667085',
  'new test': '#067647',
  'adapted test': '#4e7a0b',
  'test library': '#0e7090',
};

/** The whole file. */
export function svg(view: View): string {
  const { laned } = lanesOf(view.arrows, MOST_LANES);
  const lanes = Math.max(0, ...laned.map(({ lane }) => lane + 1));
  const left = lanes * LANE + 24;
  const longest = Math.max(20, ...view.rows.map(({ shortlog }) => Math.min(shortlog.length, 100)));
  const width = left + 190 + Math.ceil(longest * 7.3);
  const height = view.rows.length * ROW + 20;
  const middle = (row: number) => 10 + row * ROW + ROW / 2;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    '<defs>',
    marker('right', '#475467'),
    marker('wrong', '#d92d20'),
    '</defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
  ];
  for (const { arrow, lane } of laned) {
    const x = left - 12;
    const turn = x - (lane + 1) * LANE;
    const [from, to] = [middle(arrow.from), middle(arrow.to)];
    const path = `M${x},${from} C${turn},${from} ${turn},${to} ${x},${to}`;
    const style = arrow.wrong ? 'wrong' : 'right';
    const stroke = arrow.wrong ? '#d92d20' : '#98a2b3';
    out.push(
      `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${arrow.wrong ? 2 : 1.2}"${arrow.skips ? ' stroke-dasharray="4 3"' : ''} marker-end="url(#${style})"><title>${escaped(title(view, arrow))}</title></path>`,
    );
  }
  view.rows.forEach((row, at) => {
    const y = middle(at) + 4;
    const color = COLORS[row.kind] ?? '#344054';
    const text = row.shortlog.length > 100 ? `${row.shortlog.slice(0, 99)}…` : row.shortlog;
    out.push(
      `<text x="${left}" y="${y}" text-anchor="start" fill="#344054" font-weight="bold">${row.number}</text>`,
    );
    out.push(`<text x="${left + 34}" y="${y}" fill="${color}">${escaped(row.kind)}</text>`);
    out.push(`<text x="${left + 140}" y="${y}" fill="#101828">${escaped(text)}</text>`);
  });
  out.push('</svg>', '');
  return out.join('\n');
}

function marker(id: string, color: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="${color}"/></marker>`;
}

function title({ rows }: View, arrow: View['arrows'][number]): string {
  const { from, to, kind, evidence } = arrow;
  return `${rows[to]!.number} after ${rows[from]!.number} (${kind}): ${evidence.join('; ')}`;
}

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
