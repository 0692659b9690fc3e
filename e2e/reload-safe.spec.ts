/** A reload, a lost connection, and a crash of the console: the page recovers and shows the actual state. */

import { type RunningConsole, startConsole } from "./support/console";
import { labFile, slowLab } from "./support/labs";
import { openNetworkLink } from "./support/network-link";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { forgetConsole, signInAt } from "./support/signed-in";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.beforeEach(async () => {
  app = await startConsole({ lab: labFile(slowLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterEach(() => app.close());

const profile = { server: "127.0.0.1", path: "EWC_17_12_1" };
const names = ["ap-1", "ap-2", "ap-3", "ap-4"];

test("a reloaded tab and a second tab show the same upgrade and its end", async ({ page, context }) => {
  const first = new Operator(page, app.url);
  await first.open();
  await first.typeProfile(profile);
  await first.saveAndDownload();
  await expect(first.stage("AP Image Download")).toContainText("in progress");
  await page.reload();
  const second = new Operator(await context.newPage(), app.url);
  await second.open();
  for (const operator of [first, second]) {
    await expect(operator.page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({
      timeout: 150_000,
    });
    for (const name of names) await expect(operator.row(name)).toContainText("Complete");
  }
});

test("a page that is offline shows the age of its data and disables its controls, then catches up", async ({
  page,
}) => {
  const link = await openNetworkLink(app.url);
  await signInAt(link.url);
  const operator = new Operator(page, link.url);
  await operator.open();
  await operator.typeProfile(profile);
  await operator.saveAndDownload();
  await expect(operator.stage("AP Image Download")).toContainText("in progress");
  link.interrupt();
  const banner = page.getByRole("alert").filter({ hasText: "Connection lost" });
  await expect(banner).toContainText("Controls are disabled. Reconnecting…", { timeout: 60_000 });
  await expect(page.getByText("Offline", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel upgrade" })).toBeDisabled();
  const age = async () =>
    Number(/The data on this page is (\d+) s old/.exec((await banner.textContent()) ?? "")?.[1]);
  const first = await age();
  expect(first).toBeGreaterThanOrEqual(1);
  await expect.poll(age).toBeGreaterThan(first);

  link.restore();
  await expect(banner).toBeHidden({ timeout: 30_000 });
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 150_000 });
  for (const name of names) await expect(operator.row(name)).toContainText("Complete");
  forgetConsole(link.url);
  await link.close();
});

test("after kill -9 during AP Image Download and a restart, the upgrade continues and the open tab follows it to the end", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile(profile);
  await operator.saveAndDownload();
  await expect(operator.stage("AP Image Download")).toContainText("in progress");
  await app.kill("SIGKILL");
  await expect(page.getByRole("alert").filter({ hasText: "Connection lost" })).toBeVisible({
    timeout: 30_000,
  });
  await app.restart();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 150_000 });
  for (const name of names) await expect(operator.row(name)).toContainText("Complete");
});

test("SIGTERM with an open page: the console says that it stops, and exits with code 0", async ({ page }) => {
  await new Operator(page, app.url).open();
  await app.kill("SIGTERM");
  expect(app.output()).toContain("SIGTERM: stopping.");
  expect(app.output()).not.toContain("not stopped within");
  expect(app.exitCode).toBe(0);
});
