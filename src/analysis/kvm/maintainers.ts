/**
 * Who looks after which file, from the tree's `MAINTAINERS`: its sections are read here, so that no script of the tree
 * has to run. The letters mean what the file's own head says about them, and `scripts/get_maintainer.pl` makes of them.
 */
import { fits } from './glob';

export interface Someone {
  readonly name: string;
  /** In lower case. */
  readonly email: string;
}

export interface MaintainerSection {
  readonly title: string;
  readonly maintainers: readonly Someone[];
  readonly reviewers: readonly Someone[];
  /** Addresses in lower case; those that only take mail of their subscribers are left out. */
  readonly lists: readonly string[];
  readonly files: readonly string[];
  readonly excluded: readonly string[];
}

/** The section that holds for everything: Linus and linux-kernel@. */
const THE_REST = 'THE REST';

/** Read the file. Never throws: what is not a section is left out. Linear in its length. */
export function parseMaintainers(text: string): MaintainerSection[] {
  const sections: MaintainerSection[] = [];
  let title = '';
  let fields: [letter: string, value: string][] = [];
  const close = () => {
    if (title !== '' && fields.length > 0) sections.push(sectionOf(title, fields));
    fields = [];
  };
  for (const line of text.split('\n')) {
    const field = /^([A-Z]):\s+(\S.*)$/.exec(line);
    if (field) fields.push([field[1]!, field[2]!.trim()]);
    else if (line.trim() === '') {
      close();
      title = '';
    } else if (!/^\s/.test(line)) {
      close();
      title = line.trim();
    }
  }
  close();
  return sections;
}

function sectionOf(title: string, fields: readonly (readonly [string, string])[]): MaintainerSection {
  const values = (letter: string) => fields.filter(([one]) => one === letter).map(([, value]) => value);
  return {
    title,
    maintainers: values('M').flatMap(someone),
    reviewers: values('R').flatMap(someone),
    lists: values('L').flatMap((value) =>
      /subscribers-only|deprecated/.test(value) ? [] : (/^\S+@\S+/.exec(value)?.[0].toLowerCase() ?? []),
    ),
    files: values('F'),
    excluded: values('X'),
  };
}

function someone(value: string): Someone[] {
  const parts = /<([^<>\s@]+@[^<>\s]+)>/.exec(value);
  if (parts === null) return [];
  const name = value.slice(0, parts.index).trimEnd();
  return [{ name: name.replace(/^"|"$/g, ''), email: parts[1]!.toLowerCase() }];
}

/** A section of KVM's own: common code, an architecture, or a part of one. */
export function isKvm({ title }: MaintainerSection): boolean {
  return /\bKVM\b|KERNEL VIRTUAL MACHINE/i.test(title);
}

/** A pattern that ends in a slash stands for all below; any other for files at just that depth. */
function matches(path: string, pattern: string): boolean {
  // mutant: it only saves time: what precedes the first star tells nearly all of thousands of patterns apart
  if (!path.startsWith(pattern.split('*', 1)[0]!)) return false;
  if (pattern.endsWith('/')) return fits(path, `${pattern}**`);
  return pattern.includes('*') ? fits(path, pattern) : `${path}/`.startsWith(`${pattern}/`);
}

/** How exactly a section names a path: the length of its longest pattern that fits, 0 for none. */
function closeness(path: string, { files, excluded }: MaintainerSection): number {
  if (excluded.some((pattern) => matches(path, pattern))) return 0;
  return Math.max(0, ...files.filter((pattern) => matches(path, pattern)).map(({ length }) => length));
}

/**
 * The sections whose people expect to be written to: for each path KVM's own, else the closest one. Those further up
 * the tree (`arch/x86/` for `arch/x86/kvm/`) are named by get_maintainer.pl as well, and left to whoever posts.
 */
export function sectionsOf(
  paths: readonly string[],
  sections: readonly MaintainerSection[],
): MaintainerSection[] {
  const found = new Set<MaintainerSection>();
  for (const path of paths) {
    const close = sections
      .filter(({ title }) => title !== THE_REST)
      .map((section) => ({ section, close: closeness(path, section) }))
      .filter((one) => one.close > 0);
    const kvm = close.filter(({ section }) => isKvm(section));
    const closest = Math.max(0, ...close.map((one) => one.close));
    for (const one of kvm.length > 0 ? kvm : close.filter((each) => each.close === closest))
      found.add(one.section);
  }
  return sections.filter((section) => found.has(section));
}

/** The lists that take every patch. */
export function listsForAll(sections: readonly MaintainerSection[]): readonly string[] {
  return sections.find(({ title }) => title === THE_REST)?.lists ?? [];
}
