/** The Lab page, as an instructor uses it to prepare an exercise. */
import { expect, type Page, test } from "@playwright/test";
import type { LabInput } from "../lib/contracts/lab";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";

const ACCESS_POINTS = "/monitoring/access-points";

let app: RunningConsole;
test.afterEach(() => app.close());

/** Without automatic retries, so that a recovery is the effect of what the test did. */
const start = async (overrides: Partial<LabInput> = {}) => {
  app = await startConsole({
    lab: labFile(smallLab({ clockFactor: 60, startPolicy: { retryDelaysSeconds: [] }, ...overrides })),
  });
};
const openLab = (page: Page, section = "fleet") => page.goto(`${app.url}/lab?section=${section}`);
const activate = (page: Page) => page.getByRole("button", { name: "Activate", exact: true });

/** Injects one fault into one access point on the AP faults tab. */
async function injectFault(page: Page, ap: string, trait: string): Promise<void> {
  await openLab(page, "faults");
  const form = page.getByRole("form", { name: "Inject faults" });
  await form.getByLabel("Search access points").fill(ap);
  await expect(form.getByRole("list", { name: "Access points found" })).toContainText(ap);
  await form.getByLabel("Search access points").press("Enter");
  await expect(form.getByRole("list", { name: "Selected access points" })).toContainText(ap);
  await form.getByRole("checkbox", { name: trait }).click();
  await form.getByRole("button", { name: "Inject into 1 access point" }).click();
  await expect(faultyAps(page)).toContainText(ap);
}
const faultyAps = (page: Page) => page.getByRole("list", { name: "Access points with faults" });

async function addOne(page: Page, ap: { name: string; model: string; running: string }): Promise<void> {
  await openLab(page);
  await page.getByRole("button", { name: "One", exact: true }).click();
  const form = page.getByRole("form", { name: "Add one access point" });
  await form.getByLabel("Model").fill(ap.model);
  await form.getByLabel("Name").fill(ap.name);
  await form.getByLabel("Running version").fill(ap.running);
  await form.getByRole("button", { name: "Add access point" }).click();
  await expect(page.getByText(`${ap.name} added`, { exact: true })).toBeVisible();
}

test("the clock and the start policy apply immediately and survive a reload and a restart", async ({
  page,
}) => {
  await start({ clockFactor: 20 });
  await openLab(page);
  const speed = (name: string) => page.getByRole("button", { name, exact: true });
  await expect(speed("x20")).toHaveAttribute("aria-pressed", "true");
  await speed("x60").click();
  await expect(speed("x60")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText("takes one second")).toBeVisible();
  await page.getByRole("tab", { name: "Transfer settings" }).click();
  const policy = page.getByRole("form", { name: "Start and transfer settings" });
  await policy.getByLabel("Access points at once").fill("3");
  await policy.getByLabel("Retry delays (s)").fill("10 20");
  await expect(policy).toContainText("3 of 4 access points start at once. The last batch starts 60 s later.");
  await policy.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("Start and transfer settings saved", { exact: true })).toBeVisible();
  await app.restart();
  await page.reload();
  await expect(speed("x60")).toHaveAttribute("aria-pressed", "true");
  await expect(policy.getByLabel("Access points at once")).toHaveValue("3");
  await expect(policy.getByLabel("Retry delays (s)")).toHaveValue("10, 20");
});

test("twenty access points added by model join; removed ones are gone, except the host of the controller", async ({
  page,
}) => {
  await start();
  await openLab(page);
  const form = page.getByRole("form", { name: "Add access points by model" });
  await form.getByLabel("Number of access points").fill("none");
  await form.getByRole("button", { name: "Add access points" }).click();
  await expect(form.getByText("Enter 1 to 10000 access points.")).toBeVisible();
  await form.getByLabel("Number of access points").fill("20");
  await form.getByLabel("Model 2", { exact: true }).fill("AIR-AP3802I-E-K9");
  await expect(form).toContainText("Adds 20 access points: about 15 C9120AXI-E and 5 AIR-AP3802I-E-K9.");
  await form.getByRole("button", { name: "Add 20 access points" }).click();
  await expect(page.getByText("24 access points, all joined")).toBeVisible({ timeout: 60_000 });

  const operator = new Operator(page, app.url);
  await operator.open(`${ACCESS_POINTS}?family=ap1g7`);
  await page.getByRole("button", { name: /^Select all \d+ shown$/ }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Remove \d+ access points\?$/ });
  await expect(dialog).toContainText("You can't undo this.");
  await expect(dialog).toContainText("1 hosts the controller.");
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("table", { name: "Access points", exact: true })).toHaveAttribute(
    "aria-rowcount",
    "2",
  );
  await expect(operator.row("ap-1")).toBeVisible();
});

test("an access point with an injected fault fails and its page says why; with the fault cleared, it completes", async ({
  page,
}) => {
  await start();
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  await injectFault(page, "ap-2", "Rejects the signature");
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(activate(page)).toBeVisible({ timeout: 60_000 });
  await expect(operator.row("ap-2")).toContainText("Failed");
  for (const other of ["ap-3", "ap-4"]) await expect(operator.row(other)).toContainText("Complete");

  await operator.open(ACCESS_POINTS);
  await operator.row("ap-2").getByRole("button", { name: "ap-2" }).click();
  await expect(page.getByText(/refused .*signature/).first()).toBeVisible();
  await expect(page.getByRole("list", { name: "Changed behavior" })).toHaveText("Rejects the signature");
  await page.getByRole("button", { name: "Set behavior" }).click();
  const dialog = page.getByRole("dialog", { name: "Set behavior of ap-2" });
  await dialog.getByRole("checkbox", { name: "Rejects the signature" }).click();
  await dialog.getByRole("button", { name: "Set behavior" }).click();
  await expect(page.getByText("Default behavior.", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Predownload again" }).click();
  // Loading the next page at once could end the request before it is sent.
  await expect(page.getByRole("button", { name: "Predownload again" })).toBeHidden();
  await operator.open();
  await expect(operator.row("ap-2")).toContainText("Complete", { timeout: 60_000 });
});

test("the same seed injects the same random faults, and Clear all leaves none", async ({ page }) => {
  await start();
  await openLab(page, "faults");
  const form = page.getByRole("form", { name: "Inject random faults" });
  const inject = async (seed: string) => {
    await form.getByLabel("Seed").fill(seed);
    await form.getByRole("button", { name: "Inject", exact: true }).click();
    await expect(
      page.getByText(`Faults injected into 3 access points with seed ${seed}`).last(),
    ).toBeVisible();
    await expect(faultyAps(page).getByRole("listitem")).toHaveCount(3);
  };
  await inject("7");
  const first = (await faultyAps(page).textContent()) ?? "";
  await inject("8");
  await expect(faultyAps(page)).not.toHaveText(first);
  await inject("7");
  await expect(faultyAps(page)).toHaveText(first);
  await page.getByRole("button", { name: "Clear all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Clear faults" }).click();
  await expect(page.getByText("No faults injected", { exact: true })).toBeVisible();
});

test("Save & Download does not find a path that Lab hides; with the fault cleared, all complete", async ({
  page,
}) => {
  await start();
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  await openLab(page, "server-faults");
  const form = page.getByRole("form", { name: "Faults of the TFTP server" });
  await form.getByLabel("Missing path").fill("ap1g8");
  await form.getByLabel("Stops at (%)").fill("all");
  await form.getByRole("button", { name: "Save faults" }).click();
  await expect(form.getByText("Enter a percentage from 0 to 100.")).toBeVisible();
  await expect(form.getByLabel("Missing path")).toHaveValue("ap1g8");
  await form.getByLabel("Stops at (%)").fill("");
  await form.getByRole("button", { name: "Save faults" }).click();
  await expect(page.getByText('TFTP server: ap1g8: answers "file not found".')).toBeVisible();

  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(activate(page)).toBeVisible({ timeout: 60_000 });
  await expect(operator.row("ap-2")).toContainText("Failed");
  await operator.row("ap-2").getByRole("button", { name: "ap-2" }).click();
  await expect(page.getByRole("dialog")).toContainText(/file not found/i);

  await openLab(page, "server-faults");
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page.getByText(/^No faults injected\./)).toBeVisible();
  await operator.open();
  await operator.saveAndDownload();
  await expect(operator.row("ap-2")).toContainText("Complete", { timeout: 60_000 });
});

test("an access point with another version keeps retrying and says why until the right profile is saved; then it gets its image", async ({
  page,
}) => {
  await start();
  sampleSet(app.dataDir, "EWC_17_9_4a", "17.9.4a");
  await addOne(page, { name: "newcomer", model: "C9105AXI-E", running: "17.3.3.26" });
  const operator = new Operator(page, app.url);
  await operator.open(ACCESS_POINTS);
  await operator.row("newcomer").getByRole("button", { name: "newcomer" }).click();
  await expect(page.getByText(/no image download profile/i).first()).toBeVisible({
    timeout: 60_000,
  });
  const consoleLines = page.getByRole("region", { name: "Console of newcomer" });
  await expect(consoleLines).toContainText(/image download cannot start[\s\S]*image download cannot start/i, {
    timeout: 60_000,
  });

  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_9_4a" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Profile saved", { exact: true })).toBeVisible();
  await operator.open(ACCESS_POINTS);
  const upgraded = /Run\s*17\.9\.4\.27\s*17\.3\.3\.26/;
  await expect(operator.row("newcomer")).toContainText(upgraded, { timeout: 60_000 });

  // The same for existing access points: with another version in flash, each downloads its image again.
  for (const name of ["ap-2", "ap-3"]) await page.getByRole("checkbox", { name: `Select ${name}` }).click();
  await page.getByRole("button", { name: "Change version" }).click();
  const dialog = page.getByRole("dialog", { name: "Change version of 2 access points" });
  await dialog.getByLabel("Running version").fill("17.3.3.26");
  await dialog.getByRole("button", { name: "Change version" }).click();
  await expect(dialog).toBeHidden();
  await expect(
    page.getByText("Rebooting 2 access points with the new version", { exact: true }),
  ).toBeVisible();
  for (const name of ["ap-2", "ap-3"])
    await expect(operator.row(name)).toContainText(upgraded, { timeout: 60_000 });
});

for (const colorScheme of ["light", "dark"] as const)
  test(`every section passes the accessibility scan in ${colorScheme} colors and fits 360 pixels`, async ({
    page,
  }) => {
    await start();
    await page.emulateMedia({ colorScheme });
    for (const section of ["fleet", "faults", "server-faults", "transfers", "import"]) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await openLab(page, section);
      await expect(page.getByText("Live", { exact: true })).toBeVisible();
      await expect(page.getByRole("tabpanel")).toBeVisible();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await expect.poll(overflow).toBeLessThanOrEqual(0);
    }
  });

test("on a phone, the actions for selected access points are in a menu", async ({ page }) => {
  await start();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${app.url}${ACCESS_POINTS}`);
  await page.getByRole("checkbox", { name: "Select ap-2" }).click();
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Set behavior" }).click();
  const dialog = page.getByRole("dialog", { name: "Set behavior of ap-2" });
  await dialog.getByRole("checkbox", { name: "Stalls" }).click();
  await dialog.getByLabel("At (%)").fill("140");
  await dialog.getByRole("button", { name: "Set behavior" }).click();
  await expect(dialog.getByText("Enter a percentage from 0 to 100.")).toBeVisible();
  await dialog.getByLabel("At (%)").fill("14");
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Set behavior" }).click();
  await expect(dialog).toBeHidden();
  await openLab(page, "faults");
  await expect(faultyAps(page)).toContainText("Stalls at 14%");
});
