/** Runs: every Save & Download has a number, an address, a live picture, and a replay of what was recorded. */
import { renameSync } from "node:fs";
import { join } from "node:path";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, type Page, test } from "./support/test";

test.describe.configure({ mode: "serial" });

let app: RunningConsole;
let images: string;
test.beforeAll(async () => {
  app = await startConsole({ lab: labFile(smallLab({ startPolicy: { retryDelaysSeconds: [20] } })) });
  images = sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterAll(() => app.close());

const profile = { server: "127.0.0.1", path: "EWC_17_12_1" };
/** The table of access points; its name says of which instant it is. */
const apRow = (page: Page, name: string) =>
  page
    .getByRole("table", { name: /^Access points / })
    .getByRole("row")
    .filter({ has: page.getByRole("button", { name, exact: true }) });
const scrubber = (page: Page) => page.getByRole("slider", { name: "Instant of the replay" });
const picture = (page: Page) => page.getByRole("application", { name: "Picture of the run" });
/** The note below the picture: what keyboard focus is on. */
const said = (page: Page, text: RegExp) => page.getByRole("status").filter({ hasText: text });

test("a number that no run has is said, with the way to all runs", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await operator.open("/runs/99");
  await expect(page.getByText("There is no run 99", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Show all runs" }).click();
  await expect(page.getByRole("heading", { name: "Runs", exact: true })).toBeVisible();
  await expect(page.getByText("No runs yet")).toBeVisible();
  await operator.open("/runs/first");
  await expect(page.getByText("There is no run first", { exact: true })).toBeVisible();
});

test("a failure is visible in table and picture, with its reason and its retry, also by keyboard", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  renameSync(join(images, "ap1g8"), join(app.dataDir, "ap1g8"));
  await operator.open();
  await operator.typeProfile(profile);
  await operator.saveAndDownload();
  await operator.open("/runs/1");
  await expect(page.getByRole("heading", { name: "Run 1", exact: true })).toBeVisible();
  await expect(page.getByRole("main").getByText("Ready to activate", { exact: true })).toBeVisible({
    timeout: 60_000,
  });
  const row = apRow(page, "ap-2");
  await expect(row).toContainText("Failed");
  await expect(row).toContainText("No such file or directory");
  // Failures come first.
  await expect(
    page
      .getByRole("table", { name: /^Access points / })
      .getByRole("row")
      .nth(1),
  ).toContainText("ap-2");

  await page.getByRole("button", { name: "With failures only" }).click();
  await expect(page.getByText("1 of 4 access points", { exact: true })).toBeVisible();
  await picture(page).focus();
  await page.keyboard.press("ArrowDown");
  await expect(said(page, /^ap-2, /)).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("ArrowLeft");
    await expect(
      said(page, /^ap-2, .*Failed: .*No such file or directory.* It is tried again\.$/),
    ).toBeVisible({
      timeout: 500,
    });
  }).toPass();
  await page.keyboard.press("Enter");
  const moments = page.getByRole("table", { name: "What ap-2 did" });
  await expect(moments).toContainText("It is tried again.");
  await page.getByRole("button", { name: "With failures only" }).click();
  await expect(page.getByText("4 of 4 access points", { exact: true })).toBeVisible();
});

test("a run from start to read-back is listed, addressable, and leads to its own log lines and transfers", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  renameSync(join(app.dataDir, "ap1g8"), join(images, "ap1g8"));
  await operator.open();
  await operator.saveAndDownload();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 60_000 });
  await operator.activate();
  await operator.open("/runs");
  const runs = page.getByRole("table", { name: "Runs" });
  const second = runs.getByRole("row").filter({ hasText: "Run 2" });
  await expect(second).toContainText("Complete", { timeout: 60_000 });
  await expect(second).toContainText("17.9.4.27 to 17.12.1");
  await expect(second).toContainText("4 of 4");
  await page.getByRole("combobox", { name: "Outcome" }).click();
  await page.getByRole("option", { name: "Complete", exact: true }).click();
  await expect(runs.getByRole("row").filter({ hasText: "Run 1" })).toHaveCount(0);
  await expect(page).toHaveURL(/outcome=complete/);

  await page.getByRole("link", { name: "Run 2" }).click();
  await expect(page).toHaveURL(/\/runs\/2$/);
  for (const name of ["ap-1", "ap-2", "ap-3", "ap-4"])
    await expect(apRow(page, name)).toContainText("Joined with 17.12.1");
  const stages = page.getByRole("table", { name: "Stages of the run" });
  await expect(stages.getByRole("row").filter({ hasText: "Reload" })).toContainText("Done");
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole("link", { name: "Logs of this run" }).click();
  await expect(page.getByRole("button", { name: "Only run 2. Show all lines" })).toBeVisible();
  const log = page.getByRole("region", { name: "Controller syslog" });
  await expect(log).toContainText("Started install add");
  await page.goBack();
  await page.getByRole("link", { name: "Transfers of this run" }).click();
  const history = page.getByRole("table", { name: "Finished transfers" });
  await expect(history).toContainText("ap1g8");
  await expect(page.getByRole("button", { name: "Only run 2. Show all transfers" })).toBeVisible();
});

test("the replay shows the recorded state of an instant, and a reload in mid-replay shows the same instant", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open("/runs/2");
  await expect(apRow(page, "ap-2")).toContainText("Joined with 17.12.1");
  await scrubber(page).focus();
  await page.keyboard.press("Home");
  await expect(page).toHaveURL(/t=0\.0/);
  await expect(apRow(page, "ap-2")).toContainText("Idle");

  const combobox = page.getByRole("combobox", { name: "Speed of the replay" });
  await combobox.click();
  await page.getByRole("option", { name: "x60", exact: true }).click();
  await page.getByRole("button", { name: "Play" }).click();
  await expect(apRow(page, "ap-2")).toContainText("Joined with 17.12.1", { timeout: 60_000 });
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();

  await operator.open("/runs/2");
  await picture(page).click({ position: { x: 500, y: 8 } });
  await expect(page).toHaveURL(/t=\d+\.\d$/);
  const text = (await scrubber(page).getAttribute("aria-valuetext")) ?? "";
  const row = (await apRow(page, "ap-2").textContent()) ?? "";
  expect(text).not.toBe("");
  const url = page.url();
  await page.reload();
  const seconds = Number(/t=([\d.]+)/.exec(url)?.[1]);
  await expect(scrubber(page)).toHaveAttribute("value", new RegExp(`^${Math.floor(seconds)}\\d{3}$`));
  await expect(apRow(page, "ap-2")).toContainText(row.slice(0, 40));
  expect(page.url()).toBe(url);
  await page.getByRole("button", { name: "Show the end" }).click();
  await expect(apRow(page, "ap-2")).toContainText("Joined with 17.12.1");
  await expect(page).toHaveURL(/\/runs\/2$/);
});

test("runs and recordings are there after a crash of the program", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await app.kill("SIGKILL");
  await app.restart();
  await operator.open("/runs/2");
  await expect(apRow(page, "ap-2")).toContainText("Joined with 17.12.1");
  await operator.open("/runs");
  await expect(page.getByRole("table", { name: "Runs" }).getByRole("row")).toHaveCount(3);
});
