/**
 * The change record of a run and the comparison of two, as values: pages and Markdown say the same. Instants and durations
 * are wall milliseconds.
 */
import type { Profile } from "./profile";
import type { RunPhase } from "./run-phases";
import type { RunRow } from "./runs";
import type { Stage, StageMark } from "./upgrade";

/** What became of an access point, from the versions that were read back. */
export const apResults = [
  "upgraded",
  /** It ran the new version before the run. */
  "already",
  /** It has the image and runs it after the next Activate. */
  "prepared",
  /** After Activate it runs another version than the new one. */
  "other-version",
  /** It has not joined again since Activate. */
  "not-read-back",
  "failed",
  /** It never began: not joined, or not wanted. */
  "no-part",
  "unchanged",
] as const;
export type ApResult = (typeof apResults)[number];

export const apResultWords: Record<ApResult, string> = {
  upgraded: "Upgraded",
  already: "Ran it already",
  prepared: "Prepared, not activated",
  "other-version": "Runs another version",
  "not-read-back": "Not read back",
  failed: "Failed",
  "no-part": "Took no part",
  unchanged: "Unchanged",
};

/** What an access point runs, and what is in its other partition. */
export type ApVersions = { running: string; backup: string };

/** One access point of a run. */
export type ApEvidence = {
  id: string;
  name: string;
  model: string;
  family: string | null;
  isController: boolean;
  isMaster: boolean;
  /** At the start of the run; null in recordings that do not say it. */
  before: ApVersions | null;
  /** As read last; null like `before`. */
  after: ApVersions | null;
  /** When it was read back after Activate; null when it was not. */
  readBackAt: number | null;
  result: ApResult;
  phase: RunPhase;
  note: string;
  /** Why its last try failed; empty when none did. */
  why: string;
  failedTries: number;
  /** From its first step until it had its image or failed; null when it never began. */
  durationMs: number | null;
  bytes: number;
};

/** A stage that began. */
export type StageEvidence = {
  stage: Stage;
  mark: StageMark;
  startedAt: number | null;
  durationMs: number | null;
};

/** An image that arrived whole. Several fetches of the same bytes are one. */
export type ImageEvidence = {
  url: string;
  bytes: number;
  version: string;
  /** SHA-512 of the bytes that arrived, lowercase hexadecimal. */
  sha512: string;
  /** Whether it was compared with a digest that the server or the repository names. */
  isVerified: boolean;
  fetches: number;
};

/** One reason of failed attempts, and the access points that had it. */
export type FailureEvidence = {
  reason: string;
  tries: number;
  apCount: number;
  /** At most ten. */
  apNames: string[];
};

/** How long it was expected to take until everything is prepared; when it is activated is somebody's decision. */
export type PredictedDuration = { bestMs: number; likelyMs: number; worstMs: number };

/** Who started the run from where, as the audit log has it. */
export type StartedFrom = { user: string; address: string; token: string | null };

export type ChangeRecord = {
  run: RunRow;
  profile: Profile | null;
  /** Null when the audit log has no such entry any more, or the reader may not know it. */
  startedFrom: StartedFrom | null;
  /** Only administrators may know where it was started from. */
  isFromHidden: boolean;
  durationMs: number;
  /** From the start until it could be activated; null when it never could. */
  preparedMs: number | null;
  /** Null when nothing was predicted. */
  predicted: PredictedDuration | null;
  stages: StageEvidence[];
  images: ImageEvidence[];
  counts: Record<ApResult, number>;
  /** Failures first, then by name. */
  aps: ApEvidence[];
  failures: FailureEvidence[];
  /** What did not go as planned, one sentence each. */
  deviations: string[];
  happened: { at: number; text: string }[];
  /** The last instant that the recording knows of. */
  recordedUntil: number;
};

/** One of two runs that are compared. */
export type ComparedRun = {
  row: RunRow;
  profile: Profile | null;
  durationMs: number;
  /** Bytes per second until everything was prepared, and the most at one moment. */
  averageRate: number;
  peakRate: number;
  /** Access points with a failed try. */
  retriedAps: number;
  /** The versions of the images that arrived. */
  imageVersions: string[];
};

/** An image family in both runs; null where no access point has it. */
export type ComparedFamily = { family: string; a: FamilyFacts | null; b: FamilyFacts | null };
type FamilyFacts = { aps: number; upgraded: number; failed: number; medianMs: number | null };

/** An access point that did not do the same in both runs; null in a run that it was no part of. */
export type ComparedAp = {
  id: string;
  name: string;
  model: string;
  a: ApOfRun | null;
  b: ApOfRun | null;
};
export type ApOfRun = Pick<ApEvidence, "result" | "failedTries" | "durationMs" | "why"> & {
  running: string | null;
};

export type RunComparison = {
  a: ComparedRun;
  b: ComparedRun;
  /** What differs, one sentence each; empty when nothing does. */
  differences: string[];
  stages: { stage: Stage; aMs: number | null; bMs: number | null }[];
  families: ComparedFamily[];
  /** At most 500; `apCount` counts them all. */
  aps: ComparedAp[];
  apCount: number;
};
