/** Watches what the Content-Security-Policy of the console's pages forbids: a page that tries it is broken for its user. */
import type { BrowserContext } from "@playwright/test";

const seen: string[] = [];

/** Notes every violation in the pages of a context from now on. */
export async function watchPolicy(context: BrowserContext): Promise<void> {
  context.on("console", (message) => {
    if (/content.security.policy/i.test(message.text())) seen.push(message.text());
  });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event;
      const where = `${sourceFile}:${lineNumber} on ${location.pathname}`;
      console.error(
        `Content-Security-Policy: ${effectiveDirective} forbids ${blockedURI} ${sample} at ${where}`,
      );
    });
  });
}

/** The violations since the last call. */
export const takeViolations = (): string[] => seen.splice(0);
