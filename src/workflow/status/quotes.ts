/** Returns true if a text names a commit, by an id of at least eight digits. */
export function quotes(text: string, id: string): boolean {
  for (const [word] of text.matchAll(/\b[0-9a-f]{8,40}\b/gi)) {
    const low = word.toLowerCase();
    if (id.startsWith(low) || low.startsWith(id)) return true;
  }
  return false;
}
