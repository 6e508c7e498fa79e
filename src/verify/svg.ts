/** The table of a proof as its own SVG: no script, no outer font, readable in light and dark. */
import { escapeXml } from './formats';
import type { Grid, Shown } from './table';

const FILL: Readonly<Record<Shown, string>> = {
  ok: '#2da44e',
  pass: '#2da44e',
  FAIL: '#cf222e',
  FLAKY: '#bc4c00',
  'no build': '#8250df',
  skip: '#bf8700',
  known: '#bf8700',
  '-': '#8c959f',
};

export interface Statement {
  readonly shown: 'proved' | 'refuted' | 'flaky' | 'not shown';
  readonly text: readonly string[];
}

/** Pixels. */
const ROW = 34;
const LETTER = 7.3;
const EDGE = 16;

export function svg(title: string, grid: Grid, statements: readonly Statement[]): string {
  const wide = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length)) * LETTER;
  const names = Math.ceil(wide(grid.points.map(({ name }) => name))) + EDGE;
  const widths = grid.titles.map((head) => Math.ceil(Math.max(wide([head]), 76)) + EDGE);
  const columns = widths.map((_, i) => EDGE + names + widths.slice(0, i).reduce((sum, one) => sum + one, 0));
  const cells = EDGE + names + widths.reduce((sum, one) => sum + one, 0);
  const lines = statements.flatMap(({ shown, text }) => [
    { text: shown.toUpperCase(), fill: VERDICT[shown], weight: 'bold' },
    ...text.map((more) => ({ text: `    ${more}`, fill: 'currentColor', weight: 'normal' })),
  ]);
  const shortlogs = wide(grid.points.map(({ shortlog }) => shortlog));
  const width = Math.ceil(
    Math.max(cells + shortlogs, wide(lines.map(({ text }) => text)), wide([title])) + 2 * EDGE,
  );
  const top = 2 * ROW;
  const foot = top + ROW * grid.points.length + ROW;
  const height = Math.ceil(foot + lines.length * 20 + EDGE);
  const parts = [
    text(EDGE, ROW - 8, title, 'font-weight="bold"'),
    ...grid.titles.map((head, i) => text(columns[i]!, top - 10, head, '')),
  ];
  grid.points.forEach((point, row) => {
    const y = top + row * ROW;
    parts.push(text(EDGE, y + 22, point.name, 'font-weight="bold"'), text(cells, y + 22, point.shortlog, ''));
    grid.titles.forEach((_, i) => {
      const shown = grid.shown(point, i);
      const [x, w] = [columns[i]!, widths[i]! - EDGE / 2];
      parts.push(
        `<rect x="${x}" y="${y + 3}" width="${w}" height="${ROW - 6}" rx="5" fill="${FILL[shown]}"/>`,
        text(x + w / 2, y + 22, shown, 'fill="#fff" font-weight="bold" text-anchor="middle"'),
      );
    });
  });
  lines.forEach((line, i) => {
    parts.push(text(EDGE, foot + i * 20, line.text, `fill="${line.fill}" font-weight="${line.weight}"`));
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">${escapeXml(title)}</title>
<style>svg { color: #1f2328; font: 12px ui-monospace, monospace } text { white-space: pre } .page { fill: #fff }
@media (prefers-color-scheme: dark) { svg { color: #e6edf3 } .page { fill: #0d1117 } }</style>
<rect class="page" width="${width}" height="${height}"/>
${parts.join('\n')}
</svg>
`;
}

const VERDICT = { proved: '#2da44e', refuted: '#cf222e', flaky: '#bc4c00', 'not shown': '#8c959f' } as const;

function text(x: number, y: number, words: string, attributes: string): string {
  const fill = attributes.includes('fill=') ? '' : ' fill="currentColor"';
  return `<text x="${x}" y="${y}"${fill}${attributes === '' ? '' : ` ${attributes}`}>${escapeXml(words)}</text>`;
}
