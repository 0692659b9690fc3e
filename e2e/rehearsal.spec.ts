/** The preview predicts the upgrade, and a rehearsal shows beside each stage what was predicted. */
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator, UPGRADE_PAGE } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: labFile(smallLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterAll(() => app.close());

test("a plan is predicted, rehearsed at another speed of the clock, and compared", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await operator.open(UPGRADE_PAGE);
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await page.getByRole("button", { name: "Save & Download", exact: true }).click();
  const preview = page.getByRole("dialog", { name: "Save & Download" });
  const line = preview.getByText(/^Predicted: .* takes longest: /);
  await expect(line).toBeVisible({ timeout: 60_000 });
  await line.click();
  await expect(preview.getByText(/^Partly assumed: Download rate from the server: /)).toBeVisible();

  await preview.getByRole("button", { name: "Rehearse" }).click();
  await page.getByRole("menuitem", { name: "With the clock at x60" }).click();
  await expect(preview).toBeHidden({ timeout: 30_000 });
  await expect(page.getByText(/^Rehearsal at x60/).first()).toBeVisible();
  await expect(operator.status).toContainText("Ready to activate", { timeout: 90_000 });

  await operator.open("/runs/1");
  await expect(page.getByText("Rehearsal at x60", { exact: true })).toBeVisible();
  const stages = page.getByRole("table", { name: "Stages of the run" });
  await expect(stages.getByRole("columnheader", { name: "Predicted" })).toBeVisible();
  const ready = stages.getByRole("row").filter({ hasText: "Until ready to activate" });
  await expect(ready).toContainText(/As predicted|longer than the worst case|shorter than the best case/);

  // The clock has the speed of the lab again.
  await operator.open("/lab");
  await expect(page.getByRole("button", { name: "x20", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await operator.open("/runs");
  await expect(page.getByRole("row").filter({ hasText: "Run 1" })).toContainText("Rehearsal");
});
