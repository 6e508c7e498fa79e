/** What runs a test: QEMU on any machine, or what the user has configured. */
import { UsageError } from '../../model/errors';
import { isProgram } from '../preflight';
import { firstLine } from '../toolchain';

export interface Runner {
  /** In which `{kernel}`, `{initrd}` and `{test}` are files. */
  readonly command: readonly string[];
  /**
   * What of the branch tests run on: a kernel that it boots, or modules of KVM that it loads into the kernel that is there,
   * `{modules}`; null for whatever kernel is there.
   */
  readonly kernel: 'booted' | 'loaded' | null;
  /** It boots an initial file system of ours. */
  readonly isGuest: boolean;
  /** For the record: `QEMU 7.2.22, SVM by software`. */
  readonly says: string;
}

/** How the user names a runner: git's configuration, which no tree brings along, or an option. */
interface RunnerOptions {
  /** `qemu`, `qemu-kvm`, `host`, or words. */
  readonly runner: string | null;
  /** For the guest's kernel: `kvm_amd.npt=0`. */
  readonly parameters: readonly string[];
  /** With `qemu-kvm`: what the guest's own KVM runs on, where that is known. */
  readonly kvm: 'VMX' | 'SVM' | '';
}

const QEMU = 'qemu-system-x86_64';
const PARAMETER = /^[A-Za-z0-9_.-]+(?:=[A-Za-z0-9_.,:-]*)?$/;

/**
 * @returns null where the user names none and QEMU is not here
 * @throws UsageError where what is named cannot be
 */
export function runnerOf({ runner, parameters, kvm }: RunnerOptions, env: NodeJS.ProcessEnv): Runner | null {
  for (const parameter of parameters) {
    if (!PARAMETER.test(parameter))
      throw new UsageError(`invalid kernel parameter '${parameter}'`, 'use, for example, kvm_amd.npt=0');
  }
  if (runner === null && !isProgram(QEMU, env)) return null;
  if (runner === null || runner === 'qemu') return qemu(SOFTWARE, parameters, env);
  if (runner === 'qemu-kvm') return qemu(nested(kvm), parameters, env);
  if (parameters.length > 0)
    throw new UsageError('kernel parameters need a QEMU guest', 'git kvm verify --runner qemu');
  if (runner === 'host')
    return { command: ['{test}'], kernel: null, isGuest: false, says: 'the kernel of this machine' };
  const command = runner.split(/\s+/).filter(Boolean);
  if (!command.some((word) => word.includes('{test}') || word.includes('{initrd}')))
    throw new UsageError(
      `the runner '${runner}' has no place for the test`,
      "as 'ssh HOST {test}', or 'vng --verbose --run {kernel} -- {test}'",
    );
  const isGuest = command.some((word) => word.includes('{initrd}'));
  return {
    command,
    kernel: command.some((word) => word.includes('{kernel}')) ? 'booted' : null,
    isGuest,
    says: command.filter((word) => !word.includes('{')).join(' '),
  };
}

/** What a guest's CPUs are made of. */
interface Accelerator {
  readonly name: 'tcg' | 'kvm';
  readonly words: readonly string[];
  readonly says: string;
}

/**
 * An AMD machine with SVM on every host, a slow one. Time goes by instructions: a machine with much else to do does not
 * make the guest's clocks disagree.
 */
const SOFTWARE: Accelerator = {
  name: 'tcg',
  words: ['-cpu', 'max,+svm', '-icount', 'shift=3,sleep=off'],
  says: 'SVM by software',
};

/** The vendor is the host's. */
function nested(kvm: RunnerOptions['kvm']): Accelerator {
  return { name: 'kvm', words: ['-cpu', 'host'], says: `nested${kvm && ` ${kvm}`} on the host's KVM` };
}

/** A warning of the guest's kernel goes to the console, and any end of it ends QEMU. */
function qemu(
  { name, words, says }: Accelerator,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv,
): Runner {
  const hint = 'it boots what is tested: apt install qemu-system-x86';
  const version = /\d{1,9}(?:\.\d{1,9})+/.exec(firstLine(QEMU, env, hint))?.[0] ?? '';
  const append = [
    ...['console=ttyS0', 'loglevel=5', 'panic=-1', 'oops=panic', 'reboot=t', 'rdinit=/init'],
    ...parameters,
  ];
  return {
    command: [
      ...[QEMU, '-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-serial', 'stdio'],
      ...['-accel', name, ...words, '-smp', '2', '-m', '1024'],
      ...['-kernel', '{kernel}', '-initrd', '{initrd}', '-append', append.join(' ')],
    ],
    kernel: 'booted',
    isGuest: true,
    says: [`QEMU ${version}, ${says}`, ...parameters].join(', '),
  };
}
