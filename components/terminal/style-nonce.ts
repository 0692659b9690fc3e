/** xterm puts its colors and sizes into style elements of its own, which the page's policy allows with its nonce only. */

/**
 * Gives the nonce to all style elements that `make` creates. xterm 6 has the option `documentOverride` for another way to
 * create elements, but does not use it for its scroll bar.
 */
export function withStyleNonce<T>(nonce: string | undefined, make: () => T): T {
  if (nonce === undefined) return make();
  const create = document.createElement.bind(document);
  const withNonce = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (name === "style") element.nonce = nonce;
    return element;
  };
  document.createElement = withNonce as typeof document.createElement;
  try {
    return make();
  } finally {
    // What is left is the method of all documents.
    Reflect.deleteProperty(document, "createElement");
  }
}
