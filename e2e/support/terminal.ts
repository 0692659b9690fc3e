/** Drives the terminal on the Command Line Interface page. */
import { expect, type Page } from "@playwright/test";

export const COMMAND_LINE_PAGE = "/administration/command-line-interface";

/** The terminal of one page. */
export class TerminalOnPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page and waits for the prompt. The terminal has the focus then. */
  async open(url: string): Promise<void> {
    await this.page.goto(`${url}${COMMAND_LINE_PAGE}`);
    await this.shows(/EWC#/);
    await expect(this.#input).toBeFocused();
  }

  /** Types keys; `\r` is Enter. */
  async type(keys: string): Promise<void> {
    await this.#input.focus();
    await expect(this.#input).toBeFocused();
    await this.page.keyboard.type(keys);
  }

  get #input() {
    return this.page.getByLabel("Terminal input");
  }

  /** The rows on the screen, without trailing blanks. */
  async rows(): Promise<string[]> {
    const rows = await this.page.locator(".xterm-rows > div").allTextContents();
    return rows.map((row) => row.replaceAll("\u00a0", " ").trimEnd());
  }

  /** Waits until the screen matches. */
  async shows(expected: RegExp): Promise<void> {
    await expect
      .poll(async () => (await this.rows()).join("\n").trimEnd(), { timeout: 30_000 })
      .toMatch(expected);
  }
}
