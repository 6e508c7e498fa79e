/** A whole series as one HTML file, to be attached to a review: findings by patch, the order, the plan, what was proved. */
import type { Task } from '../../analysis/testplan/plan';
import type { Report } from '../../lint/prepare';
import { escapeControls } from '../../model/escape-controls';
import { LEVELS } from '../../model/finding';
import type { CoverLetter, Patch, Series } from '../../model/patch';
import type { Span } from '../../model/text';
import { whereOf } from '../report';
import { svg } from './svg';
import type { View } from './view';

interface Page {
  readonly series: Series;
  readonly report: Report;
  readonly view: View;
  readonly tasks: readonly Task[];
  /** What was recorded of a task; '' for nothing. */
  readonly recorded: (task: Task) => string;
}

const STYLE = `
:root { color-scheme: light dark } body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.4em } h2 { font-size: 1.15em; margin-top: 2em } h3 { font-size: 1em; margin-bottom: .3em }
code { font-family: ui-monospace, monospace } table { border-collapse: collapse } td, th { padding: .2em .8em .2em 0; text-align: left; vertical-align: top }
.block { color: #cf222e; font-weight: bold } .warn { color: #9a6700 } .note, .dim { color: #59636e }
@media (prefers-color-scheme: dark) { .block { color: #f85149 } .warn { color: #d29922 } .note, .dim { color: #9198a1 } }
figure { margin: 0; overflow-x: auto } .findings td:nth-child(1) { width: 4em } .findings td:nth-child(2) { width: 14em }`;

/** The file. It loads nothing and runs nothing. */
export function html({ series, report, view, tasks, recorded }: Page): string {
  const first = series.cover ?? series.patches[0]!;
  const title = first.subject.raw || first.shortlog.value;
  const { block, warn, note } = report.summary;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}
</style></head><body>
<h1>${escaped(title)}</h1>
<p>${series.patches.length === 1 ? '1 patch' : `${series.patches.length} patches`}: ${block} blocking, ${counted(warn, 'warning')}, ${counted(note, 'note')}</p>
<h2>Findings</h2>
${findings(series, report)}
<h2>Order</h2>
<figure>${svg(view)}</figure>
<h2>Test plan</h2>
${plan(tasks, recorded)}
</body></html>
`;
}

function findings(series: Series, report: Report): string {
  const mails = [...(series.cover ? [series.cover] : []), ...series.patches];
  const parts = mails.flatMap((mail) => ofMail(mail, report));
  return parts.length === 0 ? '<p>Nothing found.</p>' : parts.join('\n');
}

function ofMail(mail: Patch | CoverLetter, report: Report): string[] {
  const open = report.findings.filter(({ of, suppressed }) => of === mail && suppressed === null);
  if (open.length === 0) return [];
  open.sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
  const rows = open.map(({ level, rule, message, hint, at }) => {
    const help = [hint, placeIn(mail, at)].map((line) =>
      !line ? '' : `<br><span class="dim">${escaped(line)}</span>`,
    );
    return `<tr><td class="${level}">${level}</td><td><code>${rule}</code></td><td>${escaped(message)}${help.join('')}</td></tr>`;
  });
  return [
    `<h3>${escaped(mail.subject.raw || mail.shortlog.value)}</h3>`,
    `<table class="findings">${rows.join('')}</table>`,
  ];
}

/** `Makefile:82:1`, or `3:1` for a place in the mail or the message itself. */
function placeIn(mail: Patch | CoverLetter, span: Span | null): string {
  const { file, at } = whereOf(mail, span);
  if (at === null) return '';
  return `${file === null || file === mail.origin.file ? '' : `${file}:`}${at.line}:${at.column}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function plan(tasks: readonly Task[], recorded: Page['recorded']): string {
  if (tasks.length === 0) return '<p>No change is built or run.</p>';
  const rows = tasks.map((task) => {
    const done = recorded(task);
    const state = done === '' ? '<span class="dim">nothing recorded</span>' : `recorded: ${escaped(done)}`;
    return `<tr><td>${task.mandatory ? 'mandatory' : 'encouraged'}</td><td>${escaped(task.task)}</td><td>${state}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

function escaped(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
