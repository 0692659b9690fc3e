/** How much JavaScript a page transfers. */
import type { Page } from "@playwright/test";

/** What one page may transfer, compressed, in bytes (220 kB; docs/decisions/0017-weight-of-pages.md). */
export const MOST_SCRIPT_BYTES = 220_000;

/** The compressed bytes of every script that the page has loaded since it was opened. */
export const scriptBytes = (page: Page): Promise<number> =>
  page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
