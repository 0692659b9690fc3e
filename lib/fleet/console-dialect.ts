/** The two firmware generations by what they print on the console. The dialect belongs to the access point. */
import type { z } from "zod";
import type { consoleDialectSchema } from "@/lib/contracts/lab";
import { compareVersions } from "@/lib/contracts/versions";

export type ConsoleDialect = z.infer<typeof consoleDialectSchema>;

/** Captures exist from both sides of this version, but not of the version itself. */
const NEWER_FROM = "17.3.3.0";

/** @param own the access point's own dialect; null: the one that goes with the version it runs */
export const dialectOf = (own: ConsoleDialect | null, running: string): ConsoleDialect =>
  own ?? (compareVersions(running, NEWER_FROM) >= 0 ? "newer" : "older");

/** From the join response until the image begins to arrive or the wait for it begins: the script's check of the flash. */
export const PRECHECK_MS: Readonly<Record<ConsoleDialect, number>> = { older: 225, newer: 364 };
