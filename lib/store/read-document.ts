/** Reads a stored document by its schema. */
import type { z } from "zod";
import { unusable } from "./store-fault";
import type { DocumentStore } from "./store-types";

/**
 * Undefined when it was never stored.
 * @param what it is, for `The stored ... cannot be read.`
 * @throws FaultError `store-unusable` when it does not fit the schema: a default in its place would lose what is stored
 */
export async function readDocument<T>(
  documents: Pick<DocumentStore, "get">,
  key: string,
  what: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const stored = await documents.get(key);
  if (stored === undefined) return undefined;
  const parsed = schema.safeParse(stored);
  if (!parsed.success)
    throw unusable(`The stored ${what} cannot be read.`, "Restore a backup of the data folder.");
  return parsed.data;
}
