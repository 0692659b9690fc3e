/** The lists of access points: `capwap-data`, `predownload-data`, and the smaller ones beside them. */
import { z } from "zod";
import { domainOf } from "@/lib/contracts/ap-model";
import { type ApRow, isMoving } from "@/lib/contracts/aps";
import { isControllerCapable } from "@/lib/contracts/families";
import type { PredownloadStatus } from "@/lib/contracts/predownload";
import { serialOf } from "@/lib/contracts/serials";
import { macText, timeLeaf, versionFields, wide } from "../encoding";
import { type Facts, NO_TIMES } from "../facts";
import { list } from "../schema";

const versionSchema = z.object({
  version: z.int(),
  release: z.int(),
  maint: z.int(),
  build: z.int(),
});
/** 64 bits. */
const wideSchema = z.string();
const timeSchema = z.string();

export const capwapDataSchema = z.object({
  "wtp-mac": z.string(),
  "ip-addr": z.string(),
  name: z.string(),
  "device-detail": z.object({
    "static-info": z.object({
      "board-data": z.object({ "wtp-serial-num": z.string(), "wtp-enet-mac": z.string() }),
      "ap-models": z.object({ model: z.string() }),
      "ap-image-name": z.string(),
    }),
    "wtp-version": z.object({
      "sw-ver": versionSchema,
      "sw-version": z.string(),
      "backup-sw-version": versionSchema,
    }),
  }),
  "ap-state": z.object({ "ap-admin-state": z.string(), "ap-operation-state": z.string() }),
  "ap-time-info": z.object({
    "boot-time": timeSchema.optional(),
    "join-time": timeSchema.optional(),
    "join-time-taken": z.int().optional(),
  }),
  "country-code": z.string(),
  "is-master": z.boolean(),
  "sliding-window": z.object({ "window-size": z.int() }),
  "image-size-percentage": z.int(),
  "image-size-eta": z.int(),
  "image-size-start-time": timeSchema.optional(),
  "wlc-image-size-percentage": z.int(),
  "wlc-image-size-eta": z.int(),
  "wlc-image-size-start-time": timeSchema.optional(),
});

/** CAPWAP image data goes in single packets unless the window is configured. */
const WINDOW_SIZE = 1;

/** `downloading` while it fetches the controller's version to join. */
const operationState = ({ capwapState, joined }: ApRow): string =>
  capwapState === "Image Data" ? "downloading" : joined ? "registered" : "not-registered";

/** An access point that is joined, or receives the image to join. */
export function capwapData(ap: ApRow, facts: Facts): z.infer<typeof capwapDataSchema> {
  const joins = facts.joinRecord(ap.id);
  const times = facts.imageTimes(ap.id);
  const { bootedAt, joinedAt } = joins;
  return {
    "wtp-mac": macText(ap.id),
    "ip-addr": ap.ip,
    name: ap.name,
    "device-detail": {
      "static-info": {
        "board-data": { "wtp-serial-num": serialOf(ap.id), "wtp-enet-mac": macText(ap.ethernetMac) },
        "ap-models": { model: ap.model },
        "ap-image-name": ap.family ?? "",
      },
      "wtp-version": {
        "sw-ver": versionFields(ap.primaryVersion),
        "sw-version": ap.primaryVersion,
        "backup-sw-version": versionFields(ap.backupVersion),
      },
    },
    "ap-state": { "ap-admin-state": "adminstate-enabled", "ap-operation-state": operationState(ap) },
    "ap-time-info": {
      ...timeLeaf("boot-time", bootedAt),
      ...timeLeaf("join-time", joinedAt),
      ...(bootedAt !== null &&
        joinedAt !== null &&
        joinedAt >= bootedAt && { "join-time-taken": Math.round((joinedAt - bootedAt) / 1000) }),
    },
    "country-code": domainOf(ap.model).country,
    "is-master": ap.isImageMaster,
    "sliding-window": { "window-size": WINDOW_SIZE },
    "image-size-percentage": ap.apImage.percent ?? 0,
    "image-size-eta": Math.round(ap.apImage.etaSeconds ?? 0),
    ...timeLeaf("image-size-start-time", times.apImage.startedAt),
    "wlc-image-size-percentage": ap.controllerImage.percent ?? 0,
    "wlc-image-size-eta": Math.round(ap.controllerImage.etaSeconds ?? 0),
    ...timeLeaf("wlc-image-size-start-time", times.controllerImage.startedAt),
  };
}

export const predownloadDataSchema = z.object({
  "wtp-mac": z.string(),
  "predownload-version": versionSchema,
  "max-retry": z.int(),
  "delay-time": z.int(),
  "pred-status": z.string(),
  "ewc-retries": z.int(),
});

const PRED_STATUS: Record<PredownloadStatus, string> = {
  None: "pre-dwnld-none",
  Initiated: "pre-dwnld-initiated",
  Predownloading: "pre-dwnld-in-progress",
  Complete: "pre-dwnld-complete",
  Failed: "pre-dwnld-failed",
  Unsupported: "pre-dwnld-unsupported",
};

export const predownloadData = (
  ap: ApRow,
  { now, maxRetries }: Facts,
): z.infer<typeof predownloadDataSchema> => ({
  "wtp-mac": macText(ap.id),
  "predownload-version": versionFields(ap.predownloadVersion),
  "max-retry": maxRetries,
  "delay-time": ap.nextRetryAt === null ? 0 : Math.max(0, Math.round((ap.nextRetryAt - now) / 1000)),
  "pred-status": PRED_STATUS[ap.status],
  "ewc-retries": ap.retryCount,
});

export const mewlcApDataSchema = z.object({
  "wtp-mac": z.string(),
  "primary-image-version": z.string(),
  "backup-image-version": z.string(),
});
/** Those that can host the controller have a controller image, too. */
export const hostsController = (ap: ApRow): boolean => isControllerCapable(ap.model);
export const mewlcApData = (ap: ApRow): z.infer<typeof mewlcApDataSchema> => ({
  "wtp-mac": macText(ap.id),
  "primary-image-version": ap.primaryVersion,
  "backup-image-version": ap.backupVersion,
});

export const imageStatsSchema = z.object({
  "wtp-mac": z.string(),
  "wtp-name": z.string(),
  "img-dwnld-tries": z.int(),
  "last-dwnld-time": timeSchema.optional(),
  "last-dwnld-image-size": wideSchema,
  "last-dwnld-is-aborted": z.boolean(),
  "last-dwnld-is-predwnld": z.boolean(),
  "downl-start-time": timeSchema.optional(),
  "downl-end-time": timeSchema.optional(),
});
export function imageStats(ap: ApRow, facts: Facts): z.infer<typeof imageStatsSchema> {
  const { apImage } = facts.imageTimes(ap.id);
  const isPredownload = ap.capwapState === "Run" && apImage !== NO_TIMES;
  return {
    "wtp-mac": macText(ap.id),
    "wtp-name": ap.name,
    "img-dwnld-tries": apImage.tries,
    ...timeLeaf("last-dwnld-time", apImage.startedAt),
    "last-dwnld-image-size": wide(isMoving(ap.apImage) ? ap.apImage.bytes : (ap.apImage.sizeBytes ?? 0)),
    "last-dwnld-is-aborted": ap.status === "Failed",
    "last-dwnld-is-predwnld": isPredownload,
    ...timeLeaf("downl-start-time", apImage.startedAt),
    ...timeLeaf("downl-end-time", apImage.endedAt),
  };
}

export const nameMapSchema = z.object({
  "wtp-name": z.string(),
  "wtp-mac": z.string(),
  "eth-mac": z.string(),
});
export const nameMap = (ap: ApRow): z.infer<typeof nameMapSchema> => ({
  "wtp-name": ap.name,
  "wtp-mac": macText(ap.id),
  "eth-mac": macText(ap.ethernetMac),
});
export const ethernetMapSchema = z.object({ "ethernet-mac": z.string(), "wtp-mac": z.string() });
export const ethernetMap = (ap: ApRow): z.infer<typeof ethernetMapSchema> => ({
  "ethernet-mac": macText(ap.ethernetMac),
  "wtp-mac": macText(ap.id),
});

export const joinStatsSchema = z.object({
  "wtp-mac": z.string(),
  "ap-join-info": z.object({
    "ap-ip-addr": z.string(),
    "ap-ethernet-mac": z.string(),
    "ap-name": z.string(),
    "is-joined": z.boolean(),
    "num-join-req-recvd": z.int(),
    "num-succ-join-resp-sent": z.int(),
    "num-unsucc-join-req-processn": z.int(),
    "last-succ-join-atmpt-time": timeSchema.optional(),
    "last-error-type": z.string(),
  }),
  "ap-disconnect-reason": z.string(),
});
export function joinStats(ap: ApRow, facts: Facts): z.infer<typeof joinStatsSchema> {
  const { joins, failures, joinedAt, lastFailurePhase, lastDisconnectReason } = facts.joinRecord(ap.id);
  return {
    "wtp-mac": macText(ap.id),
    "ap-join-info": {
      "ap-ip-addr": ap.ip,
      "ap-ethernet-mac": macText(ap.ethernetMac),
      "ap-name": ap.name,
      "is-joined": ap.joined,
      "num-join-req-recvd": joins + failures,
      "num-succ-join-resp-sent": joins,
      "num-unsucc-join-req-processn": failures,
      ...timeLeaf("last-succ-join-atmpt-time", joinedAt),
      "last-error-type": lastFailurePhase,
    },
    "ap-disconnect-reason": lastDisconnectReason,
  };
}

/** A list whose entries are access points, told apart by their radio MAC. */
export const listOfAps = <Entry extends z.ZodObject>(entry: Entry) => list(["wtp-mac"], entry);
