/** Which access points a command is about. */
import { z } from "zod";
import { imageFamilySchema } from "../families";

/** Access points by their ids (radio MACs). */
export const apIdsSchema = z.array(z.string().max(20)).min(1, "Choose an access point.").max(10_000);

/** Named access points, all of one image family, or the whole fleet. */
export const apTargetSchema = z.discriminatedUnion("of", [
  z.object({ of: z.literal("aps"), apIds: apIdsSchema }),
  z.object({ of: z.literal("family"), family: imageFamilySchema }),
  z.object({ of: z.literal("fleet") }),
]);
export type ApTarget = z.infer<typeof apTargetSchema>;
