import { exampleDiff } from '../lint/example-mail';
import { patchRule, type RulePage } from '../lint/rule';
import { addedLines, type DiffLine, type Hunk } from '../model/diff';
import type { RuleFinding } from '../model/finding';
import { lineSpan } from '../model/line-span';

const RST = /^Documentation\/.*\.rst$/;
const UAPI = /^(?:include|arch\/\w+\/include|tools\/include)\/uapi\/.*\.h$/;
const UNDERLINE = /^([-=~^"'#*+.:_])\1{2,}$/;
/** Rows and borders of tables, directives, links, and what is one word: no one wraps them. */
const UNWRAPPED = /^\s*(?:[|+]|\.\. |:\S+:|\S+$)|https?:\/\/|``[^`]{40}|\S {3}|\S {2,}\S.* {2,}\S|^[= ]+$/;
const WIDTH = 80;

export default patchRule({
  id: 'rst-form',
  section: 'diff',
  level: 'warn',
  scope: 'kvm',
  requires: ['diff'],
  summary: 'Match underlines to titles, wrap at 80 columns, and keep the indentation in .rst files',
  *check(patch) {
    const structs = new Map(
      patch.diff.files
        .filter(({ newPath }) => UAPI.test(newPath))
        .flatMap((file) => structsOf(addedLines(file)))
        .map((struct) => [struct.name, struct]),
    );
    for (const { newPath, hunks } of patch.diff.files) {
      if (!RST.test(newPath)) continue;
      for (const hunk of hunks) {
        yield* problemsOf(hunk);
        for (const struct of structsOf(hunk.lines.filter(({ kind }) => kind === '+'))) {
          yield* unlike(struct, structs.get(struct.name));
        }
      }
    }
  },
});

function* problemsOf(hunk: Hunk): Iterable<RuleFinding> {
  const removed = new Set(hunk.lines.flatMap(({ kind, text }) => (kind === '-' ? text.trim() : [])));
  const lines = hunk.lines.filter(({ kind }) => kind !== '-');
  for (const [i, line] of lines.entries()) {
    if (line.kind === '+' || lines[i - 1]?.kind === '+') yield* underline(lines, i);
    if (line.kind !== '+' || removed.has(line.text.trim())) continue;
    yield* wide(lines, i);
    yield* indentation(lines, i);
    yield* spacing(line);
  }
}

/** A title has a blank line above it; a row of a table has not. */
function* underline(lines: readonly DiffLine[], at: number): Iterable<RuleFinding> {
  const [before, title, line] = [lines[at - 2], lines[at - 1], lines[at]!];
  if (title === undefined || !UNDERLINE.test(line.text) || (before?.text ?? '').trim() !== '') return;
  const length = title.text.trimEnd().length;
  if (length === 0 || length === line.text.length) return;
  const isShort = line.text.length < length;
  yield {
    message: `Title underline is too ${isShort ? 'short' : 'long'}`,
    hint: `Write ${length} times \`${line.text[0]}\``,
    at: lineSpan(line),
    ...(!isShort && { level: 'note' }),
  };
}

function* wide(lines: readonly DiffLine[], at: number): Iterable<RuleFinding> {
  const line = lines[at]!;
  if (line.text.length <= WIDTH || UNWRAPPED.test(line.text) || isLiteral(lines, at)) return;
  yield {
    message: `Line is ${line.text.length} columns wide`,
    hint: 'Wrap text at 80 columns',
    at: lineSpan(line, WIDTH),
    level: 'note',
  };
}

/** Code below a paragraph that ends in `::`, as far as the hunk shows it. */
function isLiteral(lines: readonly DiffLine[], at: number): boolean {
  const indent = indentOf(lines[at]!.text);
  if (indent === '') return false;
  for (let i = at - 1; i >= 0; i -= 1) {
    const { text } = lines[i]!;
    if (/\S/.test(text) && indentOf(text).length < indent.length) return /::\s*$|^\s*\.\. /.test(text);
  }
  return true;
}

function indentOf(text: string): string {
  return /^[ \t]*/.exec(text)![0];
}

/** Spaces where the lines above and below have tabs. */
function* indentation(lines: readonly DiffLine[], at: number): Iterable<RuleFinding> {
  const tabs = /^\t+(?=\S)/.exec(lines[at - 1]?.text ?? '')?.[0];
  const spaces = /^ +(?=\S)/.exec(lines[at]!.text)?.[0];
  if (tabs === undefined || spaces === undefined || !lines[at + 1]?.text.startsWith(tabs)) return;
  yield {
    message: 'Indented with spaces, but the lines around it with tabs',
    hint: 'Indent it like the lines above and below',
    at: lineSpan(lines[at]!, 0, spaces.length + 1),
    level: 'note',
  };
}

function* spacing({ text, ...line }: DiffLine): Iterable<RuleFinding> {
  const found = /\b(?:struct|union|enum) \w+\((?:in|out|in\/out)\)/.exec(text);
  if (found === null) return;
  yield {
    message: 'No space before the parenthesis',
    hint: 'Write `struct name (in)`',
    at: lineSpan({ text, ...line }, found.index, found.index + found[0].length),
    level: 'note',
  };
}
interface Struct {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly line: DiffLine }[];
}

/** Structures whose lines are all available, nested ones left out. */
function structsOf(lines: readonly DiffLine[]): Struct[] {
  const found: Struct[] = [];
  for (const [i, { text }] of lines.entries()) {
    const name = /^\s*struct (\w+) \{/.exec(text)?.[1];
    if (name === undefined) continue;
    const length = lines.slice(i + 1).findIndex((line) => /[{}]/.test(line.text));
    const body = lines.slice(i + 1, i + 1 + Math.max(0, length));
    const fields = body.flatMap((line) => {
      const field = /(?<!\w)(\w+)(?:\[[^\]]{0,80}\])?;/.exec(line.text)?.[1];
      return field === undefined ? [] : { name: field, line };
    });
    found.push({ name, fields });
  }
  return found;
}

/** The documented structure has the fields of the one in the uAPI header that comes with it, in their order. */
function* unlike(documented: Struct, real: Struct | undefined): Iterable<RuleFinding> {
  if (real === undefined) return;
  const wrong = documented.fields.find(({ name }, i) => name !== real.fields[i]?.name);
  if (wrong === undefined) return;
  yield {
    message: `struct ${documented.name} differs from the uAPI header: \`${wrong.name}\``,
    hint: 'Copy the struct from the header',
    at: lineSpan(wrong.line, indentOf(wrong.line.text).length),
    level: 'note',
  };
}

const MESSAGE = 'KVM: x86: Document the demo ioctl\n\nDocument what the demo ioctl returns.\n';
const API = 'Documentation/virt/kvm/api.rst';
const DOC = (...lines: string[]) => exampleDiff({ [API]: lines });
const LONG = 'The ioctl returns the number of demos that the guest has, or an error, and no more.';
const UAPI_STRUCT = exampleDiff({
  'include/uapi/linux/kvm.h': ['+struct kvm_demo {', '+\t__u32 flags;', '+\t__u32 pad[3];', '+};'],
});

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Testing (htmldocs)',
  why: `Sphinx warns about an underline that is shorter than its title, and the build has to be clean. Documentation is also read as
plain text: wrap it at 80 columns, and show structs as the uAPI header has them. Tables, links and code may be wider.`,
  valid: [
    {
      name: 'a section',
      message: MESSAGE,
      diff: DOC('+4.200 KVM_DEMO', '+--------------', '+', '+Returns the number of demos.'),
    },
    {
      name: 'tables, links and code',
      message: MESSAGE,
      diff: DOC(
        `+| ${LONG} |`,
        `+See https://example.org/${'a'.repeat(70)} for it`,
        '+Example::',
        '+',
        `+  r = demo(${'a, '.repeat(30)}a);`,
        `+  r = demo(${'b, '.repeat(30)}b);`,
        '+======== ========',
        `+  0x6080 0000   ${'register '.repeat(10)}`,
        '+========',
        `+  ${LONG}`.replaceAll(' ', '_'),
        '+========',
      ),
    },
    {
      name: 'old lines, and one that is only moved',
      message: MESSAGE,
      diff: DOC(` ${LONG} Old.`, `-${LONG}`, '+', `+${LONG}`, ' ', ' old', ' ---------', ' ', '+-----'),
    },
    {
      name: 'a structure as in the header',
      message: MESSAGE,
      diff: `${DOC('+  struct kvm_demo {', '+\t__u32 flags;', '+\t__u32 pad[3];', '+  };')}\n${UAPI_STRUCT}`,
    },
    {
      name: 'an overline, and code',
      message: MESSAGE,
      diff: `${DOC('+=====', '+Demos', '+=====')}\n${exampleDiff({ 'virt/kvm/a.c': [`+/* ${LONG} */`, '+Demo', '+---'] })}`,
    },
  ],
  invalid: [
    {
      name: 'an underline that is too short',
      message: MESSAGE,
      diff: DOC('+4.200 KVM_DEMO', '+-------------'),
      quotes: ['-------------'],
      says: ['underline is too short'],
    },
    {
      name: 'an underline that is too long',
      message: MESSAGE,
      diff: DOC(' ', '-4.200 KVM_DEMO_OLD', '+4.200 KVM_DEMO', ' ------------------'),
      quotes: ['------------------'],
      says: ['underline is too long'],
      levels: ['note'],
    },
    {
      name: 'a wide line',
      message: MESSAGE,
      diff: DOC(`+${LONG}`),
      quotes: [LONG.slice(80)],
      levels: ['note'],
    },
    {
      name: 'a wide line of an item',
      message: MESSAGE,
      diff: DOC('+- demos', `+  ${LONG}`),
      quotes: [`  ${LONG}`.slice(80)],
      levels: ['note'],
    },
    {
      name: 'spaces among tabs',
      message: MESSAGE,
      diff: DOC(' \t__u32 flags;', '+  __u32 nr;', ' \t__u64 data;'),
      quotes: ['  _'],
      levels: ['note'],
    },
    {
      name: 'no space before the direction',
      message: MESSAGE,
      diff: DOC('+:Parameters: struct kvm_demo(in)'),
      quotes: ['struct kvm_demo(in)'],
      levels: ['note'],
    },
    {
      name: 'a structure unlike the header',
      message: MESSAGE,
      diff: `${DOC('+  struct kvm_demo {', '+\t__u32 flag;', '+\t__u32 pad[3];', '+  };')}\n${UAPI_STRUCT}`,
      quotes: ['__u32 flag;'],
      levels: ['note'],
    },
  ],
});
