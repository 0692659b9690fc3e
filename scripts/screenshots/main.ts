/**
 * `npm run screenshots`: draws the pictures of README and docs again. It starts a console of its own with a lab that is
 * always the same and a clock that always begins at the same instant, and takes the pictures while an upgrade goes on. How
 * fast the images arrive depends on the machine, so percentages and seconds differ a little. Needs a build and a browser.
 */
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { startConsole } from "../../e2e/support/console";
import { labFile } from "../../e2e/support/labs";
import { sampleSet } from "../../e2e/support/samples";
import { findBrowser } from "../support/browser.mjs";
import { Camera } from "./camera";
import { afterTheDownload, beforeTheRun, duringTheRun, theWholeRun } from "./scenes";
import { shownLab } from "./shown-lab";

const SHOWN_AT = Date.UTC(2026, 2, 2, 9, 0, 0);
const FOLDER = fileURLToPath(new URL("../../docs/images", import.meta.url));
const CLOCK = new URL("shifted-clock.mjs", import.meta.url).href;

const shiftMs = SHOWN_AT - Date.now();
const running = await startConsole({
  lab: labFile(shownLab()),
  env: {
    // The ports that a reader has, too. They must be free.
    ...{ TFTP_PORT: "6969", SFTP_PORT: "2222", CATALOG_PORT: "8443", CLI_PORT: "2223" },
    SHIFTED_CLOCK_MS: String(shiftMs),
    NODE_OPTIONS: `--import=${CLOCK}`,
  },
});
const executablePath = findBrowser();
const browser = await chromium.launch({
  ...(executablePath !== undefined && { executablePath }),
  args: ["--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
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
