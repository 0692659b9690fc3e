/** The Timeline page, as an engineer uses it to find out why an access point does not get its image. */
import { readFileSync } from "node:fs";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { expect, type Page, test } from "./support/test";

const TIMELINE = "/troubleshooting/timeline";
/** An access point of another family with an older version, so that its image comes from the profile's server. */
const LATE = "0000.0000.0050";

let app: RunningConsole;
test.beforeEach(async () => {
  const { aps = [], ...lab } = smallLab({ transfer: { timeoutSeconds: 0.5, retries: 3 } });
  const late = {
    name: "ap-5",
    model: "C9105AXI-E",
    ip: "172.16.9.5",
    running: "17.3.3.26",
    radioMac: LATE,
    ethernetMac: "0000.0000.0051",
  };
  app = await startConsole({ lab: labFile({ ...lab, aps: [...aps, late] }) });
});
test.afterEach(() => app.close());

const axis = (page: Page) => page.getByRole("region", { name: "Timeline" });
const entries = (page: Page) => axis(page).getByRole("listitem");
const source = (page: Page, name: string) =>
  page.getByRole("group", { name: "Sources" }).getByRole("button", { name, exact: true });

async function saveWrongPath(operator: Operator): Promise<void> {
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "Wrong-Path" });
  await operator.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(operator.page.getByText(/^saved \d\d:\d\d:\d\d$/)).toBeVisible();
}

/** The number of leading patterns that occur in this order in the visible entries. */
function foundInOrder(texts: readonly string[], wanted: readonly RegExp[]): number {
  let from = 0;
  for (const [i, pattern] of wanted.entries()) {
    const at = texts.findIndex((text, n) => n >= from && pattern.test(text));
    if (at < 0) return i;
    from = at + 1;
  }
  return wanted.length;
}

test("the timeline of an access point shows request, refusal, install error, and disjoin of a wrong path in this order", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await saveWrongPath(operator);
  await operator.open(`/monitoring/access-points/${LATE}`);
  await expect(page.getByRole("heading", { name: "Why?" })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("link", { name: "Open timeline" }).first().click();
  await expect(page).toHaveURL(/timeline\?ap=0000\.0000\.0050$/);
  await expect(page.getByRole("button", { name: "ap-5" })).toBeVisible();

  // Without the many console lines of the access point, the whole chain is visible.
  await source(page, "Access point").click();
  await expect(page).toHaveURL(/sources=server,controller,state/);
  const chain = [
    /^[\d:.]+Server.*RRQ from [\d.]+ filename Wrong-Path\/ap1g8$/,
    /^[\d:.]+Server.*sending NAK \(1, File not found\)/,
    /^[\d:.]+Controller.*%INSTALL-3-OPERATION_ERROR_MESSAGE.*Wrong-Path\/ap1g8: No such file or directory$/,
    /^[\d:.]+Controller.*Disjoined Image Download Failed$/,
  ];
  await expect
    .poll(async () => foundInOrder(await entries(page).allTextContents(), chain), { timeout: 60_000 })
    .toBe(chain.length);

  // The URL alone restores the same view. Search covers all stored entries.
  await page.reload();
  await expect(source(page, "Access point")).toHaveAttribute("aria-pressed", "false");
  await page.getByRole("searchbox", { name: "Search the timeline" }).fill("nothing says this");
  await expect(axis(page)).toContainText("No entries match the filter");
  await page.getByRole("searchbox", { name: "Search the timeline" }).fill("SENDING nak");
  await expect(axis(page)).toContainText("File not found");
  await expect(axis(page)).not.toContainText("Disjoined");

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("ap-5-timeline.txt");
  const lines = readFileSync(await file.path(), "utf8")
    .trimEnd()
    .split("\n");
  for (const line of lines) expect(line).toMatch(/^\d{4}-[\d-]+T[\d:.]+Z {2}Server {8}ap-5 .*sending NAK/);
});

test("it follows new entries until Home leads to the start, then keeps the visible entries in place", async ({
  page,
  context,
}) => {
  const operator = new Operator(page, app.url);
  await page.setViewportSize({ width: 1280, height: 560 });
  await operator.open(`${TIMELINE}?q=profile saved`);
  await expect(axis(page)).toContainText("No entries match the filter");
  const other = new Operator(await context.newPage(), app.url);
  await saveWrongPath(other);
  await expect(axis(page)).toContainText("Image download profile saved by", { timeout: 30_000 });
  // The access point keeps retrying, so that soon there are more entries than fit.
  await operator.open(TIMELINE);
  await expect(axis(page)).toContainText("Disjoined Image Download Failed", { timeout: 60_000 });
  const follow = page.getByRole("button", { name: "Follow" });
  await expect(follow).toHaveAttribute("aria-pressed", "true");

  await axis(page).focus();
  await page.keyboard.press("Home");
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  // Home goes to the first loaded entry. While more are stored, older ones load above it, a page for each Home.
  await expect(async () => {
    await axis(page).press("Home");
    await expect(axis(page).getByText("Start of the stored timeline")).toBeInViewport({ timeout: 1_000 });
  }).toPass({ timeout: 180_000 });
  const first = entries(page).first();
  await expect(first).toHaveAttribute("aria-posinset", "1");
  const was = await first.textContent();
  const top = await first.boundingBox();
  const more = page.getByRole("button", { name: /^\d+ new$/ });
  await expect(more).toBeVisible({ timeout: 60_000 });
  expect(await first.textContent()).toBe(was);
  expect((await first.boundingBox())?.y).toBe(top?.y);
  await more.click();
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await expect(more).toBeHidden();
});

test("it passes the accessibility scan in both color schemes and fits 360 pixels", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await saveWrongPath(operator);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1280, height: 900 });
    await operator.open(`${TIMELINE}?q=failed`);
    await expect(axis(page)).toContainText("No such file or directory", { timeout: 60_000 });
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await expect(entries(page).first()).toContainText("Controller");
    expect(await accessibilityFaults(page)).toEqual([]);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(overflow).toBeLessThanOrEqual(0);
  }
});
