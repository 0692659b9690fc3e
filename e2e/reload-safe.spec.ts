/** Close the tab, go offline, kill the process: you come back to the truth. */
import { expect, test } from "@playwright/test";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";

let console_: RunningConsole;
test.beforeEach(async () => {
  console_ = await startConsole({ lab: labFile(smallLab({ clockFactor: 4 })) });
  sampleSet(console_.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterEach(() => console_.close());

const profile = { server: "127.0.0.1", path: "EWC_17_12_1" };
const names = ["ap-1", "ap-2", "ap-3", "ap-4"];

test("a reloaded tab and a second tab show the same upgrade, and both see it end", async ({
  page,
  context,
}) => {
  const first = new Operator(page, console_.url);
  await first.open();
  await first.typeProfile(profile);
  await first.saveAndDownload();
  await expect(first.stage("AP Image Download")).toContainText(/in progress|done/);
  await page.reload();
  const second = new Operator(await context.newPage(), console_.url);
  await second.open();
  for (const operator of [first, second]) {
    await expect(operator.page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({
      timeout: 90_000,
    });
    for (const name of names) await expect(operator.row(name)).toContainText("Complete");
  }
});

test("offline and back: the page says how old its data is, then catches up by itself", async ({
  page,
  context,
}) => {
  const operator = new Operator(page, console_.url);
  await operator.open();
  await operator.typeProfile(profile);
  await operator.saveAndDownload();
  await context.setOffline(true);
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await context.setOffline(false);
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 90_000 });
  for (const name of names) await expect(operator.row(name)).toContainText("Complete");
});

test("kill -9 in the middle of AP Image Download: started again, the upgrade goes on and ends, and the open tab follows", async ({
  page,
}) => {
  test.setTimeout(150_000);
  const operator = new Operator(page, console_.url);
  await operator.open();
  await operator.typeProfile(profile);
  await operator.saveAndDownload();
  await expect(operator.stage("AP Image Download")).toContainText("in progress");
  await console_.kill("SIGKILL");
  await expect(page.getByText(/not reachable|no connection|reconnecting/i).first()).toBeVisible({
    timeout: 30_000,
  });
  await console_.restart();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 90_000 });
  for (const name of names) await expect(operator.row(name)).toContainText("Complete");
});

test("SIGTERM with an open page: the console stops in order, says so, and ends with success", async ({
  page,
}) => {
  await new Operator(page, console_.url).open();
  await console_.kill("SIGTERM");
  expect(console_.output()).toContain("SIGTERM: stopping.");
  expect(console_.output()).not.toMatch(/not stopped within|error/i);
});
