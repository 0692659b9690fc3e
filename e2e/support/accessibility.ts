/** What a page keeps anybody out by (axe, WCAG 2), as it stands: what fades in or changes its color is waited for. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

export async function accessibilityFaults(page: Page) {
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        // What turns for ever, such as a spinner, is not on its way to anything.
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        // One that is replaced by another, or whose element goes, does not finish.
        .map((animation) => animation.finished.catch(() => undefined)),
    ).then(() => undefined),
  );
  return (await new AxeBuilder({ page }).analyze()).violations;
}
