/** The leaves that name an image server and its folder, with a prefix in front of them (`tftp-image-server`). */
import { z } from "zod";
import { imagePathSchema, imageServerSchema } from "@/lib/contracts/profile-fields";
import { found, type Outcome } from "../problem";
import {
  type LeafContext,
  type Leaves,
  type ProfileSettings,
  type SettingsChange,
  violated,
} from "./restconf-mode";

export const serverLeaves = (prefix: string) => ({
  [`${prefix}-image-server`]: z.string(),
  [`${prefix}-image-path`]: z.string(),
});

export function serverSettings(
  prefix: string,
  leaves: Leaves,
  context: LeafContext,
): Outcome<SettingsChange> {
  const change: SettingsChange = {};
  const [server, path] = [`${prefix}-image-server`, `${prefix}-image-path`];
  if (leaves[server] !== undefined) {
    const parsed = imageServerSchema.safeParse(leaves[server]);
    if (!parsed.success) return violated(firstIssue(parsed.error), context, server);
    change.imageServer = parsed.data;
  }
  if (leaves[path] !== undefined) {
    const parsed = imagePathSchema.safeParse(leaves[path]);
    if (!parsed.success) return violated(firstIssue(parsed.error), context, path);
    change.imagePath = parsed.data;
  }
  return found(change);
}

export const firstIssue = (error: z.ZodError): string =>
  error.issues[0]?.message ?? "This value is not valid.";

export const serverRead = (prefix: string, { imageServer, imagePath }: ProfileSettings): Leaves => ({
  ...(imageServer !== null && { [`${prefix}-image-server`]: imageServer }),
  ...(imagePath !== null && { [`${prefix}-image-path`]: `/${imagePath}` }),
});

export const serverWithout = (prefix: string, leaf: string): SettingsChange => ({
  ...(leaf === `${prefix}-image-server` && { imageServer: null }),
  ...(leaf === `${prefix}-image-path` && { imagePath: null }),
});
