/** CCO mode as an operator sees it: from Check Now to the versions read back, a failure with its cure, and what is kept between modes. */

import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { Operator } from "./support/operator";
import { expect, type Page, test } from "./support/test";

const COMPLETE_MS = 120_000;

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: "demo" });
});
test.afterAll(() => app.close());

const form = (page: Page) => page.getByRole("form", { name: "Image download profile" });
const check = (page: Page) => page.getByRole("region", { name: "Check for new software" });
const activate = (page: Page) => page.getByRole("button", { name: "Activate", exact: true });

test("a wrong password is named where it is entered, and the upgrade does not start", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ mode: "CCO", password: "not the password" });
  await check(page).getByRole("button", { name: "Check Now" }).click();
  await expect(check(page)).toContainText("The user name or the password is wrong.");
  await page.getByRole("button", { name: "Save & Download", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Save & Download" });
  await expect(dialog).toContainText("Authentication failed", { timeout: 30_000 });
  await expect(dialog).toContainText("Check User Name and Password");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Unsaved changes")).toBeVisible();
});

test("Check Now shows the releases, Save & Download says which one it takes, and all access points run it in the end", async ({
  page,
}) => {
  test.setTimeout(4 * COMPLETE_MS);
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ mode: "CCO", password: "" });
  await expect(form(page).getByLabel("User Name")).toHaveValue("ewc");
  await check(page).getByRole("button", { name: "Check Now" }).click();
  await expect(check(page)).toContainText("17.12.1.5");
  await expect(check(page)).toContainText("is newer than 17.9.4.27");
  await operator.open("/");
  await expect(page.getByText("Release 17.12.1.5 is available")).toBeVisible();
  await operator.open();
  await operator.typeProfile({ mode: "CCO", password: "" });
  await form(page).getByRole("combobox", { name: "Software Version" }).click();
  await page.getByRole("option", { name: "Latest" }).click();
  await expect(page.getByRole("region", { name: "Effective URL" })).toContainText(
    `https://******@127.0.0.1:${app.catalogPort}/latest/`,
  );
  expect(await accessibilityFaults(page)).toEqual([]);
  const preview = await operator.saveAndDownload();
  expect(preview).toMatch(/Release 17\.12\.1\S* \(latest\)/);
  await expect(activate(page)).toBeVisible({ timeout: COMPLETE_MS });
  await operator.activate();
  await expect(page.getByText("12 of 12 access points run the new version (read back at join)")).toBeVisible({
    timeout: COMPLETE_MS,
  });
  await page.goto(`${app.url}/image-servers/transfers`);
  const overHttp = page.getByRole("row").filter({ hasText: "ap1g8" }).filter({ hasText: "HTTP" });
  await expect(overHttp.first()).toContainText("Complete");
});

test("another mode does not get the password, and coming back keeps the stored one", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await expect(form(page).getByRole("combobox", { name: "Mode" })).toContainText("CCO");
  await expect(form(page).getByLabel("Password")).toHaveAttribute("placeholder", "stored");
  await operator.typeProfile({ mode: "SFTP", user: "somebody" });
  await expect(form(page).getByLabel("Password")).not.toHaveAttribute("placeholder", "stored");
  await operator.typeProfile({ mode: "CCO" });
  await expect(form(page).getByLabel("Password")).toHaveAttribute("placeholder", "stored");
  await expect(form(page).getByLabel("Password")).toHaveValue("");
});
