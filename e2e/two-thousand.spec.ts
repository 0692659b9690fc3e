/** A fleet of 2,000: the table is complete, the document stays small, and filters stay correct during an upgrade. */

import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({
    lab: labFile(
      smallLab({
        mixes: [
          {
            count: 1996,
            models: { "C9120AXI-E": 3, "C9105AXI-E": 2, "AIR-AP2802I-E-K9": 1 },
            running: "17.9.4.27",
          },
        ],
        startPolicy: { batchSize: 10_000, batchIntervalSeconds: 0 },
        clockFactor: 1,
      }),
    ),
  });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterAll(() => app.close());

test("2,000 access points: all are in the table, few are in the document, the last is reached by scrolling and by keyboard, and a filter holds while they download", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  const table = page.getByRole("table", { name: "Access points", exact: true });
  await expect(table).toHaveAttribute("aria-rowcount", "2001", { timeout: 30_000 });
  await expect(page.getByText("2,000 access points", { exact: true })).toBeVisible();
  const rowAt = (index: number) => table.locator(`[role="row"][aria-rowindex="${index}"]`);
  expect(await table.getByRole("row").count()).toBeLessThan(100);
  await expect(rowAt(2001)).toHaveCount(0);

  const scroller = page.getByRole("region", { name: "Access points, scrolling" });
  await scroller.evaluate((element) => {
    element.scrollIntoView();
    element.scrollTo({ top: element.scrollHeight });
  });
  await expect(rowAt(2001)).toBeInViewport();
  await expect(rowAt(2)).not.toBeInViewport();
  expect(await table.getByRole("row").count()).toBeLessThan(100);
  const last = (await rowAt(2001).getByRole("button").textContent()) ?? "";

  await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
  await rowAt(2).getByRole("button").focus();
  await page.keyboard.press("End");
  await expect(rowAt(2001).getByRole("button", { name: last })).toBeFocused();

  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  const status = (name: string) => operator.row(name).getByText(/^(Predownloading|Complete)$/);
  await page.getByRole("searchbox", { name: "Filter access points" }).fill("ap-3");
  await expect(page).toHaveURL(/q=ap-3/);
  const shown = page.getByText(/^\d+ of 2,000 access points$/);
  await expect(shown).toBeVisible();
  const count = (await shown.textContent()) ?? "";
  await expect(status("ap-3")).toBeVisible({ timeout: 90_000 });
  await expect(shown).toHaveText(count);
  const names = await table.getByRole("row").getByRole("button").allTextContents();
  for (const name of names.slice(await table.getByRole("columnheader").count()))
    expect(name).toContain("ap-3");
});
