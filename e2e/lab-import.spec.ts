/** Lab: importing a fleet from a real controller's output or CSV, lab files, and resets. */
import { readFileSync } from "node:fs";
import { capture } from "../lib/testing/captures";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { COMMAND_LINE_PAGE, TerminalOnPage } from "./support/terminal";
import { expect, type Page, test } from "./support/test";

const ACCESS_POINTS = "/monitoring/access-points";
const IMPORT = "/lab?section=import";
const SUMMARY_NAMES = [
  "AP002A.1087.CA0A",
  "AP687D.B402.BB44",
  "AP687D.B402.EF8C",
  "AP7061.7B5F.1136",
  "APA4B2.3987.937C",
];
const IMAGE_NAMES = [
  "AP002a.106d.2e10",
  "wsimap-0001",
  "AP501C.B0BC.1448",
  "AP4001.7AB2.C1B6",
  "APF4DB.E651.2280",
];

let app: RunningConsole;
test.beforeEach(async ({ page }) => {
  app = await startConsole({ lab: labFile(smallLab({ clockFactor: 60 })) });
  await page.goto(`${app.url}${IMPORT}`);
});
test.afterEach(() => app.close());

const listing = (page: Page) => page.getByLabel("Command output or CSV");
const recognized = (page: Page) => page.getByRole("table", { name: "Recognized access points" });
const recognizedRow = (page: Page, name: string) =>
  recognized(page)
    .getByRole("row")
    .filter({ has: page.getByText(name, { exact: true }) });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Expects exactly these access points on Monitoring > Access Points. */
async function expectFleet(page: Page, names: readonly string[]): Promise<void> {
  const operator = new Operator(page, app.url);
  await operator.open(ACCESS_POINTS);
  for (const name of names) await expect(operator.row(name)).toHaveCount(1);
  await expect(page.getByRole("table", { name: "Access points", exact: true })).toHaveAttribute(
    "aria-rowcount",
    String(names.length + 1),
  );
}

test("pasted output of a real controller creates its fleet, which joins", async ({ page }) => {
  await listing(page).fill(`WLC#show ap summary\n${capture("show-ap-summary")}`);
  await expect(page.getByText("5 access points from show ap summary.", { exact: true })).toBeVisible();
  await expect(recognizedRow(page, "AP687D.B402.BB44")).toContainText(/C9120AXE-D.*9\.3\.13\.220/);
  await listing(page).fill(
    [capture("show-ap-summary"), capture("show-ap-image"), capture("show-version")].join("\nWLC#\n"),
  );
  await expect(
    page.getByText("10 access points from show ap summary, show ap image and show version."),
  ).toBeVisible();
  await expect(recognizedRow(page, "wsimap-0001")).toContainText(/C9120AXI-E.*generated.*17\.13\.0\.44/);
  await expect(page.getByRole("list", { name: "Lines that were not recognized" })).toHaveCount(0);

  await page.getByLabel("Controller host").fill("ap687d.b402.ef8c");
  await button(page, "Import 10 access points").click();
  const dialog = page.getByRole("dialog", { name: "Replace the fleet" });
  await expect(dialog).toContainText("This removes 4 access points with their images and behaviors");
  await expect(dialog).toContainText(
    "The controller will be WLC3C57.31C5.7BC8, running 17.13.0.44, on AP687D.B402.EF8C.",
  );
  await dialog.getByRole("button", { name: "Replace the fleet" }).click();
  await expect(page.getByText("10 access points replaced the fleet.")).toBeVisible({
    timeout: 60_000,
  });
  await expect(listing(page)).toHaveValue("");
  await expect(listing(page)).toBeFocused();

  await expectFleet(page, [...SUMMARY_NAMES, ...IMAGE_NAMES]);
  const operator = new Operator(page, app.url);
  for (const name of [...SUMMARY_NAMES, ...IMAGE_NAMES]) {
    await expect(operator.row(name)).toContainText("Run", { timeout: 60_000 });
    await expect(operator.row(name)).toContainText("17.13.0.44");
  }
  await page.goto(`${app.url}${COMMAND_LINE_PAGE}`);
  const terminal = new TerminalOnPage(page);
  await terminal.shows(/WLC3C57\.31C5\.7BC8#/);
  await terminal.type("show ap summary\r");
  await terminal.shows(/Number of APs: 10\n/);
  await terminal.shows(/AP002A\.1087\.CA0A +2 +AIR-AP2802E-D-K9 +002a\.1087\.ca0a 00a2\.eefd\.9f20/);
});

test("access points are added to the fleet; an existing name is refused and the typed text is kept", async ({
  page,
}) => {
  const rows = Array.from({ length: 150 }, (_, i) => `floor-${i + 1};C9105AXI-E;10.1.${i % 100}.${i + 1}`);
  const csv = ["name;model;ip", ...rows].join("\n");
  await listing(page).fill(`${csv}\nap-2;C9120AXI-E;10.2.2.2`);
  await button(page, "Add to the fleet").click();
  await button(page, "Import 151 access points").click();
  await expect(page.getByRole("alert").filter({ hasText: "ap-2 is taken" })).toBeVisible();
  await expect(listing(page)).toHaveValue(/ap-2;C9120AXI-E/);
  await listing(page).fill(csv);
  await expect(recognized(page).getByRole("row")).toHaveCount(101);
  await button(page, "Show more of 150 access points").click();
  await expect(recognized(page).getByRole("row")).toHaveCount(151);
  await button(page, "Import 150 access points").click();
  await expect(page.getByText("150 access points added.")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("tab", { name: "Fleet" }).click();
  await expect(page.getByText(/^154 access points/)).toBeVisible();
});

test("lines that are not recognized are listed with a reason and change nothing", async ({ page }) => {
  await listing(page).fill("Dear colleague,\n\nplease upgrade the second floor.\nlobby,C9120AXI-E,10.0.0.7");
  await expect(page.getByText("No access points found.")).toBeVisible();
  const lines = page.getByRole("list", { name: "Lines that were not recognized" }).getByRole("listitem");
  await expect(lines).toHaveText([
    /^1Dear colleague,/,
    /^3please upgrade the second floor\./,
    /^4lobby,C9120AXI-E,10\.0\.0\.7CSV needs a heading row/,
  ]);
  await expect(button(page, "Import")).toBeDisabled();
  await expectFleet(page, ["ap-1", "ap-2", "ap-3", "ap-4"]);
});

test("a file is read like pasted text, and unknown models are marked", async ({ page }) => {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose a file" }).click(),
  ]);
  const text = "AP Name,AP Model\r\nold-1,AIR-CAP3702I-E-K9\r\n";
  await chooser.setFiles({
    name: "fleet.csv",
    mimeType: "text/csv",
    buffer: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]),
  });
  await expect(recognizedRow(page, "old-1")).toContainText("Unknown model");
  await expect(page.getByText("No image family is known for the model of 1 access point.")).toBeVisible();
  await expect(page.getByText("None of these access points can host the controller")).toBeVisible();
});

test("an exported lab file recreates the same fleet, and an invalid one is refused with the place of its error", async ({
  page,
}) => {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export lab file" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("lab-lab-EWC.json");
  const exported = readFileSync(await download.path(), "utf8");

  await button(page, "Empty lab").click();
  const reset = page.getByRole("dialog", { name: "Reset to the empty lab" });
  await expect(reset).toContainText("This removes 4 access points with their images and behaviors");
  await reset.getByRole("button", { name: "Reset", exact: true }).click();
  await expect(reset).toBeHidden({ timeout: 60_000 });
  await expect(page.getByText("The lab now has 1 access point", { exact: true })).toBeVisible();

  const open = async (text: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      button(page, "Open lab file").click(),
    ]);
    await chooser.setFiles({ name: "lab.json", mimeType: "application/json", buffer: Buffer.from(text) });
  };
  await open(exported.replace("172.16.9.2", "172.16.9.300"));
  const alert = page.getByRole("alert").filter({ hasText: "lab.json" });
  await expect(alert).toContainText("Access point 2 (ap-2), ip: Enter an IPv4 or IPv6 address.");
  await open(exported);
  await expect(alert).toBeHidden();
  const dialog = page.getByRole("dialog", { name: "Open lab file" });
  await expect(dialog).toContainText("controller lab-EWC at 172.16.9.9, 4 access points, clock x60");
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 60_000 });
  const again = await page.request.get(`${app.url}/api/lab/export`);
  expect(await again.json()).toEqual(JSON.parse(exported));
  await expectFleet(page, ["ap-1", "ap-2", "ap-3", "ap-4"]);

  await page.goto(`${app.url}${IMPORT}`);
  await button(page, "Initial lab").click();
  await page.getByRole("dialog").getByRole("button", { name: "Reset", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeHidden({ timeout: 60_000 });
  await expectFleet(page, ["ap-1", "ap-2", "ap-3", "ap-4"]);
});

test("the import panels pass the accessibility scan and fit a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await listing(page).fill(`${capture("show-ap-image")}\nwhat is this`);
  await expect(recognized(page)).toBeVisible();
  const violations = await accessibilityFaults(page);
  expect(violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
