/** What the controller counts of one access point's joins, for `show wireless stats ap join summary` and uptimes. */
import { z } from "zod";

/** Where the last session or attempt ended, in the words of the controller; `NA`: none has failed. */
export const joinPhases = ["NA", "Join", "Image-Download", "Run"] as const;

/** Times are simulated milliseconds; null: before the controller began to count. */
export const joinRecordSchema = z.object({
  /** When the access point last began to boot. */
  bootedAt: z.number().nullable(),
  /** When it last joined; null as well while it is not joined. */
  joinedAt: z.number().nullable(),
  /** Successful joins. */
  joins: z.int(),
  /** Attempts that failed, and sessions that ended without being told to. */
  failures: z.int(),
  lastFailurePhase: z.enum(joinPhases),
  /** Why the last session or attempt ended; `NA` when none has. */
  lastDisconnectReason: z.string(),
});
export type JoinRecord = Readonly<z.infer<typeof joinRecordSchema>>;

/** Nothing was counted yet: records that were stored before joins were counted. */
export const NO_JOINS: JoinRecord = {
  bootedAt: null,
  joinedAt: null,
  joins: 0,
  failures: 0,
  lastFailurePhase: "NA",
  lastDisconnectReason: "NA",
};
