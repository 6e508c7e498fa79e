/** What is a selftest, by its path. */

/** The folder of KVM's selftests. */
export const SELFTESTS = 'tools/testing/selftests/kvm/';

/** Returns true for a file of KVM's selftests: a test, the library, a header, a list. */
export function isKvmSelftest(path: string): boolean {
  return path.startsWith(SELFTESTS);
}

/** Returns true for a file of any subsystem's selftests. */
export function isSelftest(path: string): boolean {
  return path.startsWith('tools/testing/selftests/');
}
