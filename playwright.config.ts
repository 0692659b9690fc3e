/** Browser tests. Each spec starts its own built console (e2e/support/console.ts). */
import { defineConfig } from "@playwright/test";
import { findBrowser } from "./scripts/support/browser.mjs";

const browser = findBrowser();
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  outputDir: ".cache/e2e",
  // One more than the cores of a small machine, because most tests wait for the simulated clock.
  workers: 3,
  // A test that passes only at the second try has found a problem.
  retries: 0,
  forbidOnly: process.env.CI === "true",
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    // Recording costs a tenth of the processor time. `--trace on` switches it on for one run.
    trace: "off",
    // Animations cost processor time, and assertions wait for them.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      ...(browser === undefined ? {} : { executablePath: browser }),
      args: [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Chromium's sandbox does not work as root, for example in a container.
        ...(isRoot ? ["--no-sandbox"] : []),
      ],
    },
  },
});
