/** The dashboard, and what an operator finds from there. */

import { type RunningConsole, startConsole } from "./support/console";
import { expect, test } from "./support/test";

let demo: RunningConsole;
let empty: RunningConsole;
test.beforeAll(async () => {
  [demo, empty] = await Promise.all([startConsole(), startConsole({ lab: "empty" })]);
});
test.afterAll(async () => {
  await Promise.all([demo.close(), empty.close()]);
});

test("the tiles say versions, images and servers of the demo lab, and each opens its page", async ({
  page,
}) => {
  await page.goto(demo.url);
  const tile = (name: string) =>
    page.locator("section").filter({ has: page.getByRole("heading", { name, exact: true }) });
  await expect(tile("Software upgrade")).toContainText("No upgrade in progress. Running 17.9.4.27.");
  await expect(tile("Versions in the fleet")).toContainText("17.9.4.27");
  await expect(tile("Images for this fleet")).toContainText("Complete");
  await expect(tile("Images for this fleet")).toContainText("ap1g8 is there");
  await expect(tile("Image servers")).toContainText(`127.0.0.1:${demo.tftpPort}`);
  for (const [name, heading] of [
    ["Software upgrade", "Software Upgrade"],
    ["Versions in the fleet", "Access Points"],
    ["Images for this fleet", "Image Repository"],
    ["Image servers", "Transfers"],
  ] as const) {
    await page.goto(demo.url);
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
  }
});

test("a stopped server is started on the dashboard", async ({ page }) => {
  await page.goto(`${demo.url}/image-servers/servers`);
  await page.getByRole("button", { name: "Stop the TFTP server" }).click();
  await expect(page.getByRole("button", { name: "Start the TFTP server" })).toBeVisible();
  await page.goto(demo.url);
  const start = page.getByRole("button", { name: "Start the TFTP server" });
  await start.click();
  await expect(start).toHaveCount(0);
});

test("Ctrl+K finds an access point by a part of its name, and a page", async ({ page }) => {
  await page.goto(demo.url);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find anything" }).fill("lobby");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "9105-lobby" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find anything" }).fill("repository");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Image Repository", level: 1 })).toBeVisible();
});

test("an empty lab offers three ways to begin, and the demo lab is loaded by one button", async ({
  page,
}) => {
  const importListing = page.getByRole("button", { name: "Import a listing" });
  await page.goto(empty.url);
  await importListing.click();
  await expect(page.getByRole("tab", { name: "Import and export", selected: true })).toBeVisible();
  await page.goto(empty.url);
  await page.getByRole("button", { name: "Add access points" }).click();
  await expect(page.getByRole("tab", { name: "Fleet", selected: true })).toBeVisible();
  await page.goto(empty.url);
  await page.getByRole("button", { name: "Load the demo lab" }).click();
  await expect(importListing).toHaveCount(0);
  await expect(page.getByText("12", { exact: true }).first()).toBeVisible();
});
