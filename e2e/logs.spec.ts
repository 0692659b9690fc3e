/** The Logs page: the controller's live syslog, filters, and download. */
import { readFileSync } from "node:fs";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { expect, test } from "./support/test";

const LOGS_PAGE = "/troubleshooting/logs";

let app: RunningConsole;
test.beforeEach(async () => {
  app = await startConsole({
    lab: labFile(
      smallLab({ transfer: { timeoutSeconds: 0.5, retries: 3 }, startPolicy: { retryDelaysSeconds: [] } }),
    ),
  });
});
test.afterEach(() => app.close());

test("a failed download appears live, is found by severity and text, is downloaded, and stays filtered after a reload", async ({
  page,
  context,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open(LOGS_PAGE);
  const log = page.getByRole("region", { name: "Controller syslog" });
  await expect(page.getByRole("button", { name: "Follow" })).toHaveAttribute("aria-pressed", "true");

  const other = new Operator(await context.newPage(), app.url);
  await other.open();
  await other.typeProfile({ server: "127.0.0.1", path: "Wrong-Path" });
  await other.saveAndDownload();
  await expect(log).toContainText("%INSTALL-3-OPERATION_ERROR_MESSAGE", { timeout: 60_000 });

  await page.getByRole("combobox", { name: "Severity" }).click();
  await page.getByRole("option", { name: "Errors and worse" }).click();
  await expect(log).not.toContainText("%SYS-5-CONFIG_I");
  await expect(log).toContainText("Wrong-Path");
  await page.getByRole("searchbox", { name: "Search the log" }).fill("no such word");
  await expect(log).toContainText("No lines match the filter");
  await page.getByRole("searchbox", { name: "Search the log" }).fill("operation_error");
  await expect(page).toHaveURL(/q=operation_error/);

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  expect(text).toContain("%INSTALL-3-OPERATION_ERROR_MESSAGE");
  expect(text).not.toContain("%SYS-5-CONFIG_I");

  // The URL alone restores the same view.
  await page.reload();
  await expect(log).toContainText("Wrong-Path");
  await expect(log).not.toContainText("%SYS-5-CONFIG_I");
});
