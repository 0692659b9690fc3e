/** Unit, property and wire tests, which are beside the code. Playwright runs the browser tests. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * Percent of lib/ that `npm test` must cover: what it covered when this was last raised, rounded down by at least half a
 * percent, because a machine without the independent programs covers a little less. To be raised, never lowered.
 */
const COVERAGE_THRESHOLDS = { statements: 93, branches: 87, functions: 93, lines: 95 };

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
    // The wire tests of TFTP run on each way to send packets (docs/decisions/0002).
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["{lib,components,app,scripts}/**/*.test.{ts,tsx}"] },
      },
      {
        extends: true,
        test: {
          name: "system calls",
          include: ["lib/servers/tftp/*.wire.test.ts"],
          provide: { udpEngine: "system-calls" },
        },
      },
    ],
    environment: "node",
    setupFiles: ["lib/testing/patient-queries.ts"],
    pool: "forks",
    // One more than the cores of a small machine, because many tests wait for timers or the disk.
    maxWorkers: 3,
    // Wire tests wait for real retransmission timers, and store tests for the disk.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    restoreMocks: true,
    expect: { poll: { timeout: 60_000 } },
    coverage: {
      provider: "v8",
      include: ["lib/**/*.{ts,tsx}"],
      exclude: ["lib/**/*.test.{ts,tsx}", "lib/**/*.d.ts", "lib/testing/**", "lib/store/generated/**"],
      reportsDirectory: ".cache/coverage",
      reporter: ["text-summary", "json-summary"],
      thresholds: COVERAGE_THRESHOLDS,
    },
  },
});
