/** Our image servers as the console shows them: topic `servers`, one row per server. */
import { z } from "zod";
import { faultSchema } from "./fault";
import { serverIds, sftpSettingsInputSchema, tftpSettingsSchema } from "./settings";
import { blockedAddressSchema, hostKeyRowSchema, sftpConnectionRowSchema } from "./sftp";

/** What a server reports of itself. */
export const serverStatusSchema = z.object({
  id: z.enum(serverIds),
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
export type ServerStatus = z.infer<typeof serverStatusSchema>;

const THROUGHPUT_SECONDS = 120;

/** The status of a server that has not been started yet. */
export const initialServerStatus = ({
  address,
  port,
}: Pick<ServerStatus, "address" | "port">): Omit<ServerStatus, "id"> => ({
  state: "stopped",
  address,
  port,
  reason: null,
  activeTransfers: 0,
  peakTransfers: 0,
  completedTransfers: 0,
  failedTransfers: 0,
  bytesSent: 0,
  bytesReceived: 0,
  refused: {},
  throughput: Array<number>(THROUGHPUT_SECONDS).fill(0),
});

/** What whoever runs it knows besides. */
const operated = {
  /** False: an operator stopped it, and it stays stopped when the program starts again. */
  enabled: z.boolean(),
  /** Names of the settings that an operator changed; the others follow the environment or are defaults. */
  changed: z.array(z.string()),
  /** What Lab has made wrong with it on purpose, a sentence for each fault; empty: nothing. */
  labFaults: z.array(z.string()),
};
export const tftpServerRowSchema = serverStatusSchema.extend({
  ...operated,
  id: z.literal("tftp"),
  /** In force, or to be when it starts. */
  settings: tftpSettingsSchema,
  /** What holds where nothing was changed. */
  defaults: tftpSettingsSchema,
});
/** A zip below the images' root that nobody unpacked yet. */
export const waitingBundleSchema = z.object({
  /** Below the root, with slashes. */
  path: z.string(),
  bytes: z.number(),
});
export type WaitingBundle = z.infer<typeof waitingBundleSchema>;

export const sftpServerRowSchema = serverStatusSchema.extend({
  ...operated,
  id: z.literal("sftp"),
  settings: sftpSettingsInputSchema,
  defaults: sftpSettingsInputSchema,
  hostKeys: z.array(hostKeyRowSchema),
  /** As of now, renewed every second or two. */
  connections: z.array(sftpConnectionRowSchema),
  /** Addresses that failed to log in too often. */
  blocked: z.array(blockedAddressSchema),
  /** Bundles that were uploaded or copied into the images' folder as they are; looked for at uploads and at the start. */
  bundles: z.array(waitingBundleSchema),
});
export type TftpServerRow = z.infer<typeof tftpServerRowSchema>;
export type SftpServerRow = z.infer<typeof sftpServerRowSchema>;
export type ServerRow = TftpServerRow | SftpServerRow;
