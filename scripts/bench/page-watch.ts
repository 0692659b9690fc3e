/** Measures a page in the browser: the time of each frame, and when a counter changed. */
import type { Page } from "@playwright/test";

const WATCH = "__benchWatch";
const COUNTER = "Completed AP Image";

/** Times are wall milliseconds. */
export type Watched = {
  frames: [at: number, ms: number][];
  /** Each new number of completed access points, and when the page showed it. */
  completed: [at: number, count: number][];
};

/** Starts measuring; the page must show the counters of an upgrade. */
export function startWatch(page: Page): Promise<void> {
  return page.evaluate(
    ([key, counter]) => {
      const watched: Watched = { frames: [], completed: [] };
      Object.assign(window, { [key]: watched });
      const named = [...document.querySelectorAll("dt")].find((dt) => dt.textContent === counter);
      const number = named?.parentElement?.querySelector("dd span");
      if (!number) throw new Error("The page does not show the counters.");
      let before = performance.now();
      let shown = -1;
      // A method, because the TypeScript loader wraps named functions in a helper that the page does not have.
      const watcher = {
        look(now: number) {
          const at = Date.now();
          watched.frames.push([at, now - before]);
          before = now;
          const count = Number(number.textContent?.replace(/\D/g, ""));
          if (count !== shown) watched.completed.push([at, count]);
          shown = count;
          requestAnimationFrame(watcher.look);
        },
      };
      requestAnimationFrame(watcher.look);
    },
    [WATCH, COUNTER] as const,
  );
}

/** The measurements since {@link startWatch}. */
export const readWatch = (page: Page): Promise<Watched> =>
  page.evaluate(
    (key) => (window as unknown as Record<string, Watched>)[key] ?? { frames: [], completed: [] },
    WATCH,
  );
