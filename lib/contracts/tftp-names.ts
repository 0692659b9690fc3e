/** What becomes of the name in a TFTP request: the answer to "try a name", and names that were asked for and not found. */
import { z } from "zod";

/** One remap rule that matched. */
export const remapStepSchema = z.object({
  /** The rule's line in the settings, counted from 1. */
  line: z.int(),
  rule: z.string(),
  before: z.string(),
  /** Null: the rule refused the request. */
  after: z.string().nullable(),
  /** No later rule was applied. */
  isLast: z.boolean(),
});
export type RemapStep = z.infer<typeof remapStepSchema>;

/** What the TFTP server would answer to a request for a name. */
export type TriedName = {
  steps: RemapStep[];
  /** The name after the rules; null when a rule refused it. */
  name: string | null;
  /** The file inside the served folder; null when the request is refused. */
  file: { path: string; sizeBytes: number } | null;
  /** The ERROR that a client gets; null when the file is served. */
  refusal: { code: number; message: string } | null;
  /** The file whose name comes closest; null when none is close, or the file exists. */
  closest: string | null;
};

/** A name that clients asked the TFTP server for and that does not exist, with the newest request. Not counted for our own probes. */
export const missingNameSchema = z.object({
  name: z.string(),
  /** The file whose name comes closest; null when none is close. */
  closest: z.string().nullable(),
  client: z.string(),
  times: z.int(),
  /** Wall milliseconds. */
  at: z.number(),
});
export type MissingName = z.infer<typeof missingNameSchema>;
