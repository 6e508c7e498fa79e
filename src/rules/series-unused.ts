import type { Token } from '../analysis/c/lexer';
import { type PatchFacts, readSeries } from '../analysis/order/extract/facts';
import type { Definition } from '../analysis/order/extract/symbols';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { DiffLine } from '../model/diff';
import { lineSpan } from '../model/line-span';

export default seriesRule({
  id: 'series-unused',
  section: 'series',
  level: 'note',
  requires: ['series', 'diff'],
  summary: 'Add fields, macros and functions only with a user',
  *check(series) {
    if (series.patches.length < series.of) return;
    const { patches } = readSeries(series);
    const functions = new Set(
      patches.flatMap(({ brings }) =>
        [...brings.values()].flat().flatMap(({ form, name }) => (form === 'function' ? name : [])),
      ),
    );
    for (const facts of patches) {
      const unused = [...facts.brings.values()]
        .filter((added) => isTelling(added, facts, functions) && !isUsed(added[0]!, patches))
        .map(([first]) => first!);
      const rows = rowsOf(facts);
      for (const one of unused) {
        if (unused.some((other) => isNextTo(one, other, rows)) || isInAssembly(one, patches)) continue;
        yield {
          message: `Nothing in the series ${one.form === 'field' ? 'reads' : 'uses'} ${one.name}`,
          hint: 'Add it with its first user, or drop it',
          at: lineSpan(one.line, one.column, one.column + one.name.length),
          of: facts.patch,
        };
      }
    }
  },
});

/** Returns true if a name is for code: a function with its prototype, a field, a macro with a value, a module parameter. */
function isTelling(
  added: readonly Definition[],
  { adds }: PatchFacts,
  functions: ReadonlySet<string>,
): boolean {
  const [{ area, arch, form, line, name }] = added as [Definition];
  if (area !== 'kernel' && area !== 'testlib') return false;
  // Common tests use what the library of each architecture has to define.
  if (area === 'testlib' && arch !== '' && arch !== 'x86') return false;
  if (added.some((one) => one.form === 'prototype')) return functions.has(name);
  if (form === 'variable') return adds.parameters.some((parameter) => parameter.name === name);
  if (form === 'field') return !PADDING.test(name);
  return MACRO.test(line.text);
}

/** Where each added line is in its file, continued lines of a macro counted once. */
function rowsOf({ files }: PatchFacts): ReadonlyMap<DiffLine, number> {
  const rows = new Map<DiffLine, number>();
  for (const { added } of files) {
    let continued = 0;
    for (const { line } of added) {
      rows.set(line, line.newLine - continued);
      if (line.text.endsWith('\\')) continued += 1;
    }
  }
  return rows;
}

/** Layouts and constants of hardware come in sets, and several that no one uses are there to make one whole. */
function isNextTo(one: Definition, other: Definition, rows: ReadonlyMap<DiffLine, number>): boolean {
  return (
    one !== other && one.path === other.path && Math.abs(rows.get(one.line)! - rows.get(other.line)!) <= NEAR
  );
}

const PADDING = /^(?:pad|rsvd|reserved|unused)/;
const MACRO = /^\s*#\s*define\s+[A-Za-z]\w*(?:\([^)]*\))?\s+\S/;
/** Lines from one of a set to the next, where each has a comment. */
const NEAR = 3;

/** Returns true if some line of the series reads the name, or code around the series had it before. */
function isUsed({ name, form, line }: Definition, patches: readonly PatchFacts[]): boolean {
  // `F(DEMO)` is X86_FEATURE_DEMO.
  const short = name.replace(/^X86_FEATURE_/, '');
  return patches.some(
    ({ files, before }) =>
      before.has(name) ||
      files.some(
        ({ uses, added }) =>
          // mutant: only saves time
          (uses.has(name) || uses.has(short)) &&
          added.some(
            ({ line: here, tokens }) =>
              here !== line &&
              tokens.some(
                ({ text, column }, i) =>
                  (text === name || text === short) &&
                  column >= endOfHead(here.text) &&
                  (form !== 'field' || !isSet(tokens, i)),
              ),
          ),
      ),
  );
}

/** Returns true for a field that assembly of the series has by a macro of its offset: `VCPU_DEMO(%rdi)`. */
function isInAssembly({ name, form }: Definition, patches: readonly PatchFacts[]): boolean {
  const end = `_${name.toUpperCase()}`;
  return (
    form === 'field' &&
    patches.some(({ files }) =>
      files.some(
        ({ path, uses }) => path.endsWith('.S') && [...uses.keys()].some((one) => one.endsWith(end)),
      ),
    )
  );
}

/** A function's head, its prototype, and what only passes a name on. */
const DECLARES = /^(?:[A-Za-z_]\w*[\s*]+)+[A-Za-z_]\w*\(|^(?:module_param|EXPORT_SYMBOL)\w*\(/;

/** Where the body starts on a line that declares something; 0 on other lines. */
function endOfHead(text: string): number {
  if (!DECLARES.test(text)) return 0;
  const brace = text.indexOf('{');
  return brace === -1 ? text.length : brace;
}

/** A field that is only ever set is not read. */
function isSet(tokens: readonly Token[], at: number): boolean {
  return tokens[at + 1]?.text === '=' && tokens[at + 2]?.text !== '=';
}
const two = (first: readonly string[], second: readonly string[], more: Record<string, string[]> = {}) => [
  exampleMail({
    subject: '[PATCH 1/2] KVM: x86: Add the state of the demo',
    diff: { 'arch/x86/include/asm/kvm_host.h': first },
  }),
  exampleMail({
    subject: '[PATCH 2/2] KVM: x86: Emulate the demo',
    diff: { 'arch/x86/kvm/x86.c': second, ...more },
  }),
];
const FIELD = [' struct kvm_vcpu_arch {', ' \tu64 msr;', '+\tu64 demo_msr;', ' };'];
const HELPER = ['+void kvm_demo(struct kvm_vcpu *vcpu);'];
const BODY = ['+void kvm_demo(struct kvm_vcpu *vcpu)', '+{', '+\treset();', '+}'];
const IN = ' static int demo(struct kvm_vcpu *vcpu)';

export const page = (): RulePage => ({
  guide: 'submitting-patches: Separate your changes',
  why: `Unused additions are mostly left over from an earlier version, or meant for a later series. Reviewers ask to add them with
their first user. Only whole series are checked; constants of the ABI, padding, and several unused names in a row, as in
hardware layouts, are exempt.`,
  valid: [
    {
      name: 'a field that a later patch reads',
      series: two(FIELD, [IN, '+\treturn vcpu->arch.demo_msr;']),
    },
    {
      name: 'a function that a later patch calls',
      series: two(HELPER, [...BODY, IN, '+\tkvm_demo(vcpu);']),
    },
    {
      name: 'constants side by side, the ABI, and padding',
      series: two(
        [
          '+#define DEMO_LOW 1',
          '+#define DEMO_HIGH 2',
          ' struct kvm_arch {',
          '+\tu64 pad;',
          ' };',
          '+#define DEMO_H',
          '+void kvm_arch_demo(struct kvm_vcpu *vcpu);',
        ],
        [IN, '+\treturn 0;'],
        { 'include/uapi/linux/kvm.h': ['+#define KVM_DEMO_FLAG 1'] },
      ),
    },
    {
      name: 'programs',
      series: two([' a'], [IN, '+\treset();'], {
        '+tools/testing/selftests/kvm/x86/demo_test.c': ['+#define DEMO 1', '+int main(void)', '+{', '+}'],
      }),
    },
    { name: 'a part of a series', series: two(FIELD, [IN]).slice(0, 1), part: true },
    {
      name: 'a name that was there',
      series: two(FIELD, [' \tvcpu->arch.demo_msr = 0;', '+\treset();']),
    },
    {
      name: 'a static function, which the compiler reports',
      series: two(FIELD, [
        IN,
        '+\treturn vcpu->arch.demo_msr == 1;',
        ' }',
        '+static void unused(void)',
        '+{',
        '+}',
      ]),
    },
  ],
  invalid: [
    {
      name: 'a field',
      series: two(FIELD, [IN, '+\treturn 0;']),
      quotes: ['demo_msr'],
    },
    {
      name: 'a field that is only set',
      series: two(FIELD, [IN, '+\tvcpu->arch.demo_msr = 0;']),
      quotes: ['demo_msr'],
      says: ['reads demo_msr'],
    },
    {
      name: 'a function with its prototype',
      series: two(HELPER, BODY),
      quotes: ['kvm_demo'],
      says: ['uses kvm_demo'],
    },
    {
      name: 'a macro',
      series: two(['+#define DEMO_LOW 1', ...FIELD], [IN, '+\treturn vcpu->arch.demo_msr;']),
      quotes: ['DEMO_LOW'],
    },
    {
      name: 'a macro among others that are used',
      series: two(
        ['+#define DEMO_LOW 1', '+#define DEMO_MID 2', '+#define DEMO_HIGH 3'],
        [IN, '+\treturn DEMO_LOW + DEMO_HIGH;'],
      ),
      quotes: ['DEMO_MID'],
    },
    {
      name: 'two fields, apart',
      series: two(['+#define DEMO_LOW 1', ' ', ' ', ' ', ' ', ' ', ...FIELD], [IN, '+\treturn 0;'], {
        'arch/x86/kvm/x86.h': ['+#define DEMO_MAX 2'],
      }),
      quotes: ['DEMO_LOW', 'demo_msr', 'DEMO_MAX'],
    },
    {
      name: 'a module parameter',
      series: two(FIELD, [
        '+static bool __read_mostly enable_demo = true;',
        '+module_param(enable_demo, bool, 0444);',
        IN,
        '+\treturn vcpu->arch.demo_msr;',
      ]),
      quotes: ['enable_demo'],
    },
  ],
});
