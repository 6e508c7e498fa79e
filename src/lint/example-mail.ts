/** Mails for the examples of rules that look at a whole series: all that they do not show is filled in. */

export interface ExampleMail {
  /** The whole subject, brackets and all. */
  readonly subject: string;
  /** The changelog, or the cover letter's text; with tags, if any. */
  readonly text?: string;
  /** Below `---`. */
  readonly notes?: string;
  /** Lines with their marks (`+`, `-`, space) by path; a `+` before the path makes the file a new one. */
  readonly diff?: Readonly<Record<string, readonly string[]>>;
  /** Further headers: `To`, `Cc`, `In-Reply-To`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly base?: string;
}

/** The text of a mail as `git format-patch` writes it. */
export function exampleMail({ subject, text, notes, diff = {}, headers = {}, base }: ExampleMail): string {
  const isCover = / 0+\/\d/.test(subject);
  const head = { From: 'Ann Author <ann@example.org>', Subject: subject, ...headers };
  return [
    ...Object.entries(head).map(([name, value]) => `${name}: ${value}`),
    'Date: Wed, 1 May 2024 10:00:00 +0200',
    '',
    text ?? 'Change what needs to be changed.',
    ...(isCover ? [] : ['', 'Signed-off-by: Ann Author <ann@example.org>', '---']),
    ...(notes === undefined ? [] : [notes, '']),
    exampleDiff(diff),
    ...(base === undefined ? [] : [`base-commit: ${base}`]),
    '-- ',
    '2.39.5',
    '',
  ].join('\n');
}

/** A diff of one hunk a file. */
export function exampleDiff(files: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(files)
    .map(([path, lines]) => {
      const isNew = path.startsWith('+');
      const name = isNew ? path.slice(1) : path;
      const count = (mark: string) => lines.filter((line) => !line.startsWith(mark)).length;
      const old = isNew ? '-0,0' : `-10,${count('+')}`;
      return [
        `diff --git a/${name} b/${name}`,
        ...(isNew ? ['new file mode 100644', '--- /dev/null'] : [`--- a/${name}`]),
        `+++ b/${name}`,
        `@@ ${old} +${isNew ? 1 : 10},${count('-')} @@`,
        ...lines,
      ].join('\n');
    })
    .join('\n');
}
