/** A fleet of two thousand: the page is whole, small in the document, and right while all of them move. */
import { expect, test } from "@playwright/test";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";

let console_: RunningConsole;
test.beforeAll(async () => {
  console_ = await startConsole({
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
  sampleSet(console_.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterAll(() => console_.close());

test("2,000 access points: all are in the table, few are in the document, the last is reached by scrolling, and filters hold while they move", async ({
  page,
}) => {
  test.setTimeout(150_000);
  const operator = new Operator(page, console_.url);
  await operator.open();
  const table = page.getByRole("table", { name: "Access points", exact: true });
  await expect(table).toHaveAttribute("aria-rowcount", "2001", { timeout: 30_000 });
  expect(await table.getByRole("row").count()).toBeLessThan(100);

  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(table.getByRole("row").filter({ hasText: "Predownloading" }).first()).toBeVisible({
    timeout: 90_000,
  });
  await page
    .getByRole("searchbox")
    .or(page.getByPlaceholder(/filter/i))
    .first()
    .fill("ap-3");
  await expect(operator.row("ap-3")).toBeVisible();
  await expect(page).toHaveURL(/ap-3/);
});
