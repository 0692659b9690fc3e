/** Desktop (HTTP) mode as an operator sees it: the images come from the operator's own computer, through the browser. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleBundle, sampleSet } from "./support/samples";
import { expect, type Locator, type Page, test } from "./support/test";

const BUNDLE = "C9800-AP-universalk9.17.12.01.zip";
const UPLOADS = "**/api/images/uploads/*";
const COMPLETE_MS = 90_000;
const RECEIVED_MS = 120_000;

let app: RunningConsole;
let desktop: string;
test.beforeAll(() => {
  desktop = mkdtempSync(join(tmpdir(), "ewc-desktop-"));
  sampleBundle(desktop, "17.12.1", "--zip");
  sampleBundle(join(desktop, "unzipped"), "17.12.1");
});
test.afterAll(() => rmSync(desktop, { recursive: true, force: true }));
test.beforeEach(async () => {
  app = await startConsole({
    lab: labFile(smallLab({ clockFactor: 60, startPolicy: { retryDelaysSeconds: [] } })),
  });
});
test.afterEach(() => app.close());

const form = (page: Page) => page.getByRole("form", { name: "Image download profile" });
const card = (page: Page) => page.getByRole("region", { name: "Uploaded image EWC_17_12_1", exact: true });
const activate = (page: Page) => page.getByRole("button", { name: "Activate", exact: true });
const button = (page: Page, name: string) => form(page).getByRole("button", { name, exact: true });
const kept = () => readdirSync(join(app.dataDir, "uploaded-images"));
const uploading = (page: Page) =>
  form(page).getByRole("list", { name: "Uploads and imports" }).getByRole("listitem");

async function choose(page: Page, opens: Locator, ...files: string[]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), opens.click()]);
  await chooser.setFiles(files.map((file) => join(desktop, file)));
}
async function openInMode(page: Page): Promise<Operator> {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ mode: "Desktop (HTTP)" });
  return operator;
}
const unzipped = (...names: string[]) => names.map((name) => join("unzipped", name));

test("an uploaded bundle upgrades the fleet to the versions read back at join, is no image set, and Transfers shows the upload over HTTP", async ({
  page,
}) => {
  const operator = await openInMode(page);
  await expect(button(page, "Save & Download")).toBeVisible();
  await expect(button(page, "Save")).toHaveCount(0);
  await button(page, "Save & Download").click();
  await expect(form(page).getByRole("alert")).toContainText("Upload the bundle, or the images, first.");

  await choose(page, button(page, "Choose files"), BUNDLE);
  await expect(card(page)).toContainText("17.12.1.5", { timeout: RECEIVED_MS });
  const needed = card(page).getByRole("list", { name: "Images that this fleet needs" });
  await expect(needed.getByRole("listitem")).toHaveCount(5);
  await expect(needed.getByText("Present")).toHaveCount(5);
  await expect(card(page)).toContainText("Not saved yet");
  expect(await accessibilityFaults(page)).toEqual([]);

  expect(await operator.saveAndDownload()).toContain("5 of 5");
  await expect(card(page)).toContainText("In profile");
  await expect(activate(page)).toBeVisible({ timeout: COMPLETE_MS });
  for (const name of ["ap-1", "ap-2", "ap-3", "ap-4"])
    await expect(operator.row(name)).toContainText("CAPWAP");
  await operator.activate();
  await expect(page.getByText("4 of 4 access points run the new version (read back at join)")).toBeVisible({
    timeout: COMPLETE_MS,
  });

  await operator.open("/image-servers/transfers");
  await expect(page.getByText(`bootflash:${BUNDLE}`).first()).toBeVisible();
  await expect(page.getByText("HTTP", { exact: true }).first()).toBeVisible();
  await operator.open("/image-servers/image-repository");
  await expect(page.getByText("No image sets yet")).toBeVisible();
  await expect(page.getByRole("list", { name: "Uploads and imports" })).toHaveCount(0);
});

test("what was received before the tab was closed is kept and said on return, and the upload resumes with the same file", async ({
  page,
  context,
}) => {
  let parts = 0;
  await page.route(UPLOADS, async (route) => {
    if (route.request().method() === "PATCH" && ++parts > 1) await route.abort("connectionreset");
    else await route.continue();
  });
  await openInMode(page);
  await choose(page, button(page, "Choose files"), BUNDLE);
  await expect(uploading(page)).toContainText("Connection lost. Reconnecting…");
  await page.close();

  const again = await context.newPage();
  await openInMode(again);
  await expect(uploading(again)).toContainText("Select the same file again, in any browser, to resume");
  await expect(uploading(again)).toContainText("8.4 MB of");
  await choose(again, button(again, "Select file to resume"), BUNDLE);
  await expect(card(again)).toContainText("17.12.1.5", { timeout: RECEIVED_MS });
  await expect(uploading(again)).toHaveCount(0);
});

test("a canceled upload and a discarded image leave nothing behind", async ({ page }) => {
  await page.route(UPLOADS, async (route) => {
    if (route.request().method() === "PATCH") await route.abort("connectionreset");
    else await route.continue();
  });
  await openInMode(page);
  await choose(page, button(page, "Choose files"), BUNDLE);
  await uploading(page).getByRole("button", { name: "Cancel" }).click();
  await expect(uploading(page)).toHaveCount(0);
  await expect.poll(() => readdirSync(join(app.dataDir, "uploads"))).toEqual([]);

  await page.unroute(UPLOADS);
  await choose(page, button(page, "Choose files"), ...unzipped("ap1g7"));
  const single = page.getByRole("region", { name: "Uploaded image EWC_images", exact: true });
  await single.getByRole("button", { name: "Discard" }).click();
  const dialog = page.getByRole("dialog", { name: "Discard the uploaded image?" });
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(single).toHaveCount(0);
  await expect.poll(kept).toEqual([]);
});

test("a family that the upload lacks is said with its access points before the start, and the single image added to the upload completes it", async ({
  page,
}) => {
  const operator = await openInMode(page);
  await choose(
    page,
    button(page, "Choose files"),
    ...unzipped("C9800-AP-iosxe-wlc.bin", "ap1g7", "ap1g8", "ap3g3"),
  );
  const single = page.getByRole("region", { name: "Uploaded image EWC_images", exact: true });
  await expect(single.getByText("Present")).toHaveCount(4, { timeout: RECEIVED_MS });
  await expect(single).toContainText("This fleet needs images that the upload lacks");
  await expect(single).toContainText("ap1g6a, needed by ap-4");
  await page.getByRole("button", { name: "Save & Download", exact: true }).click();
  const preview = page.getByRole("dialog", { name: "Save & Download" });
  await expect(preview).toContainText("In the upload");
  await expect(preview).toContainText("ap1g6a is missing");
  await expect(preview).toContainText("Without an image: ap-4.");
  await preview.getByRole("button", { name: "Cancel" }).click();

  await choose(page, button(page, "Choose files"), ...unzipped("ap1g6a"));
  await expect(single.getByText("Present")).toHaveCount(5, { timeout: RECEIVED_MS });
  await operator.saveAndDownload();
  await expect(activate(page)).toBeVisible({ timeout: COMPLETE_MS });
});

test("another mode hides the upload and keeps it and what was typed; saving another mode drops it", async ({
  page,
}) => {
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ mode: "TFTP", server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.typeProfile({ mode: "Desktop (HTTP)" });
  await expect(form(page).getByLabel("Image Path")).toHaveCount(0);
  await choose(page, button(page, "Choose files"), BUNDLE);
  // The name is taken only among uploaded images, not in the repository.
  await expect(card(page)).toContainText("17.12.1.5", { timeout: RECEIVED_MS });
  await operator.typeProfile({ mode: "TFTP" });
  await expect(card(page)).toHaveCount(0);
  await expect(form(page).getByLabel("Image Path")).toHaveValue("EWC_17_12_1");
  await operator.typeProfile({ mode: "Desktop (HTTP)" });
  await expect(card(page)).toBeVisible();
  await operator.saveAndDownload();
  await expect(activate(page)).toBeVisible({ timeout: COMPLETE_MS });
  expect(kept()).toEqual(["EWC_17_12_1"]);

  await operator.typeProfile({ mode: "TFTP", server: "127.0.0.1", path: "EWC_17_12_1" });
  await button(page, "Save").click();
  await expect(page.getByText("Profile saved", { exact: true })).toBeVisible();
  await expect.poll(kept).toEqual([]);
});

test("an upload without the controller image fails with the sentence and the remedy, and the next upgrade over TFTP completes", async ({
  page,
}) => {
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  const operator = await openInMode(page);
  await choose(page, button(page, "Choose files"), ...unzipped("ap1g7"));
  await expect(page.getByRole("region", { name: "Uploaded image EWC_images", exact: true })).toContainText(
    "C9800-AP-iosxe-wlc.bin, needed by the controller",
  );
  expect(await operator.saveAndDownload()).toContain(
    "The controller image C9800-AP-iosxe-wlc.bin cannot be fetched",
  );
  await expect(operator.stage("Controller Image Download")).toContainText("failed");
  await expect(operator.status).toContainText("does not contain C9800-AP-iosxe-wlc.bin");
  await expect(operator.status).toContainText("Add the file C9800-AP-iosxe-wlc.bin to the uploaded image");
  await operator.typeProfile({ mode: "TFTP", server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(activate(page)).toBeVisible({ timeout: COMPLETE_MS });
  for (const name of ["ap-1", "ap-2"]) await expect(operator.row(name)).toContainText("Complete");
});
