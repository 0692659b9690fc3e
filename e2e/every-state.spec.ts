/** What every menu, panel, dialog and tab keeps. */
import { accessibilityFaults, colorFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { openState, openStates } from "./support/open-states";
import { expect, type Page, test } from "./support/test";
import { smallTargets } from "./support/touch-targets";
import { screens, visit } from "./support/visit";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole();
});
test.afterAll(() => app.close());

for (const [width, height] of screens)
  test.describe(`at ${width} pixels`, () => {
    // One page for all tests: what it opens again is loaded and compiled.
    let page: Page;
    test.beforeAll(async ({ browser }) => {
      page = await browser.newPage({ viewport: { width, height } });
    });
    test.afterAll(() => page.context().close());

    const kind = width >= 1024 ? "wide" : "narrow";
    for (const state of openStates.filter(({ on }) => on === undefined || on === kind))
      test(`${state.path}: ${state.name} has no accessibility fault and no small target`, async () => {
        await page.emulateMedia({ colorScheme: "light" });
        await visit(page, app.url + state.path);
        await openState(page, state);
        expect.soft(await accessibilityFaults(page, state.within)).toEqual([]);
        expect.soft(await smallTargets(page)).toEqual([]);
        expect.soft(await colorFaults(page, "dark", state.within), "dark").toEqual([]);
      });
  });
