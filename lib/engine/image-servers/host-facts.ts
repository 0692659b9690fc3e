/** What the page must know of this host to show its own commands, for example which file `setcap` must name. */
import { realpathSync } from "node:fs";
import type { ServerRow } from "@/lib/contracts/servers";

export const hostFacts: ServerRow["host"] = {
  platform: process.platform,
  nodePath: realpathSync(process.execPath),
};
