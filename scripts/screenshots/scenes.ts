/** What is photographed, in the order in which an upgrade goes on. Each scene waits for a state and not for a time. */
import { expect, type Page } from "@playwright/test";
import { Operator, UPGRADE_PAGE } from "../../e2e/support/operator";
import { COMMAND_LINE_PAGE, TerminalOnPage } from "../../e2e/support/terminal";
import { type Camera, DARK, LIGHT, PHONE } from "./camera";

const ANIMATION = { frames: 40, frameMs: 500, width: 1100, height: 1400 } as const;

/** From here on the pictures of a running upgrade are taken. */
const UNDER_WAY_PERCENT = 40;
const LONG = { timeout: 600_000 };

const percentShown = (page: Page) =>
  page
    .getByRole("progressbar", { name: "Progress of the upgrade" })
    .getAttribute("aria-valuenow")
    .then(Number);

/** Nothing was started yet: the form, a wrong path, and the images. */
export async function beforeTheRun(camera: Camera): Promise<void> {
  await camera.visit("image-repository", "/image-servers/image-repository", LIGHT, (page) =>
    expect(page.getByText("EWC_17_12_1").first()).toBeVisible(LONG),
  );
  await camera.visit("lab", "/lab", LIGHT);
  await camera.visit("preview", UPGRADE_PAGE, LIGHT, async (page) => {
    await new Operator(page, "").typeProfile({ server: "127.0.0.1", path: "EWC_17_12_9" });
    await page.getByRole("button", { name: "Save & Download", exact: true }).click();
    await expect(page.getByRole("dialog").getByText("Did you mean EWC_17_12_1?")).toBeVisible(LONG);
  });
}

/** Starts the upgrade and follows it until it can be activated. */
export async function duringTheRun(camera: Camera): Promise<void> {
  const page = await camera.open(UPGRADE_PAGE, LIGHT);
  const operator = new Operator(page, "");
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  // The other pages are open before it starts, so that all of them show the same moment.
  const others = new Map<string, Page>();
  for (const [name, path, look] of [
    ["dashboard", "/", LIGHT],
    ["transfers", "/image-servers/transfers", LIGHT],
    ["software-upgrade-dark", UPGRADE_PAGE, DARK],
    ["software-upgrade-phone", UPGRADE_PAGE, PHONE],
    ["dashboard-phone", "/", PHONE],
  ] as const)
    others.set(name, await camera.open(path, look));
  await operator.saveAndDownload();
  const transfers = others.get("transfers");
  await expect(transfers?.getByRole("progressbar").first() ?? page.locator("body")).toBeVisible(LONG);
  if (transfers) await camera.take("transfers", transfers);
  await expect(async () => {
    expect(await percentShown(page)).toBeGreaterThanOrEqual(UNDER_WAY_PERCENT);
  }).toPass(LONG);
  await camera.take("software-upgrade", page);
  for (const [name, other] of others) {
    if (other !== transfers) await camera.take(name, other);
    await other.context().close();
  }
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible(LONG);
  await page.getByRole("button", { name: "9124-yard" }).first().click();
  await expect(page.getByRole("dialog").getByRole("heading", { name: "Why?" })).toBeVisible();
  await camera.take("why", page);
  await page.context().close();
  await camera.visit("dashboard-dark", "/", DARK);
}

/** The upgrade waits for Activate, and one access point has failed: the pages that say what happened. */
export async function afterTheDownload(camera: Camera): Promise<void> {
  await camera.visit("access-points", "/monitoring/access-points", LIGHT);
  await camera.visit("access-point", "/monitoring/access-points/3c57.31c5.9b40", LIGHT);
  await camera.visit("timeline", "/troubleshooting/timeline", LIGHT);
  await camera.visit("logs-dark", "/troubleshooting/logs", DARK);
  await camera.visit("servers", "/image-servers/servers", LIGHT);
  await camera.visit("command-line-dark", COMMAND_LINE_PAGE, DARK, async (page) => {
    const terminal = new TerminalOnPage(page);
    await terminal.shows(/EWC#/);
    await terminal.type("terminal length 0\rshow ap image\r");
    await terminal.shows(/CAPWAP\n.*EWC#$/);
  });
}

/** Activates, and shows the finished run as picture, replay and animation. */
export async function theWholeRun(camera: Camera): Promise<void> {
  const page = await camera.open(UPGRADE_PAGE, LIGHT);
  await new Operator(page, "").activate();
  await expect(page.getByRole("link", { name: /^Software upgrade: Reload/ })).toBeVisible(LONG);
  await expect(page.getByRole("link", { name: /^Software upgrade: Reload/ })).toHaveCount(0, LONG);
  await page.context().close();
  await camera.visit("runs", "/runs", LIGHT);
  await camera.visit("run", "/runs/1", LIGHT, readied);
  await camera.visit("run-dark", "/runs/1", DARK, readied);
  await camera.visit("run-phone", "/runs/1", PHONE, readied);
  await camera.animate("replay", await replayFrames(camera), ANIMATION.frameMs);
}

const readied = async (page: Page) => {
  const picture = page.getByRole("application", { name: "Picture of the run" });
  await expect(picture).toBeVisible(LONG);
  await picture.evaluate((element) => {
    const panel = element.closest("section");
    const header = document.querySelector("header")?.clientHeight ?? 0;
    window.scrollTo({ top: (panel?.getBoundingClientRect().top ?? 0) + window.scrollY - header - 12 });
  });
};

/** The panel with the picture at equal distances of the run. */
async function replayFrames(camera: Camera): Promise<Buffer[]> {
  const { frames, width, height } = ANIMATION;
  const page = await camera.open("/runs/1", { ...LIGHT, width, height });
  const scrubber = page.getByRole("slider", { name: "Instant of the replay" });
  await expect(scrubber).toBeVisible(LONG);
  const panel = page.locator("section").filter({ has: scrubber }).last();
  const end = Number(await scrubber.getAttribute("max"));
  const pictures: Buffer[] = [];
  for (let i = 1; i <= frames; i++) {
    // The slider has steps of a tenth of a second.
    await scrubber.fill(String(Math.floor((end * i) / frames / 100) * 100));
    await scrubber.blur();
    pictures.push(await camera.frame(page, panel));
  }
  await page.context().close();
  return pictures;
}
