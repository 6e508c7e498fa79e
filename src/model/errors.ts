import { getSystemErrorMap } from 'node:util';

/** Something that keeps git-kvm from doing its work: exit status 2. Never thrown for a finding. */
export class UsageError extends Error {
  /**
   * @param message what is wrong, and where
   * @param hint what to do about it
   */
  constructor(
    message: string,
    readonly hint = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'UsageError';
  }

  /** By name: programs that are bundled apart each have this class. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && error.name === 'UsageError';
  }
}

/** Why something failed, in the words of the system: `no such file or directory`. */
export function reasonOf(error: unknown): string {
  // zlib numbers its errors as well.
  const { errno = 0, syscall } = error as { errno?: number; syscall?: string };
  const [, words] = (syscall === undefined ? null : getSystemErrorMap().get(errno)) ?? [];
  return words ?? (error instanceof Error ? error.message : String(error));
}
