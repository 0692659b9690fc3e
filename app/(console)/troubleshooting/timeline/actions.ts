/** What the page Timeline asks. */
"use server";

import { action } from "@/lib/console/operate";
import * as useCases from "@/lib/console/use-cases";
import { commandSchemas } from "@/lib/contracts/commands";

export const readTimeline = action(
  { name: "timeline.read", permission: "read", input: commandSchemas["timeline.read"] },
  useCases.readTimeline,
);
