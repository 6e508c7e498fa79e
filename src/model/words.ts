/** Long patterns, put together from lists and small parts. */

/** A group of a pattern: any of these words, which are separated by commas. A word may be a pattern itself. */
export function oneOf(words: TemplateStringsArray, ...values: readonly string[]): string {
  return `(?:${String.raw(words, ...values)
    .trim()
    .split(/,\s+/)
    .join('|')})`;
}

/** A pattern from its text; line breaks and the spaces after them are left out. */
export function pattern(flags = '') {
  return (text: TemplateStringsArray, ...values: readonly string[]): RegExp =>
    new RegExp(String.raw(text, ...values).replace(/\n\s*/g, ''), flags);
}

/** A pattern that finds what any of these finds, the first of them first. Their own flags don't count. */
export function anyOf(flags: string, ...parts: readonly RegExp[]): RegExp {
  return new RegExp(parts.map(({ source }) => source).join('|'), flags);
}
