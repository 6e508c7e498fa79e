/** The terminal, as commands see it: only they print. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Colours are wanted on what `out` prints. */
  readonly color: boolean;
}
