/** The ids that rules had before, with those they have now. Suppressions, configuration and commands still take them. */
export const RENAMED: Readonly<Record<string, string>> = {};

/** The id that a rule has now; `id` itself where it was never another one. */
export function currentId(id: string): string {
  return Object.hasOwn(RENAMED, id) ? RENAMED[id]! : id;
}
