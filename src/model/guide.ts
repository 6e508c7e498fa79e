/** What the guide of a clone lists, read as data: sections, topics, trees and branches. */

export const GUIDE_PATH = 'Documentation/process/maintainer-kvm-x86.rst';

/** A guide that is longer is something else. */
const LONGEST = 500_000;
const UNDERLINE = /^([=~-])\1{2,}$/;

export interface GuideSection {
  readonly title: string;
  readonly text: string;
}

/** A branch of a tree, by the path that ends the tree's URL: `virt/kvm/kvm`, `master`. */
export interface GuideBranch {
  readonly repository: string;
  readonly branch: string;
}

/** The sections with their texts; a section's text ends where the next one of any depth starts. */
export function sectionsOf(guide: string): GuideSection[] {
  const lines = guide.slice(0, LONGEST).split('\n');
  const starts = lines.flatMap((line, i) => {
    const title = lines[i - 1]?.trim() ?? '';
    return UNDERLINE.test(line.trim()) && title !== '' && line.trim().length >= title.length ? [i - 1] : [];
  });
  return starts.map((at, i) => ({
    title: lines[at]!.trim(),
    text: lines.slice(at + 2, starts[i + 1] ?? lines.length).join('\n'),
  }));
}

/** The topics that the section Shortlog lists, one a line; empty if there is no such list. */
export function topicsIn(guide: string): string[] {
  const listed = /^\s+- ([A-Za-z][\w/+-]{0,30})$/;
  return textOf(guide, 'Shortlog')
    .split('\n')
    .flatMap((line) => listed.exec(line.trimEnd())?.[1] ?? []);
}

/**
 * The branches that the section Base Tree/Branch names: a URL and a branch, or a branch of kvm-x86. The trees of kvm-x86
 * are all that the section Trees has a URL of, except for the main tree of KVM.
 */
export function branchesIn(guide: string): GuideBranch[] {
  const bases = textOf(guide, 'Base Tree/Branch');
  const trees = textOf(guide, 'Trees');
  const byUrl = [...bases.matchAll(/``\w+:\/\/[\w.-]+\/([\w./-]+?)(?:\.git)?\/?\s+([\w./-]+)``/g)];
  const x86 = [...trees.matchAll(/``(?:\w+:\/\/)?[\w-]+(?:\.[\w-]+)+\/([\w./-]+?)(?:\.git)?``/g)]
    .map(([, path]) => path!.replace(/^pub\/scm\//, ''))
    .filter((path) => path !== MAIN_TREE);
  const branches = [...bases.matchAll(/``kvm-x86[/ ]([\w.-]+)``/g)].map(([, branch]) => branch!);
  return [
    ...byUrl.map(([, path, branch]) => ({
      repository: path!.replace(/^pub\/scm\//, ''),
      branch: branch!,
    })),
    ...x86.flatMap((repository) => branches.map((branch) => ({ repository, branch }))),
  ];
}

/** The main tree of KVM, and the one of KVM x86, by the end of their URLs. */
export const MAIN_TREE = 'virt/kvm/kvm';
export const X86_TREE = 'kvm-x86/linux';

function textOf(guide: string, title: string): string {
  return sectionsOf(guide).find((section) => section.title === title)?.text ?? '';
}
