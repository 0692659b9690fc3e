/**
 * Playwright's `test` for specs of the console: every browser context is signed in as administrator at every console that
 * its spec has started, and has a new session for each of them. A page that violates its Content-Security-Policy fails
 * its test.
 */
import { type Browser, type BrowserContext, test as base, expect } from "@playwright/test";
import { takeViolations, watchPolicy } from "./policy-violations";
import { onConsole, runningConsoles } from "./signed-in";

export { type Browser, type BrowserContextOptions, expect, type Locator, type Page } from "@playwright/test";

/** Signs a context in at the consoles that run, and at those that start while it is open. */
async function signIn(context: BrowserContext): Promise<void> {
  const add = async (cookie: { name: string; value: string; url: string }) =>
    await context.addCookies([
      { ...cookie, httpOnly: true, secure: cookie.url.startsWith("https:"), sameSite: "Lax" },
    ]);
  for (const cookie of runningConsoles()) await add(cookie);
  const stop = onConsole(add);
  context.on("close", stop);
}

type TestFixtures = { context: BrowserContext; policy: undefined };

export const test = base.extend<TestFixtures, { browser: Browser }>({
  policy: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of needed fixtures from the pattern.
    async ({}, use) => {
      takeViolations();
      await use(undefined);
      expect(takeViolations(), "what the Content-Security-Policy forbade").toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context }, use) => {
    await watchPolicy(context);
    await signIn(context);
    await use(context);
  },
  browser: [
    async ({ browser }, use) => {
      const newContext = browser.newContext.bind(browser);
      // A spec that needs another window size makes its own context.
      browser.newContext = async (options) => {
        const context = await newContext(options);
        await watchPolicy(context);
        await signIn(context);
        return context;
      };
      await use(browser);
      browser.newContext = newContext;
    },
    { scope: "worker" },
  ],
});
