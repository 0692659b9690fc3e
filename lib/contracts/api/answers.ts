/**
 * What commands answer, as schemas for the description of the HTTP API. The compiler compares each with the type of the
 * answer in the registry. The answers themselves come from the engine and are not checked.
 */
import { z } from "zod";
import { apDetailSchema } from "../ap-detail";
import { auditRetentionSchema, auditRowSchema } from "../audit";
import { releaseChoiceSchema } from "../catalog";
import type { CommandAnswer, WebCommand } from "../commands";
import { faultSchema } from "../fault-schema";
import { forwardingSettingsSchema } from "../forwarding";
import { sessionRowSchema, tokenRowSchema, userRowSchema } from "../identity";
import { importRowSchema } from "../images";
import {
  behaviorChangeSchema,
  labSchema,
  newApSchema,
  startPolicySchema,
  transferSettingsSchema,
} from "../lab";
import { logLineSchema } from "../logs";
import { profileSchema } from "../profile";
import { readinessRowSchema } from "../readiness/report";
import { releaseCheckSchema } from "../release-check";
import { runPhases } from "../run-phases";
import { runFactsSchema, runRetentionSchema, runRowSchema } from "../runs";
import { labServerFaultsSchema } from "../server-faults";
import { serverIds } from "../server-ids";
import { hostKeyRowSchema } from "../sftp";
import { remapStepSchema } from "../tftp-names";
import { timelineSourceSchema } from "../timeline";
import { transferRowSchema } from "../transfers";
import { activationPreviewSchema, upgradePreviewSchema } from "../upgrade";
import { deliveryRowSchema } from "../webhooks";

const text = z.string();
const upgradeId = z.object({ upgradeId: text });
const apId = z.object({ apId: text });
const named = z.object({ name: text });
const ofSet = z.object({ set: text });
const withId = z.object({ id: text });
const revealed = z.object({ password: text });
const savedAccount = z.object({ name: text, password: text.nullable() });
const bulk = z.object({
  done: z.array(text),
  refused: z.array(z.object({ apId: text, fault: faultSchema })),
});
const misbehaving = z.object({
  aps: z.array(z.object({ apId: text, name: text, model: text, differs: behaviorChangeSchema })),
});
const apCount = z.object({ aps: z.int() });

const listingReading = z.object({
  aps: z.array(
    newApSchema.omit({ behavior: true, name: true, running: true }).extend({
      name: text,
      running: text.exactOptional(),
      assumed: z.array(z.enum(["model", "ip", "radioMac", "ethernetMac", "running", "backup"])),
      unknownModel: z.boolean(),
      lines: z.array(z.int()),
    }),
  ),
  kinds: z.array(z.enum(["show ap summary", "show ap image", "show version", "show chassis", "CSV"])),
  controller: z.object({ name: text.nullable(), running: text.nullable() }),
  rejected: z.array(z.object({ line: z.int(), text, reason: text })),
  warnings: z.array(text),
});

const phaseRecord = z.object({
  kind: z.literal("phase"),
  at: z.number(),
  ap: z.int(),
  phase: z.enum(runPhases),
  note: text,
  isMaster: z.boolean(),
  awaits: z.int().nullable(),
  retryCount: z.int(),
  percent: z.number().nullable(),
  imageBytes: z.number(),
  controllerBytes: z.number(),
});
const apRuns = z.object({
  runs: z.array(
    z.object({
      row: runRowSchema,
      segments: z.array(phaseRecord),
      failures: z.array(z.object({ at: z.number(), reason: text, retries: z.boolean() })),
      recordedUntil: z.number(),
    }),
  ),
  next: z.int().nullable(),
});

const timelineEntry = z.object({
  key: text,
  wallAt: z.number(),
  at: z.number().nullable(),
  source: timelineSourceSchema,
  apId: text.nullable(),
  transferId: text.nullable(),
  upgradeId: text.nullable(),
  by: text.nullable(),
  severity: z.int().nullable(),
  text,
});

const triedName = z.object({
  steps: z.array(remapStepSchema),
  name: text.nullable(),
  file: z.object({ path: text, sizeBytes: z.number() }).nullable(),
  refusal: z.object({ code: z.int(), message: text }).nullable(),
  closest: text.nullable(),
});

const engineInfo = z.object({
  epoch: text,
  startedAt: z.number(),
  rssBytes: z.number(),
  diskFreeBytes: z.number(),
  dataDir: text,
  uploadDir: text,
  addresses: z.object({ tftp: text, sftp: text, catalog: text, cli: text }),
});

/** What is not here is described as any JSON. */
export const answerSchemas: { [T in WebCommand]?: z.ZodType<CommandAnswer<T>> } = {
  "profile.save": z.object({ profile: profileSchema }),
  "profile.cli-lines": z.object({ lines: z.array(text) }),
  "profile.accept-host-key": z.object({ fingerprint: text }),
  "profile.check-releases": releaseCheckSchema,
  "upgrade.preview": upgradePreviewSchema,
  "upgrade.start": upgradeId,
  "upgrade.cancel": upgradeId,
  "upgrade.activation-preview": activationPreviewSchema,
  "upgrade.activate": upgradeId,
  "upgrade.commit": z.object({ version: text }),
  "runs.list": z.object({ rows: z.array(runRowSchema), more: z.boolean() }),
  "runs.read": runFactsSchema,
  "runs.of-ap": apRuns,
  "runs.retention": runRetentionSchema,
  "runs.save-retention": runRetentionSchema,
  "readiness.history": z.object({ rows: z.array(readinessRowSchema), more: z.boolean() }),
  "webhooks.deliveries": z.object({ deliveries: z.array(deliveryRowSchema), more: z.boolean() }),
  "ap.detail": apDetailSchema,
  "ap.predownload": apId,
  "ap.retry": bulk,
  "ap.reboot": bulk,
  "images.remove": ofSet,
  "images.rename": ofSet,
  "images.cancel-import": withId,
  "images.discard-uploaded": named,
  "images.copy-uploaded": importRowSchema,
  "transfers.history": z.object({ rows: z.array(transferRowSchema), more: z.boolean() }),
  "transfers.abort": withId,
  "servers.save-settings": z.object({ reason: faultSchema.nullable() }),
  "servers.check-remap-rules": z.object({ errors: z.array(z.object({ line: z.int(), message: text })) }),
  "servers.try-name": triedName,
  "servers.start": z.object({ address: text, port: z.int() }),
  "servers.stop": z.object({ server: z.enum(serverIds) }),
  "servers.disconnect": z.object({ connection: text }),
  "servers.release-block": z.object({ address: text }),
  "servers.recreate-host-key": z.object({ hostKeys: z.array(hostKeyRowSchema) }),
  "servers.import-bundle": importRowSchema,
  "sftp-users.save": savedAccount,
  "sftp-users.remove": named,
  "sftp-users.reveal": revealed,
  "catalog.save-account": savedAccount,
  "catalog.remove-account": named,
  "catalog.reveal-password": revealed,
  "catalog.choose-releases": z.object({ choice: releaseChoiceSchema }),
  "logs.read": z.object({ lines: z.array(logLineSchema), more: z.boolean(), searched: z.int().nullable() }),
  "timeline.read": z.object({ entries: z.array(timelineEntry), more: z.boolean(), asOf: z.number() }),
  "forwarding.save": z.object({ settings: forwardingSettingsSchema }),
  "forwarding.test": z.object({ sent: z.literal(true) }),
  "audit.list": z.object({ entries: z.array(auditRowSchema), more: z.boolean() }),
  "audit.values": z.object({ users: z.array(text), actions: z.array(text) }),
  "audit.retention": auditRetentionSchema,
  "audit.save-retention": auditRetentionSchema,
  "lab.clock": z.object({ factor: z.number() }),
  "lab.add-aps": z.object({ apIds: z.array(text) }),
  "lab.remove-aps": bulk,
  "lab.set-version": bulk,
  "lab.set-behavior": z.object({ changed: z.int() }),
  "lab.scatter-faults": misbehaving,
  "lab.behaviors": misbehaving,
  "lab.set-server-faults": z.object({ faults: labServerFaultsSchema }),
  "lab.set-policy": z.object({
    startPolicy: startPolicySchema,
    transfer: transferSettingsSchema,
    keepsSessions: z.boolean(),
  }),
  "lab.read-listing": listingReading,
  "lab.import": z.object({ added: z.int(), reading: listingReading }),
  "lab.export": z.object({ lab: labSchema }),
  "lab.load": apCount,
  "lab.reset": apCount,
  "engine.info": engineInfo,
  "account.change-password": z.object({ changed: z.literal(true) }),
  "account.confirm": z.object({ confirmed: z.literal(true) }),
  "account.end-session": withId,
  "users.list": z.object({
    users: z.array(userRowSchema),
    sessions: z.array(sessionRowSchema),
    tokens: z.array(tokenRowSchema),
  }),
  "users.add": savedAccount,
  "users.set-role": named,
  "users.set-disabled": named,
  "users.reset-password": z.object({ name: text, password: text }),
  "users.remove": named,
  "users.end-session": withId,
  "tokens.create": z.object({ name: text, token: text }),
  "tokens.revoke": withId,
};
