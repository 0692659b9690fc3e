/** How `deferred-zod.ts` offers to load zod. */

export type SchemaLoader = {
  isLoaded(): boolean;
  /** Calls the listener when they were loaded. @returns stops that */
  subscribe(listener: () => void): () => void;
  load(): Promise<void>;
};

export const LOADER: unique symbol = Symbol.for("ewc.schema-loader");
