/** Commands of Software Upgrade: the image download profile, and the upgrade from Save & Download to Activate. */
import { z } from "zod";
import { hostKeyAcceptanceSchema } from "../known-hosts";
import { type Profile, profileInputSchema } from "../profile";
import type { ReleaseCheck } from "../release-check";
import {
  type ActivationPreview,
  activationSchema,
  rehearsalInputSchema,
  type UpgradePreview,
} from "../upgrade";
import { defineCommand } from "./define-command";

const profileInput = z.object({ profile: profileInputSchema });
const noInput = z.object({});

export const profileCommands = {
  "profile.save": defineCommand<{ profile: Profile }>()({
    input: profileInput,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Save the image download profile",
  }),
  /** The lines of the command line that do what Save & Download does; a password is a placeholder in them. */
  "profile.cli-lines": defineCommand<{ lines: string[] }>()({
    input: profileInput,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** Pins the host key that the server shows now. A fingerprint other than the one last shown is refused. */
  "profile.accept-host-key": defineCommand<{ fingerprint: string }>()({
    input: hostKeyAcceptanceSchema,
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Accept the host key of an SFTP server",
  }),
  /** Asks the service that the profile names which releases it offers. The profile is not saved. */
  "profile.check-releases": defineCommand<ReleaseCheck>()({
    input: profileInput,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Check for new software",
  }),
};

export const upgradeCommands = {
  /** Asks the server for each image that the fleet needs; nothing is stored or started. */
  "upgrade.preview": defineCommand<UpgradePreview>()({
    input: profileInput,
    role: "admin",
    via: "web",
    kind: "query",
    sends: true,
    audit: "Check the image server for the images",
  }),
  /** Save & Download, or with `rehearsal` a trial of it: stores the profile and starts. Fault `upgrade-running` says who started the running one, and when. */
  "upgrade.start": defineCommand<{ upgradeId: string }>()({
    input: profileInput.extend({ rehearsal: rehearsalInputSchema.optional() }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Start the upgrade",
  }),
  "upgrade.cancel": defineCommand<{ upgradeId: string }>()({
    input: noInput,
    role: "admin",
    via: "web",
    kind: "change",
    freesSpace: true,
    audit: "Cancel the upgrade",
  }),
  "upgrade.activation-preview": defineCommand<ActivationPreview>()({
    input: noInput,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  "upgrade.activate": defineCommand<{ upgradeId: string }>()({
    input: activationSchema,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Activate the new software",
  }),
  /** Ends the timer that rolls the activated version back. */
  "upgrade.commit": defineCommand<{ version: string }>()({
    input: noInput,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Commit the activated software",
  }),
};
