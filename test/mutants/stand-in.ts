/** What the tests use of node:test, so that those of a file can be run in this process, one by one. */

type Run = (t: Context) => unknown;
type Rest = readonly ({ readonly skip?: unknown } | Run)[];

class Suite {
  readonly before: Run[] = [];
  readonly beforeEach: Run[] = [];
  readonly afterEach: Run[] = [];
  readonly after: Run[] = [];
  constructor(readonly outer: Suite | null) {}
}

/** What a test is given. */
class Context {
  readonly afterwards: Run[] = [];
  constructor(readonly name: string) {}
  after(run: Run): void {
    this.afterwards.push(run);
  }
  diagnostic(): void {}
  skip(): void {}
}

interface Test {
  readonly name: string;
  readonly run: Run;
  readonly suite: Suite;
}

export interface Failure {
  readonly test: number;
  readonly why: string;
}

/** The tests that a file registers, while it is loaded, with the `nodeTest` of this. */
export class TestFile {
  readonly tests: Test[] = [];
  private suite = new Suite(null);
  private readonly started: Suite[] = [];

  private readonly test = (name: string, ...rest: Rest): void => {
    if (isSkipped(rest)) return;
    this.tests.push({ name, run: rest.at(-1) as Run, suite: this.suite });
  };
  private readonly describe = (_name: string, ...rest: Rest): void => {
    if (isSkipped(rest)) return;
    const outer = this.suite;
    this.suite = new Suite(outer);
    (rest.at(-1) as () => void)();
    this.suite = outer;
  };
  private hook(kind: 'before' | 'beforeEach' | 'afterEach' | 'after') {
    return (run: Run): void => {
      this.suite[kind].push(run);
    };
  }

  readonly nodeTest = {
    test: this.test,
    it: this.test,
    describe: this.describe,
    before: this.hook('before'),
    beforeEach: this.hook('beforeEach'),
    afterEach: this.hook('afterEach'),
    after: this.hook('after'),
  };

  /** For each test the first one of its suite. */
  firsts(): number[] {
    const firsts = new Map<Suite, number>();
    return this.tests.map(({ suite }, i) => {
      if (!firsts.has(suite)) firsts.set(suite, i);
      return firsts.get(suite)!;
    });
  }

  /** Run these tests, until one fails. */
  async run(wanted: readonly number[]): Promise<Failure | null> {
    let last = -1;
    let failure: Failure | null = null;
    const failed = (error: unknown): Failure => ({ test: last, why: String(error) });
    try {
      for (last of wanted) await this.runOne(this.tests[last]!);
    } catch (error) {
      failure = failed(error);
    }
    try {
      for (const suite of this.started.reverse()) await all(suite.after, new Context(''));
    } catch (error) {
      failure ??= failed(error);
    }
    return failure;
  }

  private async runOne({ name, run, suite }: Test): Promise<void> {
    const t = new Context(name);
    const suites: Suite[] = [];
    for (let one: Suite | null = suite; one !== null; one = one.outer) suites.unshift(one);
    for (const one of suites.filter((other) => !this.started.includes(other))) {
      this.started.push(one);
      await all(one.before, t);
    }
    for (const one of suites) await all(one.beforeEach, t);
    try {
      await run(t);
    } finally {
      await all(t.afterwards, t);
      for (const one of suites.reverse()) await all(one.afterEach, t);
    }
  }
}

async function all(runs: readonly Run[], t: Context): Promise<void> {
  for (const run of runs) await run(t);
}

function isSkipped(rest: Rest): boolean {
  return rest.length > 1 && Boolean((rest[0] as { skip?: unknown }).skip);
}
