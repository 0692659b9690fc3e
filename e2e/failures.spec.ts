/** Failures of an upgrade: each is reported with the access point, the cause, and the remedy. */
import { createSocket } from "node:dgram";
import { renameSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, test } from "./support/test";

let app: RunningConsole;
let images: string;
test.beforeEach(async ({ page }) => {
  app = await startConsole({
    lab: labFile(
      smallLab({ transfer: { timeoutSeconds: 0.5, retries: 3 }, startPolicy: { retryDelaysSeconds: [] } }),
    ),
  });
  images = sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  await new Operator(page, app.url).open();
});
test.afterEach(() => app.close());

const profile = { server: "127.0.0.1", path: "EWC_17_12_1" };

test("a wrong path: the preview warns, the status names the missing path, and the right path completes", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.typeProfile({ ...profile, path: "Wrong-Path" });
  const preview = await operator.saveAndDownload();
  expect(preview).toContain("No folder Wrong-Path on this server.");
  await expect(operator.status).toContainText("Wrong-Path", { timeout: 30_000 });
  await expect(operator.stage("Controller Image Download")).toContainText("failed");
  await operator.typeProfile(profile);
  await operator.saveAndDownload();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 60_000 });
});

test("no server is listening: the status says that the connection was refused, and by which address and port", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  const unused = await freePort();
  await operator.typeProfile({ ...profile, port: unused });
  await operator.saveAndDownload();
  await expect(operator.stage("Controller Image Download")).toContainText("failed", { timeout: 30_000 });
  await expect(operator.status).toContainText("Connection refused");
  await expect(operator.status).toContainText(`127.0.0.1:${unused}`);
});

test("a server that never responds: the status says Timed out", async ({ page }) => {
  const silent = createSocket("udp4");
  await new Promise<void>((resolve) => silent.bind(0, "127.0.0.1", resolve));
  const operator = new Operator(page, app.url);
  await operator.typeProfile({ ...profile, port: silent.address().port });
  await operator.saveAndDownload();
  await expect(operator.stage("Controller Image Download")).toContainText("failed", { timeout: 90_000 });
  await expect(operator.status).toContainText("Timed out");
  await expect(operator.status).toContainText(`127.0.0.1:${silent.address().port}`);
  silent.close();
});

test("a missing image of one family: its access point names the file, the others complete, and adding the file completes the rest", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  renameSync(join(images, "ap1g8"), join(app.dataDir, "ap1g8"));
  await operator.typeProfile(profile);
  const preview = await operator.saveAndDownload();
  expect(preview).toContain("ap-2");
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(operator.row("ap-2")).toContainText("Failed");
  for (const other of ["ap-1", "ap-3", "ap-4"]) await expect(operator.row(other)).toContainText("Complete");
  await operator.row("ap-2").getByText("ap-2", { exact: true }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer).toContainText("EWC_17_12_1/ap1g8");
  await expect(drawer).toContainText("No such file or directory");
  await page.keyboard.press("Escape");

  renameSync(join(app.dataDir, "ap1g8"), join(images, "ap1g8"));
  await operator.saveAndDownload();
  await expect(operator.row("ap-2")).toContainText("Complete", { timeout: 60_000 });
});

test("a truncated image is never shown as complete", async ({ page }) => {
  const operator = new Operator(page, app.url);
  truncateSync(join(images, "ap1g8"), 3_000_000);
  await operator.typeProfile(profile);
  await operator.saveAndDownload();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(operator.row("ap-2")).toContainText("Failed");
  await operator.row("ap-2").getByText("ap-2", { exact: true }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer).toContainText("EWC_17_12_1/ap1g8 is not a whole image");
  await expect(drawer).toContainText("Image signature verification failed");
});

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
