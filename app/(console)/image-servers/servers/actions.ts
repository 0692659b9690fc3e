/** Orders and questions of the page Servers. */
"use server";

import { z } from "zod";
import { action } from "@/lib/console/operate";
import * as useCases from "@/lib/console/use-cases";
import { commandSchemas } from "@/lib/contracts/commands";

const nothing = z.object({});
const { shape: save } = commandSchemas["servers.save-settings"];
const { shape: start } = commandSchemas["servers.start"];
const { shape: disconnect } = commandSchemas["servers.disconnect"];
const { shape: release } = commandSchemas["servers.release-block"];

export const saveSettings = action(
  { name: "servers.save-settings", permission: "change", input: z.object({ settings: save.settings }) },
  useCases.saveServerSettings,
);
export const startServer = action(
  { name: "servers.start", permission: "change", input: z.object({ server: start.server }) },
  useCases.startServer,
);
export const stopServer = action(
  { name: "servers.stop", permission: "change", input: z.object({ server: start.server }) },
  useCases.stopServer,
);
export const disconnectClient = action(
  {
    name: "servers.disconnect",
    permission: "change",
    input: z.object({ connection: disconnect.connection }),
  },
  useCases.disconnectClient,
);
export const releaseBlock = action(
  { name: "servers.release-block", permission: "change", input: z.object({ address: release.address }) },
  useCases.releaseBlock,
);
export const recreateHostKeys = action(
  { name: "servers.recreate-host-key", permission: "change", input: nothing },
  useCases.recreateHostKeys,
);
export const readLog = action(
  { name: "logs.read", permission: "read", input: commandSchemas["logs.read"] },
  useCases.readLog,
);
