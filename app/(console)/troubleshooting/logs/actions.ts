/** What the page Logs asks. */
"use server";

import { z } from "zod";
import { action } from "@/lib/console/operate";
import * as useCases from "@/lib/console/use-cases";
import { commandSchemas } from "@/lib/contracts/commands";

export const readLog = action(
  { name: "logs.read", permission: "read", input: commandSchemas["logs.read"] },
  useCases.readLog,
);

const { shape: save } = commandSchemas["forwarding.save"];
const { shape: test } = commandSchemas["forwarding.test"];

export const saveForwarding = action(
  { name: "forwarding.save", permission: "change", input: z.object({ settings: save.settings }) },
  useCases.saveForwarding,
);
export const testForwarding = action(
  { name: "forwarding.test", permission: "change", input: z.object({ settings: test.settings }) },
  useCases.testForwarding,
);
