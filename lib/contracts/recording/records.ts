/**
 * The records of a recording, in the order in which they happened. Instants are wall milliseconds, because the bytes move
 * in wall time, and rates, log lines and transfers have that clock, too: the controller's clock can run faster and can
 * change its speed within a run.
 */
import type { RunPhase } from "../run-phases";
import type { StageMark, UpgradeState } from "../upgrade";

/** An access point of the run. Its index is its place among the records of this kind. */
export type RecordedAp = {
  id: string;
  name: string;
  model: string;
  /** Null for a model of no known family. */
  family: string | null;
  isController: boolean;
};

/** What an access point does from this instant on. */
export type PhaseRecord = {
  kind: "phase";
  at: number;
  ap: number;
  phase: RunPhase;
  /** Method, cause or version, by phase; empty without one. */
  note: string;
  isMaster: boolean;
  /** Index of the access point whose transfer has to end first; null when it waits for none. */
  awaits: number | null;
  retryCount: number;
  /** Whole percent of the image of this phase; null when there is none. */
  percent: number | null;
  /** Bytes of its own image and of the controller image that it has at this instant. */
  imageBytes: number;
  controllerBytes: number;
};

/**
 * The versions of an access point as the controller reads them: at the start of the run, when one of them changes, and
 * whenever it joins again after Activate, also when they are the same.
 */
export type VersionsRecord = { kind: "versions"; at: number; ap: number; running: string; backup: string };

/** An image arrived whole: what it was, and the SHA-512 of the bytes that arrived. */
export type ImageRecord = {
  kind: "image";
  at: number;
  url: string;
  bytes: number;
  /** Read from the image; empty when it does not say it. */
  version: string;
  /** Lowercase hexadecimal. */
  sha512: string;
  /** Whether it was compared with a digest that the server or the repository names. */
  isVerified: boolean;
};

export type RunRecord =
  | { kind: "ap"; ap: RecordedAp }
  | PhaseRecord
  | VersionsRecord
  | ImageRecord
  /** A try failed. `retries`: another one follows. */
  | { kind: "failure"; at: number; ap: number; reason: string; retries: boolean }
  /** The percent of those whose percent has changed since the last samples. */
  | { kind: "samples"; at: number; aps: Uint32Array; percents: Uint8Array }
  /** The run as a whole: bytes that have arrived, bytes per second, whole percent. */
  | { kind: "total"; at: number; bytesMoved: number; rate: number; percent: number }
  | {
      kind: "state";
      at: number;
      state: UpgradeState;
      /** One mark for each stage, in order. */
      marks: StageMark[];
      status: string;
    }
  /** Something that happened to the run as a whole, in a sentence. */
  | { kind: "mark"; at: number; text: string }
  /** The program did not run from the record before until `at`: nothing is known of that time. */
  | { kind: "gap"; at: number }
  /** From here on there are samples only every so often; 0: no more samples, because the recording is full. */
  | { kind: "interval"; at: number; everyMs: number };
