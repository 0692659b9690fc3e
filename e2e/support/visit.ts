/** A visit to any page of the console, and what every page keeps. */
import { setTimeout as delay } from "node:timers/promises";
import { accessibilityFaults, colorFaults } from "./accessibility";
import { expect, type Page } from "./test";
import { smallTargets } from "./touch-targets";

/** The sum of the layout shifts that the visitor did not cause. */
const MOST_SHIFT = 0.02;

/** Long enough for a paint without the script, and one with it but without the answer. */
const SCRIPT_DELAY_MS = 150;
const ANSWER_DELAY_MS = 500;

/** Width and height of a desktop computer and of a phone. */
export const screens = [
  [1440, 900],
  [390, 844],
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

/**
 * Lets scripts and answers of the API arrive late, so that a page is painted before it has them, as on a slow network.
 * To be called before the page is opened.
 */
export async function slowNetwork(page: Page): Promise<void> {
  for (const [pattern, ms] of [
    [/\/_next\/static\/.*\.js/, SCRIPT_DELAY_MS],
    [/\/api\/command/, ANSWER_DELAY_MS],
  ] as const)
    await page.route(pattern, async (route) => {
      await delay(ms);
      // The page may be closed by now.
      await route.continue().catch(() => undefined);
    });
}

/** Opens the page and waits until it is live and has nothing more to load. @param url its whole address */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByText("Live", { exact: true })).toBeAttached();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}

/** What a page keeps at any time, by day and by night. @param name for the report of a failure */
export async function expectGood(page: Page, name: string, width: number): Promise<void> {
  expect.soft(await accessibilityFaults(page), name).toEqual([]);
  expect.soft(await colorFaults(page, "dark"), `${name}, dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
  expect.soft(await smallTargets(page), name).toEqual([]);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(width);
  expect.soft(await page.evaluate(() => window.layoutShift), name).toBeLessThanOrEqual(MOST_SHIFT);
}
