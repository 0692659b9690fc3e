/**
 * Runs before every test file: what waits for a condition waits as long as a busy machine needs. A dialog, for example, is
 * loaded when it opens. The default of one second would say how busy the machine is.
 */
import { vi } from "vitest";

const PATIENCE_MS = 60_000;

const waitFor = vi.waitFor;
vi.waitFor = (condition, options) =>
  waitFor(condition, typeof options === "number" ? options : { timeout: PATIENCE_MS, ...options });

if (typeof document !== "undefined") {
  const { configure } = await import("@testing-library/react");
  configure({ asyncUtilTimeout: PATIENCE_MS });
}
