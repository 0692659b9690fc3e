/** xterm puts its colors and sizes into style elements of its own, which the page's policy allows with its nonce only. */

/** The document, except that the style elements it makes have the nonce. For xterm's option `documentOverride`. */
export function documentWithNonce(real: Document, nonce: string): Document {
  const createElement = (name: string): HTMLElement => {
    const element = real.createElement(name);
    if (name === "style") element.nonce = nonce;
    return element;
  };
  return new Proxy(real, {
    get(target, key) {
      if (key === "createElement") return createElement;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}
