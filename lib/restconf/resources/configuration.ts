/** The configuration as it is read: image download profile, Parallel Mode, host name, version. */
import { z } from "zod";
import { descriptionSchema } from "@/lib/contracts/profile-fields";
import type { Facts } from "../facts";
import { restconfModes } from "../modes/all-modes";
import type { Leaves } from "../modes/restconf-mode";
import { list } from "../schema";

/** The only profile that a controller has. */
export const PROFILE_NAME = "default";

const caseLeaves = Object.assign({}, ...Object.values(restconfModes).map(({ leaves }) => leaves)) as Record<
  string,
  z.ZodType
>;

/** Leaves that belong to no case. */
export const commonLeaves = {
  "image-download-profile-name": z.string(),
  description: descriptionSchema,
  /** Removes the profile. */
  unconfigure: z.union([z.boolean(), z.tuple([z.null()])]),
  "https-image-path": z.string(),
};

export const profileSchema = z.strictObject({
  ...commonLeaves,
  ...Object.fromEntries(Object.entries(caseLeaves)),
});
/** Only the names of the leaves are the same: here the whole profile is read. */
export const profileListSchema = list(["image-download-profile-name"], profileSchema);

/** None, or the one profile. */
export function profileEntries({ profile, description, sealedPassword }: Facts): Leaves[] {
  if (profile === null) return [];
  return [
    {
      "image-download-profile-name": PROFILE_NAME,
      ...(description !== null && { description }),
      ...restconfModes[profile.mode].read(profile, sealedPassword),
    },
  ];
}

export const mewlcConfigSchema = z.strictObject({
  "mewlc-platform": z.boolean(),
  "p-img-dwnld": z.boolean(),
});
export const mewlcConfig = ({ profile }: Facts): z.infer<typeof mewlcConfigSchema> => ({
  "mewlc-platform": true,
  "p-img-dwnld": profile?.parallelMode ?? false,
});

export const hostnameSchema = z.string();
export const hostname = ({ controller }: Facts): string => controller.name;
/** `17.12`, as the first line of the configuration of IOS XE has it. */
export const nativeVersion = ({ version }: Facts): string => version.split(".").slice(0, 2).join(".");
