/** The live table of access points: filters in the URL, column chooser, and CSV export. */
import { readFileSync } from "node:fs";
import Papa from "papaparse";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { expect, type Page, test } from "./support/test";

const ACCESS_POINTS = "/monitoring/access-points";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: labFile(smallLab()) });
});
test.afterAll(() => app.close());

const table = (page: Page) => page.getByRole("table", { name: "Access points", exact: true });
/** The names in the first column, in the order of the table. */
const names = (page: Page) =>
  table(page).getByRole("row").getByRole("button", { name: /^ap-/ }).allTextContents();
const headers = (page: Page) => table(page).getByRole("columnheader").allTextContents();

async function open(page: Page, query = ""): Promise<void> {
  await page.goto(`${app.url}${ACCESS_POINTS}${query}`);
  await expect(table(page)).toBeVisible();
}

test("filters are kept in the URL: a reload keeps them, and the Back button restores the view before", async ({
  page,
}) => {
  await open(page);
  await expect.poll(() => names(page)).toHaveLength(4);
  await page.getByRole("button", { name: "Family" }).click();
  await page.getByRole("checkbox", { name: /^ap1g8/ }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\?family=ap1g8$/);
  await expect(page.getByText("1 of 4 access points")).toBeVisible();
  expect(await names(page)).toEqual([expect.stringContaining("ap-2")]);

  await page.reload();
  await expect(page.getByText("1 of 4 access points")).toBeVisible();
  expect(await names(page)).toEqual([expect.stringContaining("ap-2")]);

  await table(page).getByRole("button", { name: "ap-2" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "ap-2" })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\?family=ap1g8$/);
  await expect(page.getByText("1 of 4 access points")).toBeVisible();

  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(/access-points$/);
  await expect.poll(() => names(page)).toHaveLength(4);
});

test("the text filter and the sort order are kept in the URL", async ({ page }) => {
  await open(page);
  await page.getByRole("searchbox", { name: "Filter access points" }).fill("ap-");
  await expect(page).toHaveURL(/\?q=ap-$/);
  await page.getByRole("button", { name: "AP Name" }).click();
  await page.getByRole("button", { name: "AP Name" }).click();
  await expect(page).toHaveURL(/sort=-name/);
  await page.reload();
  await expect
    .poll(() => names(page))
    .toEqual(["ap-4", "ap-3", "ap-2", "ap-1"].map((name) => expect.stringContaining(name)));
  await expect(page.getByRole("searchbox", { name: "Filter access points" })).toHaveValue("ap-");
});

test("the column chooser hides and shows columns, keeps the choice in the URL, and never hides the name", async ({
  page,
}) => {
  await open(page);
  const before = await headers(page);
  expect(before).toContain("IP Address");
  await page.getByRole("button", { name: "Columns" }).click();
  const chooser = page.getByRole("dialog", { name: "Columns" });
  await expect(chooser.getByRole("checkbox", { name: "AP Name" })).toBeDisabled();
  await chooser.getByRole("checkbox", { name: "IP Address" }).click();
  await page.keyboard.press("Escape");
  await expect.poll(() => headers(page)).toEqual(before.filter((header) => header !== "IP Address"));
  await page.reload();
  await expect(page.getByText("4 access points", { exact: true })).toBeVisible();
  expect(await headers(page)).not.toContain("IP Address");
  await page.getByRole("button", { name: "Columns" }).click();
  await chooser.getByRole("checkbox", { name: "IP Address" }).click();
  await expect(page).toHaveURL(/access-points$/);
  await expect.poll(() => headers(page)).toEqual(before);
});

test("Export CSV downloads the shown columns of the shown rows, in the order of the table", async ({
  page,
}) => {
  await open(page, "?q=ap-&family=ap1g8&family=ap3g3&sort=-name&hide=progress,status");
  await expect(page.getByText("2 of 4 access points")).toBeVisible();
  const downloaded = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  const download = await downloaded;
  expect(download.suggestedFilename()).toBe("access-points.csv");
  const csv = readFileSync(await download.path(), "utf8");
  expect(csv.endsWith("\r\n")).toBe(true);
  const [head, ...rows] = Papa.parse<string[]>(csv.trimEnd()).data;
  expect(head).toEqual(await headers(page));
  expect(rows).toEqual([
    ["ap-3", "AIR-AP2802I-E-K9", "172.16.9.3", "Run", "17.9.4.27", ""],
    ["ap-2", "C9105AXI-E", "172.16.9.2", "Run", "17.9.4.27", ""],
  ]);
  const cells = await table(page)
    .getByRole("row")
    .filter({ hasText: "ap-3" })
    .getByRole("cell")
    .allTextContents();
  // The first cell has the label of its checkbox; a missing version is shown as a dash.
  expect(cells.slice(1).map((text) => (text === "–" ? "" : text))).toEqual(rows[0]?.slice(1));
});
