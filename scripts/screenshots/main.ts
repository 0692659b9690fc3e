/**
 * `npm run screenshots`: draws the pictures of README and docs again. It starts a console of its own with a lab that is
 * always the same and a clock that always begins at the same instant, and takes the pictures while an upgrade goes on. How
 * fast the images arrive depends on the machine, so percentages and seconds differ a little. Needs a build and a browser.
 */
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startConsole } from "../../e2e/support/console";
import { labFile } from "../../e2e/support/labs";
import { sampleSet } from "../../e2e/support/samples";
import { launchSignedIn } from "../../e2e/support/signed-in-browser";
import { Camera, type Look } from "./camera";
import { afterTheDownload, beforeTheRun, duringTheRun, theWholeRun } from "./scenes";
import { shownLab } from "./shown-lab";

const SHOWN_AT = Date.UTC(2026, 2, 2, 9, 0, 0);
const FOLDER = fileURLToPath(new URL("../../docs/images", import.meta.url));
/** Small, because the page is one form. */
const LIGHT_ENTRY: Look = { width: 900, height: 560, scheme: "light" };
const CLOCK = new URL("shifted-clock.mjs", import.meta.url).href;

const shiftMs = SHOWN_AT - Date.now();
const browser = await launchSignedIn();
await takeSetUp();
const running = await startConsole({
  lab: labFile(shownLab()),
  env: {
    // The ports that a reader has, too. They must be free.
    ...{ TFTP_PORT: "6969", SFTP_PORT: "2222", CATALOG_PORT: "8443", CLI_PORT: "2223" },
    SHIFTED_CLOCK_MS: String(shiftMs),
    NODE_OPTIONS: `--import=${CLOCK}`,
  },
});
try {
  const folder = sampleSet(running.dataDir, "EWC_17_12_1", "17.12.1");
  const shown = new Date(SHOWN_AT - 86_400_000);
  for (const image of ["", "ap1g8", "ap1g6", "ap1g7"]) utimesSync(join(folder, image), shown, shown);
  const camera = new Camera(browser, running.url, shiftMs, FOLDER);
  for (const scene of [beforeTheRun, duringTheRun, afterTheDownload, theWholeRun]) await scene(camera);
  const total = camera.written.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`${camera.written.length} pictures, ${(total / 1e6).toFixed(2)} MB, in docs/images`);
} finally {
  await browser.close();
  await running.close();
}

/** The set-up page, from the link that a console prints at its first start. */
async function takeSetUp(): Promise<void> {
  const fresh = await startConsole({ isNotSetUp: true, lab: "empty" });
  try {
    const path = /\/set-up\?token=\S+/.exec(fresh.output())?.[0] ?? "";
    const camera = new Camera(browser, fresh.url, shiftMs, FOLDER);
    const page = await camera.openEntry(path, LIGHT_ENTRY);
    await page.getByLabel("Password", { exact: true }).waitFor();
    await camera.take("set-up", page);
    await page.context().close();
  } finally {
    await fresh.close();
  }
}
