/** Each failure is found without colors, and with keyboard and screen reader alone. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { TerminalOnPage } from "./support/terminal";
import { expect, type Locator, type Page, test } from "./support/test";

test.describe.configure({ mode: "serial" });

/** Who fails, and the words for why. */
const failures = [
  { name: "ap-2", reason: "No such file or directory" },
  { name: "ap-3", reason: "the access point refused its signature" },
] as const;

let app: RunningConsole;
test.beforeAll(async () => {
  const lab = smallLab({ startPolicy: { retryDelaysSeconds: [] } });
  const aps = (lab.aps ?? []).map((ap) =>
    ap.name === "ap-3" ? { ...ap, behavior: { refusesSignature: true } } : ap,
  );
  app = await startConsole({ lab: labFile({ ...lab, aps }) });
  rmSync(join(sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1"), "ap1g8"));
});
test.afterAll(() => app.close());

const announcements = (page: Page) => page.getByRole("region", { name: "Announcements of the upgrade" });

/** Everything that the live region says from now on. */
async function recordAnnouncements(page: Page): Promise<() => Promise<string>> {
  const said = await announcements(page).evaluateHandle((region) => {
    const texts: string[] = [];
    new MutationObserver(() => texts.push(region.textContent ?? "")).observe(region, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    return texts;
  });
  return async () => (await said.jsonValue()).join("\n");
}

const isFocused = (element: Locator) => element.evaluate((node) => node === node.ownerDocument.activeElement);

/** More than any page has. */
const MOST_TAB_STOPS = 300;

/** Presses Tab until the element has the focus: no pointer is used. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  await expect(element).toBeVisible();
  for (let presses = 0; presses < MOST_TAB_STOPS; presses++) {
    await page.keyboard.press("Tab");
    if (await isFocused(element)) return;
  }
  throw new Error("No Tab stop leads there.");
}

test("stages and failures are announced on a page that does not show the upgrade", async ({
  page,
  context,
}) => {
  const listener = await context.newPage();
  await listener.goto(`${app.url}/image-servers/sftp-users`);
  await expect(listener.getByText("Live", { exact: true })).toBeVisible();
  await expect(announcements(listener)).toHaveAttribute("aria-live", "polite");
  const said = await recordAnnouncements(listener);
  const operator = new Operator(page, app.url);
  await page.bringToFront();
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(listener.getByRole("link", { name: "Software upgrade: Ready to activate" })).toBeVisible({
    timeout: 90_000,
  });
  await expect(announcements(listener)).toContainText("Stage Activate: action required.");
  const text = await said();
  expect(text).toContain("Stage AP Image Download in progress.");
  expect(text).toContain("Stage AP Image Download done with warnings.");
  for (const { name, reason } of failures)
    expect(text).toMatch(new RegExp(`^.*access points? failed\\..*${name}: .*${reason}`, "m"));
});

for (const { name, reason } of failures)
  test(`${name} and its reason are reached from the dashboard by keyboard alone`, async ({ page }) => {
    await page.goto(app.url);
    const waiting = page.getByRole("link", { name: "2 access points failed", exact: true });
    await tabTo(page, waiting);
    await page.keyboard.press("Enter");
    const table = page.getByRole("table", { name: "Access points", exact: true });
    const row = (index: number) => table.locator(`button[data-index="${index}"]`);
    await tabTo(page, row(0));
    // The failed ones come first.
    const wanted = table.getByRole("button", { name: new RegExp(`^${name}\\b`) });
    if (!(await isFocused(wanted))) {
      await page.keyboard.press("ArrowDown");
      await expect(row(1)).toBeFocused();
    }
    await expect(wanted).toBeFocused();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: new RegExp(`^${name}`) });
    await expect(dialog).toContainText(new RegExp(reason, "i"));
    await expect(dialog.getByRole("heading", { name: "Why?" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(wanted).toBeFocused();
  });

test("the accessible text of each row says status and reason", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  for (const { name, reason } of failures)
    await expect(operator.row(name)).toHaveAccessibleName(new RegExp(`${name}.*Failed.*${reason}`, "i"));
  await expect(operator.row("ap-4")).toHaveAccessibleName(/ap-4.*Complete/);
});

test("each stage says its state in words", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  for (const [stage, state] of [
    ["Initiate", "done"],
    ["AP Image Download", "done with warnings"],
    ["Network Upgrade", "done"],
    ["Activate", "action required"],
    ["Reload", "pending"],
  ] as const)
    await expect(operator.stage(stage), stage).toContainText(`: ${state}`);
});

test("with the forced colors of the system each status keeps its word and its icon, and a bar differs from its track", async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: "active" });
  const operator = new Operator(page, app.url);
  await operator.open();
  const icons = new Map<string, string>();
  for (const [name, word] of [
    ["ap-2", "Failed"],
    ["ap-4", "Complete"],
  ] as const) {
    const badge = operator.row(name).getByText(word, { exact: true }).locator("..");
    await expect(badge).toBeVisible();
    const icon = badge.locator("svg");
    expect(await icon.evaluate((svg) => getComputedStyle(svg).stroke)).not.toBe("none");
    icons.set(word, await icon.innerHTML());
  }
  expect(icons.get("Failed")).not.toBe(icons.get("Complete"));
  const bar = page.getByRole("progressbar", { name: "Progress of the upgrade" });
  const [track, fill] = await bar.evaluate((element) =>
    [element, element.firstElementChild ?? element].map((part) => getComputedStyle(part).backgroundColor),
  );
  expect(fill).not.toBe(track);
});

/** Luminance of the surface below the legend, from 0 to 255. */
const SURFACES = { light: 255, dark: 30 } as const;

/** The swatches of the legend, each pixel as its luminance from 0 to 255. */
async function graySwatches(page: Page, surface: number): Promise<{ words: string; gray: number[] }[]> {
  await page.goto(`${app.url}/runs/1`);
  const legend = page.getByRole("list", { name: "Legend" });
  await expect(legend.getByRole("listitem").first()).toBeVisible();
  const read = () =>
    legend.locator("canvas").evaluateAll((canvases, below) => {
      return canvases.map((element) => {
        const canvas = element as HTMLCanvasElement;
        const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const gray: number[] = [];
        for (let i = 0; i < data.length; i += 4) {
          const light = 0.2126 * (data[i] ?? 0) + 0.7152 * (data[i + 1] ?? 0) + 0.0722 * (data[i + 2] ?? 0);
          const alpha = (data[i + 3] ?? 0) / 255;
          gray.push(Math.round(alpha * light + (1 - alpha) * below));
        }
        return { words: canvas.parentElement?.textContent ?? "", gray };
      });
    }, surface);
  // What was not drawn yet is transparent.
  await expect
    .poll(async () => (await read()).filter(({ gray }) => gray.every((value) => value === surface)))
    .toEqual([]);
  return read();
}

for (const scheme of ["light", "dark"] as const)
  test(`without colors no two phases of the picture look alike in the ${scheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const swatches = await graySwatches(page, SURFACES[scheme]);
    expect(swatches.length).toBeGreaterThan(10);
    const alike = swatches.flatMap((one, i) =>
      swatches
        .slice(i + 1)
        .filter((other) => !differs(one.gray, other.gray))
        .map((other) => `${one.words} and ${other.words}`),
    );
    expect(alike).toEqual([]);
  });

test("who asked for less motion gets the same picture", async ({ page }) => {
  const usual = await graySwatches(page, SURFACES.light);
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await graySwatches(page, SURFACES.light)).toEqual(usual);
});

/** Whether some dots or lines, which are 3% of the pixels, differ by an eighth of the way from black to white. */
function differs(one: readonly number[], other: readonly number[]): boolean {
  const different = one.filter((value, i) => Math.abs(value - (other[i] ?? 0)) >= 32).length;
  return different >= one.length * 0.03;
}

test("a failure of the whole upgrade is announced, and found by one key on its link", async ({
  page,
  context,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_99_1" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText(/^saved \d\d:/)).toBeVisible();
  // Started from here, because the outcome counts as seen in all tabs as soon as Software Upgrade shows it.
  const terminal = new TerminalOnPage(page);
  await terminal.open(app.url);
  const listener = await context.newPage();
  await listener.goto(`${app.url}/troubleshooting/logs`);
  await expect(listener.getByText("Live", { exact: true })).toBeVisible();
  const said = await recordAnnouncements(listener);
  await page.bringToFront();
  await terminal.type("install add profile default\r");
  const chip = listener.getByRole("link", { name: "Software upgrade: Failed" });
  await expect(chip).toBeVisible({ timeout: 60_000 });
  await expect.poll(said).toContain("Stage Controller Image Download failed.");
  await listener.bringToFront();
  await tabTo(listener, chip);
  await listener.keyboard.press("Enter");
  await expect(new Operator(listener, app.url).status).toContainText("EWC_17_99_1");
});
