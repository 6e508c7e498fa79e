/** What is built for each patch: a column is a shell script that builds one thing in its own directory. */
import { SELFTESTS } from '../analysis/kvm/selftest-paths';
import { hasEffect } from '../analysis/testplan/items';
import type { Series } from '../model/patch';
import { exportsScript } from './exports';
import {
  type ConfigFile,
  type Configuration,
  configureScript,
  kernelMake,
  MODULES,
  words,
} from './kernel-config';
import { nmIn } from './toolchain';

/** All columns of builds that there are. */
export const COLUMNS = [
  ...['build', 'no-smm-xen', 'lockdep', '32-bit', 'modules', 'selftests', 'htmldocs'],
] as const;

export interface Column {
  readonly id: string;
  /** What passes with it, for people and for the record. */
  readonly says: string;
  /**
   * Shell, run with `-e`: TREE is the sources, OUT the build directory, JOBS what make needs to go parallel, KEEP the
   * folder for what others need.
   */
  readonly script: string;
  /** About how many files its first build makes, where nothing earlier tells. */
  readonly files?: number;
  /** In the heading of a table, where the id would not do. */
  readonly title?: string;
  /** What of the tree goes into it, where that is not all of it. */
  readonly of?: 'kernel' | 'tests';
  /** Others need what it makes: `KEEP` is there once it has passed. */
  readonly keeps?: boolean;
  /** Columns whose leavings it needs; then it needs no sources. */
  readonly needs?: readonly string[];
  /** Runs a test; in its words `{id}` is the folder that a needed column has left. */
  readonly runs?: Run;
  /** What several columns have in common, in the user's configuration. */
  readonly group?: string;
}

export interface Run {
  readonly command: readonly string[];
  /** Without them, what it needs was not built. */
  readonly folders: readonly string[];
  /** Seconds. */
  readonly limit: number;
  /** It has a machine to itself: one runs after the other. */
  readonly isAlone?: boolean;
  /**
   * Who reports how it ended: the init of a guest; a script around the test, on a kernel that the command boots (`boot`) or
   * on one that runs already (`test`); or, for KVM-unit-tests, the lines of PASS and FAIL.
   */
  readonly told: 'guest' | 'boot' | 'test' | 'units';
}

/** Fragments of Kconfig. */
const REQUIRED = ['CONFIG_KVM_INTEL=m', 'CONFIG_KVM_AMD=m', 'CONFIG_KVM_WERROR=y'];
const BASE = ['CONFIG_EXPERT=y', 'CONFIG_VIRTUALIZATION=y', 'CONFIG_KVM=m', ...REQUIRED];
const MORE = ['CONFIG_KVM_SMM=y', 'CONFIG_KVM_XEN=y', 'CONFIG_KVM_HYPERV=y', 'CONFIG_KVM_AMD_SEV=y'];

interface Variant extends Omit<Configuration, 'from'> {
  readonly says: string;
  readonly arch: string;
}

const VARIANTS: Readonly<Record<'build' | 'no-smm-xen' | 'lockdep' | '32-bit', Variant>> = {
  build: {
    says: 'KVM_INTEL=m, KVM_AMD=m and KVM_WERROR=y',
    arch: 'x86_64',
    fragment: [...BASE, ...MORE],
    holds: REQUIRED,
  },
  'no-smm-xen': {
    says: 'KVM_SMM=n and KVM_XEN=n',
    arch: 'x86_64',
    fragment: [...BASE, 'CONFIG_KVM_SMM=n', 'CONFIG_KVM_XEN=n', 'CONFIG_KVM_HYPERV=n'],
    holds: REQUIRED,
  },
  lockdep: {
    says: 'PROVE_LOCKING=y',
    arch: 'x86_64',
    fragment: [...BASE, ...MORE, 'CONFIG_DEBUG_KERNEL=y', 'CONFIG_PROVE_LOCKING=y'],
    holds: [...REQUIRED, 'CONFIG_PROVE_LOCKING=y'],
  },
  '32-bit': {
    says: 'X86_64=n',
    arch: 'i386',
    fragment: [...BASE, ...MORE],
    holds: [...REQUIRED, 'CONFIG_X86_32=y'],
  },
};

const EXTRA = ['no-smm-xen', 'lockdep', '32-bit'] as const;

/** Measured with Linux 6.12. */
const FILES = { kvm: 150, kernel: 1200 };

const USED_BY_SELFTESTS =
  /^(?:tools\/(?:testing\/selftests|include|arch|build|scripts)\/|include\/uapi\/|arch\/x86\/include\/uapi\/)/;

interface ColumnOptions {
  /** Also the knobs that the guide finds interesting. */
  readonly extra: boolean;
  /** `VAR=value` for every make. */
  readonly makeArgs: readonly string[];
  /** What 64-bit kernels start from, in place of `defconfig`: another target of make, or a file. */
  readonly config?: string | ConfigFile | null;
}

/** The columns that a series asks for; empty where nothing that is built is touched. */
export function columnsOf(series: Series, { extra, makeArgs, config = null }: ColumnOptions): Column[] {
  const paths = [...new Set(series.patches.flatMap(({ diff }) => diff.paths))];
  const built = series.patches.flatMap(({ diff }) =>
    diff.files.filter(hasEffect).map((file) => file.newPath),
  );
  const columns: Column[] = [];
  if (built.some((path) => !path.startsWith('tools/') && !path.startsWith('Documentation/'))) {
    const folders = foldersOf(built);
    for (const id of ['build', ...(extra ? EXTRA : [])] as const) {
      const variant = VARIANTS[id];
      const from = variant.arch === 'x86_64' && config !== null ? config : 'defconfig';
      const script = kvmScript({ ...variant, from }, folders, makeArgs);
      columns.push({ id, says: `built with ${variant.says}`, script, files: FILES.kvm });
    }
    if (extra) columns.push(modulesColumn(makeArgs));
  }
  if (paths.some((path) => USED_BY_SELFTESTS.test(path)))
    columns.push({ id: 'selftests', says: 'KVM selftests built', script: selftestScript(makeArgs) });
  const docs = paths.filter((path) => path.startsWith('Documentation/') && path.endsWith('.rst'));
  if (docs.length > 0)
    columns.push({
      id: 'htmldocs',
      says: 'htmldocs built without new warnings',
      script: docsScript(docs, makeArgs),
    });
  return columns;
}

/** What make builds: KVM, and other folders of arch/x86 that the series changes code in. */
function foldersOf(paths: readonly string[]): string[] {
  const others = paths.flatMap((path) => {
    const folder = /^arch\/x86\/([\w-]+)\/.*\.[cS]$/.exec(path)?.[1];
    return folder === undefined || folder === 'kvm' ? [] : `arch/x86/${folder}/`;
  });
  return ['arch/x86/kvm/', ...new Set(others)];
}

/** A kernel with KVM as modules, and these linked: what vmlinux does not export is missed here. */
function modulesColumn(makeArgs: readonly string[]): Column {
  const make = kernelMake('x86_64', makeArgs);
  const script = `${configureScript(make, MODULES)}${make} $JOBS vmlinux modules\n`;
  return { id: 'modules', says: 'KVM linked as modules', script, files: FILES.kernel };
}

function kvmScript(
  { arch, ...configuration }: Variant & Pick<Configuration, 'from'>,
  folders: readonly string[],
  makeArgs: readonly string[],
): string {
  const make = kernelMake(arch, makeArgs);
  return `${configureScript(make, configuration)}${make} $JOBS ${folders.join(' ')}\n${exportsScript(nmIn(makeArgs))}`;
}

/**
 * All that can be built is, hence -k, for this one make: a test that also fails without the series is not its patches'
 * doing, and a proof needs several. Each test is a target that fails by itself.
 *
 * Old kernels' selftests do not know which headers they depend on: with a newer one, everything is built again.
 */
export function selftestScript(makeArgs: readonly string[], target = ''): string {
  return `make -s -C "$TREE" O="$OUT" $JOBS${words(makeArgs)} headers
if ! [ -f "$OUT/kvm.built" ] || [ -n "$(find "$TREE/tools/include" "$TREE/tools/arch/x86/include" \\
	"$TREE/${SELFTESTS}" "$OUT/usr/include" -name '*.h' -newer "$OUT/kvm.built" 2>/dev/null | head -n 1)" ]; then
	rm -rf "$OUT/kvm"
fi
mkdir -p "$OUT/kvm"
touch "$OUT/kvm.begun"
status=0
make -k -C "$TREE/${SELFTESTS}" $JOBS${words(makeArgs)} OUTPUT="$OUT/kvm" INSTALL_HDR_PATH="$OUT/usr" \\
	KHDR_INCLUDES="-isystem $OUT/usr/include"${target} || status=64
mv "$OUT/kvm.begun" "$OUT/kvm.built"
exit $status
`;
}

function docsScript(docs: readonly string[], makeArgs: readonly string[]): string {
  const folders = new Set(docs.map((path) => /^Documentation\/([\w-]+)\//.exec(path)?.[1] ?? '.'));
  const only = folders.has('.') ? '' : ` SPHINXDIRS="${[...folders].join(' ')}"`;
  return `make -C "$TREE" O="$OUT" $JOBS${words(makeArgs)} htmldocs${only}\n`;
}
