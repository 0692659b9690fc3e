/** Checks a page for accessibility faults (axe, WCAG 2), once its animations have ended. */
import type { Page } from "@playwright/test";
import axe, { type Result } from "axe-core";

declare global {
  interface Window {
    axe?: typeof axe;
  }
}

/** The rules of axe that depend on colors. */
const COLOR_RULES = ["color-contrast", "link-in-text-block"];

/** The violations that axe finds; empty for a good page. @param within a selector; the whole page without it */
export const accessibilityFaults = (page: Page, within = "html"): Promise<Result[]> => faults(page, within);

/** Gives the open page this color scheme. @returns what axe finds then by the rules that depend on colors */
export async function colorFaults(
  page: Page,
  colorScheme: "light" | "dark",
  within = "html",
): Promise<Result[]> {
  await page.emulateMedia({ colorScheme });
  return faults(page, within, COLOR_RULES);
}

/**
 * Runs axe in the page, in which it stays for the next time. By hand, because `@axe-core/playwright` loads it for each
 * analysis, in all frames, and transfers what passes as well, which takes longer than the analysis. There are no frames.
 */
async function faults(page: Page, include: string, rules?: string[]): Promise<Result[]> {
  await endAnimations(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ([selector, runOnly]) => {
      const run = { resultTypes: ["violations" as const], ...(runOnly === undefined ? {} : { runOnly }) };
      const result = await window.axe?.run({ include: [[selector]] }, run);
      if (result === undefined) throw new Error("The page has lost axe.");
      return result.violations;
    },
    [include, rules] as const,
  );
}

/** Ends all animations. Those in content that the browser skips, such as a closed `details`, would never end by themselves. */
const endAnimations = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    // Endless animations, such as a spinner, have no end.
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
    // What waits for the end of an animation has a frame to act.
    await new Promise((resolve) => requestAnimationFrame(resolve));
  });
