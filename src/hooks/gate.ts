/** Gates in front of regular expressions; the build puts them there, see scripts/gates.mjs. */

let text: string | undefined;
let folded = '';

function inSmallLetters(of: string): string {
  if (of !== text) folded = of.toLowerCase();
  text = of;
  return folded;
}

/** What a regular expression does, for those who do not look at what it is. */
class Gate {
  private made: RegExp | undefined;

  constructor(
    private readonly make: () => RegExp,
    private readonly words: readonly string[],
    private readonly fold: boolean,
  ) {}

  exec(of: string): RegExpExecArray | null {
    return this.isOpen(of) ? this.regex.exec(of) : null;
  }

  test(of: string): boolean {
    return this.isOpen(of) && this.regex.test(of);
  }

  [Symbol.match](of: string): RegExpMatchArray | null {
    return this.isOpen(of) ? this.regex[Symbol.match](of) : null;
  }

  [Symbol.matchAll](of: string): Iterable<RegExpMatchArray> {
    return this.isOpen(of) ? this.regex[Symbol.matchAll](of) : [][Symbol.iterator]();
  }

  [Symbol.replace](of: string, by: string): string {
    return this.isOpen(of) ? this.regex[Symbol.replace](of, by) : of;
  }

  [Symbol.search](of: string): number {
    return this.isOpen(of) ? this.regex[Symbol.search](of) : -1;
  }

  [Symbol.split](of: string, limit?: number): string[] {
    return this.regex[Symbol.split](of, limit);
  }

  get source(): string {
    return this.regex.source;
  }

  get flags(): string {
    return this.regex.flags;
  }

  get global(): boolean {
    return this.regex.global;
  }

  get lastIndex(): number {
    return this.made?.lastIndex ?? 0;
  }

  set lastIndex(at: number) {
    this.regex.lastIndex = at;
  }

  private get regex(): RegExp {
    this.made ??= this.make();
    return this.made;
  }

  private isOpen(of: string): boolean {
    const where = this.fold ? inSmallLetters(of) : of;
    for (const word of this.words) if (where.includes(word)) return true;
    if (this.made !== undefined) this.made.lastIndex = 0;
    return false;
  }
}

/**
 * @param words at least one of them is in every text that the expression finds something in
 * @param fold whether they are in small letters, whatever those of the text
 * @returns the expression, but made only for a text with one of the words
 */
export function gate(make: () => RegExp, words: readonly string[], fold: boolean): RegExp {
  return new Gate(make, words, fold) as unknown as RegExp;
}
