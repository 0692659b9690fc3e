/**
 * Loads what checks input in the browser. A page that only shows rows does without; a form loads it when it appears
 * (`useSchemas`), and an action that checks something awaits it (`loadSchemas`).
 */
"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { z } from "zod";
import { type Fault, fault, faultOf } from "@/lib/contracts/fault";
import { LOADER, type SchemaLoader } from "./schema-loader";

const atOnce: SchemaLoader = {
  isLoaded: () => true,
  subscribe: () => () => undefined,
  load: () => Promise.resolve(),
};
/** Zod itself has no loader. */
const loader = (z as unknown as { [LOADER]?: SchemaLoader })[LOADER] ?? atOnce;

/** Whether schemas can be used. */
export const areSchemasLoaded = (): boolean => loader.isLoaded();

/** Rejects when the browser cannot load it; the next call tries again. */
export const loadSchemas = (): Promise<void> => loader.load();

/** For when they will probably be needed soon: a field has the focus. */
export const preloadSchemas = (): void => void loader.load().catch(() => undefined);

/** The fault in a thrown value, also where schemas were not needed before. */
export const thrownFault = (thrown: unknown): Promise<Fault> =>
  loadSchemas().then(
    () => faultOf(thrown),
    () => fault("engine-unreachable", "The console did not respond."),
  );

/**
 * Loads the schemas once they are wanted.
 * @param isWanted a form that nobody has touched yet can do without
 * @returns whether they can be used
 */
export function useSchemas(isWanted = true): boolean {
  useEffect(() => {
    if (isWanted) preloadSchemas();
  }, [isWanted]);
  return useSyncExternalStore(loader.subscribe, loader.isLoaded, () => false);
}

/**
 * Loads the schemas at once if they are needed when the page appears.
 * @returns whether the page can appear: they can be used, are not needed, or could not be loaded
 */
export function useSchemasSettled(isNeeded: boolean): boolean {
  // Only as the page appears: it stays when they are needed later.
  const [isAwaited] = useState(isNeeded);
  const [hasFailed, setFailed] = useState(false);
  const isLoaded = useSchemas(false);
  useEffect(() => {
    if (isAwaited) loader.load().catch(() => setFailed(true));
  }, [isAwaited]);
  return !isAwaited || isLoaded || hasFailed;
}
