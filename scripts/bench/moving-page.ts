/** Watches a page while its rows change: layout shifts, long tasks, and the time of each frame. */
import type { Page } from "@playwright/test";
import type { Moving } from "./lighthouse-goals";

export type MovingFrames = Moving & { framesMs: number[] };

/**
 * Opens a page and watches it. Shifts count from the beginning, tasks and frames from when the page was loaded.
 * @param ready resolves when the page shows what is to be watched
 */
export async function watchMoving(
  page: Page,
  url: string,
  lastsMs: number,
  ready: () => Promise<unknown> = () => page.waitForLoadState("load"),
): Promise<MovingFrames> {
  await page.goto(url);
  await ready();
  return page.evaluate(
    (ms) =>
      new Promise<MovingFrames>((resolve) => {
        const moving: MovingFrames = { cls: 0, longestTaskMs: 0, framesMs: [] };
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
            if (!shift.hadRecentInput) moving.cls += shift.value;
          }
        }).observe({ type: "layout-shift", buffered: true });
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries())
            moving.longestTaskMs = Math.max(moving.longestTaskMs, duration);
        }).observe({ type: "longtask" });
        const begin = performance.now();
        let before = begin;
        // A method, because the TypeScript loader wraps named functions in a helper that the page does not have.
        const watcher = {
          look(now: number) {
            if (before > begin) moving.framesMs.push(now - before);
            before = now;
            if (now - begin < ms) requestAnimationFrame(watcher.look);
            else resolve(moving);
          },
        };
        requestAnimationFrame(watcher.look);
      }),
    lastsMs,
  );
}
