/** Running transfers, as an operator follows them on every page, and aborts one. */

import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { sampleSet } from "./support/samples";
import { type SlowDownload, startSlowDownload } from "./support/slow-tftp-client";
import { expect, test } from "./support/test";

const TRANSFERS = "/image-servers/transfers";
const ACCESS_POINTS = "/monitoring/access-points";
const PATH = "EWC_17_12_1/ap1g8";

let app: RunningConsole;
let downloads: SlowDownload[] = [];
test.beforeAll(async () => {
  app = await startConsole({ lab: labFile(smallLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterEach(() => {
  for (const download of downloads) download.close();
  downloads = [];
});
test.afterAll(() => app.close());

async function startDownload(path = PATH): Promise<SlowDownload> {
  const download = await startSlowDownload(app.tftpPort, path);
  downloads.push(download);
  return download;
}

test("the transfer pop-up appears when a transfer starts, can be collapsed, and stays muted until it is unmuted", async ({
  page,
}) => {
  const popup = page.getByRole("region", { name: "Running transfers" });
  await page.goto(`${app.url}${ACCESS_POINTS}`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(popup).toHaveCount(0);

  await startDownload();
  await expect(popup).toContainText(PATH);
  await expect(popup.getByRole("progressbar", { name: PATH })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await popup.getByRole("button", { name: "Collapse" }).click();
  await expect(popup.getByRole("progressbar")).toHaveCount(0);
  await startDownload("EWC_17_12_1/ap1g7");
  await popup.getByRole("button", { name: "Show 2 running transfers" }).click();
  await expect(popup).toContainText("2 transfers running");

  await popup.getByRole("button", { name: "Mute transfer pop-ups" }).click();
  await expect(popup).toHaveCount(0);
  await startDownload("EWC_17_12_1/ap3g3");
  await page.reload();
  const unmute = page.getByRole("button", { name: "Unmute transfer pop-ups" });
  await expect(unmute).toBeVisible();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(popup).toHaveCount(0);
  await unmute.click();
  await expect(popup).toContainText("3 transfers running");
  await expect(unmute).toHaveCount(0);

  await popup.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`${TRANSFERS}$`));
  await expect(page.getByText("3 running", { exact: true })).toBeVisible();
});

test("Abort ends a transfer with an error on the client, and the history shows it as Aborted", async ({
  page,
}) => {
  const path = "EWC_17_12_1/ap1g6a";
  const download = await startDownload(path);
  await page.goto(`${app.url}${TRANSFERS}`);
  const abort = page.getByRole("button", { name: `Abort ${path}` });
  await abort.click();
  const dialog = page.getByRole("dialog", { name: "Abort transfer?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await expect(abort).toBeVisible();

  await abort.click();
  await dialog.getByRole("button", { name: "Abort transfer" }).click();
  await expect(dialog).toBeHidden();
  expect(await download.error).not.toBe("");
  await expect(abort).toHaveCount(0);
  await page.getByRole("combobox", { name: "Outcome" }).click();
  await page.getByRole("option", { name: "Aborted" }).click();
  const row = page
    .getByRole("table", { name: "Finished transfers" })
    .getByRole("row")
    .filter({ hasText: path });
  await expect(row.first()).toContainText("Aborted");
});
