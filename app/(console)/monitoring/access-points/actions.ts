/** Orders and questions of the access points' pages. */
"use server";

import { action } from "@/lib/console/operate";
import * as useCases from "@/lib/console/use-cases";
import { commandSchemas } from "@/lib/contracts/commands";

const ap = commandSchemas["ap.detail"];

export const apDetail = action({ name: "ap.detail", permission: "read", input: ap }, useCases.apDetail);
export const readLog = action(
  { name: "logs.read", permission: "read", input: commandSchemas["logs.read"] },
  useCases.readLog,
);
export const predownloadAp = action(
  { name: "ap.predownload", permission: "change", input: ap },
  useCases.predownloadAp,
);
export const rebootAps = action(
  { name: "ap.reboot", permission: "change", input: commandSchemas["ap.reboot"].omit({ actor: true }) },
  useCases.rebootAps,
);
