/** Finds what is too small for a finger (WCAG 2.2, 2.5.8), also where it has enough room around it. */
import type { Page } from "@playwright/test";

const LEAST_PIXELS = 24;

/** What is too small, in words: `a "Run 1" 40 x 19`. Links inside a sentence may be as high as its line. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate((least) => {
    const controls =
      "a[href],button,input,select,textarea,summary,[role=button],[role=checkbox],[role=switch],[role=tab],[role=menuitem],[role=option],[role=slider]";
    // A method, because the TypeScript loader wraps named functions in a helper that the page does not have.
    const look = {
      isInSentence(element: Element): boolean {
        const parent = element.parentElement;
        return (
          getComputedStyle(element).display === "inline" &&
          [...(parent?.childNodes ?? [])].some(
            (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? "").trim() !== "",
          )
        );
      },
      /** With what is laid around it: a transparent edge, or the label of a box. */
      size(element: Element): { width: number; height: number } {
        const { width, height } = element.getBoundingClientRect();
        const around = getComputedStyle(element, "::after");
        if (around.content === "none" || around.position !== "absolute") return { width, height };
        return {
          width: Math.max(width, Number.parseFloat(around.width) || 0),
          height: Math.max(height, Number.parseFloat(around.height) || 0),
        };
      },
    };
    return [...document.querySelectorAll(controls)].flatMap((element) => {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return [];
      const { width, height } = look.size(element);
      // Only for screen readers: shown larger when it gets the focus.
      if (width <= 1 || height <= 1 || look.isInSentence(element)) return [];
      if (width >= least - 0.5 && height >= least - 0.5) return [];
      const name = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? "";
      return [`${element.tagName.toLowerCase()} "${name}" ${Math.round(width)} x ${Math.round(height)}`];
    });
  }, LEAST_PIXELS);
