/** What is photographed, in the order in which an upgrade goes on. Each scene waits for a state and not for a time. */
import { expect, type Page } from "@playwright/test";
import { Operator, UPGRADE_PAGE } from "../../e2e/support/operator";
import { type Camera, DARK, LIGHT, PHONE } from "./camera";

const ANIMATION = { frames: 40, frameMs: 500, width: 1100, height: 900 } as const;

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
  await operator.saveAndDownload();
  await expect(async () => {
    expect(await percentShown(page)).toBeGreaterThanOrEqual(UNDER_WAY_PERCENT);
  }).toPass(LONG);
  await camera.take("software-upgrade", page);
  await page.emulateMedia({ colorScheme: "dark" });
  await camera.take("software-upgrade-dark", page);
  await page.emulateMedia({ colorScheme: "light" });
  await camera.visit("software-upgrade-phone", UPGRADE_PAGE, PHONE);
  await camera.visit("dashboard", "/", LIGHT);
  await camera.visit("transfers", "/image-servers/transfers", LIGHT);
  await camera.visit("dashboard-phone", "/", PHONE);
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible(LONG);
  await page.getByRole("button", { name: "9124-yard" }).first().click();
  await expect(page.getByRole("dialog").getByText("What to do").or(page.getByRole("dialog"))).toBeVisible();
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
  await camera.visit("command-line-dark", "/administration/command-line-interface", DARK, async (page) => {
    const terminal = page.getByRole("textbox", { name: /terminal/i }).first();
    await terminal.focus();
    await page.keyboard.type("show ap image\n");
    await expect(page.getByText("Predownload", { exact: false }).first()).toBeVisible(LONG);
  });
}

/** Activates, and shows the finished run as picture, replay and animation. */
export async function theWholeRun(camera: Camera): Promise<void> {
  const page = await camera.open(UPGRADE_PAGE, LIGHT);
  await new Operator(page, "").activate();
  await expect(page.getByText(/run 17\.12\.1\.5/).first()).toBeVisible(LONG);
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
  await picture.evaluate((element) => element.closest("section")?.scrollIntoView({ block: "start" }));
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
    pictures.push(await camera.frame(page, panel));
  }
  await page.context().close();
  return pictures;
}
