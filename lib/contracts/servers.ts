/** Our image servers as the console shows them: topic `servers`, one row per server. */
import { z } from "zod";
import { faultSchema } from "./fault";

export const serverRowSchema = z.object({
  id: z.enum(["tftp", "sftp"]),
  state: z.enum(["stopped", "starting", "listening", "failed"]),
  /** The address and port really bound; what was asked for while not listening. */
  address: z.string(),
  port: z.int(),
  reason: faultSchema.nullable(),
  activeTransfers: z.int(),
  peakTransfers: z.int(),
  completedTransfers: z.int(),
  failedTransfers: z.int(),
  bytesSent: z.number(),
  bytesReceived: z.number(),
  /** Requests refused, by reason in words. */
  refused: z.record(z.string(), z.int()),
  /** Bytes per second in each of the last 120 seconds, oldest first. */
  throughput: z.array(z.number()),
});
export type ServerRow = z.infer<typeof serverRowSchema>;
