/** KVM's modules of a branch on this machine's kernel: built for it, loaded for each test, and its own put back. */
import { existsSync } from 'node:fs';
import { release } from 'node:os';
import { join, resolve } from 'node:path';
import { runGit } from '../../git/run';
import { UsageError } from '../../model/errors';
import type { Column } from '../columns';
import { type ConfigFile, configFile, configureScript, kernelMake } from '../kernel-config';
import type { VerifyOptions } from '../options';

export const HOST_MODULES = 'host-modules';

/** A kernel that runs: modules can be built for it. */
export interface Host {
  /** `uname -r`. */
  readonly release: string;
  /** What its modules are linked against. */
  readonly symbols: string;
  /** Its .config. */
  readonly config: ConfigFile;
}

/**
 * With `--reload`: the only way to run tests that changes this machine. So it is named on the command line, and asks.
 *
 * @param tree the sources that modules are built of
 * @throws UsageError where it can't be, or where the user does not want it
 */
export async function checkReload(
  options: VerifyOptions,
  tree: string,
  prefixOf: (column: string) => readonly string[],
): Promise<Host> {
  const { yes, ask, uid = process.getuid?.() } = options;
  if (options.runner !== 'host')
    throw new UsageError('--reload needs --runner host', 'it is for this machine only');
  if ([HOST_MODULES, 'run'].some((column) => prefixOf(column).length > 0))
    throw new UsageError('--reload is for this machine, and a git-kvm.*.prefix leads elsewhere');
  if (uid !== 0) throw new UsageError('--reload loads modules: it needs root');
  const host = hostOf(tree, options);
  const does = `KVM's modules of this machine (${host.release}) are unloaded, and those of each patch loaded for each test`;
  const risk = 'a bug in them can crash this machine; guests that run on it have to be ended before';
  if (yes) return host;
  if (ask === undefined) throw new UsageError(`${does}; ${risk}`, 'if that is what you want: --yes');
  if (!(await ask(`${does}.\nBeware: ${risk}.\nGo on? [y/N] `))) throw new UsageError('nothing was run', '');
  return host;
}

/** @throws UsageError where no module can be built for this machine, or where it is of other sources */
function hostOf(tree: string, { config, cwd, env }: VerifyOptions): Host {
  const running = release();
  const version = versionIn(runGit(['show', `${tree}:Makefile`], { cwd, env }).toString('utf8'));
  if (!running.startsWith(version))
    throw new UsageError(
      `this machine runs ${running}, and the sources are ${version}: modules of one do not fit the other`,
      'boot a kernel of the base of the series, or run tests in a guest: --runner qemu',
    );
  const root = join(env.INSTALL_MOD_PATH ?? '/', 'lib/modules', running, 'build');
  const symbols = join(root, 'Module.symvers');
  const places = [
    ...(config === undefined ? [] : [resolve(cwd, config)]),
    join(root, '.config'),
    `/boot/config-${running}`,
  ];
  const found = places.find((one) => existsSync(one));
  if (!existsSync(symbols))
    throw new UsageError(
      `${symbols} does not exist`,
      `it is of the build of the running kernel: make modules_install, or apt install linux-headers-${running}`,
    );
  if (found === undefined)
    throw new UsageError('the .config of the running kernel was not found', 'name it: --config FILE');
  return { release: running, symbols, config: configFile(found) };
}

/** `6.12.0-rc3` */
function versionIn(makefile: string): string {
  const value = (name: string) => new RegExp(`^${name} *= *(\\S*)$`, 'm').exec(makefile)?.[1] ?? '';
  return `${value('VERSION')}.${value('PATCHLEVEL')}.${value('SUBLEVEL')}${value('EXTRAVERSION')}`;
}

/**
 * Leaves `kvm.ko` and those of the vendors. KVM's sources are copied aside, as modules are only linked against another
 * kernel's symbols outside of the tree.
 */
export function hostModulesColumn(
  makeArgs: readonly string[],
  { release: running, symbols, config }: Host,
): Column {
  const make = `${kernelMake('x86_64', makeArgs)} KERNELRELEASE='${running}'`;
  const lines = ['KVM', 'KVM_INTEL', 'KVM_AMD'].map((name) => `CONFIG_${name}=m`);
  const script = `${configureScript(make, { from: config, fragment: lines, holds: lines })}${make} $JOBS modules_prepare
cp '${symbols}' "$OUT/Module.symvers"
mkdir -p "$OUT/src/arch/x86" "$OUT/src/virt"
cp -Rup "$TREE/arch/x86/kvm" "$OUT/src/arch/x86/"
cp -Rup "$TREE/virt/kvm" "$OUT/src/virt/"
${make} $JOBS M="$OUT/src/arch/x86/kvm" modules
cp "$OUT"/src/arch/x86/kvm/*.ko "$KEEP"
`;
  return { id: HOST_MODULES, says: "KVM's modules for this machine", script, of: 'kernel', keeps: true };
}
