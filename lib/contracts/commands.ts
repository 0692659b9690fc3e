/**
 * The door to the engine: every question and order the web (and later the command line) may put, with its answer.
 * Input is validated by the schema; answers are plain data of the type beside it.
 */
import { z } from "zod";
import type { ApDetail } from "./aps";
import { imageFamilySchema } from "./families";
import { type Fault, faultSchema } from "./fault";
import { type ForwardingSettings, forwardingSettingsSchema } from "./forwarding";
import type { Audit, ImportRow } from "./images";
import { imageSetNameSchema } from "./images";
import { hostKeyAcceptanceSchema } from "./known-hosts";
import {
  apNameSchema,
  behaviorChangeSchema,
  type LabInput,
  labMixSchema,
  labSchema,
  type MisbehavingAp,
  newApSchema,
  type StartPolicy,
  startPolicySchema,
  type TransferSettings,
  transferSettingsSchema,
} from "./lab";
import { type ListingReading, listingInputSchema } from "./lab-listing";
import { type LogLine, logSources } from "./logs";
import { type Profile, profileInputSchema } from "./profile";
import { type LabServerFaults, labServerFaultsSchema } from "./server-faults";
import { type ServerId, serverIds, serverSettingsSchema } from "./settings";
import type { HostKeyRow } from "./sftp";
import { sftpUserInputSchema } from "./sftp-users";
import { TERMINAL_INPUT_CHARACTERS, type TerminalOutput, terminalId, terminalSide } from "./terminal";
import { type TimelinePage, timelineQuerySchema } from "./timeline";
import type { TransferRow } from "./transfers";
import { transferHistoryQuerySchema } from "./transfers";
import type { ActivationPreview, UpgradePreview } from "./upgrade";
import { versionSchema } from "./versions";

/** Who orders: for the audit log, and for "who started the first". */
export const actorSchema = z.object({
  name: z.string(),
  role: z.enum(["admin", "monitor"]),
  from: z.string(),
});
export type Actor = z.infer<typeof actorSchema>;

export const auditEntrySchema = z.object({
  actor: actorSchema,
  action: z.string(),
  /** The validated input, secrets redacted; JSON, at most 4 KB. */
  detail: z.string(),
  outcome: z.string(),
  wallAt: z.number(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const apIdsSchema = z.array(z.string().max(20)).min(1, "Choose an access point.").max(10_000);

/** Whom an order of Lab concerns. */
export const apTargetSchema = z.discriminatedUnion("of", [
  z.object({ of: z.literal("aps"), apIds: apIdsSchema }),
  z.object({ of: z.literal("family"), family: imageFamilySchema }),
  z.object({ of: z.literal("fleet") }),
]);
export type ApTarget = z.infer<typeof apTargetSchema>;

export const commandSchemas = {
  "profile.save": z.object({ profile: profileInputSchema, actor: actorSchema }),
  /**
   * Takes the key that a server showed in place of the pinned one. The fingerprint says which: one that the server did
   * not show last is refused.
   */
  "profile.accept-host-key": hostKeyAcceptanceSchema.extend({ actor: actorSchema }),
  /** Asks the server for each image that the fleet needs; nothing is stored or started. */
  "upgrade.preview": z.object({ profile: profileInputSchema }),
  /** Save & Download: stores the profile and starts. Fault `upgrade-running` names who started the first, and when. */
  "upgrade.start": z.object({ profile: profileInputSchema, actor: actorSchema }),
  "upgrade.cancel": z.object({ actor: actorSchema }),
  "upgrade.activation-preview": z.object({}),
  "upgrade.activate": z.object({ actor: actorSchema }),
  "ap.detail": z.object({ apId: z.string() }),
  "ap.predownload": z.object({ apId: z.string(), actor: actorSchema }),
  /** Each that is joined reboots; which could not be told, and why, is in the answer. */
  "ap.reboot": z.object({ apIds: apIdsSchema, actor: actorSchema }),
  "images.audit": z.object({ set: z.string() }),
  "images.remove": z.object({ set: z.string(), actor: actorSchema }),
  "images.rename": z.object({ set: z.string(), to: imageSetNameSchema, actor: actorSchema }),
  /** A file that is already on this machine's disk (an ended upload): a zip, or a single image with `intoSet`. */
  "images.import": z.object({
    source: z.string(),
    name: imageSetNameSchema,
    /** Single image file: the name it gets inside the set. */
    fileName: z.string().max(255).optional(),
    /** Delete `source` afterwards, whatever the outcome. */
    consume: z.boolean(),
    /** The upload that brought `source`: the import goes on in its row. */
    uploadId: z.string().optional(),
    actor: actorSchema,
  }),
  "images.cancel-import": z.object({ id: z.string(), actor: actorSchema }),
  /** An upload reports its progress, so that it is one row with the import that follows. */
  "images.upload-progress": z.object({
    id: z.string(),
    name: z.string(),
    bytes: z.number(),
    totalBytes: z.number().nullable(),
    state: z.enum(["receiving", "received", "canceled", "failed"]),
    /** Why, with state `failed`. */
    fault: faultSchema.optional(),
  }),
  "transfers.history": transferHistoryQuerySchema,
  "transfers.abort": z.object({ id: z.string(), actor: actorSchema }),
  /** Stored and applied at once; the server moves when its address or port changed. */
  "servers.save-settings": z.object({ settings: serverSettingsSchema, actor: actorSchema }),
  "servers.start": z.object({ server: z.enum(serverIds), actor: actorSchema }),
  /** It stays stopped when the program starts again. */
  "servers.stop": z.object({ server: z.enum(serverIds), actor: actorSchema }),
  /** Ends one SSH connection, by its row's id. */
  "servers.disconnect": z.object({ connection: z.string().max(100), actor: actorSchema }),
  "servers.release-block": z.object({ address: z.string().max(100), actor: actorSchema }),
  "servers.recreate-host-key": z.object({ actor: actorSchema }),
  /** A zip that lies below the images' root becomes a set; it goes when the set is there. */
  "servers.import-bundle": z.object({
    path: z.string().max(1000),
    name: imageSetNameSchema,
    actor: actorSchema,
  }),
  "sftp-users.save": z.object({ user: sftpUserInputSchema, actor: actorSchema }),
  "sftp-users.remove": z.object({ name: z.string().max(100), actor: actorSchema }),
  /** The password that the program made, once. */
  "sftp-users.reveal": z.object({ name: z.string().max(100), actor: actorSchema }),
  "logs.read": z.object({
    source: z.enum(logSources),
    apId: z.string().nullable().default(null),
    text: z.string().max(200).default(""),
    /** Lines this severe or more (RFC 5424: a smaller number is worse); what has no severity is left out then. */
    severity: z.int().min(0).max(7).optional(),
    before: z.int().nullable().default(null),
    limit: z.int().min(1).max(100_000).default(500),
  }),
  "audit.append": auditEntrySchema,
  /** A session of the command line in the browser. */
  "terminal.open": z.object({ columns: terminalSide, rows: terminalSide, actor: actorSchema }),
  /** Keys, behind the `at` characters that were sent before; what came already is not run twice. */
  "terminal.input": z.object({
    id: terminalId,
    at: z.int().min(0),
    data: z.string().max(TERMINAL_INPUT_CHARACTERS),
    actor: actorSchema,
  }),
  /** Output behind the `after` characters that were read; waits for some. */
  "terminal.read": z.object({ id: terminalId, after: z.int().min(0), actor: actorSchema }),
  "terminal.resize": z.object({
    id: terminalId,
    columns: terminalSide,
    rows: terminalSide,
    actor: actorSchema,
  }),
  "terminal.close": z.object({ id: terminalId, actor: actorSchema }),
  "timeline.read": timelineQuerySchema,
  "forwarding.save": z.object({ settings: forwardingSettingsSchema, actor: actorSchema }),
  /** Sends one message at once, by the given settings, and tells what became of it. */
  "forwarding.test": z.object({ settings: forwardingSettingsSchema, actor: actorSchema }),
  "lab.clock": z.object({ factor: z.number().min(1).max(600), actor: actorSchema }),
  /** They are switched on: each boots, discovers the controller and joins. */
  "lab.add-aps": z.object({
    aps: z.array(newApSchema).max(10_000).default([]),
    mixes: z.array(labMixSchema).max(20).default([]),
    actor: actorSchema,
  }),
  "lab.remove-aps": z.object({ apIds: apIdsSchema, actor: actorSchema }),
  /** As if somebody had written other software into the flash: it reboots and joins with that. */
  "lab.set-version": z.object({
    apIds: apIdsSchema,
    running: versionSchema,
    backup: versionSchema.optional(),
    actor: actorSchema,
  }),
  /** `replace`: what is not named becomes well-behaved. */
  "lab.set-behavior": z.object({
    target: apTargetSchema,
    change: behaviorChangeSchema,
    mode: z.enum(["merge", "replace"]),
    actor: actorSchema,
  }),
  /** Gives `count` access points a fault each, the same ones for the same seed and fleet; those before are healed. */
  "lab.scatter-faults": z.object({
    seed: z.int().min(0).max(4_294_967_295),
    count: z.int().min(1).max(10_000),
    actor: actorSchema,
  }),
  "lab.behaviors": z.object({}),
  "lab.set-server-faults": z.object({ faults: labServerFaultsSchema, actor: actorSchema }),
  "lab.set-policy": z.object({
    startPolicy: startPolicySchema,
    transfer: transferSettingsSchema,
    actor: actorSchema,
  }),
  "lab.read-listing": listingInputSchema,
  "lab.import": listingInputSchema.extend({
    into: z.enum(["replace", "add"]),
    /** `replace`: the AP that hosts the controller; null: the first that can, else the present one stays. */
    host: apNameSchema.nullable().default(null),
    actor: actorSchema,
  }),
  /** The lab as it is now, as a lab file. */
  "lab.export": z.object({}),
  /** Another lab in place of this one; a running upgrade is canceled, the profile is kept. */
  "lab.load": z.object({ lab: labSchema, actor: actorSchema }),
  /** `first`: what the first start made here. */
  "lab.reset": z.object({ to: z.enum(["first", "demo", "empty"]), actor: actorSchema }),
  "engine.info": z.object({}),
} as const;

export type EngineInfo = {
  epoch: string;
  startedAt: number;
  /** Bytes of resident memory of the whole process. */
  rssBytes: number;
  /** Free bytes where DATA_DIR is. */
  diskFreeBytes: number;
  dataDir: string;
  /** Where an upload is to be staged before `images.import`. */
  uploadDir: string;
  /** Empty while a server does not listen. */
  addresses: { tftp: string; sftp: string; cli: string };
};

export type CommandAnswers = {
  "profile.save": { profile: Profile };
  "profile.accept-host-key": { fingerprint: string };
  "upgrade.preview": UpgradePreview;
  "upgrade.start": { upgradeId: string };
  "upgrade.cancel": { upgradeId: string };
  "upgrade.activation-preview": ActivationPreview;
  "upgrade.activate": { upgradeId: string };
  "ap.detail": ApDetail;
  "ap.predownload": { apId: string };
  "ap.reboot": { done: string[]; refused: { apId: string; fault: Fault }[] };
  "images.audit": Audit;
  "images.remove": { set: string };
  "images.rename": { set: string };
  "images.import": ImportRow;
  "images.cancel-import": { id: string };
  "images.upload-progress": { id: string };
  "transfers.history": { rows: TransferRow[]; more: boolean };
  "transfers.abort": { id: string };
  /** `reason`: why it does not listen with them; null when it does, or is not meant to. */
  "servers.save-settings": { reason: Fault | null };
  "servers.start": { address: string; port: number };
  "servers.stop": { server: ServerId };
  "servers.disconnect": { connection: string };
  "servers.release-block": { address: string };
  "servers.recreate-host-key": { hostKeys: HostKeyRow[] };
  "servers.import-bundle": ImportRow;
  /** `password`: the one that was made on request; told here and nowhere else. */
  "sftp-users.save": { name: string; password: string | null };
  "sftp-users.remove": { name: string };
  "sftp-users.reveal": { password: string };
  "logs.read": { lines: LogLine[]; more: boolean };
  "audit.append": { ok: true };
  "terminal.open": { id: string };
  /** Characters taken in all: where the next are to begin. */
  "terminal.input": { taken: number };
  "terminal.read": TerminalOutput;
  "terminal.resize": { id: string };
  "terminal.close": { id: string };
  "timeline.read": TimelinePage;
  "forwarding.save": { settings: ForwardingSettings };
  /** UDP: the system took the datagram. TCP: the collector took the connection and the bytes. */
  "forwarding.test": { sent: true };
  "lab.clock": { factor: number };
  "lab.add-aps": { apIds: string[] };
  "lab.remove-aps": { done: string[]; refused: { apId: string; fault: Fault }[] };
  "lab.set-version": { done: string[]; refused: { apId: string; fault: Fault }[] };
  "lab.set-behavior": { changed: number };
  "lab.scatter-faults": { aps: MisbehavingAp[] };
  "lab.behaviors": { aps: MisbehavingAp[] };
  "lab.set-server-faults": { faults: LabServerFaults };
  "lab.set-policy": { startPolicy: StartPolicy; transfer: TransferSettings };
  "lab.read-listing": ListingReading;
  "lab.import": { added: number; reading: ListingReading };
  "lab.export": { lab: LabInput };
  "lab.load": { aps: number };
  "lab.reset": { aps: number };
  "engine.info": EngineInfo;
};

export type CommandType = keyof typeof commandSchemas;
export type CommandInput<T extends CommandType> = z.input<(typeof commandSchemas)[T]>;
type Commands = { [T in CommandType]: { type: T } & z.output<(typeof commandSchemas)[T]> };
/** A validated command; without an argument: any of them, told apart by `type`. */
export type Command<T extends CommandType = CommandType> = Commands[T];
