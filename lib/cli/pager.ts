/** Output page by page: how many lines fit, what is left. The session shows ` --More-- ` and hands the keys in. */

export const MORE = " --More-- ";
/** Takes the question off the screen before the next line is printed. */
export const ERASE_MORE = `\r${" ".repeat(MORE.length)}\r`;

export class Pager {
  readonly #lines: readonly string[];
  readonly #columns: number;
  #next = 0;

  /** @param columns 0: a line takes one row, however long. */
  constructor(lines: readonly string[], columns: number) {
    this.#lines = lines;
    this.#columns = columns;
  }

  get done(): boolean {
    return this.#next >= this.#lines.length;
  }

  /** The next lines that fill at most `rows` rows of the terminal; at least one, even when it is higher. */
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
