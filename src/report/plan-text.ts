/** A plan as text for a terminal, and as JSON. */
import type { Plan, Task } from '../analysis/testplan/plan';
import { escapeControls } from '../model/escape-controls';
import { painter, wrap } from './terminal';

interface View {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  /** What was recorded of a task; '' for nothing. */
  readonly recorded?: (task: Task) => string;
}

export function planText(plan: Plan, view: View): string {
  const paint = painter(view.color);
  const bold = (text: string) => paint('bold', text);
  const count = plan.patches === 1 ? '1 patch' : `${plan.patches} patches`;
  const what = plan.isWholeFiles ? 'To change' : `${count}:`;
  const lines = [bold(`${what} ${escapeControls(plan.title)}`)];
  if (plan.tasks.length === 0) lines.push('No change is built or run: no tests required.');
  for (const [mandatory, head] of [
    [true, 'Mandatory'],
    [false, 'Encouraged'],
  ] as const) {
    const tasks = plan.tasks.filter((task) => task.mandatory === mandatory);
    if (tasks.length > 0) lines.push('', bold(head));
    for (const task of tasks) lines.push(...taskLines(task, view, bold));
  }
  if (!plan.lookedUp && plan.tasks.length > 0)
    lines.push('', 'Not in a kernel clone: parameters are from a built-in list, tests are not listed.');
  return `${lines.join('\n')}\n`;
}

function taskLines(task: Task, view: View, bold: (text: string) => string): string[] {
  const recorded = view.recorded?.(task) ?? '';
  const head = `  ${bold(task.id.padEnd(17))} `;
  const rowsOf = (text: string, first: string) => {
    const rows = wrap(escapeControls(text), Math.max(30, view.width - 20));
    return rows.map((row, i) => (i === 0 ? first : ' '.repeat(20)) + row);
  };
  return [
    ...rowsOf(task.task, head),
    ...rowsOf(`why: ${task.why} (${shortly(task.because)})`, ' '.repeat(20)),
    ...(task.details.length > 0 ? rowsOf(joined(task.details), ' '.repeat(20)) : []),
    ...(recorded === '' ? [] : rowsOf(`recorded: ${recorded}`, ' '.repeat(20))),
  ];
}

/** The first, and that there are more: the whole list is for JSON. */
function shortly([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first}, …`;
}

function joined(details: readonly string[]): string {
  return details.join(
    details.some((detail) => detail.includes(':') || detail.startsWith('./')) ? '; ' : ', ',
  );
}

export function planJson(plan: Plan, recorded: (task: Task) => string = () => ''): string {
  const tasks = plan.tasks.map((task) => ({ ...task, recorded: recorded(task) }));
  return `${JSON.stringify({ ...plan, tasks }, null, 2)}\n`;
}
