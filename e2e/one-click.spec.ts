/** From every page, one click leads to what waits for the operator: Activate, failed access points, a stopped server. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { everyPage } from "./support/pages";
import { sampleSet } from "./support/samples";
import { expect, type Page, test } from "./support/test";

let app: RunningConsole;

/** The page of an access point in the list of all pages; here it is the one that fails. */
const FAILING_PAGE = everyPage.find((path) => path.startsWith("/monitoring/access-points/")) ?? "";
const pages = [...everyPage, "/runs/1"];

test.beforeAll(async ({ browser }) => {
  const lab = smallLab({ startPolicy: { retryDelaysSeconds: [] } });
  const radioMac = FAILING_PAGE.split("/").at(-1) ?? "";
  const aps = (lab.aps ?? []).map((ap) => (ap.name === "ap-2" ? { ...ap, radioMac } : ap));
  app = await startConsole({ lab: labFile({ ...lab, aps }) });
  rmSync(join(sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1"), "ap1g8"));
  const page = await browser.newPage();
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 90_000 });
  await operator.open("/image-servers/servers");
  await page.getByRole("button", { name: "Stop the TFTP server" }).click();
  await expect(page.getByRole("button", { name: "Start the TFTP server" })).toBeVisible();
  await page.close();
});
test.afterAll(() => app.close());

const ACTIVATE = "Software upgrade: Ready to activate";
const FAILED = "1 access point failed";
const STOPPED = "TFTP server is stopped";

async function clickFromEveryPage(page: Page, link: string, arrives: () => Promise<void>): Promise<void> {
  for (const path of pages)
    await test.step(path, async () => {
      await page.goto(app.url + path);
      await page.getByRole("link", { name: link, exact: true }).click();
      await arrives();
    });
}

test("from every page one click leads to the Activate button while it waits", async ({ page }) => {
  await clickFromEveryPage(page, ACTIVATE, async () => {
    await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeInViewport();
  });
});

test("from every page one click leads to the failed access point, with its reason and the button that retries it", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await clickFromEveryPage(page, FAILED, async () => {
    const causes = page.getByRole("list", { name: "Causes of failures" });
    await expect(causes).toContainText("ap-2");
    await expect(causes).toContainText("No such file or directory");
    await expect(causes.getByRole("button", { name: "Retry this AP" })).toBeInViewport();
    await expect(operator.row("ap-2")).toHaveAttribute("aria-rowindex", "2");
  });
});

test("from every page one click leads to the stopped server and the button that starts it", async ({
  page,
}) => {
  await clickFromEveryPage(page, STOPPED, async () => {
    await expect(page.getByRole("button", { name: "Start the TFTP server" })).toBeInViewport();
  });
});

for (const width of [1440, 1024, 390])
  test(`at ${width} pixels all three fit into the header, and can be touched`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(app.url);
    for (const name of [ACTIVATE, FAILED, STOPPED]) {
      const link = page.getByRole("link", { name, exact: true });
      await expect(link).toBeInViewport({ ratio: 1 });
      const box = await link.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0), name).toBeGreaterThanOrEqual(24);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

test("once the server listens again and the access point has its image, nothing waits but Activate", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open("/image-servers/servers");
  await page.getByRole("button", { name: "Start the TFTP server" }).click();
  await expect(page.getByRole("link", { name: STOPPED, exact: true })).toHaveCount(0);
  rmSync(join(app.dataDir, "images", "EWC_17_12_1"), { recursive: true });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  await page.getByRole("link", { name: FAILED, exact: true }).click();
  await page.getByRole("button", { name: "Retry this AP" }).click();
  await expect(operator.row("ap-2")).toContainText("Complete", { timeout: 60_000 });
  await expect(page.getByRole("link", { name: FAILED, exact: true })).toHaveCount(0);
  await expect(page.getByRole("link", { name: ACTIVATE, exact: true })).toBeVisible();
});
