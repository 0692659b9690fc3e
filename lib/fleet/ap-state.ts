/** The state of one access point, the events that change it, and the effects it asks for: plain data of `ap-machine.ts`. */
import type { CapwapState } from "@/lib/contracts/aps";
import type { ImageFamily } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { Behavior } from "@/lib/contracts/lab";
import {
  type ImageKind,
  type Method,
  NO_PREDOWNLOAD,
  NOT_JOINED,
  type PredownloadRecord,
  type TransferStep,
} from "@/lib/contracts/predownload";
import type { ConsoleDialect } from "./console-dialect";
import type { ConsoleNote } from "./console-lines";

export type PartitionName = "part1" | "part2";
/** Why an image is transferred: to be able to join, before Activate, or to hold the controller image for Network Upgrade. */
export type Purpose = "join" | "predownload" | "controller";
/** `server`: the access point fetches it itself. `capwap`: the controller sends it. `none`: nobody has it. */
export type Route = "server" | "capwap" | "none";

/** The image exchange of an access point in CAPWAP state Image Data. */
export type JoinDownload = {
  /** The image's file name, which is the family. */
  image: string;
  route: Route;
  step: TransferStep;
  /** As read from the image that arrived; null before. */
  version: string | null;
  /** Why nothing arrives, while the access point still waits for its own timeout. */
  fault: Fault | null;
};

/** A lost CAPWAP connection: `temporary` when the access point will join again by itself. */
export type ConnectionLoss = "none" | "temporary" | "permanent";

export type ApState = {
  capwap: CapwapState;
  part1: string;
  part2: string;
  active: PartitionName;
  /** The partition that boots next when it is not the active one (`ap image swap`); else null. */
  nextBoot: PartitionName | null;
  /** Discovery requests without an answer. */
  discoveries: number;
  join: JoinDownload | null;
  predownload: PredownloadRecord;
  /** Join-time downloads that failed since the access point was last in Run. */
  joinFailures: number;
  joinFault: Fault | null;
  connectionLoss: ConnectionLoss;
  /** Whether the faults that happen only once have happened. */
  hasRebooted: boolean;
  hasLostCapwap: boolean;
};

/** What events do not change. */
export type ApFacts = {
  family: ImageFamily | null;
  behavior: Behavior;
  /** Milliseconds from reset to the first Discovery. */
  bootMs: number;
  /** How it writes on its console; null: as its running version does. */
  dialect: ConsoleDialect | null;
};

/** A fleet does not boot in one millisecond: each boot takes up to half of this share longer or shorter. */
export const BOOT_JITTER = 0.1;

/** Everything that an access point can wait for. */
export const apTimers = [
  "boot",
  "discovery",
  "silent",
  "step",
  "precheck",
  "image-wait",
  "discard",
  "stall",
  "verify",
  "rejoin",
] as const;
export type ApTimer = (typeof apTimers)[number];

export type ApEvent =
  | { type: "power-on" }
  /** Power was connected: the access point boots first. */
  | { type: "switched-on" }
  | { type: "timer"; timer: ApTimer }
  | { type: "discovery-response" }
  /** `source`: who can provide the image if the access point needs one; `fault` says why nobody can. */
  | { type: "join-response"; controllerVersion: string; source: Route; fault: Fault | null }
  /** A new upgrade: results of earlier ones are dropped. Comes after `predownload-canceled`. */
  | { type: "upgrade-started" }
  /** The controller told an access point in Run to take one of its two images. */
  | { type: "transfer-commanded"; kind: ImageKind; image: string; method: Method; version: string }
  | { type: "image-started"; sizeBytes: number | null }
  | { type: "image-progress"; percent: number }
  | { type: "image-arrived"; version: string; sizeBytes: number }
  /** `isApFault`: the access point is the cause; else the server, the file or the controller. */
  | { type: "image-failed"; fault: Fault; isApFault: boolean }
  | { type: "predownload-canceled"; fault: Fault }
  /** The controller goes down; with a version, every access point is told to swap to it and reset. */
  | { type: "controller-reloads"; activate: string | null; reason?: "by Activate" | "by the rollback" }
  /** `ap image swap`: the backup image becomes the primary one, without a reboot. */
  | { type: "images-swapped" }
  /** Told to reboot, or a short loss of power. */
  | { type: "reset"; reason: string }
  /** Lab wrote other software into the flash; without a backup version the other partition stays as it is. */
  | { type: "flashed"; running: string; backup: string | null }
  /** The facts have a new behavior. The flags say which faults that happen once may happen again. */
  | { type: "behavior-set"; reboots: boolean; losesCapwap: boolean }
  /** The program was started again; transfers under way are lost. */
  | { type: "program-restarted"; controllerVersion: string };

/** What the controller and the log learn from an access point. */
export type ApReport =
  | { what: "joined"; version: string }
  | { what: "left"; returns: boolean }
  /** `wasJoined`: it was in Run. `isByItself`: nobody told it to. */
  | { what: "rebooted"; reason: string; wasJoined: boolean; isByItself: boolean }
  | { what: "swapped"; version: string }
  /** Told to boot the image in the other partition, it came up with the old one. */
  | { what: "swap-ignored"; fault: Fault }
  | { what: "image-downloaded"; version: string }
  | { what: "image-download-failed"; fault: Fault; isApFault: boolean }
  | { what: "predownload-started"; image: string; method: Method }
  /** `kind`: which of the two images the three outcomes below are about. */
  | { what: "transfer-completed"; kind: ImageKind; version: string }
  | { what: "transfer-failed"; kind: ImageKind; fault: Fault; isApFault: boolean }
  | { what: "predownload-unsupported"; fault: Fault };

export type ApEffect =
  | { do: "arm"; timer: ApTimer; ms: number }
  | { do: "disarm"; timer: ApTimer }
  | { do: "send"; message: "discovery-request" | "join-request" }
  | { do: "receive"; purpose: Purpose; image: string; route: "server" | "capwap" }
  | { do: "stop-receiving"; fault: Fault }
  | { do: "console"; note: ConsoleNote }
  | { do: "report"; report: ApReport };

export type ApStep = { state: ApState; effects: readonly ApEffect[] };

/** A factory-new access point: part2 is active. */
export const newAp = (running: string, backup: string): ApState => ({
  capwap: "Idle",
  part1: backup,
  part2: running,
  active: "part2",
  nextBoot: null,
  discoveries: 0,
  join: null,
  predownload: NO_PREDOWNLOAD,
  joinFailures: 0,
  joinFault: null,
  connectionLoss: "none",
  hasRebooted: false,
  hasLostCapwap: false,
});

export const inactivePartition = (state: ApState): PartitionName =>
  state.active === "part1" ? "part2" : "part1";
export const runningVersion = (state: ApState): string => state[state.active];
/** The version that boots next: the running one, unless the images were swapped. */
export const primaryVersion = (state: ApState): string => state[state.nextBoot ?? state.active];
/** What the listing calls the backup image: the one that does not boot next. */
export const secondaryVersion = (state: ApState): string =>
  state.nextBoot === null || state.nextBoot === state.active ? backupVersion(state) : runningVersion(state);
/** The version in the partition that does not run. */
export const backupVersion = (state: ApState): string => state[inactivePartition(state)];
/** What ends a download at join and says nothing against the next one. */
const INTERRUPTIONS: ReadonlySet<Fault["code"]> = new Set(["ap-rebooted", "ap-lost", "aborted"]);

/**
 * Why the controller need not expect the access point: its connection is lost for good, or it cannot join with the image
 * that it has. Null while it is joined or on its way.
 */
export const joinObstacle = ({ connectionLoss, joinFailures, joinFault }: ApState): Fault | null => {
  if (connectionLoss === "permanent") return joinFault ?? NOT_JOINED;
  if (joinFailures === 0 || joinFault === null || INTERRUPTIONS.has(joinFault.code)) return null;
  return joinFault;
};

export const hasVersion = (state: ApState, version: string): boolean =>
  state.part1 === version || state.part2 === version;
