/** What one access point is, what happens to it and what it wants done: the words of `ap-machine.ts`, plain data. */
import type { CapwapState, PredownloadStatus } from "@/lib/contracts/aps";
import type { ImageFamily } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { Behavior } from "@/lib/contracts/lab";
import { NO_VERSION } from "@/lib/contracts/versions";
import type { ConsoleNote } from "./console-lines";

export type PartitionName = "part1" | "part2";
/** Why an image comes: to be able to join, to have it before Activate, or the controller image to stand by with. */
export type Purpose = "join" | "predownload" | "controller";
/** `server`: the AP opens the transfer itself. `capwap`: the controller sends it. `none`: nobody can give it. */
export type Route = "server" | "capwap" | "none";
export type Method = "N/A" | "TFTP" | "SFTP" | "CAPWAP";

export type Download = {
  purpose: Purpose;
  /** The image's file name: the family, or the controller image. */
  image: string;
  route: Route;
  phase: "requested" | "receiving" | "stalled" | "verifying";
  /** What the arrived image says that it is. */
  version: string | null;
  sizeBytes: number | null;
  /** Why nothing comes, while the AP still waits for its own time-out. */
  fault: Fault | null;
};

export type Predownload = {
  status: PredownloadStatus;
  /** The version that is to come or came. */
  version: string;
  retryCount: number;
  /** Wall milliseconds of the next try; null when none is planned. */
  nextRetryAt: number | null;
  method: Method;
  fault: Fault | null;
};

export type ApState = {
  capwap: CapwapState;
  part1: string;
  part2: string;
  active: PartitionName;
  /** The partition it boots next, when that is not the one that runs (`ap image swap`); else null. */
  boots: PartitionName | null;
  /** Discovery requests without an answer. */
  discoveries: number;
  download: Download | null;
  predownload: Predownload;
  /** Version of the controller image it stands by with; null without one. */
  controllerImage: string | null;
  /** Join-time downloads that failed since it last reached Run. */
  joinFailures: number;
  joinFault: Fault | null;
  /** Lost CAPWAP; `returning` once it will come back by itself. */
  away: "no" | "returning" | "for-good";
  /** Faults that happen once have happened. */
  rebootedOnce: boolean;
  lostOnce: boolean;
};

/** What does not change with what happens. */
export type ApFacts = {
  family: ImageFamily | null;
  behavior: Behavior;
  /** Milliseconds from reset to the first Discovery. */
  bootMs: number;
};

/** Everything that an access point can wait for. */
export const apTimers = [
  "boot",
  "discovery",
  "silent",
  "step",
  "image-wait",
  "discard",
  "stall",
  "verify",
  "rejoin",
] as const;
export type ApTimer = (typeof apTimers)[number];

export type ApEvent =
  | { type: "power-on" }
  /** Its power came on: it boots first. */
  | { type: "switched-on" }
  | { type: "timer"; timer: ApTimer }
  | { type: "discovery-response" }
  /** `source`: who can give this AP its image, should it need one; `fault` says why nobody can. */
  | { type: "join-response"; controllerVersion: string; source: Route; fault: Fault | null }
  /** A new round: what earlier rounds left is forgotten. Comes after `predownload-canceled`. */
  | { type: "round-begins" }
  | { type: "predownload-already"; version: string }
  | { type: "predownload-initiated"; version: string; retryCount: number }
  | { type: "predownload-ordered"; image: string; route: "server" | "capwap"; method: Method }
  | { type: "controller-image-ordered"; image: string; version: string }
  | { type: "image-started"; sizeBytes: number | null }
  | { type: "image-progress"; percent: number }
  | { type: "image-arrived"; version: string; sizeBytes: number }
  /** `own`: the cause is this AP's; else the server's, the file's or the controller's. */
  | { type: "image-failed"; fault: Fault; own: boolean }
  | { type: "retry-scheduled"; at: number; retryCount: number }
  | { type: "predownload-refused"; fault: Fault; unsupported: boolean }
  | { type: "predownload-canceled"; fault: Fault }
  /** The controller goes down; with a version, every AP is told to swap to it and reset. */
  | { type: "controller-reloads"; activate: string | null }
  /** `ap image swap`: the backup image becomes the primary one, without a reboot. */
  | { type: "images-swapped" }
  /** It is told to reboot, or its own power was gone for a moment. */
  | { type: "reset"; reason: string }
  /** Other software was written into its flash by hand; without a backup, the other partition stays as it is. */
  | { type: "flashed"; running: string; backup: string | null }
  /** It behaves otherwise from now on: the facts are the new ones. What happens once may happen again where said. */
  | { type: "behavior-set"; reboots: boolean; loses: boolean }
  /** The program was started again; what was under way is lost. */
  | { type: "program-restarted"; controllerVersion: string };

/** What the controller and the log learn from this AP. */
export type ApReport =
  | { what: "joined"; version: string }
  | { what: "left"; returns: boolean }
  | { what: "rebooted"; reason: string }
  | { what: "swapped"; version: string }
  /** It was told to boot the image in its other partition and came up with the old one. */
  | { what: "swap-ignored"; fault: Fault }
  | { what: "image-downloaded"; version: string }
  | { what: "image-download-failed"; fault: Fault; own: boolean }
  | { what: "predownload-started"; image: string; method: Method }
  | { what: "predownload-completed"; version: string }
  /** `own`: the fault is this AP's, not the server's or the file's. */
  | { what: "predownload-failed"; fault: Fault; own: boolean }
  | { what: "predownload-unsupported"; fault: Fault }
  | { what: "controller-image-completed"; version: string }
  | { what: "controller-image-failed"; fault: Fault; own: boolean };

export type ApEffect =
  | { do: "arm"; timer: ApTimer; ms: number }
  | { do: "disarm"; timer: ApTimer }
  | { do: "send"; message: "discovery-request" | "join-request" }
  | { do: "receive"; purpose: Purpose; image: string; route: "server" | "capwap" }
  | { do: "stop-receiving"; fault: Fault }
  | { do: "console"; note: ConsoleNote }
  | { do: "report"; report: ApReport };

export type ApStep = { state: ApState; effects: readonly ApEffect[] };

export const NO_PREDOWNLOAD: Predownload = {
  status: "None",
  version: NO_VERSION,
  retryCount: 0,
  nextRetryAt: null,
  method: "N/A",
  fault: null,
};

/** An AP as it comes out of its box: part2 runs, as on the article's. */
export const newAp = (running: string, backup: string): ApState => ({
  capwap: "Idle",
  part1: backup,
  part2: running,
  active: "part2",
  boots: null,
  discoveries: 0,
  download: null,
  predownload: NO_PREDOWNLOAD,
  controllerImage: null,
  joinFailures: 0,
  joinFault: null,
  away: "no",
  rebootedOnce: false,
  lostOnce: false,
});

export const inactive = (state: ApState): PartitionName => (state.active === "part1" ? "part2" : "part1");
export const runningVersion = (state: ApState): string => state[state.active];
/** What it boots next: what runs, but for a swap. */
export const primaryVersion = (state: ApState): string => state[state.boots ?? state.active];
/** What the listing calls the backup image: the other one. */
export const secondaryVersion = (state: ApState): string =>
  state.boots === null || state.boots === state.active ? backupVersion(state) : runningVersion(state);
export const backupVersion = (state: ApState): string => state[inactive(state)];
