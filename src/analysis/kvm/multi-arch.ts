/** True if a series is a multi-arch one, as the guide means it: see maintainer-kvm-x86 "Base Tree/Branch". */
import type { DiffFile } from '../../model/diff';
import type { Series } from '../../model/patch';
import { changedLines, isDocs, isTools, OTHER_ARCHES } from './paths';

/** Fewer changed lines than this are superficial: a call adapted, a stub, a number taken in a header. */
const SUPERFICIAL = 10;

const COMMON = /^(?:virt\/(?:kvm|lib)\/|include\/linux\/kvm|include\/trace\/events\/kvm)/;

interface MultiArch {
  /** `maybe`: other architectures or common code are touched, by a few lines. */
  readonly is: 'yes' | 'maybe' | 'no';
  /** What makes it one, for people: `common KVM code (virt/kvm/kvm_main.c)`; '' for `no`. */
  readonly why: string;
  readonly file: DiffFile | null;
}

/** The other architecture's folder that KVM code lies in; null for x86 and common code. */
function otherArch(path: string): string | null {
  const arch = /^arch\/([^/]+)\/(?:kvm\/|include\/asm\/kvm|include\/uapi\/asm\/kvm)/.exec(path)?.[1];
  return arch !== undefined && OTHER_ARCHES.some(([folder]) => folder === arch) ? arch : null;
}

/** Docs, tests and uAPI numbers make no series a multi-arch one. */
export function multiArch(series: Series): MultiArch {
  let common = 0;
  let others = 0;
  let commonFile: DiffFile | null = null;
  let otherFile: DiffFile | null = null;
  for (const file of series.patches.flatMap((patch) => patch.diff.files)) {
    const path = file.newPath;
    if (isDocs(path) || isTools(path)) continue;
    if (COMMON.test(path)) {
      common += changedLines(file);
      commonFile ??= file;
    } else if (otherArch(path) !== null) {
      others += changedLines(file);
      otherFile ??= file;
    }
  }
  const is = common > SUPERFICIAL || others > SUPERFICIAL ? 'yes' : common + others > 0 ? 'maybe' : 'no';
  const file = common >= others ? commonFile : otherFile;
  const what = file === commonFile ? 'common KVM code' : `KVM for ${otherArch(file?.newPath ?? '') ?? ''}`;
  return { is, why: file === null ? '' : `${what} (${file.newPath})`, file };
}
