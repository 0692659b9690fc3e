/** One clock: what the controller says is the same instant on the page, in its logs and on the command line, in UTC. */

import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { TerminalOnPage } from "./support/terminal";
import { expect, test } from "./support/test";

// Nine hours from UTC: no time of day is the same by accident.
test.use({ timezoneId: "Asia/Tokyo" });

let app: RunningConsole;
test.beforeEach(async () => {
  const lab = smallLab({ clockFactor: 10, startPolicy: { retryDelaysSeconds: [36_000] } });
  const aps = (lab.aps ?? []).map((ap) =>
    ap.name === "ap-2" ? { ...ap, behavior: { refusesSignature: true } } : ap,
  );
  app = await startConsole({ lab: labFile({ ...lab, aps }) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterEach(() => app.close());

test("a retry is due at the same UTC time in the table, in the Status line and in show ap image, marked x10", async ({
  page,
  context,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(operator.status).toContainText("next retry at", { timeout: 120_000 });
  const status = (await operator.status.textContent()) ?? "";
  const [, time = ""] = /next retry at (\d\d:\d\d:\d\d) UTC x10/.exec(status) ?? [];
  expect(time).toMatch(/^\d\d:\d\d:\d\d$/);
  await expect(operator.row("ap-2")).toContainText(`${time} UTC x10`);

  const terminal = new TerminalOnPage(await context.newPage());
  await terminal.open(app.url);
  await terminal.type("show ap image | include ap-2\r");
  await terminal.shows(new RegExp(`ap-2 [^]* ${time} `));

  await terminal.page.goto(`${app.url}/troubleshooting/logs`);
  await expect(terminal.page.getByTitle("The lines have the time of the controller's clock.")).toHaveText(
    "UTC x10",
  );
});

test("what the program says is in the visitor's time zone, which the column names", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await operator.open("/image-servers/transfers");
  await expect(page.getByRole("columnheader", { name: "Ended (Asia/Tokyo)" })).toBeVisible({
    timeout: 120_000,
  });
  await operator.open("/troubleshooting/timeline");
  await expect(page.getByTitle("Times are in your time zone.")).toHaveText("Asia/Tokyo");
});
