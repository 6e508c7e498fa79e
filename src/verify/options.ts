/** What the user asks of `git kvm verify`. */

export type Format = 'pretty' | 'json' | 'ktap' | 'junit';

/** Two patches of a series by their places from 1: does `second` need `first`? */
interface Pair {
  readonly first: number;
  readonly second: number;
}

export interface VerifyOptions {
  /** One commit range; without any, `@{upstream}..HEAD`. */
  readonly range?: string;
  /** `VAR=value` for every make. */
  readonly makeArgs: readonly string[];
  /** Also the Kconfig knobs that the guide finds interesting. */
  readonly extra: boolean;
  /** Columns that are left out. */
  readonly without?: readonly string[];
  /** Default: what the machine has; all of it runs with a low priority. */
  readonly jobs?: number;
  /** Build nothing: take away what is kept. */
  readonly prune?: boolean;
  /** Where sources and builds are kept; default below the git directory. */
  readonly dir?: string;
  /** Prove the order of tests and changes instead, by trying both ways. */
  readonly order?: boolean;
  /** With `order`: the one pair to prove; without it, every pair. */
  readonly pair?: Pair | null;
  /** With `order`: where a picture of it goes. */
  readonly svg?: string;
  /** Run the selftests of the plan as well; or these. */
  readonly run?: boolean;
  readonly test?: readonly string[];
  /** What runs tests, see runs/runner.ts; without it, what git's configuration says, else QEMU. `none`: nothing is run. */
  readonly runner?: string;
  /** With the runner `host`: load KVM's modules of each patch; and do so without a question. */
  readonly reload?: boolean;
  readonly yes?: boolean;
  /** Who runs this; default: the user of the process. */
  readonly uid?: number;
  /** Parameters of a guest's kernel. */
  readonly with?: readonly string[];
  /** Seconds for one test. */
  readonly limit?: number;
  /** How often each test is run at each point. */
  readonly repeat?: number;
  /** Build nothing: record that this task of the plan was run elsewhere, on `on`. */
  readonly record?: string;
  readonly on?: string;
  /** Build nothing: forget that these tests were flaky. */
  readonly forget?: readonly string[];
  /** Patches by others are built and run without a question; without it, `ask` is asked. */
  readonly trust?: boolean;
  readonly ask?: (question: string) => Promise<boolean>;
  /** What 64-bit builds start from, in place of defconfig. */
  readonly config?: string;
  /** Build nothing: run this command at each patch, in its own checkout. */
  readonly each?: readonly string[];
  readonly format: Format;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Columns of the terminal; null where there is none. */
  readonly width: number | null;
}

/** How text is to look. */
export interface View {
  readonly color: boolean;
  readonly width: number;
}

/** `3:1`: the patch that needs, and the patch that it needs. Null for other words. */
export function pairOf(text: string): Pair | null {
  const match = /^(\d{1,3}):(\d{1,3})$/.exec(text);
  return match === null ? null : { first: Number(match[2]), second: Number(match[1]) };
}
