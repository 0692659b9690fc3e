/**
 * Commands about requests with an Idempotency-Key. The route of the HTTP API gives them before and after the command that
 * the request is for. A key belongs to the actor of the command.
 */
import { z } from "zod";
import { defineCommand } from "./define-command";

/** What is known of a key. */
export type ClaimedKey =
  /** Nothing: the request is now under way. */
  | { is: "new" }
  /** The same request was done, with this answer. */
  | { is: "done"; value: unknown }
  | { is: "running" }
  /** The program ended, or failed, while the request was under way. */
  | { is: "unknown" }
  /** Another request had it. */
  | { is: "other" };

export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, "Use 1 to 200 printable characters without spaces as Idempotency-Key.");

export const idempotencyCommands = {
  "idempotency.claim": defineCommand<ClaimedKey>()({
    /** `fingerprint`: the same for the same request only. */
    input: z.object({ key: idempotencyKeySchema, fingerprint: z.string().max(100) }),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
  /** What became of the request. A refused one changed nothing, so its key is free again. */
  "idempotency.settle": defineCommand<{ settled: true }>()({
    input: z.object({
      key: idempotencyKeySchema,
      outcome: z.discriminatedUnion("is", [
        z.object({ is: z.literal("done"), value: z.unknown() }),
        z.object({ is: z.literal("refused") }),
        z.object({ is: z.literal("unknown") }),
      ]),
    }),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
};
