/** What is being done, in a line: one that is written over on a terminal, else one a minute. */
import type { Progress, Tick } from './build-cells';

/** @param width columns of the terminal; null where there is none */
export function progressText({ event, cell, done, all, left }: Progress, width: number | null): string {
  const { point, column } = cell;
  const clear = width === null ? '' : '\r\x1b[K';
  if (event.kind === 'start') {
    // A line that is written over; for a log, what is done is enough.
    return width === null ? '' : `${clear}[${done}/${all}] ${point.name} ${column.id} …`;
  }
  const time = left === null || left === 0 ? '' : `, about ${duration(left)} left`;
  const result = { pass: 'ok', skip: 'skipped', fail: 'FAIL', lost: 'lost' }[event.kind];
  return `${clear}[${done}/${all}] ${point.name} ${column.id}: ${result}, ${duration(event.seconds)}${time}\n`;
}

/** While nothing ends. @param width columns of the terminal; null where there is none */
export function tickText({ running, done, all, left }: Tick, width: number | null): string {
  const [first, ...others] = running;
  const { cell, seconds, files, ofFiles } = first!;
  const { point, column } = cell;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const time = left === null ? '' : `, about ${duration(left)} left`;
  // An estimate that was passed is none.
  const of = ofFiles !== null && ofFiles >= files ? ` of about ${ofFiles}` : '';
  const made = files === 0 ? '' : `, ${files}${of} files`;
  const text = `[${done}/${all}] ${point.name} ${column.id}${more}: ${duration(seconds)} so far${made}${time}`;
  return width === null ? `${text}\n` : `\r\x1b[K${text.slice(0, width - 1)}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
