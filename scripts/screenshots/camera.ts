/** Takes pictures of pages and writes them as WebP, each smaller than a limit. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import sharp from "sharp";

/** The limit of one picture. */
const MOST_BYTES = 120_000;
const QUALITIES = [90, 80, 70, 60, 50] as const;

/** How a page is looked at. */
export type Look = { width: number; height: number; scheme: "light" | "dark" };
export const LIGHT: Look = { width: 1440, height: 900, scheme: "light" };
export const DARK: Look = { ...LIGHT, scheme: "dark" };
export const PHONE: Look = { width: 390, height: 844, scheme: "light" };

/** Lossless where that is small enough, since text stays sharp. */
async function encode(png: Buffer): Promise<Buffer> {
  const lossless = await sharp(png).webp({ lossless: true, effort: 6 }).toBuffer();
  if (lossless.length <= MOST_BYTES) return lossless;
  for (const quality of QUALITIES) {
    const lossy = await sharp(png).webp({ quality, effort: 6, smartSubsample: true }).toBuffer();
    if (lossy.length <= MOST_BYTES) return lossy;
  }
  throw new Error(`A picture has more than ${MOST_BYTES} bytes at the lowest quality.`);
}

export class Camera {
  readonly #browser: Browser;
  readonly #url: string;
  readonly #shiftMs: number;
  readonly #folder: string;
  /** Names and sizes of what was written. */
  readonly written: { name: string; bytes: number }[] = [];

  /** @param shiftMs what the clock of the browser is ahead of the real one, as that of the console is */
  constructor(browser: Browser, url: string, shiftMs: number, folder: string) {
    this.#browser = browser;
    this.#url = url;
    this.#shiftMs = shiftMs;
    this.#folder = folder;
  }

  /** A page of the console with its rows. The caller closes it. */
  async open(path: string, look: Look): Promise<Page> {
    const page = await this.openEntry(path, look);
    await expect(page.getByText("Live", { exact: true })).toBeAttached({ timeout: 60_000 });
    await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0, { timeout: 60_000 });
    return page;
  }

  /** A page for somebody who has not signed in. It shows times in UTC and does not move by itself. The caller closes it. */
  async openEntry(path: string, look: Look): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: look.width, height: look.height },
      colorScheme: look.scheme,
      reducedMotion: "reduce",
      locale: "en-US",
      timezoneId: "UTC",
    });
    await context.addInitScript((shiftMs) => {
      const realNow = Date.now.bind(Date);
      Date.now = () => realNow() + shiftMs;
      window.Date = new Proxy(Date, {
        construct: (target, given, newTarget) =>
          Reflect.construct(target, given.length === 0 ? [target.now()] : given, newTarget),
      });
    }, this.#shiftMs);
    const page = await context.newPage();
    await page.goto(this.#url + path);
    return page;
  }

  /** Takes what is in view, or one element of it, once the fonts are there. */
  async take(name: string, page: Page, element?: Locator): Promise<void> {
    this.#write(`${name}.webp`, await encode(await this.frame(page, element)));
  }

  /** Opens a page, waits for what it must show, takes it and closes it. */
  async visit(
    name: string,
    path: string,
    look: Look,
    prepare: (page: Page) => Promise<unknown> = async () => undefined,
  ): Promise<void> {
    const page = await this.open(path, look);
    await prepare(page);
    await this.take(name, page);
    await page.context().close();
  }

  /** One frame as PNG. */
  async frame(page: Page, element?: Locator): Promise<Buffer> {
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const settings = { animations: "disabled", caret: "hide", scale: "css" } as const;
    return element === undefined ? page.screenshot(settings) : element.screenshot(settings);
  }

  /** Writes frames of the same size as an animation that repeats. */
  async animate(name: string, frames: Buffer[], frameMs: number): Promise<void> {
    const animation = await sharp(frames, { join: { animated: true } })
      .webp({ quality: 60, effort: 5, loop: 0, delay: frames.map(() => frameMs), minSize: true })
      .toBuffer();
    this.#write(`${name}.webp`, animation);
  }

  #write(name: string, bytes: Buffer): void {
    writeFileSync(join(this.#folder, name), bytes);
    this.written.push({ name, bytes: bytes.length });
    console.log(`${name.padEnd(32)} ${(bytes.length / 1000).toFixed(0).padStart(5)} kB`);
  }
}
