/** One line on a terminal for what takes longer: which step, how far. */

/** What is over by then shows nothing. */
const AFTER_MS = 700;
const EVERY_MS = 200;

export class Steps {
  private readonly begun: number;
  private shown = 0;

  /** @param write to the terminal; null where there is none, and nothing is shown */
  constructor(
    private readonly write: ((text: string) => void) | null,
    private readonly now = () => performance.now(),
  ) {
    this.begun = now();
  }

  /** @param done patches, of how many */
  update(step: string, done: number, of: number): void {
    const now = this.now();
    if (this.write === null || now - this.begun < AFTER_MS || now - this.shown < EVERY_MS) return;
    this.shown = now;
    this.write(`\r\x1b[Kcheck: ${step}, ${done} of ${of} patches`);
  }

  /** Clear the line. */
  end(): void {
    if (this.shown > 0) this.write?.('\r\x1b[K');
    this.shown = 0;
  }
}
