/** One line on a terminal: how far, how fast, how long still. */

interface Screen {
  write(text: string): void;
}

const EVERY_MS = 200;
/** The rate is that of the last seconds, not of the whole run. */
const SMOOTH = 0.1;

export class Progress {
  private shown = 0;
  private rate = 0;
  private before: { at: number; mails: number } | null = null;
  private first: { at: number; part: number } | null = null;
  private text = '';

  /** @param sizes of each archive, in the unit that `update` is told; null where no one knows */
  constructor(
    private readonly screen: Screen,
    private readonly sizes: readonly (number | null)[],
  ) {}

  /** @param mails read so far */
  update(archive: number, done: number, mails: number): void {
    const now = performance.now();
    if (now - this.shown < EVERY_MS) return;
    this.shown = now;
    if (this.before !== null) {
      const rate = ((mails - this.before.mails) * 1000) / (now - this.before.at);
      this.rate = this.rate === 0 ? rate : this.rate + SMOOTH * (rate - this.rate);
    }
    this.before = { at: now, mails };
    const part = this.part(archive, done);
    this.show([
      `${mails.toLocaleString('en-US')} mails`,
      part === null ? '' : `${Math.floor(part * 100)} %`,
      this.rate > 0 ? `${Math.round(this.rate).toLocaleString('en-US')}/s` : '',
      part === null ? '' : this.left(now, part),
    ]);
  }

  /** Clear the line. */
  end(): void {
    if (this.text !== '') this.screen.write('\r\x1b[K');
    this.text = '';
  }

  /** How much of all is done; every archive weighs the same where their units differ. */
  private part(archive: number, done: number): number | null {
    const size = this.sizes[archive];
    if (size === null || size === undefined || this.sizes.includes(null)) return null;
    return Math.min(1, (archive + Math.min(1, size === 0 ? 1 : done / size)) / this.sizes.length);
  }

  private left(now: number, part: number): string {
    // A resumed run starts in the middle.
    this.first ??= { at: now, part };
    const gone = part - this.first.part;
    if (gone <= 0 || now - this.first.at < 1000) return '';
    const seconds = Math.ceil((((now - this.first.at) / 1000) * (1 - part)) / gone);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const tail = `${String(seconds % 60).padStart(2, '0')}`;
    return `${hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}` : minutes}:${tail} left`;
  }

  private show(parts: readonly string[]): void {
    this.text = `audit: ${parts.filter(Boolean).join(', ')}`;
    this.screen.write(`\r\x1b[K${this.text}`);
  }
}
