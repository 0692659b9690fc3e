/** Finds the browser for the browser tests, or installs one. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { bin, node, run, say } from "./run.mjs";

// The headless shell first: with it, the browser tests need half of the processor time.
const NAMES = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
];
const LOCATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

function playwrightBrowser() {
  try {
    return createRequire(import.meta.url)("@playwright/test").chromium.executablePath();
  } catch {
    return "";
  }
}

/** The path of CHROMIUM_PATH, of Playwright's browser, or of one of the system, in this order. Undefined when there is none. */
export function findBrowser() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  return [playwrightBrowser(), ...onPath, ...LOCATIONS].find((file) => file !== "" && existsSync(file));
}

async function installDebianBrowser() {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-q"], { quiet: true });
  for (const name of ["chromium-headless-shell", "chromium"]) {
    const { code } = await run("apt-get", ["install", "-y", "-q", name], { env });
    if (code === 0) return;
  }
}

/**
 * Continuous integration installs the headless shell also where there is another browser, because it is much faster.
 * @returns {Promise<string | undefined>} undefined when none could be installed; the installer's output was printed
 */
export async function findOrInstallBrowser() {
  const found = findBrowser();
  const isFast = found?.includes("headless") ?? false;
  if (found && (isFast || process.env.CHROMIUM_PATH || process.env.CI !== "true")) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say(`${found ? "A slow browser" : "No browser"} found. Installing Debian's ...`);
    await installDebianBrowser();
  }
  if (findBrowser() === undefined) {
    say("No browser found. Installing Playwright's chromium ...");
    await node(bin.playwright, ["install", "chromium"]);
  }
  return findBrowser();
}
