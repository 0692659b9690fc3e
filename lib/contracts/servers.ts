/** The image servers as the console shows them: topic `servers`, one row per server. */
import { z } from "zod";
import { catalogCertificatesSchema, catalogSettingsSchema, releaseChoiceSchema } from "./catalog";
import { faultSchema } from "./fault-schema";
import { serverIds } from "./server-ids";
import { sftpSettingsInputSchema, tftpSettingsSchema } from "./settings";
import { blockedAddressSchema, hostKeyRowSchema, sftpConnectionRowSchema } from "./sftp";
import { missingNameSchema } from "./tftp-names";

/** What a server reports about itself. */
export const serverStatusSchema = z.object({
  id: z.enum(serverIds),
  state: z.enum(["stopped", "starting", "listening", "failed"]),
  /** The address and port that are bound; while it does not listen, those that are set. */
  address: z.string(),
  port: z.int(),
  reason: faultSchema.nullable(),
  /** How the TFTP server sends packets, and why not by system calls; null for a server of another protocol. */
  engine: z
    .object({ kind: z.enum(["system-calls", "dgram"]), reason: z.string().nullable() })
    .nullable()
    .default(null),
  activeTransfers: z.int(),
  peakTransfers: z.int(),
  completedTransfers: z.int(),
  failedTransfers: z.int(),
  bytesSent: z.number(),
  bytesReceived: z.number(),
  /** Number of refused requests, by reason. */
  refused: z.record(z.string(), z.int()),
  /** Bytes per second in each of the last 120 seconds, oldest first. */
  throughput: z.array(z.number()),
});
export type ServerStatus = z.infer<typeof serverStatusSchema>;

/** Length of the throughput chart. */
export const THROUGHPUT_SECONDS = 120;

/** The status of a server that has not been started yet. */
export const initialServerStatus = ({
  address,
  port,
}: Pick<ServerStatus, "address" | "port">): Omit<ServerStatus, "id"> => ({
  state: "stopped",
  address,
  port,
  reason: null,
  engine: null,
  activeTransfers: 0,
  peakTransfers: 0,
  completedTransfers: 0,
  failedTransfers: 0,
  bytesSent: 0,
  bytesReceived: 0,
  refused: {},
  throughput: Array<number>(THROUGHPUT_SECONDS).fill(0),
});

/** What the console adds about a server that it runs. */
const operated = {
  /** Whether a fault from Lab keeps its port closed. */
  isPortClosed: z.boolean(),
  /** The sockets that systemd opened; empty for a server that opens its own. */
  systemdSockets: z.array(z.object({ address: z.string(), port: z.int() })).default([]),
  /** The addresses of this host's network interfaces, at which a server on 0.0.0.0 or :: answers. */
  hostAddresses: z.array(z.string()),
  /** For the commands of this system that the page shows. */
  host: z.object({
    /** As `process.platform` names it. */
    platform: z.string(),
    /** The real path of the Node.js that runs this program. */
    nodePath: z.string(),
  }),
  /** False: an operator stopped it, and it stays stopped when the program starts again. */
  enabled: z.boolean(),
  /** Names of the settings that were changed; the others follow the environment or are defaults. */
  changed: z.array(z.string()),
  /** Faults injected in Lab, one sentence each. */
  labFaults: z.array(z.string()),
};
export const tftpServerRowSchema = serverStatusSchema.extend({
  ...operated,
  id: z.literal("tftp"),
  /** The settings that apply now, or when it starts. */
  settings: tftpSettingsSchema,
  /** The values of the settings that were not changed. */
  defaults: tftpSettingsSchema,
  /** Names that clients asked for and that do not exist, the newest first. */
  missing: z.array(missingNameSchema),
});
/** A zip in the images folder that has not been imported yet. */
export const waitingBundleSchema = z.object({
  /** Relative to the images folder, with slashes. */
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
  /** Open connections, updated every second or two. */
  connections: z.array(sftpConnectionRowSchema),
  /** Addresses with too many failed logins. */
  blocked: z.array(blockedAddressSchema),
  /** Zips that were uploaded by SFTP or copied into the images folder; looked for after uploads and at the start. */
  bundles: z.array(waitingBundleSchema),
});
export const catalogServerRowSchema = serverStatusSchema.extend({
  ...operated,
  id: z.literal("catalog"),
  settings: catalogSettingsSchema,
  defaults: catalogSettingsSchema,
  /** Which image sets an operator chose as suggested and latest. */
  choice: releaseChoiceSchema,
  /** Null until the service has started for the first time. */
  certificates: catalogCertificatesSchema.nullable(),
});
export type CatalogServerRow = z.infer<typeof catalogServerRowSchema>;
export type TftpServerRow = z.infer<typeof tftpServerRowSchema>;
export type SftpServerRow = z.infer<typeof sftpServerRowSchema>;
export type ServerRow = TftpServerRow | SftpServerRow | CatalogServerRow;
