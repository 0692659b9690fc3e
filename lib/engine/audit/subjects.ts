/**
 * What each command changes, so that the audit log can say what it was before and after. A command without an entry here
 * does not compile; null says that its input tells everything there is to know.
 */
import { z } from "zod";
import { auditRetentionSchema } from "@/lib/contracts/audit";
import { catalogAccountRowSchema, catalogSettingsSchema, releaseChoiceSchema } from "@/lib/contracts/catalog";
import type { Command, commands, WebCommand } from "@/lib/contracts/commands";
import { forwardingSettingsSchema } from "@/lib/contracts/forwarding";
import { sessionRowSchema, tokenRowSchema, userRowSchema } from "@/lib/contracts/identity";
import { startPolicySchema, transferSettingsSchema } from "@/lib/contracts/lab";
import { profileSchema } from "@/lib/contracts/profile";
import { runRetentionSchema } from "@/lib/contracts/runs";
import { labServerFaultsSchema } from "@/lib/contracts/server-faults";
import type { ServerId } from "@/lib/contracts/server-ids";
import { sftpSettingsInputSchema, tftpSettingsSchema } from "@/lib/contracts/settings";
import { sftpUserRowSchema } from "@/lib/contracts/sftp-users";
import { webhookRowSchema } from "@/lib/contracts/webhooks";
import type { Bus } from "../bus";
import type { AnswerCommand } from "../handlers";

/** A web command that changes something. */
export type ChangeCommand = {
  [T in WebCommand]: (typeof commands)[T] extends { kind: "change" } ? T : never;
}[WebCommand];

/** The part of the state that a command changes; undefined while it does not exist. */
export type Subject<T extends ChangeCommand> = {
  schema: z.ZodType;
  read(command: Command<T>): unknown;
};
export type Subjects = { [T in ChangeCommand]: Subject<T> | null };

/** Every field of a row may be there or not: a row is shown as far as it is known. */
const name = z.string();
const profile = z.object({ profile: profileSchema.nullable() });
const upgrade = z.object({ upgrade: z.string(), targetVersion: z.string().nullable() });
const server = z.object({ state: z.string(), enabled: z.boolean() });
const serverSettings = z.union([tftpSettingsSchema, sftpSettingsInputSchema, catalogSettingsSchema]);
const webhookSettings = webhookRowSchema.pick({ name: true, url: true, events: true, enabled: true });
const fleet = z.object({ controller: z.string(), accessPoints: z.int() });

/** @param answer asks about what is in no topic */
export function auditSubjects(bus: Bus, answer: AnswerCommand): Subjects {
  const actor = { name: "audit", role: "admin", from: "this program" } as const;
  const controller = () => bus.row("controller", "controller");
  const savedProfile = { schema: profile, read: () => ({ profile: controller()?.profile ?? null }) };
  const upgradeState = () => {
    const row = bus.row("upgrade", "upgrade");
    return row && { upgrade: row.state, targetVersion: row.targetVersion };
  };
  const ofUpgrade = { schema: upgrade, read: upgradeState };
  const ofFleet = {
    schema: fleet,
    read: () => {
      bus.prepare();
      const row = controller();
      return row && { controller: row.name, accessPoints: row.apCount };
    },
  };
  const ofServer = {
    schema: server,
    read: ({ server: id }: { server: ServerId }) => {
      const row = bus.row("servers", id);
      return row && { state: row.state, enabled: row.enabled };
    },
  };
  const uploaded = {
    schema: z.object({ name }),
    read: (command: { name: string }) => bus.row("uploadedImages", command.name),
  };
  const overview = () => answer<"users.list">({ type: "users.list", actor });
  const ofUser = {
    schema: userRowSchema,
    read: async (command: { name: string }) => (await overview()).users.find(named(command.name)),
  };
  const session = {
    schema: sessionRowSchema,
    read: async ({ id }: { id: string }) => (await overview()).sessions.find((row) => row.id === id),
  };
  const sftpUser = (of: string) => bus.row("sftpUsers", of);
  const account = (of: string) => bus.row("catalogAccounts", of);
  const lab = () => bus.row("lab", "lab");
  const ofWebhook = {
    schema: webhookSettings,
    read: ({ id }: { id: string }) => bus.row("webhooks", id),
  };
  const sftpServer = () => {
    const row = bus.row("servers", "sftp");
    return row?.id === "sftp" ? row : undefined;
  };

  return {
    "profile.save": savedProfile,
    "profile.accept-host-key": {
      schema: z.object({ fingerprint: z.string() }),
      read: ({ server: address, port }) =>
        controller()?.knownHosts.find((host) => host.address === address && host.port === port),
    },
    "profile.check-releases": null,
    "upgrade.start": {
      schema: profile.extend(upgrade.shape),
      read: () => ({ ...savedProfile.read(), ...upgradeState() }),
    },
    "upgrade.cancel": ofUpgrade,
    "upgrade.activate": ofUpgrade,
    "upgrade.commit": ofUpgrade,
    "ap.predownload": null,
    "ap.retry": null,
    "ap.reboot": null,
    "images.remove": {
      schema: z.object({ name, sizeBytes: z.number() }),
      read: ({ set }) => bus.row("images", set),
    },
    "images.rename": {
      schema: z.object({ name }),
      read: ({ set, to }) => bus.row("images", set) ?? bus.row("images", to),
    },
    "images.cancel-import": {
      schema: z.object({ name, phase: z.string() }),
      read: ({ id }) => bus.row("imports", id),
    },
    "images.discard-uploaded": uploaded,
    "images.copy-uploaded": uploaded,
    "transfers.abort": {
      schema: z.object({ path: z.string(), outcome: z.string() }),
      read: ({ id }) => bus.row("transfers", id),
    },
    "servers.save-settings": {
      schema: serverSettings,
      read: ({ settings }) => bus.row("servers", settings.server)?.settings,
    },
    "servers.start": ofServer,
    "servers.stop": ofServer,
    "servers.disconnect": {
      schema: z.object({ address: z.string(), user: z.string().nullable() }),
      read: ({ connection }) => sftpServer()?.connections.find(({ id }) => id === connection),
    },
    "servers.release-block": {
      schema: z.object({ address: z.string(), failures: z.int() }),
      read: ({ address }) => sftpServer()?.blocked.find((block) => block.address === address),
    },
    "servers.recreate-host-key": {
      schema: z.object({ hostKeys: z.record(z.string(), z.string()) }),
      read: () => ({
        hostKeys: Object.fromEntries(sftpServer()?.hostKeys.map(({ type, sha256 }) => [type, sha256]) ?? []),
      }),
    },
    "servers.import-bundle": null,
    "sftp-users.save": { schema: sftpUserRowSchema, read: ({ user }) => sftpUser(user.name) },
    "sftp-users.remove": { schema: sftpUserRowSchema, read: (command) => sftpUser(command.name) },
    "sftp-users.reveal": { schema: sftpUserRowSchema, read: (command) => sftpUser(command.name) },
    "catalog.save-account": {
      schema: catalogAccountRowSchema,
      read: (command) => account(command.account.name),
    },
    "catalog.remove-account": { schema: catalogAccountRowSchema, read: (command) => account(command.name) },
    "catalog.reveal-password": { schema: catalogAccountRowSchema, read: (command) => account(command.name) },
    "catalog.choose-releases": {
      schema: releaseChoiceSchema,
      read: () => {
        const row = bus.row("servers", "catalog");
        return row?.id === "catalog" ? row.choice : undefined;
      },
    },
    "forwarding.save": {
      schema: forwardingSettingsSchema,
      read: () => bus.row("forwarding", "forwarding")?.settings,
    },
    "forwarding.test": null,
    "readiness.run": null,
    "readiness.rerun": null,
    "readiness.cancel": null,
    "webhooks.save": {
      schema: webhookSettings,
      // A new one has no id yet; its name is unique.
      read: ({ webhook: { id, name: typed } }) =>
        bus.rows("webhooks").find((row) => (id === null ? row.name === typed : row.id === id)),
    },
    "webhooks.remove": ofWebhook,
    // That the secret is another one does not show in a row; its time of change does.
    "webhooks.rotate-secret": {
      schema: webhookRowSchema.pick({ name: true, changedAt: true }),
      read: ofWebhook.read,
    },
    "webhooks.test": null,
    "webhooks.send-again": {
      schema: z.object({ type: z.string(), about: z.string() }),
      read: ({ id }) => bus.row("webhookDeliveries", id),
    },
    "runs.save-retention": {
      schema: runRetentionSchema,
      read: () => answer({ type: "runs.retention", actor }),
    },
    "audit.save-retention": {
      schema: auditRetentionSchema,
      read: () => answer({ type: "audit.retention", actor }),
    },
    "lab.clock": { schema: z.object({ clockFactor: z.number() }), read: controller },
    "lab.add-aps": ofFleet,
    "lab.remove-aps": ofFleet,
    "lab.set-version": null,
    "lab.set-behavior": null,
    "lab.scatter-faults": null,
    "lab.set-server-faults": { schema: labServerFaultsSchema, read: () => lab()?.serverFaults },
    "lab.set-policy": {
      schema: z.object({
        startPolicy: startPolicySchema,
        transfer: transferSettingsSchema,
        keepsSessions: z.boolean(),
      }),
      read: lab,
    },
    "lab.import": ofFleet,
    "lab.load": ofFleet,
    "lab.reset": ofFleet,
    "account.change-password": { schema: userRowSchema, read: (command) => ofUser.read(command.actor) },
    "account.confirm": null,
    "account.end-session": session,
    "users.add": ofUser,
    "users.set-role": ofUser,
    "users.set-disabled": ofUser,
    "users.reset-password": ofUser,
    "users.remove": ofUser,
    "users.end-session": session,
    "tokens.create": {
      schema: tokenRowSchema,
      // Names of tokens may repeat: of the same name, the newest is the one that was created.
      read: async (command) =>
        (await overview()).tokens
          .filter(named(command.name))
          .toSorted((a, b) => b.createdAt - a.createdAt)[0],
    },
    "tokens.revoke": {
      schema: tokenRowSchema,
      read: async ({ id }) => (await overview()).tokens.find((row) => row.id === id),
    },
  };
}

const named =
  (wanted: string) =>
  (row: { name: string }): boolean =>
    row.name === wanted;
