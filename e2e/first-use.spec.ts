/** The first use, as the README describes it: one click on the printed link, one field, and Save & Download. */
import { type RunningConsole, startConsole } from "./support/console";
import { Operator } from "./support/operator";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ isNotSetUp: true });
});
test.afterAll(() => app.close());

test("from the printed link to a running download it takes one field, and nothing has to be typed into the form", async ({
  page,
}) => {
  const link = /http:\/\/\S+\/set-up\?token=\S+/.exec(app.output())?.[0] ?? "";
  await page.goto(link);
  await page.getByLabel("Password", { exact: true }).fill("a password of mine");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();

  await page.getByRole("link", { name: "Software Upgrade" }).first().click();
  const operator = new Operator(page, app.url);
  const preview = await operator.saveAndDownload();
  expect(preview).toContain("Images found8 of 8");
  await expect(operator.stage("AP Image Download")).toContainText("in progress");
  await expect(operator.row("9120-core")).toContainText(/Predownloading|Complete/, { timeout: 120_000 });
});
