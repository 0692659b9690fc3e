/** What was once read from a file in the repository, kept so that a restart need not read gigabytes again. Port and rows only. */
import { z } from "zod";
import { imageFileSchema } from "@/lib/contracts/images";

/** What reading a whole file told. Kept as JSON, so it is validated when it comes back. */
export const fileFactsSchema = imageFileSchema
  .pick({ kind: true, family: true, version: true, intact: true, note: true })
  .extend({
    /** Lower-case hex. */
    sha512: z.string().regex(/^[0-9a-f]{128}$/),
    /** A readme whose first line says that its set is synthetic. */
    synthetic: z.boolean(),
  });
export type FileFacts = z.infer<typeof fileFactsSchema>;

/** Facts hold for as long as the file at `path` has this size and this modification time. */
export type CatalogEntry = {
  /** Relative to the repository root, with slashes: `EWC_17_12_1/ap1g8`. The key. */
  path: string;
  sizeBytes: number;
  /** Whole milliseconds since the Unix epoch. */
  modifiedAt: number;
  /** FileFacts when it comes from us; whatever the store gives back is validated. */
  facts: unknown;
};

/** Where the facts are kept between runs. A catalog that loses everything costs reading time, nothing else. */
export type CatalogPort = {
  load(): Promise<CatalogEntry[]>;
  /** Adds or replaces, by path. */
  save(entries: readonly CatalogEntry[]): Promise<void>;
  /** Forgets these paths; unknown ones are ignored. */
  forget(paths: readonly string[]): Promise<void>;
};
