/** Unit, property and wire tests: everything beside the code in lib/ and components/. Browser tests are Playwright's. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: [
      // Next replaces this marker package at build time; outside Next its import would throw.
      {
        find: /^server-only$/,
        replacement: fileURLToPath(new URL("./lib/testing/empty.ts", import.meta.url)),
      },
      { find: /^@\//, replacement: fileURLToPath(new URL("./", import.meta.url)) },
    ],
  },
  test: {
    include: ["{lib,components,app,scripts}/**/*.test.{ts,tsx}"],
    environment: "node",
    pool: "forks",
    maxWorkers: 2,
    // Wire tests wait for real retransmission timers, store tests for a disk: a promise of correctness, not of speed.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
