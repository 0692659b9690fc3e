/** Commands of the TFTP and SFTP image servers. */
import { z } from "zod";
import type { LineError } from "../address-rules";
import type { Fault } from "../fault";
import { type ImportRow, imageSetNameSchema } from "../images";
import { type ServerId, serverIds } from "../server-ids";
import { remapRulesSchema, serverSettingsSchema, tftpSettingsSchema } from "../settings";
import type { HostKeyRow } from "../sftp";
import type { TriedName } from "../tftp-names";
import { defineCommand } from "./define-command";

const serverInput = z.object({ server: z.enum(serverIds) });

export const serverCommands = {
  /**
   * Stores and applies settings; the server restarts when its address or port changed. `reason`: why it does not listen
   * with them; null when it listens or is stopped on purpose.
   */
  "servers.save-settings": defineCommand<{ reason: Fault | null }>()({
    input: z.object({ settings: serverSettingsSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Change server settings",
  }),
  /** The errors of remap rules, by line. */
  "servers.check-remap-rules": defineCommand<{ errors: LineError[] }>()({
    input: z.object({ remapRules: remapRulesSchema }),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** What the TFTP server would answer to a read request for a name with these settings, stored or not. */
  "servers.try-name": defineCommand<TriedName>()({
    input: tftpSettingsSchema
      .pick({ rootFolder: true, ignoreCase: true, remapRules: true })
      .extend({ name: z.string().min(1, "Enter a name.").max(1000) }),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  "servers.start": defineCommand<{ address: string; port: number }>()({
    input: serverInput,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Start a server",
  }),
  /** The server stays stopped when the program starts again. */
  "servers.stop": defineCommand<{ server: ServerId }>()({
    input: serverInput,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Stop a server",
  }),
  /** Closes one SSH connection, by the id of its row. */
  "servers.disconnect": defineCommand<{ connection: string }>()({
    input: z.object({ connection: z.string().max(100) }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Disconnect an SSH client",
  }),
  "servers.release-block": defineCommand<{ address: string }>()({
    input: z.object({ address: z.string().max(100) }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Unblock a client address",
  }),
  "servers.recreate-host-key": defineCommand<{ hostKeys: HostKeyRow[] }>()({
    input: z.object({}),
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Recreate the SFTP host keys",
  }),
  /** Imports a zip from the images' root folder and deletes the zip when the set is complete. */
  "servers.import-bundle": defineCommand<ImportRow>()({
    input: z.object({ path: z.string().max(1000), name: imageSetNameSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Import a bundle from the images folder",
  }),
};
