/** The whole upgrade in the demo lab at normal clock speed, as a first visitor runs it. */

import { type RunningConsole, startConsole } from "./support/console";
import { Operator } from "./support/operator";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole();
});
test.afterAll(() => app.close());

test("Save & Download with the suggested profile and Activate bring all 12 access points and the controller to 17.12.1.5", async ({
  page,
}) => {
  test.setTimeout(300_000);
  const operator = new Operator(page, app.url);
  await operator.open();
  await expect(page.getByLabel("Image Path")).toHaveValue(/EWC_17_12_1/);
  await expect(page.getByText(/12 access points/).first()).toBeVisible();

  const preview = await operator.saveAndDownload();
  expect(preview).toContain("ap1g8");
  await expect(operator.stage("AP Image Download")).toContainText("done", { timeout: 170_000 });
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 170_000 });
  for (const name of ["9120-core", "AP-POD-2-2", "9105-lobby", "9166-hall"])
    await expect(operator.row(name)).toContainText("Complete");

  await operator.activate();
  await expect(operator.stage("Reload")).toContainText("done", { timeout: 170_000 });
  await expect(operator.status).toContainText("17.12.1.5");
  await expect(
    page.getByText("12 of 12 access points run the new version (read back at join)"),
  ).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("17.12.1.5");
});
