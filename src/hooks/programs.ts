/** The programs of the hooks: each loads what its hooks need, and nothing that others do. */

export const PROGRAMS = ['commit-msg', 'prepare-commit-msg', 'send'] as const;

/** The program that has the hook `name` in it; any of them says that a hook is not known. */
export function programFor(name: string): (typeof PROGRAMS)[number] {
  if (name === 'sendemail-validate' || name === 'pre-publish-send-email') return 'send';
  return name === 'commit-msg' ? 'commit-msg' : 'prepare-commit-msg';
}
