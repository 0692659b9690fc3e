/** File transfers: one row for every protocol, and the query for those that ended. */
import { z } from "zod";
import { faultSchema } from "./fault-schema";

export const transferProtocols = ["tftp", "sftp", "capwap", "http"] as const;
const transferProtocolSchema = z.enum(transferProtocols);
/** By what protocol the bytes of one transfer move. Not to be confused with the mode of a download profile. */
export type TransferProtocol = z.infer<typeof transferProtocolSchema>;

export const transferOutcomes = ["running", "complete", "failed", "aborted"] as const;

/** A row of topic `transfers`. Bytes, bytes per second, wall milliseconds since the epoch. */
export const transferRowSchema = z.object({
  id: z.string(),
  protocol: transferProtocolSchema,
  /** Our server sends, our client fetches, an upload receives. */
  direction: z.enum(["send", "receive", "fetch"]),
  client: z.object({
    address: z.string(),
    port: z.int(),
    apId: z.string().nullable(),
    name: z.string().nullable(),
    /**
     * Of an access point that the fleet or an imported listing knows by this address; null for any other client, and
     * absent in rows that were stored before the program recorded it.
     */
    model: z.string().nullable().optional(),
    family: z.string().nullable().optional(),
  }),
  server: z.object({ address: z.string(), port: z.int() }),
  user: z.string().nullable(),
  path: z.string(),
  imageSet: z.string().nullable(),
  family: z.string().nullable(),
  version: z.string().nullable(),
  size: z.number().nullable(),
  bytes: z.number(),
  rateNow: z.number(),
  rateAverage: z.number(),
  etaSeconds: z.number().nullable(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  outcome: z.enum(transferOutcomes),
  cause: faultSchema.nullable(),
  options: z.object({
    blockSize: z.int().nullable(),
    windowSize: z.int().nullable(),
    timeoutMs: z.number().nullable(),
    netascii: z.boolean(),
  }),
  retransmissions: z.int(),
  duplicates: z.int(),
  /** Whether the SHA-512 is the repository's; null when not known (yet). */
  digestVerified: z.boolean().nullable(),
});
export type TransferRow = z.infer<typeof transferRowSchema>;

/** Which ended transfers to read. */
export const transferHistoryQuerySchema = z.object({
  text: z.string().max(200).default(""),
  outcome: z.enum(["any", "complete", "failed", "aborted"]).default("any"),
  protocol: z.enum(["any", ...transferProtocols]).default("any"),
  /** Only transfers of simulated access points and their controller that started in this time, in wall milliseconds. */
  during: z.object({ from: z.number(), until: z.number().nullable() }).optional(),
  /** Only transfers that ended before this wall time; for the next page. */
  before: z.number().nullable().default(null),
  limit: z.int().min(1).max(500).default(100),
});
export type TransferHistoryQuery = z.infer<typeof transferHistoryQuerySchema>;
