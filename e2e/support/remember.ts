/** What a page has shown: some states are over before a test on a busy machine looks for them. */
import type { Page } from "@playwright/test";

/** Remembers the name and the text of every element that matches `selector` from now on, until the page is left. */
export async function rememberTexts(
  page: Page,
  selector: string,
): Promise<(shown: RegExp) => Promise<boolean>> {
  const texts = await page.evaluateHandle((wanted) => {
    const seen = new Set<string>();
    new MutationObserver(() => {
      for (const element of document.querySelectorAll(wanted))
        seen.add(`${element.getAttribute("aria-label") ?? ""} ${element.textContent ?? ""}`.trim());
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    return seen;
  }, selector);
  return async (shown) => (await texts.evaluate((seen) => [...seen])).some((text) => shown.test(text));
}
