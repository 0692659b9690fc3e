/**
 * Playwright's `test` for specs of the console: every browser context is signed in as administrator at every console that
 * its spec has started, and has a new session for each of them. A page that violates its Content-Security-Policy fails
 * its test.
 */
import { type Browser, type BrowserContext, test as base, expect } from "@playwright/test";
import { takeViolations, watchPolicy } from "./policy-violations";
import { onNewContext, signIn } from "./signed-in-browser";

export {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Locator,
  type Page,
} from "@playwright/test";

async function prepare(context: BrowserContext): Promise<void> {
  await watchPolicy(context);
  await signIn(context);
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
    await prepare(context);
    await use(context);
  },
  browser: [
    async ({ browser }, use) => {
      // A spec that needs another window size makes its own context.
      const end = onNewContext(browser, prepare);
      await use(browser);
      end();
    },
    { scope: "worker" },
  ],
});
