/** How far an audit came, so that it can go on from there: a file beside its output, written in one step. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { replaceFile } from '../git/replace-file';
import { UsageError } from '../model/errors';
import type { Finished } from '../patches/archive';
import type { Trouble } from './batch';
import type { Tally } from './tally';

/** The reader's side: where it stood when a batch was closed. */
export interface Mark {
  /** The number of the first mail not yet read. */
  readonly next: number;
  /** The sources that were read to their end. */
  readonly finished: readonly Finished[];
  /** Numbers of mails that were read and still held. */
  readonly held: readonly number[];
  /** Message-IDs seen last. */
  readonly recent: string;
  /** What the reader itself counted. */
  readonly tally: Tally;
}

const VERSION = 2;

interface State {
  readonly version: typeof VERSION;
  /** What was asked for: another question is not resumed. */
  readonly key: string;
  readonly mark: Mark;
  /** What the rules came to. */
  readonly tally: Tally;
  readonly trouble: readonly Trouble[];
  /** Length of the output in bytes; what lies after it was written after this state. */
  readonly written: number;
}

export function stateFileOf(output: string): string {
  return `${output}.state`;
}

/** @throws UsageError for a file that isn't a state, or that of another run */
export function readState(file: string, key: string): State | null {
  if (!existsSync(file)) return null;
  let state: State;
  try {
    state = JSON.parse(readFileSync(file, 'utf8')) as State;
  } catch (error) {
    throw new UsageError(`${file}: not an audit state file`, 'restart without --resume', {
      cause: error,
    });
  }
  if (state.version !== VERSION || state.key !== key) {
    throw new UsageError(
      `${file}: the archives, the configuration or git-kvm changed since this audit began`,
      'restart without --resume',
    );
  }
  return state;
}

export function writeState(file: string, rest: Omit<State, 'version'>): void {
  const state: State = { version: VERSION, ...rest };
  replaceFile(file, JSON.stringify(state), { mode: 0o600, sync: true });
}

export function removeState(file: string): void {
  rmSync(file, { force: true });
}
