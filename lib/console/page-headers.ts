/** The request headers that `proxy.ts` adds for pages. Whatever a client sends under these names is overwritten. */

/** The path and query of the page. */
export const PATH_HEADER = "x-ewc-path";
/** The nonce of the page's Content-Security-Policy. */
export const NONCE_HEADER = "x-ewc-nonce";
