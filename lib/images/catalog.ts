/** Facts read from image files, stored so that a restart need not read gigabytes again: the port and its rows. */
import { z } from "zod";
import { imageFileSchema } from "@/lib/contracts/images";

/** Facts from reading a whole file. Stored as JSON and validated when loaded. */
export const fileFactsSchema = imageFileSchema
  .pick({ kind: true, family: true, version: true, intact: true, note: true })
  .extend({
    /** Lower-case hex. */
    sha512: z.string().regex(/^[0-9a-f]{128}$/),
    /** A readme whose first line says that its set is synthetic. */
    synthetic: z.boolean(),
  });
export type FileFacts = z.infer<typeof fileFactsSchema>;

/** The facts are valid as long as the file at `path` has this size and modification time. */
export type CatalogEntry = {
  /** Relative to the repository root, with slashes: `EWC_17_12_1/ap1g8`. The key. */
  path: string;
  sizeBytes: number;
  /** Whole milliseconds since the Unix epoch. */
  modifiedAt: number;
  /** FileFacts; to be validated when loaded. */
  facts: unknown;
};

/** Where the facts are stored. Losing them costs only the time to read the files again. */
export type CatalogPort = {
  load(): Promise<CatalogEntry[]>;
  /** Adds or replaces, by path. */
  save(entries: readonly CatalogEntry[]): Promise<void>;
  /** Removes these paths; unknown ones are ignored. */
  forget(paths: readonly string[]): Promise<void>;
};
