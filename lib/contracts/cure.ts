/**
 * What one button can do about a failure, as data: the engine decides on a cure with the fault or warning that it is for,
 * and `components/cures` renders it. Each kind carries what its command or link needs.
 */
import { z } from "zod";
import { serverIds } from "./server-ids";

/** At most so many access points are retried by one button. */
export const MAX_RETRIED = 200;

export const cureSchema = z.discriminatedUnion("kind", [
  /** Another folder on the same server has the images. */
  z.object({ kind: z.literal("use-image-path"), imagePath: z.string() }),
  /** The profile means our own server, which is stopped. */
  z.object({ kind: z.literal("start-server"), server: z.enum(serverIds) }),
  z.object({ kind: z.literal("enter-password") }),
  z.object({
    kind: z.literal("accept-host-key"),
    server: z.string(),
    port: z.int(),
    /** Fingerprints: the key that is pinned, and the one that the server presents now. */
    pinned: z.string(),
    presented: z.string(),
  }),
  /** Lab injects faults into the server. */
  z.object({ kind: z.literal("remove-lab-faults") }),
  /** Access points whose predownload failed for good, by id. */
  z.object({ kind: z.literal("retry"), apIds: z.array(z.string()).max(MAX_RETRIED) }),
]);
export type Cure = z.infer<typeof cureSchema>;
