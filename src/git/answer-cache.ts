/** Answers of other programs about patches, kept in a folder by what was asked. Whatever goes wrong with it, it is only a cache. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The most recent answers that are kept; one takes a block of the disk. */
const MOST_KEPT = 2000;

/** Loaded with the first use, as `git-clone` is by every commit. */
export function sha256() {
  return (require('node:crypto') as typeof import('node:crypto')).createHash('sha256');
}

export class AnswerCache<T> {
  /** @param asked all that an answer depends on, besides the text that is asked about */
  constructor(
    private readonly folder: string,
    private readonly asked: string,
  ) {}

  read(text: string): T | null {
    try {
      const file = this.file(text);
      const answer = JSON.parse(readFileSync(file, 'utf8'));
      utimesSync(file, new Date(), new Date()); // asked for again: among the last to go
      return answer;
    } catch {
      return null;
    }
  }

  write(text: string, answer: T): void {
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeFileSync(this.file(text), JSON.stringify(answer));
    } catch {
      // full, read-only: asked again next time
    }
  }

  private file(text: string): string {
    return join(this.folder, `${sha256().update(this.asked).update('\0').update(text).digest('hex')}.json`);
  }
}

/** Remove the oldest answers beyond the limit. */
export function pruneAnswers(folder: string): void {
  try {
    const kept = readdirSync(folder).filter((name) => name.endsWith('.json'));
    if (kept.length <= MOST_KEPT) return;
    const byAge = kept
      .map((name) => ({ name, time: statSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => a.time - b.time);
    for (const { name } of byAge.slice(0, kept.length - MOST_KEPT))
      rmSync(join(folder, name), { force: true });
  } catch {
    // another process prunes as well
  }
}
