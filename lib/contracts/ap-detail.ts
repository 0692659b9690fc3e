/** What is known of one access point besides its row. */
import { z } from "zod";
import { apRowSchema } from "./aps";
import { cureSchema } from "./cure";
import { behaviorSchema } from "./lab";

export const apDetailSchema = z.object({
  row: apRowSchema,
  partitions: z.array(
    z.object({
      name: z.enum(["part1", "part2"]),
      version: z.string(),
      active: z.boolean(),
      /** It boots this one next: what listings call the primary image. */
      bootsNext: z.boolean(),
      /** Wall milliseconds at which its version was written, as far as the history goes back; null when it does not. */
      writtenAt: z.number().nullable(),
    }),
  ),
  behavior: behaviorSchema,
  /** Events of this AP, newest first. */
  history: z.array(z.object({ wallAt: z.number(), type: z.string(), text: z.string() })),
  /** Why it failed: links of one chain, first cause first; empty when nothing failed. */
  why: z.array(z.object({ source: z.enum(["server", "controller", "access point"]), text: z.string() })),
  remedy: z.string().nullable(),
  cure: cureSchema.nullable(),
});
export type ApDetail = z.infer<typeof apDetailSchema>;
