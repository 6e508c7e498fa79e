/** What one file of a diff defines, removes and uses. */
import type { DiffFile, DiffLine, Hunk } from '../../../model/diff';
import { type CodeLine, FRESH, type LexState, lexLine, type Token } from '../../c/lexer';
import { startsInComment } from '../../c/scan';
import { type Area, archOf, areaOf, isC } from './areas';
import { readKconfig, readMakefile } from './build-files';

export type Form =
  | 'macro'
  | 'enumerator'
  | 'struct'
  | 'field'
  | 'function'
  | 'prototype'
  | 'variable'
  | 'typedef'
  | 'config'
  | 'file';

export interface Definition {
  readonly name: string;
  readonly form: Form;
  /** `static` in a .c file: no one else sees it. */
  readonly local: boolean;
  /** Of a field or an enumerator: the struct, union or enum; '' for one without a name. */
  readonly owner: string;
  readonly path: string;
  readonly area: Area;
  readonly arch: string;
  readonly line: DiffLine;
  readonly column: number;
}

/** The first place in a file where added (or removed) code names something, and how it does. */
export interface Use {
  readonly name: string;
  readonly path: string;
  readonly area: Area;
  readonly arch: string;
  readonly line: DiffLine;
  readonly column: number;
  /** After `.` or `->`, anywhere in the file's lines. */
  member: boolean;
  /** Neither after `.` or `->` nor in a condition of the preprocessor, anywhere in the file's lines. */
  plain: boolean;
  /** Not only as `struct NAME *` or `struct NAME;`, for which no definition is needed. */
  whole: boolean;
  /** After `.` or `->`, and the last of its chain: the field that is meant. */
  field: boolean;
  /** A variable, parameter or label of this name is made by the lines themselves. */
  declared: boolean;
  /** The struct whose initializer names it, `.NAME = …`; '' where that can't be determined. */
  owner: string;
  /** Before `(`. */
  call: boolean;
  count: number;
}

export interface FileFacts {
  readonly path: string;
  readonly area: Area;
  readonly arch: string;
  readonly file: DiffFile;
  /** By added lines. */
  readonly defines: readonly Definition[];
  /** By removed lines. */
  readonly removes: readonly Definition[];
  /** Names in added code, by name. */
  readonly uses: ReadonlyMap<string, Use>;
  /** Names in removed code, by name. */
  readonly drops: ReadonlyMap<string, Use>;
  /** Names in code that was there before: context and removed lines. */
  readonly before: ReadonlySet<string>;
  /** Strings and headers that added lines include. */
  readonly includes: ReadonlyMap<string, DiffLine>;
  /** Added code without comments and strings' quotes, one text a line, for what needs a look at whole statements. */
  readonly added: readonly AddedLine[];
  readonly removed: readonly AddedLine[];
}

export interface AddedLine {
  readonly line: DiffLine;
  readonly tokens: readonly Token[];
}

interface Scope {
  readonly kind: 'struct' | 'enum' | 'code' | 'data';
  readonly owner: string;
}

/** Outside of what has fields, enumerators or values. */
const CODE: Scope = { kind: 'code', owner: '' };
const TYPE_WORDS = new Set(['struct', 'union', 'enum']);
const NO_NAMES = new Set(
  (
    'if else for while do switch case default return break continue goto sizeof typeof static inline const volatile ' +
    'extern struct union enum typedef void int char short long unsigned signed bool float double true false NULL ' +
    'u8 u16 u32 u64 s8 s16 s32 s64 __u8 __u16 __u32 __u64 __s32 __s64 uint8_t uint16_t uint32_t uint64_t size_t ' +
    'define include ifdef ifndef endif elif undef defined asm __asm__ __always_inline __attribute__'
  ).split(' '),
);

class Collector {
  readonly defines: Definition[] = [];
  readonly removes: Definition[] = [];
  readonly uses = new Map<string, Use>();
  readonly drops = new Map<string, Use>();
  readonly before = new Set<string>();
  readonly includes = new Map<string, DiffLine>();
  readonly added: AddedLine[] = [];
  readonly removed: AddedLine[] = [];
  readonly area: Area;
  readonly arch: string;

  constructor(
    readonly path: string,
    readonly file: DiffFile,
  ) {
    this.area = areaOf(path);
    this.arch = archOf(path);
  }

  define(name: string, form: Form, line: DiffLine, column: number, local = false, owner = ''): void {
    if (line.kind === ' ' || NO_NAMES.has(name)) return;
    const { path, area, arch } = this;
    (line.kind === '+' ? this.defines : this.removes).push({
      name,
      form,
      local: local && !path.endsWith('.h'),
      owner,
      path,
      area,
      arch,
      line,
      column,
    });
  }

  use(tokens: readonly Token[], i: number, line: DiffLine, initializes = ''): void {
    const token = tokens[i]!;
    if (line.kind !== '+') this.before.add(token.text);
    if (line.kind === ' ' || NO_NAMES.has(token.text)) return;
    const into = line.kind === '+' ? this.uses : this.drops;
    const behind = tokens[i - 1]?.text;
    const member = behind === '.' || behind === '->';
    const next = tokens[i + 1]?.text;
    const call = next === '(';
    const field = member && next !== '.' && next !== '->';
    const whole = !((next === '*' || next === ';') && TYPE_WORDS.has(behind ?? ''));
    const declared = isDeclared(tokens, i);
    const plain = !member && !isCondition(tokens);
    const owner = behind === '.' && (i === 1 || /^[{,]$/.test(tokens[i - 2]!.text)) ? initializes : '';
    const known = into.get(token.text);
    if (known === undefined) {
      const { path, area, arch } = this;
      const { text: name, column } = token;
      into.set(name, {
        name,
        path,
        area,
        arch,
        line,
        column,
        member,
        plain,
        field,
        declared,
        owner,
        whole,
        call,
        count: 1,
      });
    } else {
      known.member ||= member;
      known.plain ||= plain;
      known.whole ||= whole;
      known.call ||= call;
      known.field ||= field;
      known.declared ||= declared;
      if (known.owner !== owner) known.owner = '';
      known.count += 1;
    }
  }

  facts(): FileFacts {
    const { path, area, arch, file, defines, removes, uses, drops, before, includes, added, removed } = this;
    return { path, area, arch, file, defines, removes, uses, drops, before, includes, added, removed };
  }
}

/** Read one file of a diff. Linear in its lines. */
export function readFile(file: DiffFile): FileFacts {
  const out = new Collector(file.newPath, file);
  if (file.change === 'added') out.defines.push(wholeFile(file, out, '+'));
  if (file.change === 'deleted') out.removes.push(wholeFile(file, out, '-'));
  for (const hunk of file.hunks) {
    if (isC(file.newPath)) readHunk(hunk, out);
    else if (/(?:^|\/)Kconfig[^/]*$/.test(file.newPath)) readKconfig(hunk, out);
    else if (/(?:^|\/)(?:Makefile|Kbuild)[^/]*$/.test(file.newPath)) readMakefile(hunk, out);
  }
  return out.facts();
}

function wholeFile(file: DiffFile, out: Collector, kind: '+' | '-'): Definition {
  const line = file.hunks[0]?.lines[0] ?? { kind, text: '', oldLine: 0, newLine: 0, at: file.at };
  const { path, area, arch } = out;
  return { name: path, form: 'file', local: false, owner: '', path, area, arch, line, column: 0 };
}

/** A side of a hunk, old or new: what its lines so far leave for the next. */
interface Side {
  lex: LexState;
  scope: Scope;
  /** A signature that has not come to its `;` or `{` yet. */
  open: { name: string; line: DiffLine; column: number; local: boolean } | null;
  /** The line before has a type and nothing else, so that the name of a function may follow: is it `static`? */
  type: { local: boolean } | null;
}

function readHunk(hunk: Hunk, out: Collector): void {
  const scope = scopeOf(lexLine(hunk.heading, FRESH).line.tokens) ?? CODE;
  const side = (without: '+' | '-'): Side => ({
    lex: { ...FRESH, inComment: startsInComment(hunk.lines, without) },
    scope,
    open: null,
    type: null,
  });
  const old = side('+');
  const now = side('-');
  for (const line of hunk.lines) {
    const first = line.kind === '-' ? old : now;
    const { line: code, state } = lexLine(line.text, first.lex);
    // A line of both sides is read once, unless a comment is open on one of them only.
    if (line.kind === ' ')
      // mutant: that both are the same only saves time
      old.lex = isSame(old.lex, now.lex) ? state : lexLine(line.text, old.lex).state;
    first.lex = state;
    const { tokens } = code;
    for (let i = 0; i < tokens.length; i += 1)
      if (tokens[i]!.kind === 'name')
        out.use(tokens, i, line, first.scope.kind === 'data' ? first.scope.owner : '');
    for (let i = 0; i < tokens.length; i += 1) {
      const pasted = pastedAt(tokens, i);
      if (pasted !== null) out.use([pasted], 0, line);
    }
    if (line.kind !== ' ') {
      (line.kind === '+' ? out.added : out.removed).push({ line, tokens: code.tokens });
    }
    readLine(code, line, first, out);
    if (line.kind === ' ') {
      old.scope = now.scope;
      old.open = null;
      old.type = now.type;
    }
  }
}

function isSame(one: LexState, other: LexState): boolean {
  // mutant: that both are the same only saves time
  return one.inComment === other.inComment && one.inDirective === other.inDirective;
}

/** The struct of a variable that is initialized: `static struct NAME x = {`. */
function structOf(tokens: readonly Token[]): string {
  const at = tokens.findIndex(({ text }) => text === 'struct' || text === 'union');
  return at !== -1 && tokens[at + 1]?.kind === 'name' ? tokens[at + 1]!.text : '';
}

/** What may precede a name that is not a type. */
const NO_TYPES = new Set([
  'return',
  'case',
  'else',
  'sizeof',
  'typeof',
  'do',
  'define',
  'ifdef',
  'ifndef',
  'defined',
]);

/** Returns true if the line makes a variable, a parameter or a label of this name, indented as in a function. */
function isDeclared(tokens: readonly Token[], i: number): boolean {
  const [before, next] = [tokens[i - 1], tokens[i + 1]?.text];
  if (before === undefined) return next === ':' && tokens.length === 2;
  if (next === undefined || !/^[;=,)[]$/.test(next)) return false;
  // `type *name` has a type before the star, and `a * name` no declaration's start.
  const stars = before.text === '*' || before.text === '**';
  const type = stars ? tokens[i - 2] : before;
  if (type?.kind !== 'name' || NO_TYPES.has(type.text)) return false;
  return (
    !stars ||
    i === 2 ||
    TYPE_WORDS.has(tokens[i - 3]?.text ?? '') ||
    tokens[i - 3]?.text === ',' ||
    tokens[i - 3]?.text === '('
  );
}

/** Returns true if the line is a condition of the preprocessor, for which a name that is missing is 0. */
function isCondition(tokens: readonly Token[]): boolean {
  return tokens[0]?.text === '#' && /^(?:el)?if(?:n?def)?$/.test(tokens[1]?.text ?? '');
}

/** What scope a line at the left margin opens; null if it opens none. */
function scopeOf(tokens: readonly Token[]): Scope | null {
  if (tokens.some((token) => token.text === '=')) return { kind: 'data', owner: structOf(tokens) };
  if (tokens.some((token) => token.text === '(')) return CODE;
  const at = tokens.findIndex((token) => TYPE_WORDS.has(token.text));
  if (at === -1) return null;
  const owner = tokens[at + 1]?.kind === 'name' ? tokens[at + 1]!.text : '';
  return { kind: tokens[at]!.text === 'enum' ? 'enum' : 'struct', owner };
}

function readLine(code: CodeLine, line: DiffLine, side: Side, out: Collector): void {
  const { tokens } = code;
  const first = tokens[0];
  if (first === undefined) return;
  if (code.directive) {
    readDirective(tokens, line, out);
    return;
  }
  const last = tokens[tokens.length - 1]!.text;
  if (side.open !== null) {
    if (last !== ';' && last !== '{' && first.text !== '{') return;
    const { name, local } = side.open;
    out.define(name, last === ';' ? 'prototype' : 'function', side.open.line, side.open.column, local);
    side.scope = CODE;
    side.open = null;
    return;
  }
  if (first.column === 0) {
    readMargin(tokens, last, line, side, out);
    return;
  }
  side.type = null;
  if (side.scope.kind === 'struct') readField(tokens, line, side.scope.owner, out);
  else if (side.scope.kind === 'enum') readEnumerator(tokens, line, side.scope.owner, out);
}

/** `#define NAME`, `#include <path>`; of a continued directive nothing. */
function readDirective(tokens: readonly Token[], line: DiffLine, out: Collector): void {
  if (tokens[0]!.text !== '#') return;
  if (tokens[1]?.text === 'define' && tokens[2]?.kind === 'name') {
    out.define(tokens[2].text, 'macro', line, tokens[2].column);
  } else if (tokens[1]?.text === 'include' && line.kind === '+') {
    const path = /["<]([^"<>]+)[">]/.exec(line.text)?.[1];
    if (path !== undefined) out.includes.set(path, line);
  }
}

/** A line that starts at the left margin: the only place where kernel style puts what a file defines. */
function readMargin(
  tokens: readonly Token[],
  last: string,
  line: DiffLine,
  side: Side,
  out: Collector,
): void {
  const { type } = side;
  side.type = null;
  const first = tokens[0]!;
  // `} name;` closes a typedef or defines a variable; neither is worth a guess.
  if (/^[{}]$/.test(first.text)) {
    side.scope = CODE;
    return;
  }
  const local = type?.local === true || tokens.some((token) => token.text === 'static');
  const assign = tokens.findIndex((token) => token.text === '=');
  const paren = tokens.findIndex((token) => token.text === '(');
  if (assign !== -1 && (paren === -1 || assign < paren)) {
    defineVariable(tokens.slice(0, assign), line, local, out);
    side.scope = last === ';' ? CODE : { kind: 'data', owner: structOf(tokens) };
    return;
  }
  const scope = scopeOf(tokens);
  if (paren === -1) {
    if (scope !== null && last === '{') {
      side.scope = scope;
      if (scope.owner !== '') out.define(scope.owner, 'struct', line, ownerColumn(tokens, scope.owner));
    } else if (last === ';') {
      if (first.text === 'typedef') {
        const name = tokens[tokens.length - 2];
        if (name?.kind === 'name') out.define(name.text, 'typedef', line, name.column);
      } else if (!(TYPE_WORDS.has(first.text) && tokens.length === 3)) {
        defineVariable(tokens.slice(0, -1), line, local, out);
      }
    } else if (tokens.every(({ kind, text }) => kind === 'name' || text === '*')) side.type = { local };
    return;
  }
  const name = tokens[paren - 1];
  if (name?.kind !== 'name') return;
  if (paren === 1 && type === null) {
    readMacroCall(tokens, line, out);
    return;
  }
  if (name.text === '__attribute__' || name.text === '__printf') return;
  if (last === ';') out.define(name.text, 'prototype', line, name.column, local);
  else if (last === '{' || last === '}') {
    out.define(name.text, 'function', line, name.column, local);
    side.scope = CODE;
  } else side.open = { name: name.text, line, column: name.column, local };
}

function ownerColumn(tokens: readonly Token[], owner: string): number {
  return tokens.find((token) => token.text === owner)?.column ?? 0;
}

/** Macros that paste a prefix to a name: what makes `kvm_x86_NAME`, and what uses it. */
const PASTES = [
  { makes: /^KVM_X86_OP(?:_OPTIONAL(?:_RET0)?)?$/, uses: 'kvm_x86_call', prefix: 'kvm_x86_' },
  { makes: /^KVM_X86_PMU_OP(?:_OPTIONAL)?$/, uses: 'kvm_pmu_call', prefix: 'kvm_x86_pmu_' },
] as const;

/** The name that `kvm_x86_call(NAME)` pastes together, as a token at its place; null for other tokens. */
function pastedAt(tokens: readonly Token[], i: number): Token | null {
  const name = tokens[i + 2];
  const pastes = PASTES.find(({ uses }) => uses === tokens[i]!.text);
  if (pastes === undefined || tokens[i + 1]?.text !== '(' || name?.kind !== 'name') return null;
  return { ...name, text: `${pastes.prefix}${name.text}` };
}

/** `DEFINE_MUTEX(name)`, `DECLARE_STATIC_KEY(name)`: macros that define what they are given. */
function readMacroCall(tokens: readonly Token[], line: DiffLine, out: Collector): void {
  const pasted = PASTES.find(({ makes }) => makes.test(tokens[0]!.text));
  if (pasted !== undefined && tokens[2]?.kind === 'name') {
    out.define(`${pasted.prefix}${tokens[2].text}`, 'variable', line, tokens[2].column);
    return;
  }
  if (!/^(?:DEFINE|DECLARE)_|^SYM_\w*START/.test(tokens[0]!.text)) return;
  const names = tokens.slice(2).filter((token) => token.kind === 'name');
  const name = /PER_CPU/.test(tokens[0]!.text) ? names[names.length - 1] : names[0];
  if (name !== undefined) out.define(name.text, 'variable', line, name.column);
}

function defineVariable(tokens: readonly Token[], line: DiffLine, local: boolean, out: Collector): void {
  const bracket = tokens.findIndex((token) => token.text === '[');
  const name = tokens[(bracket === -1 ? tokens.length : bracket) - 1];
  if (name?.kind !== 'name' || tokens.length < 2) return;
  out.define(name.text, tokens[0]!.text === 'extern' ? 'prototype' : 'variable', line, name.column, local);
}

function readField(tokens: readonly Token[], line: DiffLine, owner: string, out: Collector): void {
  const end = tokens.findIndex((token) => token.text === ';');
  if (end < 1) return;
  const stop = tokens.findIndex((token, i) => i > 0 && (token.text === '[' || token.text === ':'));
  const pointer = tokens.findIndex((token, i) => token.text === '(' && tokens[i + 1]?.text === '*');
  let name = pointer !== -1 ? tokens[pointer + 2] : tokens[(stop === -1 ? end : Math.min(stop, end)) - 1];
  if (pointer === -1 && tokens.some((token) => token.text === '(')) name = undefined;
  if (name?.kind === 'name') out.define(name.text, 'field', line, name.column, false, owner);
}

function readEnumerator(tokens: readonly Token[], line: DiffLine, owner: string, out: Collector): void {
  const [name, next] = tokens;
  if (name!.kind === 'name' && (next === undefined || next.text === ',' || next.text === '=')) {
    out.define(name!.text, 'enumerator', line, name!.column, false, owner);
  }
}
