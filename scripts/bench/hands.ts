/** The hands of an operator: does what it is told on a page, and counts clicks, keys and pages. */
import type { Locator, Page } from "@playwright/test";

/** What a task took. Keys include those of typed text. */
export type Effort = { seconds: number; clicks: number; keys: number; pages: number };

export class Hands {
  readonly page: Page;
  #clicks = 0;
  #keys = 0;
  readonly #paths: string[] = [];
  #begin = performance.now();

  constructor(page: Page) {
    this.page = page;
    page.on("framenavigated", (frame) => {
      if (frame === page.mainFrame()) this.#see(frame.url());
    });
  }

  #see(url: string): void {
    const path = new URL(url).pathname;
    if (this.#paths.at(-1) !== path) this.#paths.push(path);
  }

  /** From here on it counts; the page that is open is the first one. */
  begin(): void {
    this.#clicks = 0;
    this.#keys = 0;
    this.#paths.length = 0;
    this.#see(this.page.url());
    this.#begin = performance.now();
  }

  async click(target: Locator): Promise<void> {
    this.#clicks++;
    await target.click();
  }

  /** Replaces the text of a field: one click into it, select all, and the text. */
  async type(field: Locator, text: string): Promise<void> {
    this.#clicks++;
    this.#keys += 1 + text.length;
    await field.fill(text);
  }

  /** What has been done since {@link begin}. */
  effort(): Effort {
    const seconds = (performance.now() - this.#begin) / 1000;
    return { seconds, clicks: this.#clicks, keys: this.#keys, pages: this.#paths.length };
  }
}
