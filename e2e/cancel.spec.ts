/** Cancel upgrade: what stops, what is kept, and how the upgrade resumes. */

import { type RunningConsole, startConsole } from "./support/console";
import { labFile, slowLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.beforeEach(async () => {
  app = await startConsole({ lab: labFile(slowLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterEach(() => app.close());

test("Cancel upgrade stops the downloads and names who canceled; Save & Download resumes with the missing images", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(operator.stage("AP Image Download")).toContainText("in progress");

  const cancel = page.getByRole("button", { name: "Cancel upgrade" });
  await cancel.click();
  const dialog = page.getByRole("dialog", { name: "Cancel upgrade?" });
  await dialog.getByRole("button", { name: "Keep downloading" }).click();
  await expect(dialog).toBeHidden();
  await expect(operator.stage("AP Image Download")).toContainText("in progress");

  await cancel.click();
  await dialog.getByRole("button", { name: "Cancel upgrade" }).click();
  await expect(dialog).toBeHidden();
  await expect(operator.status).toHaveText(
    /^Status: Canceled by operator at \d\d:\d\d:\d\d UTC x\d+\. Still running 17\.9\.4\.27\.$/,
  );
  await expect(operator.stage("AP Image Download")).toContainText("pending");
  await expect(cancel).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toHaveCount(0);

  await operator.saveAndDownload();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 150_000 });
  await expect(operator.stage("Activate")).toContainText("action required");
  for (const name of ["ap-1", "ap-2", "ap-3", "ap-4"])
    await expect(operator.row(name)).toContainText("Complete");
});
