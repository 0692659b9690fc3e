/** After `install activate`: the terminal returns by itself, and the page shows that nobody has committed yet. */

import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { rememberTexts } from "./support/remember";
import { sampleSet } from "./support/samples";
import { TerminalOnPage } from "./support/terminal";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: labFile(smallLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterAll(() => app.close());

test("a version activated on the command line waits for Commit on the page; the terminal says that the controller reloads and returns by itself", async ({
  page,
  context,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 90_000 });

  const tab = await context.newPage();
  const terminal = new TerminalOnPage(tab);
  await terminal.open(app.url);
  const hasShown = await rememberTexts(tab, "main");
  await terminal.type("install activate prompt-level none\r");
  await terminal.shows(
    /SUCCESS: install_activate[\s\S]*%SYS-5-RELOAD: Reload requested by operator on console/,
  );
  await expect.poll(() => hasShown(/The controller is reloading…/)).toBe(true);
  await expect(tab.getByText("The controller is reloading…")).toBeHidden({ timeout: 60_000 });
  await terminal.shows(/%SYS-5-RELOAD[\s\S]*\nlab-EWC#$/);

  const note = page.getByText(/^Not committed\./);
  await expect(note).toBeVisible({ timeout: 60_000 });
  await expect(note).toContainText(/Rolls back in \d:\d\d:\d\d \(x20\)\./);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const refused = page.getByText("17.12.1.5 is not committed. You can start another download when");
  await expect(refused).toBeVisible();
  await page.getByRole("button", { name: "Commit", exact: true }).click();
  await expect(note).toBeHidden();
  await expect(refused).toBeHidden();
  await terminal.type("show install summary\r");
  await terminal.shows(/IMG {3}C {4}17\.12\.01\.0\.5[\s\S]*Auto abort timer: inactive/);
});
