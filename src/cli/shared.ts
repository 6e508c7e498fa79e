/** What commands of the command line share: the terminal, options, and how an action becomes an exit status. */
import { InvalidArgumentError, Option } from 'commander';
import { terminalOf } from '../report/terminal';
import type { Io } from './io';

export const io: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  ...terminalOf(process.stdout, process.env),
};

/** For an option that may be repeated. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

export function positive(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a positive integer.');
  return count;
}

export const twoFormats = new Option('--format <format>', 'output format')
  .choices(['pretty', 'json'])
  .default('pretty');
export const rule = new Option('--rule <id=level>', 'set the level of a rule: off, note, warn, block')
  .argParser(collect)
  .default([]);
export const set = new Option('--set <key=value>', 'set a configuration value')
  .argParser(collect)
  .default([]);

/** What is meant for another program. */
export function behindDashes(): string[] {
  const at = process.argv.indexOf('--');
  return at === -1 ? [] : process.argv.slice(at + 1);
}

/** Let a command's action return the exit status. */
export function action<T extends unknown[]>(run: (...args: T) => Promise<number> | number) {
  return async (...args: T) => {
    process.exitCode = await run(...args);
  };
}
