/** The head of a commit object, as `git cat-file commit` prints it. */

/**
 * @param head the lines before the first blank line
 * @returns its lines without those of a signature (`gpgsig`, `gpgsig-sha256`), and whether there was one
 */
export function withoutSignature(head: string): { headers: string[]; wasSigned: boolean } {
  const headers: string[] = [];
  let wasSigned = false;
  let inSignature = false;
  for (const line of head.split('\n')) {
    inSignature = line.startsWith(' ') ? inSignature : /^gpgsig(?:-sha256)? /.test(line);
    if (inSignature) wasSigned = true;
    else headers.push(line);
  }
  return { headers, wasSigned };
}
