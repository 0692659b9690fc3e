/** What every page keeps: no accessibility fault, no jump of the layout, nothing wider than the screen. */

import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { everyPage } from "./support/pages";
import { expect, type Page, test } from "./support/test";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole();
});
test.afterAll(() => app.close());

/** The sum of the layout shifts that the visitor did not cause. */
const MOST_SHIFT = 0.02;

declare global {
  interface Window {
    layoutShift: number;
  }
}

async function watchLayout(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) window.layoutShift += value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(app.url + path);
  await expect(page.getByText("Live", { exact: true })).toBeAttached();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}

for (const [scheme, width, height] of [
  ["light", 1440, 900],
  ["dark", 1440, 900],
  ["light", 390, 844],
  ["dark", 390, 844],
] as const) {
  test(`every page at ${width} pixels in ${scheme} colors has no accessibility fault, fits, and does not jump`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await watchLayout(page);
    for (const path of everyPage) {
      await test.step(path, async () => {
        await open(page, path);
        expect.soft(await accessibilityFaults(page), path).toEqual([]);
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(width);
        expect.soft(await page.evaluate(() => window.layoutShift), path).toBeLessThanOrEqual(MOST_SHIFT);
      });
    }
  });

  test(`menus and dialogs of the frame at ${width} pixels in ${scheme} colors have no accessibility fault`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await open(page, "/");
    await page.getByRole("button", { name: "Help" }).click();
    await expect(page.getByRole("menuitem", { name: "Help and shortcuts" })).toBeVisible();
    expect.soft(await accessibilityFaults(page), "help menu").toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Help and shortcuts" })).toBeVisible();
    expect.soft(await accessibilityFaults(page), "help").toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog", { name: "Find anything" })).toBeVisible();
    expect.soft(await accessibilityFaults(page), "palette").toEqual([]);
  });
}
