/** Make the mutants of a rule in memory, and ask the rule's examples whether they notice. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import ts from 'typescript';
import type { Rule } from '../../src/lint/rule';
import { PAGES } from '../../src/rules/pages';
import { checkExample, type ReadExample, readExamples } from '../rules/example-check';
import { examplesOf } from '../rules/more';
import { type Kind, type Mutant, mutantsOf, mutated, ruleOnly, switched } from './places';
import type { TypeCheck } from './types';

/** As many times as long as the rule itself takes, and no less than this: a mutant may never end. */
const ENDLESS_TIMES = 20;
const ENDLESS_MS = 1000;
/** The rule itself, on the slowest machine. */
const MOST_MS = 600_000;

export interface Tried {
  readonly tried: number;
  readonly survivors: readonly Mutant[];
}

export function pathOf(id: string): string {
  return `src/rules/${id}.ts`;
}

function sourceOf(id: string): string {
  return readFileSync(pathOf(id), 'utf8');
}

/** Try the mutants of some kinds. @throws where the rule and its examples are not at one before anything is changed */
export async function tryMutants(id: string, kinds: readonly Kind[]): Promise<Tried> {
  const source = sourceOf(id);
  const mutants = mutantsOf(source).filter(({ kind }) => kinds.includes(kind));
  const load = loader(id, switched(ruleOnly(source), mutants));
  const examples = await readExamples(examplesOf(id, PAGES[id]!));
  const start = performance.now();
  const fault = noticed(load(-1), examples, MOST_MS);
  if (fault !== null) throw fault;
  const endless = Math.ceil(Math.max(ENDLESS_MS, ENDLESS_TIMES * (performance.now() - start)));
  const survivors = mutants.filter((_, number) => noticed(load(number), examples, endless) === null);
  return { tried: mutants.length, survivors };
}

/** False where the compiler needs what the mutant changes: that has no other test. */
export function compiles(types: TypeCheck, id: string, mutant: Mutant): boolean {
  const text = mutant.kind === 'condition' ? `(${mutant.text} as boolean)` : mutant.text;
  return types.errorIn(pathOf(id), mutated(sourceOf(id), { ...mutant, text })) === null;
}

/** What the examples say against a rule, or that it takes longer than `mostMs`; null if nothing. */
function noticed(make: () => Rule, examples: readonly ReadExample[], mostMs: number): Error | null {
  try {
    withinTime(() => {
      const rule = make();
      for (const example of examples) checkExample(rule, example);
    }, mostMs);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The rule with one of its changes, made anew each time: what it remembers is of no other. */
function loader(id: string, source: string): (mutant: number) => () => Rule {
  const requireFrom = createRequire(join(__dirname, '..', '..', 'src', 'rules', `${id}.js`));
  const run = new Function('require', 'exports', 'MUTANT', transpiled(source));
  return (mutant) => () => {
    const exports: { default?: Rule } = {};
    run(requireFrom, exports, mutant);
    return exports.default!;
  };
}

function transpiled(source: string): string {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      verbatimModuleSyntax: false,
      removeComments: true,
    },
  });
  return outputText;
}

const TIMED = new Script('globalThis.gitKvmTimed()');

function withinTime(run: () => void, mostMs: number): void {
  Object.assign(globalThis, { gitKvmTimed: run });
  TIMED.runInThisContext({ timeout: mostMs });
}
