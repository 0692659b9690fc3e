/** SFTP mode over RESTCONF. The port of the lab's own server is not visible here. */
import { z } from "zod";
import { found } from "../problem";
import { loginLeaves, loginRead, loginSettings, loginWithout } from "./login-leaves";
import { type RestconfMode, violated } from "./restconf-mode";
import { serverLeaves, serverRead, serverSettings, serverWithout } from "./server-leaves";

const PORT = "sftp-port";
const STANDARD_PORT = 22;

export const sftpRestconf: RestconfMode = {
  leaves: { ...serverLeaves("sftp"), ...loginLeaves("sftp"), [PORT]: z.int().min(0).max(65_535) },
  settings(leaves, context) {
    if (leaves[PORT] !== undefined && leaves[PORT] !== STANDARD_PORT)
      return violated(`sftp port must be ${STANDARD_PORT}`, context, PORT);
    const server = serverSettings("sftp", leaves, context);
    if (!server.ok) return server;
    const login = loginSettings("sftp", leaves, context);
    return login.ok ? found({ ...server.value, ...login.value }) : login;
  },
  without: (leaf) => ({ ...serverWithout("sftp", leaf), ...loginWithout("sftp", leaf) }),
  read: (settings, sealedPassword) => ({
    ...serverRead("sftp", settings),
    ...loginRead("sftp", settings, sealedPassword),
    [PORT]: STANDARD_PORT,
  }),
};
