/** Splits output into pages. The session prints ` --More-- ` and reads the keys. */

export const MORE_PROMPT = " --More-- ";
/** Removes the prompt from the screen before the next line is printed. */
export const ERASE_MORE = `\r${" ".repeat(MORE_PROMPT.length)}\r`;

export class Pager {
  readonly #lines: readonly string[];
  readonly #columns: number;
  #next = 0;

  /** @param columns the width of the terminal; 0: lines do not wrap */
  constructor(lines: readonly string[], columns: number) {
    this.#lines = lines;
    this.#columns = columns;
  }

  /** Whether all lines were taken. */
  get done(): boolean {
    return this.#next >= this.#lines.length;
  }

  /** The next lines that fit into `rows` rows of the terminal; at least one line, even if it needs more rows. */
  take(rows: number): readonly string[] {
    const from = this.#next;
    let left = rows;
    while (this.#next < this.#lines.length) {
      const height = this.#height(this.#lines[this.#next] ?? "");
      if (this.#next > from && height > left) break;
      left -= height;
      this.#next++;
      if (left <= 0) break;
    }
    return this.#lines.slice(from, this.#next);
  }

  #height(line: string): number {
    return this.#columns === 0 ? 1 : Math.max(1, Math.ceil(line.length / this.#columns));
  }
}
