/** A run as it is followed on other pages, and a wrong path that one button cures. */

import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, slowLab, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.afterEach(() => app.close());

test("the chip and the title of the tab follow a run on every page, turn into Ready to activate, and Done stays until it is seen", async ({
  page,
}) => {
  app = await startConsole({ lab: labFile(smallLab({ clockFactor: 4 })) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await page.goto(`${app.url}/troubleshooting/logs`);
  const chip = page.getByRole("link", { name: /^Software upgrade:/ });
  await expect(chip).toHaveAccessibleName(/\d+%/);
  await expect(page).toHaveTitle(/^\d+% · Logs/);
  await expect(chip).toHaveAccessibleName("Software upgrade: Ready to activate", { timeout: 120_000 });
  await expect(page).toHaveTitle(/^Ready · Logs/);

  await chip.click();
  await expect(page).toHaveTitle(/^Ready · Software Upgrade/);
  await operator.activate();
  await page.goto(`${app.url}/troubleshooting/logs`);
  await expect(chip).toHaveAccessibleName("Software upgrade: Done", { timeout: 120_000 });
  await expect(page).toHaveTitle(/^Done · Logs/);
  await page.reload();
  await chip.click();
  await expect(operator.status).toContainText("all 4 APs run 17.12.1.5");
  for (const name of ["ap-1", "ap-2", "ap-3", "ap-4"])
    await expect(operator.row(name)).toContainText("Runs 17.12.1.5");
  await page.goto(`${app.url}/troubleshooting/logs`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(chip).toHaveCount(0);
  await expect(page).toHaveTitle(/^Logs/);
});

test("while a run lives, stages, percent and the first access point are seen without scrolling on a desk, a tablet and a phone", async ({
  page,
}) => {
  app = await startConsole({ lab: labFile(slowLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(page.getByRole("heading", { name: "Counters and image families" })).toBeAttached();
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await operator.open();
    for (const part of [
      page.getByRole("list", { name: "Stages of the upgrade" }),
      page.getByRole("progressbar", { name: "Progress of the upgrade" }),
      page.getByRole("button", { name: "ap-1 (hosts the controller)" }).first(),
    ])
      await expect(part, `${width} x ${height}`).toBeInViewport({ ratio: 1 });
  }
  expect(await accessibilityFaults(page)).toEqual([]);
});

test("a wrong path is said once with all that it hits, one button cures it, and the upgrade runs to its end", async ({
  page,
}) => {
  app = await startConsole({ lab: labFile(smallLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_9" });
  await page.getByRole("button", { name: "Save & Download", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Save & Download" });
  await expect(dialog).toContainText("No folder EWC_17_12_9 on this server. Did you mean EWC_17_12_1?");
  await expect(dialog).toContainText("Affects 5 images, 4 access points.");
  await expect(dialog.getByRole("button", { name: "Start anyway" })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await dialog.getByRole("button", { name: "Use EWC_17_12_1" }).click();
  await expect(dialog).toContainText("5 of 5");
  await dialog.getByRole("button", { name: "Save & Download" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 90_000 });
  await expect(page.getByLabel("Image Path")).toHaveValue("EWC_17_12_1");
  await operator.activate();
  await expect(operator.status).toContainText("all 4 APs run 17.12.1.5", { timeout: 120_000 });
});

test("our own server is stopped: the form says so and starts it", async ({ page }) => {
  app = await startConsole({ lab: labFile(smallLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  const operator = new Operator(page, app.url);
  await operator.open("/image-servers/servers");
  await page.getByRole("button", { name: "Stop the TFTP server" }).click();
  await expect(page.getByRole("button", { name: "Start the TFTP server" })).toBeVisible();
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await expect(page.getByText("This console's own TFTP server is stopped")).toBeVisible();
  const start = page.getByRole("button", { name: "Start the TFTP server" });
  await start.first().click();
  await expect(start).toHaveCount(0);
  await operator.saveAndDownload();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 90_000 });
});

test("Show the CLI shows the lines that do the same, and an image set offers to upgrade to it", async ({
  page,
}) => {
  app = await startConsole({ lab: labFile(smallLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "192.0.2.7", path: "OTHER" });
  await page.getByRole("button", { name: "Show the CLI" }).click();
  const lines = page.getByRole("dialog", { name: "The same on the command line" });
  await expect(lines).toContainText("tftp-image-server 192.0.2.7");
  await page.keyboard.press("Escape");
  await operator.open("/image-servers/image-repository");
  await page.getByRole("link", { name: "Upgrade to this set" }).click();
  const dialog = page.getByRole("dialog", { name: "Save & Download" });
  await expect(dialog).toContainText("5 of 5");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByLabel("Image Path")).toHaveValue("EWC_17_12_1");
  await expect(page.getByLabel("Image Server (IPv4/IPv6)")).toHaveValue("127.0.0.1");
});
