/** What every page keeps, also with its menus and dialogs open and while an upgrade runs. */

import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { openState, openStates } from "./support/open-states";
import { Operator } from "./support/operator";
import { everyPage, FIRST_RUN } from "./support/pages";
import { type Browser, expect, type Page, test } from "./support/test";
import { smallTargets } from "./support/touch-targets";
import { mostScriptBytes, scriptBytes } from "./support/wire-weight";

// Each test opens dozens of pages.
test.describe.configure({ timeout: 600_000 });

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

/** What a page keeps at any time. */
async function expectGood(page: Page, path: string, width: number): Promise<void> {
  expect.soft(await accessibilityFaults(page), path).toEqual([]);
  expect.soft(await smallTargets(page), path).toEqual([]);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(width);
  expect.soft(await page.evaluate(() => window.layoutShift), path).toBeLessThanOrEqual(MOST_SHIFT);
}

const screens = [
  ["light", 1440, 900],
  ["dark", 1440, 900],
  ["light", 390, 844],
  ["dark", 390, 844],
] as const;

for (const [scheme, width, height] of screens) {
  test(`every page at ${width} pixels in ${scheme} colors has no accessibility fault and no small target, fits, and does not jump`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await watchLayout(page);
    for (const path of everyPage) {
      await test.step(path, async () => {
        await open(page, path);
        await expectGood(page, path, width);
      });
    }
  });

  test(`every menu, panel, dialog and tab at ${width} pixels in ${scheme} colors has no accessibility fault and no small target`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    const kind = width >= 1024 ? "wide" : "narrow";
    for (const state of openStates.filter(({ on }) => on === undefined || on === kind)) {
      await test.step(`${state.path}: ${state.name}`, async () => {
        await open(page, state.path);
        await openState(page, state);
        expect.soft(await accessibilityFaults(page, state.within), state.name).toEqual([]);
        expect.soft(await smallTargets(page), state.name).toEqual([]);
      });
    }
  });
}

test("no page transfers more JavaScript than its limit, on a wide and on a narrow screen", async ({
  browser,
}) => {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])
    for (const path of everyPage) {
      // With an empty cache.
      const page = await browser.newPage({ viewport });
      await open(page, path);
      await page.waitForLoadState("load");
      expect.soft(await scriptBytes(page), path).toBeLessThanOrEqual(mostScriptBytes(path));
      await page.close();
    }
});

test("during an upgrade, every page and the page of the run have no accessibility fault and do not jump", async ({
  browser,
}) => {
  await startUpgrade(browser);
  for (const [scheme, width, height] of [screens[0], screens[3]]) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    const page = await context.newPage();
    await watchLayout(page);
    for (const path of [...everyPage, FIRST_RUN, `${FIRST_RUN}/record`]) {
      await test.step(`${path} at ${width} pixels`, async () => {
        await open(page, path);
        await expectGood(page, path, width);
      });
    }
    await context.close();
  }
});

/** With the suggested profile: the console's own TFTP server and its newest image set. */
async function startUpgrade(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.saveAndDownload();
  await expect(operator.status).toContainText(/download/i);
  await page.close();
}
