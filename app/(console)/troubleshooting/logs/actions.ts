/** What the page Logs asks. */
"use server";

import { action } from "@/lib/console/operate";
import * as useCases from "@/lib/console/use-cases";
import { commandSchemas } from "@/lib/contracts/commands";

export const readLog = action(
  { name: "logs.read", permission: "read", input: commandSchemas["logs.read"] },
  useCases.readLog,
);
