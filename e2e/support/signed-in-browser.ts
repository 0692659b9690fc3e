/** Browser contexts that are signed in as administrator at every console that was started. */
import { type Browser, type BrowserContext, chromium } from "@playwright/test";
import { findBrowser } from "../../scripts/support/browser.mjs";
import { onConsole, runningConsoles } from "./signed-in";

/** Signs a context in at the consoles that run, and at those that start while it is open. */
export async function signIn(context: BrowserContext): Promise<void> {
  const add = async (cookie: { name: string; value: string; url: string }) =>
    await context.addCookies([
      { ...cookie, httpOnly: true, secure: cookie.url.startsWith("https:"), sameSite: "Lax" },
    ]);
  for (const cookie of runningConsoles()) await add(cookie);
  const stop = onConsole(add);
  context.on("close", stop);
}

/**
 * Prepares every context that the browser makes from now on, those of `newPage` included.
 * @returns ends that
 */
export function onNewContext(
  browser: Browser,
  prepare: (context: BrowserContext) => Promise<void>,
): () => void {
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await prepare(context);
    return context;
  };
  return () => {
    browser.newContext = newContext;
  };
}

/** Chromium for scripts, each of whose contexts is signed in. The caller closes it. */
export async function launchSignedIn(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Chromium's sandbox does not work as root, for example in a container.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ...args,
    ],
  });
  onNewContext(browser, signIn);
  return browser;
}
