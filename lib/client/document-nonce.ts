/**
 * The nonce of the page's Content-Security-Policy (`proxy.ts`). It stays the same while links lead from page to page,
 * because only the first of them is a document. Browsers hide it from selectors and attributes, not from scripts.
 */

/** Undefined under a server without a policy. */
export const documentNonce = (): string | undefined =>
  document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce || undefined;
