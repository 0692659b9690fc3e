/** Unit, property and wire tests, which are beside the code. Playwright runs the browser tests. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: [
      // Next replaces this marker package at build time. Outside Next, importing it would throw.
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
    // Wire tests wait for real retransmission timers, and store tests for the disk.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
