/**
 * `npm run bench -- page`: how fast the Software Upgrade page opens with 2,000 access points, and how it scrolls during a
 * predownload of all of them, compared with 12 access points. Needs a build and a browser.
 */
import type { Browser, Page } from "@playwright/test";
import { startConsole } from "../../e2e/support/console";
import { labFile, smallLab } from "../../e2e/support/labs";
import { Operator, UPGRADE_PAGE } from "../../e2e/support/operator";
import { sampleSet } from "../../e2e/support/samples";
import { launchSignedIn } from "../../e2e/support/signed-in-browser";

const FLEETS = [12, 2000] as const;
const SCROLL_MS = 5000;
/** As fast as a quick turn of the mouse wheel. */
const SCROLL_PX_PER_S = 4000;

type Measured = { openMs: number; framesMs: number[] };

/** Opens the page with a cold cache. @returns milliseconds until the table has every row */
async function open(page: Page, url: string, aps: number): Promise<number> {
  const start = performance.now();
  await page.goto(`${url}${UPGRADE_PAGE}`);
  await page.waitForFunction(
    (rows) =>
      document.querySelector('[role=table][aria-label="Access points"]')?.getAttribute("aria-rowcount") ===
      rows,
    String(aps + 1),
  );
  await page.locator('[role=table][aria-label="Access points"] [role=cell]').first().waitFor();
  return performance.now() - start;
}

/** Scrolls down through the table. @returns the time of each frame in milliseconds */
function scroll(page: Page): Promise<number[]> {
  return page.evaluate(
    async ([lastsMs, speed]) => {
      const region = document.querySelector('[aria-label="Access points, scrolling"]');
      if (!region) throw new Error("The table has no scroll region.");
      const frames: number[] = [];
      const begin = performance.now();
      let before = begin;
      while (before - begin < lastsMs) {
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
        frames.push(now - before);
        before = now;
        const height = Math.max(1, region.scrollHeight - region.clientHeight);
        region.scrollTop = (((now - begin) / 1000) * speed) % height;
      }
      return frames.slice(1);
    },
    [SCROLL_MS, SCROLL_PX_PER_S] as const,
  );
}

async function measure(browser: Browser, aps: number): Promise<Measured> {
  const running = await startConsole({
    lab: labFile(
      smallLab({
        ...(aps > 4 && {
          mixes: [
            {
              count: aps - 4,
              models: { "C9120AXI-E": 3, "C9105AXI-E": 2, "AIR-AP2802I-E-K9": 1 },
              running: "17.9.4.27",
            },
          ],
        }),
        startPolicy: { batchSize: 10_000, batchIntervalSeconds: 0 },
        clockFactor: 1,
      }),
    ),
  });
  try {
    sampleSet(running.dataDir, "EWC_17_12_1", "17.12.1");
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    // The first visit warms the server up; the second one is measured.
    await open(page, running.url, aps);
    await page.close();
    const measured = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const openMs = await open(measured, running.url, aps);
    const operator = new Operator(measured, running.url);
    await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
    await operator.saveAndDownload();
    await measured
      .getByRole("table", { name: "Access points", exact: true })
      .getByText("Predownloading")
      .first()
      .waitFor({ timeout: 90_000 });
    return { openMs, framesMs: await scroll(measured) };
  } finally {
    await running.close();
  }
}

const quantile = (values: number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;

export async function benchPage(): Promise<void> {
  const browser = await launchSignedIn();
  try {
    console.log("fleet   opens in    frames during the predownload: median, p95, worst");
    for (const aps of FLEETS) {
      const { openMs, framesMs } = await measure(browser, aps);
      const frames = [0.5, 0.95, 1].map((q) => `${quantile(framesMs, q).toFixed(0)} ms`).join(", ");
      console.log(`${String(aps).padStart(5)}   ${(openMs / 1000).toFixed(2)} s      ${frames}`);
    }
  } finally {
    await browser.close();
  }
}
