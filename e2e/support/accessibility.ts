/** Checks a page for accessibility faults (axe, WCAG 2), once its animations have ended. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** The rules of axe that depend on colors. */
const COLOR_RULES = ["color-contrast", "link-in-text-block"];

/** The violations that axe finds; empty for a good page. @param within a selector; the whole page without it */
export async function accessibilityFaults(page: Page, within = "html") {
  await endAnimations(page);
  return (await axe(page, within).analyze()).violations;
}

/** Gives the open page this color scheme. @returns what axe finds then by the rules that depend on colors */
export async function colorFaults(page: Page, colorScheme: "light" | "dark", within = "html") {
  await page.emulateMedia({ colorScheme });
  await endAnimations(page);
  return (await axe(page, within).withRules(COLOR_RULES).analyze()).violations;
}

/** Its legacy mode opens no second page for the result, which takes longer than the analysis. There are no frames to analyze. */
const axe = (page: Page, within: string) => new AxeBuilder({ page }).include(within).setLegacyMode();

/** Ends all animations. Those in content that the browser skips, such as a closed `details`, would never end by themselves. */
const endAnimations = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    // Endless animations, such as a spinner, have no end.
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
    // What waits for the end of an animation has a frame to act.
    await new Promise((resolve) => requestAnimationFrame(resolve));
  });
