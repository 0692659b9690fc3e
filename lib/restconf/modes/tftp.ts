/** TFTP mode over RESTCONF. */
import type { RestconfMode } from "./restconf-mode";
import { serverLeaves, serverRead, serverSettings, serverWithout } from "./server-leaves";

export const tftpRestconf: RestconfMode = {
  leaves: serverLeaves("tftp"),
  settings: (leaves, context) => serverSettings("tftp", leaves, context),
  without: (leaf) => serverWithout("tftp", leaf),
  read: (settings) => serverRead("tftp", settings),
};
