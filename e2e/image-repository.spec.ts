/** The Image Repository page: upload, resume, and cancel images; missing images; rename and remove sets. */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningConsole, startConsole } from "./support/console";
import { Operator } from "./support/operator";
import { sampleBundle } from "./support/samples";
import { expect, type Locator, type Page, test } from "./support/test";

const REPOSITORY = "/image-servers/image-repository";
/** The URL of one upload. Intercepted requests are slow, so each test intercepts as few as possible. */
const UPLOADS = "**/api/images/uploads/*";
const BUNDLE = "C9800-AP-universalk9.17.18.03.zip";

let app: RunningConsole;
let folder: string;
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ewc-bundle-"));
  sampleBundle(folder, "17.18.3", "--zip");
  app = await startConsole();
});
test.afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function choose(page: Page, button: Locator, ...files: string[]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
  await chooser.setFiles(files);
}

const imports = (page: Page) => page.getByRole("list", { name: "Uploads and imports" }).getByRole("listitem");
const setPanel = (page: Page, name: string) =>
  page.getByRole("region", { name, exact: true }).filter({ has: page.getByRole("table") });
const inImages = (...parts: string[]) => join(app.dataDir, "images", ...parts);

async function upload(page: Page, setName: string, ...files: string[]): Promise<void> {
  await choose(page, page.getByRole("button", { name: "Choose files" }), ...files);
  const name = page.getByLabel("Image set name").or(page.getByLabel("Image set for single files"));
  await name.fill(setName);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
}

test("a bundle uploaded in the browser becomes an image set, although the connection is lost twice, and is an HTTP transfer in the history", async ({
  page,
}) => {
  // 88 MB go through intercepted requests, which a busy machine moves at less than 1 MB/s.
  let parts = 0;
  await page.route(UPLOADS, async (route) => {
    if (route.request().method() === "PATCH" && [3, 6].includes(++parts))
      await route.abort("connectionreset");
    else await route.continue();
  });
  await new Operator(page, app.url).open(REPOSITORY);
  await choose(page, page.getByRole("button", { name: "Choose files" }), join(folder, BUNDLE));
  await expect(page.getByLabel("Image set name")).toHaveValue("EWC_17_18_3");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  const item = imports(page).filter({ hasText: "EWC_17_18_3" });
  await expect(item).toContainText("Imported", { timeout: 180_000 });

  const panel = setPanel(page, "EWC_17_18_3");
  await expect(panel).toContainText("Complete for this fleet");
  await expect(panel).toContainText("17.18.3.18");
  const digest = createHash("sha512")
    .update(readFileSync(inImages("EWC_17_18_3", "ap1g8")))
    .digest("hex");
  await expect(panel.getByRole("row").filter({ hasText: "ap1g8" })).toContainText(digest.slice(0, 12));
  expect(parts).toBeGreaterThanOrEqual(3);

  await new Operator(page, app.url).open("/image-servers/transfers");
  const table = page.getByRole("table", { name: "Finished transfers" });
  const transfer = table.getByRole("row").filter({ hasText: BUNDLE });
  await expect(transfer).toHaveCount(1);
  await expect(transfer).toContainText("HTTP");
  await expect(transfer).toContainText("Complete");
});

test("an upload that a reload interrupts resumes when the same file is selected again", async ({ page }) => {
  // 88 MB go through intercepted requests, which a busy machine moves at less than 1 MB/s.
  let parts = 0;
  let cut = true;
  await page.route(UPLOADS, async (route) => {
    if (cut && route.request().method() === "PATCH" && ++parts > 1) await route.abort("connectionreset");
    else await route.continue();
  });
  page.on("dialog", (dialog) => void dialog.accept());
  await new Operator(page, app.url).open(REPOSITORY);
  await upload(page, "after-reload", join(folder, BUNDLE));
  const item = imports(page).filter({ hasText: "after-reload" });
  await expect(item).toContainText("Connection lost. Reconnecting…");
  await page.reload();
  cut = false;
  await page.unroute(UPLOADS);
  await choose(page, item.getByRole("button", { name: "Select file to resume" }), join(folder, BUNDLE));
  await expect(item).toContainText("Imported", { timeout: 180_000 });
  await expect(setPanel(page, "after-reload")).toContainText("17.18.3.18");
});

test("a canceled upload and a fake zip file leave nothing behind", async ({ page }) => {
  await page.route(UPLOADS, async (route) => {
    if (route.request().method() === "PATCH") await route.abort("connectionreset");
    else await route.continue();
  });
  await new Operator(page, app.url).open(REPOSITORY);
  await upload(page, "unwanted", join(folder, BUNDLE));
  const item = imports(page).filter({ hasText: "unwanted" });
  await expect(item).toContainText("Connection lost. Reconnecting…");
  await item.getByRole("button", { name: "Cancel" }).click();
  await expect(item).toContainText("Canceled");

  const fake = join(folder, "fake.zip");
  writeFileSync(fake, "not a zip at all");
  await upload(page, "fake", fake);
  await expect(imports(page).filter({ hasText: "fake" })).toContainText("is not a zip file");
  await expect.poll(() => readdirSync(join(app.dataDir, "uploads"))).toEqual([]);
  expect(readdirSync(inImages())).not.toContain("unwanted");
});

test("a missing image is listed with the access points that need it, and uploading it completes the set", async ({
  page,
}) => {
  await new Operator(page, app.url).open(REPOSITORY);
  const panel = page.getByRole("region", { name: "EWC_17_9_4a", exact: true });
  await expect(panel).toContainText("Complete for this fleet");
  const kept = join(folder, "ap1g6");
  writeFileSync(kept, readFileSync(inImages("EWC_17_9_4a", "ap1g6")));
  rmSync(inImages("EWC_17_9_4a", "ap1g6"));
  await expect(panel).toContainText("1 image is missing", { timeout: 30_000 });
  await expect(panel).toContainText("AP-9117");

  await upload(page, "EWC_17_9_4a", kept);
  await expect(imports(page).filter({ hasText: "ap1g6" })).toContainText("Imported");
  await expect(panel).toContainText("Complete for this fleet");
});

test("a set is renamed to an unused name only, and removed after a confirmation that names the loss", async ({
  page,
}) => {
  await new Operator(page, app.url).open(REPOSITORY);
  await page.getByRole("button", { name: "More for EWC_17_9_4a" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("EWC_17_12_1");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("An image set named EWC_17_12_1 exists.");
  await page.getByRole("textbox", { name: "Name" }).fill("old images");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(page.getByRole("heading", { name: "old images" })).toBeVisible();

  await page.getByRole("button", { name: "More for old images" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Remove set" }).click();
  // An open dialog hides the page behind it from role queries, so it must be closed first.
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("heading", { name: "old images" })).toBeHidden();
  expect(readdirSync(inImages())).not.toContain("old images");
});
