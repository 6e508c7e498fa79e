/** Patches whose paths say nothing of where their files are: made with `--relative`, say. */
import { startsAtTop } from '../../model/diff';
import { escapeControls } from '../../model/escape-controls';
import type { Patch, Series } from '../../model/patch';
import type { Domain } from './domain';
import { isOfOtherRepository, scopeOf } from './scope';

/** Files at the top of a kernel tree. */
const TOP_FILE = /^(?:\.[\w.-]+|COPYING|CREDITS|Kbuild|Kconfig|MAINTAINERS|Makefile|README)$/;

/** One line for each series with a patch of KVM that no rule can check by its paths. Foreign words in it are escaped. */
export function offTreeLines(all: readonly Series[], domain: Domain): string {
  return all
    .flatMap(({ patches }) => patches.find((patch) => isOffTree(patch, domain)) ?? [])
    .map(({ origin, diff }) => {
      const name = origin.file ?? '-';
      const path = escapeControls(diff.paths[0]!.slice(0, 200));
      return `git-kvm: ${escapeControls(name)}: not checked by file: ${path} is not relative to the top of the kernel tree (made with --relative?)\n`;
    })
    .join('');
}

function isOffTree(patch: Patch, domain: Domain): boolean {
  const { paths } = patch.diff;
  if (paths.length === 0 || paths.some((path) => startsAtTop(path) || TOP_FILE.test(path))) return false;
  if (isOfOtherRepository(patch)) return false;
  return scopeOf(patch, domain) !== 'none' || /\bkvm\b/i.test(patch.subject.raw);
}
