/** What gathering facts about a server needs, and the notes that it takes on its way. */
import type { Fault } from "@/lib/contracts/fault";
import type { ReadinessInput } from "@/lib/contracts/readiness/input";
import type { Evidence } from "@/lib/contracts/readiness/observed";
import type { ServerTarget } from "@/lib/contracts/readiness/server-facts";
import type { ProbePart } from "@/lib/readiness/check";
import type { openSftpReader } from "@/lib/servers/sftp/sftp-reader";
import type { sampleTftp } from "@/lib/servers/tftp/tftp-sample";

/** What a probe asks with. Requests to our own servers are marked as such by whoever makes these ports. */
export type ProbePorts = {
  sampleTftp: typeof sampleTftp;
  openSftp: typeof openSftpReader;
  /** Whether a port of the host that nobody uses is refused. */
  refusesClosedPort(server: string, waitMs: number): Promise<boolean>;
};

export type ProbeOrder = {
  target: ServerTarget;
  password: string;
  /** The fingerprint that an SFTP server must present; null when none is pinned. */
  pinnedHostKey: string | null;
  /** Names of the images that the fleet needs. The controller image is asked for in any case. */
  neededImages: readonly string[];
  limits: ReadinessInput["probe"];
  /** What is asked; the rest of the facts is unknown. */
  parts: ReadonlySet<ProbePart>;
  signal: AbortSignal;
  onProgress(progress: ProbeProgress): void;
};

export type ProbeProgress = { step: string; stepsDone: number; stepsTotal: number; bytesRead: number };

/** Milliseconds that a silent server is waited for, and how often a packet is sent. */
export const PATIENCE = { timeoutMs: 2_000, retries: 2 } as const;
/** What is read of an image when nothing more is wanted: its first members, with family and version. */
export const BEGINNING_BYTES = 262_144;
const REPORT_EVERY_MS = 250;
export const NOT_ASKED = "This was not part of the check.";

/** Writes down what was asked and what it cost. */
export class ProbeNotes {
  readonly asked: Evidence[] = [];
  requests = 0;
  bytes = 0;
  readonly #startedAt = performance.now();
  readonly #order: ProbeOrder;
  #stepsDone = 0;
  readonly #stepsTotal: number;
  #step = "";
  #reportedAt = 0;

  constructor(order: ProbeOrder, stepsTotal: number) {
    this.#order = order;
    this.#stepsTotal = stepsTotal;
  }

  /** Begins the next step. @throws the reason of the signal when the probe was canceled */
  step(text: string): void {
    this.#order.signal.throwIfAborted();
    if (this.#step !== "") this.#stepsDone++;
    this.#step = text;
    this.#report();
  }

  note(asked: string, answer: string): void {
    this.asked.push({ asked, answer });
  }

  /** Counts a request that has ended. */
  count(): void {
    this.requests++;
    this.#report();
  }

  /** Counts bytes as they come, and reports them a few times in a second. */
  moved(bytes: number): void {
    this.bytes += bytes;
    if (performance.now() - this.#reportedAt >= REPORT_EVERY_MS) this.#report();
  }

  #report(): void {
    this.#reportedAt = performance.now();
    this.#order.onProgress({
      step: this.#step,
      stepsDone: this.#stepsDone,
      stepsTotal: this.#stepsTotal,
      bytesRead: this.bytes,
    });
  }

  get cost(): { requests: number; bytes: number; elapsedMs: number } {
    return { requests: this.requests, bytes: this.bytes, elapsedMs: performance.now() - this.#startedAt };
  }
}

/** What came of a read, as a few words. */
export const outcome = (fault: Fault | null, came: string): string => (fault === null ? came : fault.message);
