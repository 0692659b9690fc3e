/** Finds the browser for the tests in the browser, or installs one. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { bin, node, run, say } from "./run.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)("@playwright/test").chromium.executablePath();
  } catch {
    return "";
  }
}

/** CHROMIUM_PATH, Playwright's own, one of the system; undefined when there is none. */
export function findBrowser() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  return [playwrightsOwn(), ...onPath, ...PLACES].find((file) => file !== "" && existsSync(file));
}

/** @returns {Promise<string | undefined>} undefined when none could be had; the installer's words were printed */
export async function findOrInstallBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("No browser here: installing Debian's chromium ...");
    await run("apt-get", ["update", "-q"], { quiet: true });
    await run("apt-get", ["install", "-y", "-q", "chromium"], { env: { DEBIAN_FRONTEND: "noninteractive" } });
  }
  if (findBrowser() === undefined) {
    say("No browser here: installing Playwright's chromium ...");
    await node(bin.playwright, ["install", "chromium"]);
  }
  return findBrowser();
}
