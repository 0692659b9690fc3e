/**
 * Stands for zod in the browser (`resolveAlias` in next.config.ts). The contracts make their schemas when they are loaded,
 * but most pages check nothing: so this only notes how each schema is made, and makes it with zod once zod was loaded
 * (`schemas.ts`). Using a schema before that throws. The server and the tests have zod itself.
 */
import { LOADER, type SchemaLoader } from "./schema-loader";

type Zod = typeof import("./used-zod").usedZod;
/** Anything that is reached from `z` by properties and calls. */
type Made = Record<PropertyKey, unknown>;
type Call = (...args: unknown[]) => unknown;

let zod: Zod | undefined;
let loading: Promise<void> | undefined;
const listeners = new Set<() => void>();

const loader: SchemaLoader = {
  isLoaded: () => zod !== undefined,
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  load() {
    loading ??= import("./used-zod").then(
      (loaded) => {
        zod = loaded.usedZod;
        for (const listener of listeners) listener();
      },
      (cause: unknown) => {
        // The next call tries again.
        loading = undefined;
        throw cause;
      },
    );
    return loading;
  },
};

const REAL = Symbol("real");
const target = () => undefined;

const realOf = (value: unknown): unknown =>
  typeof value === "function" ? ((value as unknown as Made)[REAL] ?? value) : value;

/** Arguments are values, schemas, and lists and records of schemas. */
function realArgument(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(realOf);
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, realOf(part)]));
  return realOf(value);
}

function member(owner: unknown, key: PropertyKey): unknown {
  const value = (owner as Made)[key];
  return typeof value === "function" ? value.bind(owner) : value;
}

/** @param make gives the real thing, once zod is loaded */
function deferred(make: (z: Zod) => unknown): unknown {
  let made: unknown;
  const real = (): unknown => {
    if (zod === undefined)
      throw new Error("A schema is used before zod is loaded. See lib/client/schemas.ts.");
    made ??= make(zod);
    return made;
  };
  return new Proxy(target, {
    get(_, key) {
      if (key === REAL) return real();
      return zod === undefined ? deferred(() => member(real(), key)) : member(real(), key);
    },
    apply(_, _this, args: unknown[]) {
      const call = () => (real() as Call)(...args.map(realArgument));
      return zod === undefined ? deferred(call) : call();
    },
    has: (_, key) => key in (real() as Made),
    getPrototypeOf: () => Object.getPrototypeOf(real()),
  });
}

/** Every property gives a call that takes noted schemas as well as real ones, also when zod is loaded already. */
export const z = new Proxy(target, {
  get: (_, key) => (key === LOADER ? loader : deferred((real) => member(real, key))),
});
