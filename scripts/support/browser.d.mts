/** Types of browser.mjs, for the configuration in TypeScript. */
export function findBrowser(): string | undefined;
export function findOrInstallBrowser(): Promise<string | undefined>;
