/**
 * Reads access points that version 0.1 stored. It kept the progress of a predownload in three places: `state.predownload`,
 * `state.download`, and byte counts beside the state. Here they become the one record.
 */
import { z } from "zod";
import { faultSchema } from "@/lib/contracts/fault-schema";
import {
  type ImageProgress,
  methodSchema,
  NO_PROGRESS,
  type PredownloadRecord,
  type ProgressState,
  predownloadStatusSchema,
  transferSteps,
} from "@/lib/contracts/predownload";

const firstFormatSchema = z.object({
  state: z.looseObject({
    // Records of the first releases lack it.
    boots: z.enum(["part1", "part2"]).nullable().default(null),
    download: z
      .object({
        purpose: z.enum(["join", "predownload", "controller"]),
        image: z.string(),
        route: z.enum(["server", "capwap", "none"]),
        phase: z.enum(transferSteps),
        version: z.string().nullable(),
        fault: faultSchema.nullable(),
      })
      .nullable(),
    predownload: z.object({
      status: predownloadStatusSchema,
      version: z.string(),
      retryCount: z.number(),
      nextRetryAt: z.number().nullable(),
      method: methodSchema,
      fault: faultSchema.nullable(),
    }),
    /** Version of the controller image in the access point's flash. */
    controllerImage: z.string().nullable(),
    away: z.enum(["no", "returning", "for-good"]),
    rebootedOnce: z.boolean(),
    lostOnce: z.boolean(),
  }),
  isMaster: z.boolean(),
  /** Of the image that was transferred last. */
  bytes: z.number(),
  sizeBytes: z.number().nullable(),
  /** Of the images that arrived whole in the upgrade. */
  apImageBytes: z.number(),
  controllerImageBytes: z.number(),
  failure: z.unknown(),
});
type FirstFormat = z.infer<typeof firstFormatSchema>;

export const isFirstFormat = (stored: unknown): boolean =>
  typeof stored === "object" && stored !== null && !("format" in stored);

/** Returns what it was given when that is not a record of the first format either; reading it then fails. */
export function convertMachine(stored: unknown): unknown {
  const parsed = firstFormatSchema.safeParse(stored);
  if (!parsed.success) return stored;
  const machine = parsed.data;
  const { boots, download, predownload, controllerImage, away, rebootedOnce, lostOnce, ...kept } =
    machine.state;
  const isJoin = download?.purpose === "join";
  return {
    state: {
      ...kept,
      nextBoot: boots,
      join: isJoin
        ? {
            image: download.image,
            route: download.route,
            step: download.phase,
            version: download.version,
            fault: download.fault,
          }
        : null,
      predownload: recordOf(machine),
      connectionLoss: ({ no: "none", returning: "temporary", "for-good": "permanent" } as const)[away],
      hasRebooted: rebootedOnce,
      hasLostCapwap: lostOnce,
    },
    failure: machine.failure,
  };
}

function recordOf(machine: FirstFormat): PredownloadRecord {
  const { predownload, controllerImage, download } = machine.state;
  const step = (purpose: "predownload" | "controller") =>
    download?.purpose === purpose ? download.phase : null;
  const controllerStep = step("controller");
  // One pair of byte counts told of either image.
  const wasController = controllerStep !== null || machine.controllerImageBytes > 0;
  const last = { bytes: machine.bytes, sizeBytes: machine.sizeBytes };
  return {
    apImage: {
      ...NO_PROGRESS,
      state: step("predownload") ?? stateOf(predownload),
      version: predownload.version,
      ...(wasController ? wholeTransfer(machine.apImageBytes) : last),
      wholeBytes: machine.apImageBytes,
      retryCount: predownload.retryCount,
      nextRetryAt: predownload.nextRetryAt,
      method: predownload.method,
      fault: predownload.fault,
      isMaster: machine.isMaster,
    },
    controllerImage: {
      ...NO_PROGRESS,
      state: controllerStep ?? (controllerImage === null ? "none" : "complete"),
      version: controllerImage ?? download?.version ?? NO_PROGRESS.version,
      ...(wasController ? last : wholeTransfer(machine.controllerImageBytes)),
      wholeBytes: machine.controllerImageBytes,
      method: wasController ? "CAPWAP" : "N/A",
    },
  };
}

const wholeTransfer = (bytes: number): Pick<ImageProgress, "bytes" | "sizeBytes"> => ({
  bytes,
  sizeBytes: bytes === 0 ? null : bytes,
});

/** Without a transfer under way. Whoever waited to start is queued again when the upgrade goes on. */
function stateOf({ status, nextRetryAt, fault }: FirstFormat["state"]["predownload"]): ProgressState {
  switch (status) {
    case "None":
      return "none";
    case "Initiated":
    case "Predownloading":
      return "queued";
    case "Complete":
      return "complete";
    case "Unsupported":
      return "unsupported";
    case "Failed":
      if (nextRetryAt !== null) return "retrying";
      return fault?.code === "ap-lost" ? "disjoined" : "failed";
  }
}
