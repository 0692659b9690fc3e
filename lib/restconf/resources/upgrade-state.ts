/** The state of the upgrade, its counters, and where the images of it are. */
import { z } from "zod";
import type { ApRow } from "@/lib/contracts/aps";
import { CONTROLLER_IMAGE, familyModels, imageFamilies } from "@/lib/contracts/families";
import { statusWord } from "@/lib/contracts/predownload";
import type { UpgradeState } from "@/lib/contracts/upgrade";
import { NO_VERSION } from "@/lib/contracts/versions";
import { wide } from "../encoding";
import type { Facts } from "../facts";
import { list } from "../schema";

const PRED_STATE: Record<UpgradeState, string> = {
  none: "ewc-predwnld-none",
  "controller-download-initiated": "ewc-ctrl-dwnld-init",
  "controller-download-in-progress": "ewc-ctrl-dwnld-inprog",
  "controller-download-complete": "ewc-ctrl-dwnld-complete",
  "controller-download-failed": "ewc-ctrl-dwnld-failed",
  "ap-predownload-initiated": "ewc-ap-predwnld-init",
  "ap-predownload-in-progress": "ewc-ap-predwnld-inprog",
  "ap-predownload-complete": "ewc-ap-predwnld-complete",
  "ap-predownload-unsupported": "ewc-ap-predwnld-unsupp",
  "ap-predownload-failed": "ewc-ap-predwnld-failed",
  "controller-predownload-in-progress": "ewc-ctrl-predwnld-inprog",
  "controller-predownload-complete": "ewc-ctrl-predwnld-complete",
  "controller-predownload-failed": "ewc-ctrl-predwnld-failed",
  activated: "ewc-activated",
  "activation-failed": "ewc-act-failed",
};

export const predownloadRecSchema = z.object({
  "pred-state": z.string(),
  "me-capable-ap-count": z.int(),
  "controller-predownload-version": z.string(),
});

/** Nothing is predownloaded any more once the activated version is committed. */
export function predownloadRec({ upgrade, aps }: Facts): z.infer<typeof predownloadRecSchema> {
  const isOver = upgrade === undefined || (upgrade.state === "activated" && upgrade.uncommitted === null);
  const isStandby = ({ isController, controllerImage }: ApRow) =>
    !isController && controllerImage.state !== "none";
  return {
    "pred-state": PRED_STATE[isOver ? "none" : upgrade.state],
    "me-capable-ap-count": aps.filter((ap) => ap.joined && isStandby(ap)).length,
    "controller-predownload-version": upgrade?.targetVersion ?? NO_VERSION,
  };
}

const statsSchema = z.object({
  "num-initiated": z.int(),
  "num-in-progress": z.int(),
  "num-complete": z.int(),
  "num-unsupported": z.int(),
  "num-failed": z.int(),
  "is-predownload-in-progress": z.boolean(),
  "num-total": z.int(),
});

export const wncdStatsSchema = z.object({
  "predownload-stats": statsSchema,
  "wlc-predownload-stats": statsSchema,
  "downloads-in-progress": z.int(),
  "downloads-complete": z.int(),
});

/** Counts of joined access points, as the command line counts them; those that were lost are in the failed ones. */
function predownloadStats(
  { aps, upgrade }: Facts,
  statusOf: (ap: ApRow) => ApRow["status"],
): z.infer<typeof statsSchema> {
  const joined = aps.filter((ap) => ap.joined);
  const count = (rows: readonly ApRow[], status: ApRow["status"]) =>
    rows.filter((ap) => statusOf(ap) === status).length;
  const states: readonly (UpgradeState | undefined)[] = [
    "ap-predownload-initiated",
    "ap-predownload-in-progress",
  ];
  const isMoving =
    (upgrade?.running === true && states.includes(upgrade.state)) ||
    joined.some((ap) => ["Initiated", "Predownloading"].includes(statusOf(ap)) || ap.retrying);
  return {
    "num-initiated": count(joined, "Initiated"),
    "num-in-progress": count(joined, "Predownloading"),
    "num-complete": count(joined, "Complete"),
    "num-unsupported": count(joined, "Unsupported"),
    "num-failed": count(aps, "Failed"),
    "is-predownload-in-progress": isMoving,
    "num-total": joined.length,
  };
}

const apStats = (facts: Facts) => predownloadStats(facts, (ap) => ap.status);
const controllerStats = (facts: Facts) =>
  predownloadStats(facts, ({ controllerImage }) => statusWord(controllerImage.state));

export const wncdStats = (facts: Facts): z.infer<typeof wncdStatsSchema> => ({
  "predownload-stats": apStats(facts),
  "wlc-predownload-stats": controllerStats(facts),
  "downloads-in-progress": facts.aps.filter(({ capwapState }) => capwapState === "Image Data").length,
  "downloads-complete": facts.joinDownloads,
});

export const globalStatsSchema = wncdStatsSchema.omit({ "wlc-predownload-stats": true });
export const globalStats = (facts: Facts): z.infer<typeof globalStatsSchema> => {
  const { "wlc-predownload-stats": _, ...stats } = wncdStats(facts);
  return stats;
};

const imageSchema = z.object({
  "image-name": z.string(),
  "image-location": z.string(),
  "image-version": z.string(),
  "is-new": z.boolean(),
  "file-size": z.string().optional(),
  "ap-model-list": z.array(z.string()),
});
export const imageLocationSchema = z.object({
  index: z.int(),
  "image-file": z.string(),
  "image-data": list(["image-name"], imageSchema),
});
type ImageLocation = z.infer<typeof imageLocationSchema>;

/** The images that an upgrade has put into the flash, while they wait for Activate. */
export function preparedImages({ files, upgrade, version }: Facts): ImageLocation[] {
  const target = upgrade?.targetVersion ?? null;
  if (files.length === 0 || target === null || target === version) return [];
  return [location(files, target, true)];
}

/** The images of the running version. */
export const activeImages = ({ version, aps }: Facts): ImageLocation[] => {
  const families = imageFamilies.filter((family) => aps.some((ap) => ap.family === family));
  return [
    location(
      [CONTROLLER_IMAGE, ...families].map((name) => ({ name, sizeBytes: null })),
      version,
      false,
    ),
  ];
};

const location = (
  files: readonly { name: string; sizeBytes: number | null }[],
  version: string,
  isNew: boolean,
): ImageLocation => ({
  index: 0,
  "image-file": CONTROLLER_IMAGE,
  "image-data": files.map(({ name, sizeBytes }) => ({
    "image-name": name,
    "image-location": `/bootflash/${name}`,
    "image-version": version,
    "is-new": isNew,
    ...(sizeBytes !== null && { "file-size": wide(sizeBytes) }),
    "ap-model-list": modelsOf(name),
  })),
});

const modelsOf = (image: string): string[] => {
  const family = imageFamilies.find((known) => known === image);
  return family === undefined ? [] : [...familyModels(family)];
};
