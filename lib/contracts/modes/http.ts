/** Desktop (HTTP) mode: the browser uploads the images, the controller keeps them and sends them to the access points. */
import { z } from "zod";
import type { ModeContract } from "./mode-contract";

const inputSchema = z.object({
  mode: z.literal("http"),
  /** The name of the uploaded image. Null, which only the command line sends, means the one that the controller has. */
  upload: z.string().min(1, "Upload the bundle, or the images, first.").max(255).nullable(),
});

export const httpContract: ModeContract<"http", typeof inputSchema, typeof inputSchema> = {
  mode: "http",
  label: "Desktop (HTTP)",
  protocol: "http",
  server: null,
  requiresLogin: false,
  inputSchema,
  storedSchema: inputSchema,
  toInput: (order) => order,
  hideSecrets: (order) => order,
  login: () => null,
  location: () => null,
  isParallel: () => false,
  upload: ({ upload }) => upload,
  // Where the controller keeps what was uploaded.
  urlPrefix: "bootflash:",
};
