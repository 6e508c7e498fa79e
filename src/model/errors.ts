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
