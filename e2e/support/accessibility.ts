/** Checks a page for accessibility faults (axe, WCAG 2), after its animations have ended. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** The violations that axe finds; empty for a good page. @param within a selector; the whole page without it */
export async function accessibilityFaults(page: Page, within = "html") {
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        // Endless animations, such as a spinner, never end.
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        // An animation that is replaced, or whose element is removed, does not finish.
        .map((animation) => animation.finished.catch(() => undefined)),
    ).then(() => undefined),
  );
  return (await new AxeBuilder({ page }).include(within).analyze()).violations;
}
