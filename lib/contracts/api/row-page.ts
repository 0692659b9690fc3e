/** Pages of the rows of a topic, in the order of their keys. */

import { z } from "zod";
import { compareNames } from "@/lib/kit/name-order";
import { grouped } from "@/lib/kit/number-text";
import { jsonSchemaOf } from "./json-schema";
import { type Parameter, queryParametersOf } from "./parameters";

const MOST_ROWS = 10_000;

/** What the query string of a list of rows may say. */
export const rowPageSchema = z.object({
  limit: z
    .int("Enter a whole number.")
    .min(1, "Ask for at least 1 row.")
    .max(MOST_ROWS, `Ask for at most ${grouped(MOST_ROWS)} rows.`)
    .default(1000),
  after: z
    .string()
    .max(500)
    .optional()
    .describe("Returns only rows after this key. Use `next` from the previous page."),
});

export const rowPageParameters = (): Parameter[] =>
  queryParametersOf(jsonSchemaOf(rowPageSchema, "input")) ?? [];

/** `2` before `10`, and a total order even where a language sees no difference. */
const compareKeys = (a: string, b: string): number => compareNames(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** The rows after a key, and the key at which the next page continues; null after the last one. */
export function pageOfRows(
  rows: readonly { key: string; row: unknown }[],
  { limit, after }: z.output<typeof rowPageSchema>,
): { rows: unknown[]; next: string | null } {
  const following = rows
    .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
    .toSorted((a, b) => compareKeys(a.key, b.key));
  const page = following.slice(0, limit);
  return {
    rows: page.map(({ row }) => row),
    next: following.length > limit ? (page.at(-1)?.key ?? null) : null,
  };
}
