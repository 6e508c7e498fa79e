/** Lines and definitions that the patches of a series have added so far: who brought what a later one takes away. */
import type { DiffLine } from '../../model/diff';
import type { PatchFacts } from '../order/extract/facts';

/** Something in a later patch, and the earlier patch that it goes back to. */
export interface Earlier {
  readonly by: PatchFacts;
  /** In the later patch. */
  readonly line: DiffLine;
}

/** Lines that are in many places tie nothing: braces, `break;`, `return 0;`. */
export function isTelling(text: string): boolean {
  const bare = text.trim();
  return bare.length >= 12 && !/^(?:\*|\/\*|\/\/|return\b[^(]*;$|#(?:include|ifdef|ifndef|endif))/.test(bare);
}

/** What two definitions of a macro have in common however they are wrapped: its head, or all of a plain one. */
function headOf(text: string): string {
  const plain = text.trim().replace(/\s+/g, ' ');
  return /^#\s?define \w+\([^)]*\)/.exec(plain)?.[0] ?? plain;
}

function isBreak({ kind, text }: DiffLine): boolean {
  return kind === '+' && text.includes('break;') && text.trim() === 'break;';
}

function isMoved({ files }: PatchFacts, name: string): boolean {
  return files.some(({ removes }) => removes.some((one) => one.name === name));
}

/** Returns true if the nearest label above is older than the change: a switch that comes with it has forgotten nothing. */
function isLabelled(above: readonly DiffLine[]): boolean {
  const label = above.findLast(({ text }) => /^\s*(?:case\b.*:|default:|switch\b)/.test(text));
  return label === undefined || label.kind === ' ';
}

export class EarlierLines {
  private readonly added = new Map<string, PatchFacts>();
  private readonly defined = new Map<string, PatchFacts>();
  /** Not read yet: most series have nothing to ask about. */
  private readonly waiting: PatchFacts[] = [];

  /** Take in what a patch adds, once it has been asked about. */
  add(facts: PatchFacts): void {
    this.waiting.push(facts);
  }

  private readAll(): void {
    for (const facts of this.waiting.splice(0)) this.read(facts);
  }

  private read(facts: PatchFacts): void {
    // What a patch only moves was there before: to fix it afterwards does not fix that patch.
    const moved = new Set(facts.files.flatMap((file) => file.removed.map(({ line }) => line.text.trim())));
    for (const file of facts.files) {
      for (const { line } of file.added) {
        if (!moved.has(line.text.trim())) this.added.set(`${file.path}\n${line.text.trim()}`, facts);
      }
      for (const { line } of file.removed) this.added.delete(`${file.path}\n${line.text.trim()}`);
      for (const { name, form, line } of file.defines) {
        // What a patch moves is in one place after it as well.
        if (form === 'macro' && !isMoved(facts, name))
          this.defined.set(`${name}\n${headOf(line.text)}`, facts);
      }
    }
  }

  /** The patch that added this line to this file. */
  adderOf(path: string, text: string): PatchFacts | null {
    this.readAll();
    return this.added.get(`${path}\n${text.trim()}`) ?? null;
  }

  /** A macro that an earlier patch brought elsewhere, by the same definition, and this one removes where it was. */
  twinOf({ files, takes }: PatchFacts): (Earlier & { readonly name: string }) | null {
    for (const file of files) {
      for (const { name, form, line } of file.removes) {
        if (form !== 'macro') continue;
        this.readAll();
        const by = this.defined.get(`${name}\n${headOf(line.text)}`);
        if (by === undefined || !takes.has(name) || this.adderOf(file.path, line.text) !== null) continue;
        // Names that another area defines as well, as kernel headers and their copies do, are not twins.
        const isNear = by.files.some(
          (other) =>
            other.area.startsWith('test') === file.area.startsWith('test') &&
            other.defines.some((one) => one.name === name),
        );
        if (isNear) return { by, line, name };
      }
    }
    return null;
  }

  /** A `break;` put between the end of a case that an earlier patch wrote and the next label. */
  missingBreak({ files }: PatchFacts): Earlier | null {
    for (const file of files) {
      for (const { lines } of file.file.hunks) {
        if (!lines.some(isBreak)) continue;
        const now = lines.filter(({ kind }) => kind !== '-');
        for (let i = 1; i + 1 < now.length; i += 1) {
          const [before, line, after] = [now[i - 1]!, now[i]!, now[i + 1]!];
          if (!isBreak(line) || before.kind !== ' ') continue;
          if (!/^\s*(?:case\b|default:)/.test(after.text) || !/;\s*$/.test(before.text)) continue;
          if (!isLabelled(now.slice(0, i))) continue;
          const by = isTelling(before.text) ? this.adderOf(file.path, before.text) : null;
          if (by !== null) return { by, line };
        }
      }
    }
    return null;
  }
}
