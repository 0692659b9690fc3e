/** Administration > Software Management > Readiness: a check against the console's own TFTP server, listings, earlier checks, export. */
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../lib/testing/captures";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, type Page, test } from "./support/test";

const PAGE = "/administration/software-management/readiness";
const PRESENT = "Each image that the fleet needs is on the server";

let app: RunningConsole;
let images: string;
test.beforeAll(async () => {
  app = await startConsole({ lab: labFile(smallLab()) });
  images = sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterAll(() => app?.close());
test.beforeEach(async ({ page }) => {
  await page.goto(`${app.url}${PAGE}`);
  await page.getByLabel("Server", { exact: true }).fill("127.0.0.1");
  await page.getByLabel("Port", { exact: true }).fill(String(app.tftpPort));
  await page.getByLabel("Image Path").fill("EWC_17_12_1");
  // The first blocks of each image are enough here.
  await page.getByText("Amount of data to read").click();
  await page.getByLabel("Seconds per image").fill("0");
});

const report = (page: Page) => page.getByRole("region", { name: "Report" });
const check = (page: Page, title: string) => report(page).getByRole("listitem").filter({ hasText: title });
const earlier = (page: Page) => page.getByRole("list", { name: "Earlier checks" }).getByRole("button");

/** Runs a check, and waits until its report is listed and shown. */
async function runCheck(page: Page): Promise<void> {
  await expect(page.getByText("No earlier checks.").or(earlier(page).first())).toBeVisible();
  const before = await earlier(page).count();
  await page.getByRole("button", { name: "Run check" }).click();
  await expect(earlier(page)).toHaveCount(before + 1, { timeout: 120_000 });
  await expect(earlier(page).first()).toHaveAttribute("aria-current", "true");
  await expect(report(page)).toBeVisible();
}

test("a set that lacks a family: the check names it, its link leads to the images, and repeated it passes", async ({
  page,
}) => {
  renameSync(join(images, "ap1g8"), join(app.dataDir, "ap1g8"));
  await runCheck(page);
  await expect(report(page).getByText("Not ready", { exact: true })).toBeVisible();
  await expect(report(page).getByRole("region", { name: "Prediction" })).toContainText(
    "Images that cannot be read count as failed downloads",
  );
  await expect(report(page).getByText(/ in \d+ requests?, /)).toBeVisible();
  const present = check(page, PRESENT);
  await expect(present).toContainText("Fail");
  await expect(present).toContainText("ap1g8 is missing");
  await expect(present.getByText("Why it matters:")).toBeVisible();
  await expect(present.getByRole("link", { name: "Image Repository" })).toHaveAttribute(
    "href",
    "/image-servers/image-repository",
  );
  await expect(present.getByRole("link", { name: "Server doctor" })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole("button", { name: /^Fail \d/ }).click();
  await expect(check(page, PRESENT)).toBeVisible();
  await expect(check(page, "The server answers on its port")).toHaveCount(0);
  await page.getByRole("button", { name: /^All \d/ }).click();

  renameSync(join(app.dataDir, "ap1g8"), join(images, "ap1g8"));
  await page.getByRole("button", { name: `Check again: ${PRESENT}` }).click();
  await expect(present).toContainText("Pass", { timeout: 60_000 });
  await expect(present).toContainText("All needed images are there");
  await expect(earlier(page).first()).toContainText("repeated checks");
  await earlier(page).nth(1).click();
  await expect(check(page, PRESENT)).toContainText("ap1g8 is missing");
  await page.reload();
  await expect(check(page, PRESENT)).toContainText("ap1g8 is missing");
});

test("a wrong folder: the button of the finding puts the right one into the form, and the next check finds it", async ({
  page,
}) => {
  await page.getByLabel("Image Path").fill("tftpboot/EWC_17_12_1");
  await runCheck(page);
  await check(page, "The folder is on the server").getByRole("button", { name: "Use EWC_17_12_1" }).click();
  await expect(page.getByLabel("Image Path")).toHaveValue("EWC_17_12_1");
  await runCheck(page);
  await expect(check(page, PRESENT)).toContainText("All needed images are there");
});

test("the window: the prediction says best, likely and worst, whether it fits, and when to start", async ({
  page,
}) => {
  await page.getByLabel("Window begins").fill("2030-05-01T22:00");
  await page.getByLabel("Minutes").fill("240");
  await runCheck(page);
  const prediction = report(page).getByRole("region", { name: "Prediction" });
  for (const name of ["Best", "Likely", "Worst"])
    await expect(prediction.getByText(name, { exact: true })).toBeVisible();
  await expect(prediction).toContainText("Even the worst case fits into the window.");
  await expect(prediction).toContainText(/Start by 2030-05-02 0\d:\d\d:\d\d to be ready in the worst case/);

  await page.getByLabel("Minutes").fill("0");
  await page.getByRole("button", { name: "Run check" }).click();
  await expect(page.getByLabel("Minutes")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Window begins")).toHaveValue("2030-05-01T22:00");
});

test("several commands in one paste are read, and lines that are not recognized are listed", async ({
  page,
}) => {
  await page.getByRole("button", { name: "Pasted listing" }).click();
  const listing = [capture("show-ap-summary"), "this is no output", capture("show-version")].join("\nWLC#\n");
  await page.getByLabel("Command output or CSV").fill(listing);
  await expect(page.getByText(/^5 access points from show ap summary, show version\./)).toBeVisible();
  await page.getByRole("button", { name: "No server" }).click();
  await runCheck(page);
  await expect(report(page).getByText("5 access points in the listing")).toBeVisible();
  await expect(check(page, "The server answers on its port")).toContainText("No server was given.");
});

test("a report is exported as Markdown and as JSON", async ({ page }) => {
  await runCheck(page);
  for (const [button, ending] of [
    ["Markdown", ".md"],
    ["JSON", ".json"],
  ] as const) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      report(page).getByRole("button", { name: button, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^readiness-.*\\${ending}$`));
    const text = readFileSync(await download.path(), "utf8");
    expect(text).toContain(PRESENT);
    expect(text).not.toContain("undefined");
  }
});

test("the preview of Save & Download leads here, and the runbook takes the report", async ({ page }) => {
  await runCheck(page);
  await report(page).getByRole("link", { name: "Runbook" }).click();
  await expect(page.getByRole("list", { name: "Before you begin" })).toContainText("Readiness checked");
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await page.getByRole("button", { name: "Save & Download" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Check readiness" }).click();
  await expect(page.getByRole("heading", { name: "Readiness", level: 1 })).toBeVisible();
});
