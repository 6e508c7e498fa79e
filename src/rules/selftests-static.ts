import { type CodeLine, codeOf } from '../analysis/c/layout/code';
import { exampleDiff } from '../lint/example-mail';
import { patchRule, type RulePage } from '../lint/rule';
import type { Diff, DiffFile, DiffLine } from '../model/diff';
import { lineSpan } from '../model/line-span';
import { memoize } from '../model/memoize';

/** A program of one file; what the library defines is for others, and two tests have a part for each architecture. */
const PROGRAM =
  /^tools\/testing\/selftests\/kvm\/(?!lib\/|include\/|(?:\w+\/)?(?:arch_timer|get-reg-list)\.c).*\.c$/;
/** Declares a name for others, or is assembly that calls by name. */
const SHARES = /^\s*extern\b|\basm\b|__weak\b|^\s*"/;
const HEAD =
  /^(?!static\b|extern\b|typedef\b|return\b|goto\b|else\b|case\b)(?:[A-Za-z_]\w*[\s*]+)+([A-Za-z_]\w*)(?:[([;]|\s*=)/;

export default patchRule({
  id: 'selftests-static',
  section: 'diff',
  level: 'note',
  scope: 'selftests',
  requires: ['diff'],
  summary: 'Make functions and variables of a selftest static',
  *check(patch) {
    for (const file of patch.diff.files) {
      if (!PROGRAM.test(file.newPath)) continue;
      for (const { line, name, at } of definitionsOf(file)) {
        if (sharedNames(patch.diff).has(name)) continue;
        yield {
          message: `${name} is only used in this file, but not static`,
          hint: `Write \`static ${line.text.trim()}\``.slice(0, 200),
          at: lineSpan(line, at, at + name.length),
        };
      }
    }
  },
});

interface Definition {
  readonly line: DiffLine;
  readonly name: string;
  readonly at: number;
}

/** Functions and variables that added lines define from column 0 on, without `static`. */
function* definitionsOf(file: DiffFile): Iterable<Definition> {
  for (const hunk of file.hunks) {
    const old = new Set(hunk.lines.flatMap(({ kind, text }) => (kind === '-' ? (nameOf(text) ?? []) : [])));
    const lines = codeOf(hunk);
    for (const [i, { line, code, isMacro }] of lines.entries()) {
      const name = line.kind === '+' && !isMacro ? nameOf(code) : null;
      if (name === null || old.has(name)) continue;
      const isFunction = code.includes(`${name}(`);
      if (isFunction && !opensBody(lines, i)) continue;
      yield { line, name, at: code.indexOf(name) };
    }
  }
}

/** The name that a line at file scope starts to define; null for anything else. */
function nameOf(code: string): string | null {
  const name = HEAD.exec(code)?.[1] ?? 'main';
  return name === 'main' ? null : name;
}

/** The most lines of a function's head. */
const MOST_LINES = 100;

/** Returns true if a body follows, as opposed to a prototype. */
function opensBody(lines: readonly CodeLine[], from: number): boolean {
  const end = lines.slice(from, from + MOST_LINES).find(({ bare }) => /[;{]/.test(bare));
  return end?.bare.startsWith('{') === true;
}

/** The names that a header or an `extern` declares, or that assembly calls. */
const sharedNames = memoize((diff: Diff): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { newPath, hunks } of diff.files) {
    const isHeader = newPath.endsWith('.h');
    for (const { kind, text } of hunks.flatMap(({ lines }) => lines)) {
      if (kind === '-' || !(isHeader || SHARES.test(text))) continue;
      for (const name of text.split(/\W+/)) names.add(name);
    }
  }
  return names;
});

const PATH = 'tools/testing/selftests/kvm/x86/demo_test.c';
const MESSAGE = 'KVM: selftests: Add a demo test\n\nAdd a test for the demo MSR.\n';
const TEST = (...lines: string[]) => exampleDiff({ [`+${PATH}`]: lines });

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Coding Style',
  why: `Each selftest is a program of one file. If its functions and variables are static, the compiler reports those that are no
longer used, and the reader knows that nothing else uses them.`,
  valid: [
    {
      name: 'static functions and variables',
      message: MESSAGE,
      diff: TEST('+static int loops;', '+', '+static void guest_code(void)', '+{', '+}'),
    },
    {
      name: 'main(), types, prototypes and macros',
      message: MESSAGE,
      diff: TEST(
        '+int main(int argc, char *argv[])',
        '+{',
        '+}',
        '+struct config {',
        '+\tint a;',
        '+};',
        '+void helper(void);',
        '+#define X(y) \\',
        '+int y;',
        '+DEFINE_RATELIMIT(x);',
      ),
    },
    {
      name: 'the library',
      message: MESSAGE,
      diff: TEST('+int loops;').replaceAll('x86/demo_test.c', 'lib/x86/demo.c'),
    },
    {
      name: 'a test that has a part for each architecture',
      message: MESSAGE,
      diff: TEST('+int loops;').replaceAll('demo_test.c', 'arch_timer.c'),
    },
    {
      name: 'a name that assembly calls',
      message: MESSAGE,
      diff: TEST('+void handler(void)', '+{', '+}', '+asm("call handler");'),
    },
    {
      name: 'a name that a header knows',
      message: MESSAGE,
      diff: `${TEST('+int loops;')}\n${exampleDiff({ 'tools/testing/selftests/kvm/include/demo.h': ['+void loops(void);'] })}`,
    },
    {
      name: 'a name that another part of the patch leaves alone',
      message: MESSAGE,
      diff: exampleDiff({ [PATH]: ['-int loops;', ' int nr;', '+int loops = 1;'] }),
    },
    {
      name: 'a definition that was there',
      message: MESSAGE,
      diff: exampleDiff({ [PATH]: ['-void run(int a)', '+void run(int a, int b)', ' {', ' }'] }),
    },
    {
      name: 'what a comment says, and what a function declares',
      message: MESSAGE,
      diff: TEST('+/*', '+int loops;', '+ */', '+static void run(void)', '+{', '+\tint loops;', '+}'),
    },
  ],
  invalid: [
    {
      name: 'a variable',
      message: MESSAGE,
      diff: TEST('+int loops;', '+static int count(void) { return loops; }'),
      quotes: ['loops'],
    },
    {
      name: 'a function',
      message: MESSAGE,
      diff: TEST('+void guest_code(void)', '+{', '+}'),
      quotes: ['guest_code'],
      says: ['static void guest_code(void)'],
    },
    {
      name: 'a function whose head takes two lines',
      message: MESSAGE,
      diff: TEST('+struct kvm_vcpu *add(struct kvm_vm *vm,', '+\t\t     int id)', '+{', '+}'),
      quotes: ['add'],
    },
    {
      name: 'a name that another file had, or has a part of',
      message: MESSAGE,
      diff: `${TEST('+int loops;')}\n${exampleDiff({ 'tools/testing/selftests/kvm/include/demo.h': ['-extern int loops;', '+extern int loops_max;'] })}`,
      quotes: ['loops'],
    },
    {
      name: 'an array, in a test that was there',
      message: MESSAGE,
      diff: exampleDiff({ [PATH]: ['+const u32 msrs[] = {', '+\t1,', '+};'] }),
      quotes: ['msrs'],
    },
  ],
});
