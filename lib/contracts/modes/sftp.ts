/** SFTP mode: the controller logs in to an SFTP server, fetches every image and forwards it. */
import { z } from "zod";
import { imageServerFields, profilePasswordSchema, storedPathField, userNameSchema } from "../profile-fields";
import type { ModeContract } from "./mode-contract";

const inputSchema = z.object({
  mode: z.literal("sftp"),
  ...imageServerFields,
  userName: userNameSchema,
  password: profilePasswordSchema.default(""),
});
const storedSchema = inputSchema
  .omit({ password: true })
  .extend({ ...storedPathField, passwordStored: z.boolean() });

export const sftpContract: ModeContract<"sftp", typeof inputSchema, typeof storedSchema> = {
  mode: "sftp",
  label: "SFTP",
  protocol: "sftp",
  transport: "TCP",
  ownServer: "sftp",
  standardPort: 22,
  requiresLogin: true,
  pinsHostKey: true,
  inputSchema,
  storedSchema,
  hideSecrets: ({ password: _, ...shown }, passwordStored) => ({ ...shown, passwordStored }),
  login: ({ userName, passwordStored }) => ({ userName, passwordStored }),
  // The controller prints user name and password together as six asterisks.
  urlPrefix: "sftp://******@",
};
