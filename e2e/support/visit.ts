/** A visit to any page of the console, and what every page keeps. */
import { accessibilityFaults } from "./accessibility";
import { expect, type Page } from "./test";
import { smallTargets } from "./touch-targets";

/** The sum of the layout shifts that the visitor did not cause. */
const MOST_SHIFT = 0.02;

/** Color scheme, width and height: a desktop computer and a phone, by day and by night. */
export const screens = [
  ["light", 1440, 900],
  ["dark", 1440, 900],
  ["light", 390, 844],
  ["dark", 390, 844],
] as const;

declare global {
  interface Window {
    layoutShift: number;
  }
}

/** To be called before the page is opened. */
export async function watchLayout(page: Page): Promise<void> {
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

/** Opens the page and waits until it is live and has nothing more to load. @param url its whole address */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByText("Live", { exact: true })).toBeAttached();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}

/** What a page keeps at any time. @param name for the report of a failure */
export async function expectGood(page: Page, name: string, width: number): Promise<void> {
  expect.soft(await accessibilityFaults(page), name).toEqual([]);
  expect.soft(await smallTargets(page), name).toEqual([]);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(width);
  expect.soft(await page.evaluate(() => window.layoutShift), name).toBeLessThanOrEqual(MOST_SHIFT);
}
