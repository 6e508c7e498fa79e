/** This machine's KVM, for guests that have a KVM of their own in them. */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../model/errors';
import { read } from '../results';

/**
 * What nested guests run on: `VMX` or `SVM`.
 *
 * @param root where /dev, /proc and /sys are
 * @throws UsageError where there is no KVM, where it may not be used, or where guests are not given VMX or SVM
 */
export function hostKvm(root = '/'): 'VMX' | 'SVM' {
  const device = join(root, 'dev/kvm');
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EACCES';
    throw new UsageError(
      isThere ? `no permission for ${device}` : `${device} does not exist: this machine has no KVM`,
      isThere ? 'be in the group kvm, or use software: --runner qemu' : 'use software: --runner qemu',
      { cause },
    );
  }
  const isIntel = /^flags\s*:.*\bvmx\b/m.test(read(join(root, 'proc/cpuinfo')));
  const module = isIntel ? 'kvm_intel' : 'kvm_amd';
  if (/^[N0]/.test(read(join(root, `sys/module/${module}/parameters/nested`))))
    throw new UsageError(
      `${module} gives guests no ${isIntel ? 'VMX' : 'SVM'}`,
      `modprobe -r ${module}; modprobe ${module} nested=1`,
    );
  return isIntel ? 'VMX' : 'SVM';
}
