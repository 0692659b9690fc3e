/** The orders and questions of the Software Upgrade page. */
"use server";

import { z } from "zod";
import { action } from "@/lib/console/operate";
import * as useCases from "@/lib/console/use-cases";
import { commandSchemas } from "@/lib/contracts/commands";
import { hostKeyAcceptanceSchema } from "@/lib/contracts/known-hosts";

const nothing = z.object({});
const profile = commandSchemas["upgrade.preview"];
const ap = commandSchemas["ap.detail"];

export const saveProfile = action(
  { name: "profile.save", permission: "change", input: profile },
  useCases.saveProfile,
);
export const acceptHostKey = action(
  { name: "profile.accept-host-key", permission: "change", input: hostKeyAcceptanceSchema },
  useCases.acceptHostKey,
);
export const previewUpgrade = action(
  { name: "upgrade.preview", permission: "read", input: profile },
  useCases.previewUpgrade,
);
export const startUpgrade = action(
  { name: "upgrade.start", permission: "change", input: profile },
  useCases.startUpgrade,
);
export const cancelUpgrade = action(
  { name: "upgrade.cancel", permission: "change", input: nothing },
  useCases.cancelUpgrade,
);
export const activationPreview = action(
  { name: "upgrade.activation-preview", permission: "read", input: nothing },
  useCases.activationPreview,
);
export const activateUpgrade = action(
  { name: "upgrade.activate", permission: "change", input: nothing },
  useCases.activateUpgrade,
);
export const apDetail = action({ name: "ap.detail", permission: "read", input: ap }, useCases.apDetail);
export const predownloadAp = action(
  { name: "ap.predownload", permission: "change", input: ap },
  useCases.predownloadAp,
);
export const readLog = action(
  { name: "logs.read", permission: "read", input: commandSchemas["logs.read"] },
  useCases.readLog,
);
