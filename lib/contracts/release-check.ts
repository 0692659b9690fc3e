/** What a check for new software found at a software download service. */
import { z } from "zod";
import { faultSchema } from "./fault-schema";
import { compareVersions } from "./versions";

/** A release on offer, with the version of its controller image; null when the service does not say it. */
export const offeredReleaseSchema = z.object({ release: z.string(), version: z.string().nullable() });
export type OfferedRelease = z.infer<typeof offeredReleaseSchema>;

export const releaseCheckSchema = z.object({
  /** Milliseconds of the controller's clock. */
  checkedAt: z.number(),
  /** Whether the controller asked by itself. */
  isAutomatic: z.boolean(),
  suggested: offeredReleaseSchema.nullable(),
  latest: offeredReleaseSchema.nullable(),
  /** Why the service could not be asked; null when it answered. */
  fault: faultSchema.nullable(),
});
export type ReleaseCheck = z.infer<typeof releaseCheckSchema>;

/** The newest release on offer if it is newer than the version that runs, else null. */
export function newerRelease(
  { suggested, latest }: Pick<ReleaseCheck, "suggested" | "latest">,
  runningVersion: string,
): OfferedRelease | null {
  const newer = [latest, suggested].filter(
    (offer) => offer?.version != null && compareVersions(offer.version, runningVersion) > 0,
  );
  return newer.toSorted((a, b) => compareVersions(b?.version ?? "", a?.version ?? ""))[0] ?? null;
}
