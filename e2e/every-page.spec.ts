/** What every page keeps, also while an upgrade runs. Menus and dialogs are in `every-state.spec.ts`. */
import { type RunningConsole, startConsole } from "./support/console";
import { Operator } from "./support/operator";
import { everyPage, FIRST_RUN } from "./support/pages";
import { type Browser, expect, test } from "./support/test";
import { expectGood, screens, slowNetwork, visit, watchLayout } from "./support/visit";
import { MOST_SCRIPT_BYTES, scriptBytes } from "./support/wire-weight";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole();
});
test.afterAll(() => app.close());

for (const [width, height] of screens)
  test.describe(`at ${width} pixels`, () => {
    test.use({ viewport: { width, height } });
    for (const path of everyPage)
      test(`${path} has no accessibility fault and no small target, fits, does not jump, and keeps its JavaScript limit`, async ({
        page,
      }) => {
        await slowNetwork(page);
        await watchLayout(page);
        await visit(page, app.url + path);
        await expectGood(page, path, width);
        // Last, when the parts that a page loads by itself have arrived.
        expect.soft(await scriptBytes(page), path).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
      });
  });

for (const [width, height] of screens)
  test(`during an upgrade, at ${width} pixels, every page and the page of the run have no accessibility fault and do not jump`, async ({
    browser,
  }) => {
    test.setTimeout(600_000);
    const upgrading = await startConsole();
    await startUpgrade(browser, upgrading.url);
    const context = await browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    await watchLayout(page);
    for (const path of [...everyPage, FIRST_RUN, `${FIRST_RUN}/record`])
      await test.step(path, async () => {
        await visit(page, upgrading.url + path);
        await expectGood(page, path, width);
      });
    await context.close();
    await upgrading.close();
  });

/** With the suggested profile: the console's own TFTP server and its newest image set. */
async function startUpgrade(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage();
  const operator = new Operator(page, url);
  await operator.open();
  await operator.saveAndDownload();
  await expect(operator.status).toContainText(/download/i);
  await page.close();
}
