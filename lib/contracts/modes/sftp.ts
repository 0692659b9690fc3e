/** SFTP mode: the controller logs in to an SFTP server, fetches every image and forwards it. */
import { z } from "zod";
import {
  imageServerFields,
  imageServerLocation,
  profilePasswordSchema,
  rootAsSlash,
  storedPathField,
  userNameSchema,
} from "../profile-fields";
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
  server: { own: "sftp", transport: "TCP", standardPort: 22, pinsHostKey: true },
  requiresLogin: true,
  inputSchema,
  storedSchema,
  toInput: (order) => ({ ...order, imagePath: rootAsSlash(order.imagePath) }),
  hideSecrets: ({ password: _, ...shown }, passwordStored) => ({ ...shown, passwordStored }),
  login: ({ userName, passwordStored }) => ({ userName, passwordStored }),
  location: imageServerLocation,
  isParallel: ({ parallelMode }) => parallelMode,
  // The controller prints user name and password together as six asterisks.
  urlPrefix: "sftp://******@",
};
