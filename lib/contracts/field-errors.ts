/** What a zod schema found wrong, as sentences beside the form fields that they are about. */
import type { z } from "zod";
import type { Fault } from "./fault";
import { faultCodes } from "./fault-codes";

type Issues = Pick<z.ZodError, "issues">;

/**
 * Sentences by field, each once, in the order of the issues. The field is the last name in the issue's path:
 * `profile.imagePath` belongs to `imagePath`, `keys[3]` to `keys`, an issue of the whole input to the empty name.
 */
export function fieldErrors(error: Issues | undefined): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  for (const { path, message } of error?.issues ?? []) {
    const field = String(path.filter((part) => typeof part === "string").at(-1) ?? "");
    const sentences = errors[field] ?? [];
    if (!sentences.includes(message)) errors[field] = [...sentences, message];
  }
  return errors;
}

/** The fault that answers a wrong input: the first sentence, and all of them by field. */
export const inputFault = (error: Issues): Fault => ({
  code: "bad-input",
  message: error.issues[0]?.message ?? faultCodes["bad-input"].title,
  fields: fieldErrors(error),
});
