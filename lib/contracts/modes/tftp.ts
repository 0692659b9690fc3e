/** TFTP mode: image masters fetch from a TFTP server, without a login. */
import { z } from "zod";
import { imageServerFields, imageServerLocation, rootAsSlash, storedPathField } from "../profile-fields";
import type { ModeContract } from "./mode-contract";

const inputSchema = z.object({ mode: z.literal("tftp"), ...imageServerFields });
const storedSchema = inputSchema.extend(storedPathField);

export const tftpContract: ModeContract<"tftp", typeof inputSchema, typeof storedSchema> = {
  mode: "tftp",
  label: "TFTP",
  protocol: "tftp",
  server: { own: "tftp", transport: "UDP", standardPort: 69, pinsHostKey: false },
  requiresLogin: false,
  inputSchema,
  storedSchema,
  toInput: (order) => ({ ...order, imagePath: rootAsSlash(order.imagePath) }),
  hideSecrets: (order) => order,
  login: () => null,
  location: imageServerLocation,
  isParallel: ({ parallelMode }) => parallelMode,
  urlPrefix: "tftp://",
};
