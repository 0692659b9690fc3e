/** TFTP mode: image masters fetch from a TFTP server, without a login. */
import { z } from "zod";
import { imageServerFields, storedPathField } from "../profile-fields";
import type { ModeContract } from "./mode-contract";

const inputSchema = z.object({ mode: z.literal("tftp"), ...imageServerFields });
const storedSchema = inputSchema.extend(storedPathField);

export const tftpContract: ModeContract<"tftp", typeof inputSchema, typeof storedSchema> = {
  mode: "tftp",
  label: "TFTP",
  protocol: "tftp",
  transport: "UDP",
  ownServer: "tftp",
  standardPort: 69,
  requiresLogin: false,
  pinsHostKey: false,
  inputSchema,
  storedSchema,
  hideSecrets: (order) => order,
  login: () => null,
  urlPrefix: "tftp://",
};
