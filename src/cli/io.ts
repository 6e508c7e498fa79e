/** Where a command writes. Only commands write. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** True if what goes to `out` may hold colours. */
  color: boolean;
  /** Columns of what `out` writes to; 80 if left out. */
  width?: number;
}
