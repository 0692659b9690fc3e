/** What was requested from which image server: the facts that an explanation of a failure names. */

import type { Cure } from "@/lib/contracts/cure";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";

export type ImageRequest = {
  mode: DownloadMode;
  image: string;
  /** The path in the request: `Wrong-Path/ap1g6`. */
  path: string;
  /** The user who logs in; null where the mode has no login. */
  userName: string | null;
  server: string;
  port: number;
  /** Other paths on that server where our repository has the image, best first. */
  alternativePaths: readonly string[];
  /** The faults that Lab has injected into that server, one sentence each. Only our own servers have any. */
  labFaults?: readonly string[];
  /** Our own server, when the profile means it and it is stopped. */
  stoppedServer?: Extract<Cure, { kind: "start-server" }>["server"] | null;
  /** The host key that the server presents instead of the pinned one; null when it is the pinned one. */
  refusedKey?: { pinned: string; presented: string } | null;
};

/** One sentence per fault code. */
export type FaultTexts<F> = Partial<Record<FaultCode, (failed: F) => string>>;
