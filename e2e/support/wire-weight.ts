/** How much JavaScript a page transfers. */
import type { Page } from "@playwright/test";

/** What one page may transfer, compressed, in bytes (220 kB). */
const MOST_SCRIPT_BYTES = 220_000;

/**
 * Pages that need more: a form that checks its fields while it is typed into (zod), or a terminal (xterm). To be lowered,
 * never raised.
 */
const EXCEPTIONS: Readonly<Record<string, number>> = {
  "/administration/software-management/software-upgrade": 273_000,
  "/administration/command-line-interface": 260_000,
  "/lab": 236_000,
};

export const mostScriptBytes = (path: string): number => EXCEPTIONS[path] ?? MOST_SCRIPT_BYTES;

/** The compressed bytes of every script that the page has loaded since it was opened. */
export const scriptBytes = (page: Page): Promise<number> =>
  page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
